// SPDX-License-Identifier: Apache-2.0
/**
 * Small scenes of a few acts each, which chance would seldom put together: what a tester would try first. Each day has some
 * of them, by its kind; on calm days only what the household does without a fault.
 */
import { addPin } from "../board/pin-credential";
import { wrongPin } from "./attacker";
import { masterPin } from "./cast";
import { freshPin, newUser, sends, session, somebodysPin, types, type Scene } from "./scene-parts";
import { guestScenes } from "./scenes-guests";
import { modeScenes } from "./scenes-modes";
import { readerScenes } from "./scenes-readers";
import { timeScenes } from "./scenes-time";
import { userScenes } from "./scenes-users";
import { hour, minute, second, type Draft } from "./story-draft";

const ordinary: readonly Scene[] = Object.freeze([
  ...timeScenes,
  ...modeScenes,
  ...userScenes,
  ...guestScenes,
  ...readerScenes,
  halfAPin,
  startsAgain,
  leavesProgrammingOpen,
  erasedUserComesBack,
  givesAPinTwice,
  guestOfOneUse,
  disabledForAWhile,
  secondPin,
  setsClockBack,
  buttonWithDoorOpen,
  opensWhileItLocks,
  opensWhileItLocks,
  keyBeforeRelock,
  cellsChangedWhileOpen,
]);
const evil: readonly Scene[] = Object.freeze([afterLogout, sessionLeftOpen, userLogsIn, patientGuesses, ...readerScenes.slice(0, 1)]);
const rough: readonly Scene[] = Object.freeze([flashFullAtTheConsole, interruptsLostAllTheWhile, blockedBolt, heavyBolt]);

/** Hours at which one begins, so that they keep out of each other's way. */
const starts: readonly number[] = Object.freeze([6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21]);

export function scenes(people: Draft, attacker: Draft, nature: Draft): void {
  const { random, kind } = people;
  const kinds = [{ draft: people, list: ordinary }];
  if (kind === "attacked" || kind === "mixed") kinds.push({ draft: attacker, list: evil });
  if (kind === "stormy" || kind === "mixed") kinds.push({ draft: nature, list: rough });
  for (const start of starts) {
    if (random.oneIn(3)) continue;
    const { draft, list } = random.pick(kinds);
    random.pick(list)(draft, start * hour + random.below(hour / 2));
  }
}

function halfAPin(draft: Draft, atMs: number): void {
  const pin = somebodysPin(draft);
  const half = draft.random.between(1, pin.length - 1);
  const pausedMs = types(draft, atMs, pin.slice(0, half));
  types(draft, pausedMs + draft.random.between(5_500, 20_000), `${pin.slice(half)}#`);
}

function startsAgain(draft: Draft, atMs: number): void {
  types(draft, atMs, `${draft.random.between(1, 99_999)}*${somebodysPin(draft)}#`);
}

function leavesProgrammingOpen(draft: Draft, atMs: number): void {
  draft.add(atMs, { do: "button", holdMs: 5_500 });
  types(draft, atMs + 8 * second, `${masterPin}#`);
  types(draft, atMs + draft.random.between(90, 480) * second, `${somebodysPin(draft)}#`);
}

function erasedUserComesBack(draft: Draft, atMs: number): void {
  const pin = freshPin(draft);
  const who = { UserIndex: 15 };
  const setMs = session(draft, atMs, ["SetUser", { OperationType: 0, ...who }], ["SetCredential", { ...addPin(15, pin), ...who }], ["Logout"]);
  types(draft, setMs + 5 * second, `${pin}#`);
  const erasedMs = session(draft, setMs + 2 * minute, ["ClearUser", who], ["Logout"]);
  types(draft, erasedMs + 5 * second, `${pin}#`);
}

function givesAPinTwice(draft: Draft, atMs: number): void {
  const who = { UserIndex: 16 };
  const given = { ...addPin(16, somebodysPin(draft)), ...who };
  session(draft, atMs, ["SetUser", { OperationType: 0, ...who }], ["SetCredential", given], ["ClearUser", who], ["Logout"]);
}

/** The second time he stays outside. */
function guestOfOneUse(draft: Draft, atMs: number): void {
  const pin = freshPin(draft);
  const setMs = session(draft, atMs, ...newUser(18, pin, { UserType: 6 }), ["Logout"]);
  for (const minutes of [0.1, 2, 5]) types(draft, setMs + minutes * minute, `${pin}#`);
}

function disabledForAWhile(draft: Draft, atMs: number): void {
  const [index, pin] = draft.random.pick([...draft.beliefs.pins]);
  const modified = { OperationType: 2, UserIndex: index };
  const setMs = session(draft, atMs, ["SetUser", { ...modified, UserStatus: 3, UserName: "Away" }], ["Logout"]);
  types(draft, setMs + 5 * second, `${pin}#`);
  const againMs = session(draft, setMs + 2 * minute, ["SetUser", { ...modified, UserStatus: 1 }], ["GetUser", { UserIndex: index }], ["Logout"]);
  types(draft, againMs + 5 * second, `${pin}#`);
}

/** At an index that is taken, and then at a free one; cleared again, the first one stays. */
function secondPin(draft: Draft, atMs: number): void {
  const pin = freshPin(draft);
  const [index, first] = draft.random.pick([...draft.beliefs.pins]);
  const taken = draft.random.pick([2, 3, 4, 5]);
  const given = (place: number): object => ({ ...addPin(place, pin), UserIndex: index });
  const setMs = session(draft, atMs, ["SetCredential", given(taken)], ["SetCredential", given(101)], ["Logout"]);
  types(draft, setMs + 5 * second, `${pin}#`);
  const { Credential } = addPin(101, pin);
  const clearedMs = session(draft, setMs + 2 * minute, ["GetCredentialStatus", { Credential }], ["ClearCredential", { Credential }], ["Logout"]);
  types(draft, clearedMs + 5 * second, `${pin}#`);
  types(draft, clearedMs + 2 * minute, `${first}#`);
}

function setsClockBack(draft: Draft, atMs: number): void {
  const back = draft.random.pick([50, 70, 600, 7_000, 86_400]);
  const now = draft.utcSeconds(atMs);
  session(draft, atMs, ["SetTime", { UtcTime: now }], ["SetTime", { UtcTime: now - back }], ["SetTime", { UtcTime: now }], ["Logout"]);
}

function buttonWithDoorOpen(draft: Draft, atMs: number): void {
  const enteredMs = types(draft, atMs, `${somebodysPin(draft)}#`);
  draft.add(enteredMs + 3 * second, { do: "openDoor" });
  draft.add(enteredMs + draft.random.between(5, 12) * second, { do: "button", holdMs: 200 });
  draft.add(enteredMs + 40 * second, { do: "closeDoor" });
}

function opensWhileItLocks(draft: Draft, atMs: number): void {
  const enteredMs = types(draft, atMs, `${somebodysPin(draft)}#`);
  const pressedMs = enteredMs + 3 * second;
  draft.add(pressedMs, { do: "button", holdMs: 200 });
  draft.add(pressedMs + draft.random.between(280, 480), { do: "openDoor" });
  draft.add(pressedMs + 5 * second, { do: "thumb", to: 0, holdMs: 500 });
  draft.add(pressedMs + 7 * second, { do: "closeDoor" });
}

/** Some key in the last second before it locks by itself. */
function keyBeforeRelock(draft: Draft, atMs: number): void {
  const enteredMs = types(draft, atMs, `${somebodysPin(draft)}#`);
  const lockMs = enteredMs + 500 + draft.beliefs.relockSeconds * second;
  draft.add(lockMs - draft.random.between(50, 700), { do: "holdKey", key: "*", holdMs: 100 });
}

/** It has to find out where the bolt is, and to lock. */
function cellsChangedWhileOpen(draft: Draft, atMs: number): void {
  const { random } = draft;
  const enteredMs = types(draft, atMs, `${somebodysPin(draft)}#`);
  draft.add(enteredMs + random.between(3, 9) * second, { do: "cells", chargePercent: 100, chemistry: "alkaline", offMs: random.between(500, 20_000) });
  if (random.oneIn(3)) draft.add(enteredMs + random.between(2, 4) * minute, { do: "button", holdMs: 200 });
}

function afterLogout(draft: Draft, atMs: number): void {
  const endMs = session(draft, atMs, ["GetTime"], ["Logout"]);
  sends(draft, endMs + draft.spread(50, 60_000), draft.random.pick(["UnlockDoor", "GetLog"]));
}

function sessionLeftOpen(draft: Draft, atMs: number): void {
  const endMs = session(draft, atMs, ["GetTime"]);
  sends(draft, endMs + draft.random.between(302, 3_000) * second, draft.random.pick(["UnlockDoor", "GetLog"]));
}

/** With his own PIN, which is no master's. */
function userLogsIn(draft: Draft, atMs: number): void {
  draft.add(atMs, { do: "line", text: "" });
  sends(draft, atMs + 100, "Login", { PIN: somebodysPin(draft) });
  sends(draft, atMs + 600, "UnlockDoor");
}

/** Again and again until the lockouts are long; whoever is inside goes out meanwhile. */
function patientGuesses(draft: Draft, atMs: number): void {
  const everyMs = draft.random.between(9, 24) * second;
  for (let left = 50; left > 0; left--) types(draft, atMs + left * everyMs, `${wrongPin(draft)}#`);
  draft.add(atMs + 51 * everyMs, { do: "button", holdMs: 300 });
}

function flashFullAtTheConsole(draft: Draft, atMs: number): void {
  const pin = freshPin(draft);
  session(
    draft,
    atMs,
    ["GetTime"],
    ["SetCredential", addPin(17, pin)],
    ["SetSetting", { Name: "OpenPeriod", Value: draft.random.pick([2, 3, 6]) }],
    ["Logout"],
  );
  draft.add(atMs + 400, { do: "fillNvs", on: true });
  draft.add(atMs + draft.spread(2_000, 10 * minute), { do: "fillNvs", on: false });
}

/** With fingers that are slow enough for a lock that looks ten times a second. */
function interruptsLostAllTheWhile(draft: Draft, atMs: number): void {
  draft.add(atMs, { do: "loseInterrupts", on: true });
  let nextMs = atMs + 10 * second;
  for (let left = 4; left > 0; left--) {
    draft.add(nextMs, { do: "button", holdMs: draft.random.between(600, 1_800) });
    nextMs += draft.random.between(45, 120) * second;
    Array.from(`${somebodysPin(draft)}#`, (key, place) => draft.add(nextMs + place * 700, { do: "holdKey", key, holdMs: 350 }));
    nextMs += draft.random.between(45, 120) * second;
  }
  draft.add(nextMs, { do: "loseInterrupts", on: false });
}

function blockedBolt(draft: Draft, atMs: number): void {
  draft.add(atMs, { do: "block", at: draft.random.between(20, 95) / 100 });
  draft.add(atMs + 2 * second, { do: "button", holdMs: 300 });
  draft.add(atMs + draft.spread(10_000, 5 * minute), { do: "block" });
}

/** Also with cells that can no longer make the motor stall as strongly as it should. */
function heavyBolt(draft: Draft, atMs: number): void {
  if (draft.random.oneIn(2)) draft.add(atMs - second, { do: "drain", chargePercent: draft.random.between(10, 25) });
  draft.add(atMs, { do: "friction", factor: draft.random.between(15, 40) / 10 });
  for (let times = 1; times <= 3; times++) draft.add(atMs + times * 90 * second, { do: "button", holdMs: 300 });
  draft.add(atMs + 6 * minute, { do: "friction", factor: 1 });
  draft.add(atMs + 7 * minute, { do: "cells", chargePercent: 100, chemistry: "alkaline", offMs: 5 * second });
}
