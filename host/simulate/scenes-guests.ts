// SPDX-License-Identifier: Apache-2.0
/** Guest codes that the owner makes without the lock: around their hours, twice where once is enough, revoked, and lifted. */
import { guestIdOf, type GuestWish } from "./model-guest";
import { clockIsRight, justBefore, logout, session, somebodysPin, types, type Scene } from "./scene-parts";
import { minute, second, type Draft } from "./story-draft";

const hourSeconds = 3_600;

function hourAt(draft: Draft, atMs: number): number {
  return Math.floor(draft.localSeconds(atMs) / hourSeconds);
}

/** Until the next full hour of the clock on the wall. */
function nextHourMs(draft: Draft, atMs: number): number {
  return atMs + (hourSeconds - (draft.localSeconds(atMs) % hourSeconds)) * second;
}

function enters(draft: Draft, atMs: number, wish: GuestWish): void {
  draft.add(atMs, { do: "guest", wish, gapMs: draft.random.pick([200, 250, 400]) });
}

function wishOf(draft: Draft, startHour: number, hours: number, once: boolean): GuestWish {
  return { startHour, hours, once, serial: draft.random.between(0, 1) };
}

/** Its last hour, and a moment later: whoever has lifted it comes too late. */
function guestUntilTheHour(draft: Draft, atMs: number): void {
  const { random } = draft;
  const hours = random.pick([1, 2, 3, 4, 6, 24, 48]);
  const wish = wishOf(draft, hourAt(draft, atMs) - hours + 1, hours, false);
  const setMs = session(draft, atMs, ...clockIsRight(draft, atMs), logout);
  enters(draft, setMs + random.between(10, 60) * second, wish);
  const endMs = nextHourMs(draft, atMs);
  if (random.oneIn(2)) enters(draft, endMs - justBefore(draft) - 4 * second, wish);
  enters(draft, endMs + justBefore(draft), wish);
}

function guestFromTheHour(draft: Draft, atMs: number): void {
  const wish = wishOf(draft, hourAt(draft, atMs) + 1, draft.random.pick([1, 2, 12]), draft.random.oneIn(2));
  session(draft, atMs, ...clockIsRight(draft, atMs), logout);
  const fromMs = nextHourMs(draft, atMs);
  enters(draft, fromMs - justBefore(draft) - 4 * second, wish);
  enters(draft, fromMs + justBefore(draft), wish);
}

function guestOfOneTime(draft: Draft, atMs: number): void {
  const wish = wishOf(draft, hourAt(draft, atMs), draft.random.pick([2, 4, 24]), true);
  const setMs = session(draft, atMs, ...clockIsRight(draft, atMs), logout);
  enters(draft, setMs + 10 * second, wish);
  enters(draft, setMs + draft.random.between(60, 200) * second, wish);
}

function guestIsRevoked(draft: Draft, atMs: number): void {
  const { random } = draft;
  const wish = wishOf(draft, hourAt(draft, atMs), random.pick([2, 8, 72]), false);
  const setMs = session(draft, atMs, ...clockIsRight(draft, atMs), logout);
  enters(draft, setMs + 10 * second, wish);
  const revokedMs = session(draft, setMs + 90 * second, ["RevokeGuestCode", { CodeId: guestIdOf(wish) }], logout);
  enters(draft, revokedMs + 10 * second, wish);
}

/** All at once; the owner asks for the new key, and makes a code with it. */
function newGuestKey(draft: Draft, atMs: number): void {
  const { random } = draft;
  const wish = wishOf(draft, hourAt(draft, atMs), 24, false);
  const setMs = session(draft, atMs, ...clockIsRight(draft, atMs), ["NewGuestKey"], logout);
  enters(draft, setMs + 10 * second, wish);
  const toldMs = session(draft, setMs + minute, ["GetGuestKey"], logout);
  enters(draft, toldMs + 10 * second, wish);
  if (!random.oneIn(4)) return;
  const goneMs = session(draft, toldMs + 2 * minute, ["ClearGuestKey"], logout);
  enters(draft, goneMs + 10 * second, wish);
  session(draft, goneMs + 2 * minute, ["NewGuestKey"], ["GetGuestKey"], logout);
}

/** A mode keeps guests out; and without the time nobody knows whether it is theirs. */
function guestInVain(draft: Draft, atMs: number): void {
  const { random } = draft;
  const wish = wishOf(draft, hourAt(draft, atMs), 24, false);
  const inVacation = random.oneIn(2);
  const setMs = session(draft, atMs, ...clockIsRight(draft, atMs), ["SetSetting", { Name: "OperatingMode", Value: inVacation ? 1 : 0 }], logout);
  if (!inVacation) draft.add(setMs + 2 * second, { do: "cutPower", offMs: 3_000 });
  enters(draft, setMs + 20 * second, wish);
  types(draft, setMs + 40 * second, `${somebodysPin(draft)}#`);
  const backMs = session(draft, setMs + 90 * second, ["SetSetting", { Name: "OperatingMode", Value: 0 }], ["SetTime", { UtcTime: draft.utcSeconds(setMs + 91 * second) }], logout);
  enters(draft, backMs + 20 * second, wish);
}

/** Days, an hour off either end, and what is no code at all. */
function guestOfDays(draft: Draft, atMs: number): void {
  const { random } = draft;
  const hours = random.pick([48, 120, 168, 336, 672]);
  const startHour = hourAt(draft, atMs) + random.pick([1, 0, -5, -hours, -hours + 1]);
  const setMs = session(draft, atMs, ...clockIsRight(draft, atMs), logout);
  enters(draft, setMs + 10 * second, wishOf(draft, startHour, hours, false));
  if (random.oneIn(3)) types(draft, setMs + 40 * second, `${random.between(100_000_000, 999_999_999)}#`);
}

export const guestScenes: readonly Scene[] = Object.freeze([
  guestUntilTheHour, guestUntilTheHour, guestFromTheHour, guestOfOneTime, guestIsRevoked, newGuestKey, guestInVain, guestInVain, guestOfDays,
]);
