// SPDX-License-Identifier: Apache-2.0
/** Operating modes, for a while: who gets in, what works from afar, and how they end. Holidays bring them by themselves. */
import { forced, masterPin, remoteOnly } from "./cast";
import { clockIsRight, logout, sends, session, somebodysPin, types, type Command, type Scene } from "./scene-parts";
import { minute, second, type Draft } from "./story-draft";

const modes = Object.freeze({ normal: 0, vacation: 1, privacy: 2, noRemote: 3, passage: 4 });
const everySlot = 254;

function setMode(mode: number): Command {
  return ["SetSetting", { Name: "OperatingMode", Value: mode }];
}

function withMode(draft: Draft, atMs: number, mode: number): number {
  return session(draft, atMs, setMode(mode), logout) + 2 * second;
}

/** The third wrong one in a row would lock everybody out. */
function vacation(draft: Draft, atMs: number): void {
  const { random } = draft;
  const fromMs = withMode(draft, atMs, modes.vacation);
  types(draft, fromMs, `${random.pick([somebodysPin(draft), forced.pin])}#`);
  types(draft, fromMs + 40 * second, `${masterPin}#`);
  session(draft, fromMs + 2 * minute, ["UnlockDoor"], setMode(modes.normal), logout);
}

function privacy(draft: Draft, atMs: number): void {
  const { random } = draft;
  const fromMs = withMode(draft, atMs, modes.privacy);
  types(draft, fromMs, `${random.pick([somebodysPin(draft), masterPin, forced.pin])}#`);
  if (random.oneIn(2)) session(draft, fromMs + 20 * second, [random.pick(["UnlockDoor", "LockDoor"])], logout);
  const insideMs = fromMs + minute;
  if (random.oneIn(3)) draft.add(insideMs, { do: "thumb", to: 0, holdMs: 600 });
  else draft.add(insideMs, { do: "button", holdMs: random.between(150, 900) });
  types(draft, insideMs + 40 * second, `${somebodysPin(draft)}#`);
  withMode(draft, insideMs + 2 * minute, modes.normal);
}

function nobodyFromAfar(draft: Draft, atMs: number): void {
  const { random } = draft;
  const fromMs = withMode(draft, atMs, modes.noRemote);
  const endMs = session(draft, fromMs, ["UnlockDoor"], logout);
  types(draft, endMs + 5 * second, `${somebodysPin(draft)}#`);
  if (random.oneIn(2)) session(draft, endMs + 12 * second, ["LockDoor"], ["UnlockDoor", { PINCode: remoteOnly.pin }], logout);
  withMode(draft, endMs + 2 * minute, modes.normal);
}

/** Stays open once somebody has come, until it ends. */
function passage(draft: Draft, atMs: number): void {
  const { random } = draft;
  const fromMs = withMode(draft, atMs, modes.passage);
  types(draft, fromMs, `${somebodysPin(draft)}#`);
  draft.add(fromMs + 4 * second, { do: "openDoor" });
  draft.add(fromMs + 9 * second, { do: "closeDoor" });
  if (random.oneIn(3)) draft.add(fromMs + 2 * minute, { do: "button", holdMs: 200 });
  withMode(draft, fromMs + random.between(2, 6) * minute, modes.normal);
}

/** A holiday of some minutes, beginning soon. */
function holiday(draft: Draft, atMs: number): void {
  const { random } = draft;
  const now = draft.localSeconds(atMs);
  const mode = random.pick([modes.vacation, modes.vacation, modes.privacy, modes.noRemote, modes.passage]);
  const days = { HolidayIndex: random.between(1, 10), LocalStartTime: now + 60, LocalEndTime: now + 300, OperatingMode: mode };
  session(draft, atMs, ...clockIsRight(draft, atMs), ["SetHolidaySchedule", days], logout);
  types(draft, atMs + 30 * second, `${somebodysPin(draft)}#`);
  types(draft, atMs + random.between(90, 200) * second, `${somebodysPin(draft)}#`);
  if (mode === modes.noRemote) session(draft, atMs + 220 * second, ["UnlockDoor"], logout);
  else types(draft, atMs + 250 * second, `${random.pick([masterPin, somebodysPin(draft)])}#`);
  types(draft, atMs + 320 * second, `${somebodysPin(draft)}#`);
  session(draft, atMs + 8 * minute, ["ClearHolidaySchedule", { HolidayIndex: everySlot }], logout);
}

/** Two holidays at once: the lower slot counts, also where it allows more. */
function holidayInAHoliday(draft: Draft, atMs: number): void {
  const { random } = draft;
  const now = draft.localSeconds(atMs);
  const span = { LocalStartTime: now - 600, LocalEndTime: now + 900 };
  const [lower, higher] = random.pick([[modes.normal, modes.vacation], [modes.vacation, modes.normal], [modes.normal, modes.privacy]] as const);
  const first: Command = ["SetHolidaySchedule", { HolidayIndex: 3, ...span, OperatingMode: lower }];
  const other: Command = ["SetHolidaySchedule", { HolidayIndex: 7, ...span, OperatingMode: higher }];
  const setMs = session(draft, atMs, ...clockIsRight(draft, atMs), setMode(random.pick([0, 0, modes.vacation])), first, other, logout);
  types(draft, setMs + 5 * second, `${somebodysPin(draft)}#`);
  session(draft, setMs + minute, ["ClearHolidaySchedule", { HolidayIndex: everySlot }], setMode(modes.normal), logout);
}

/** Whoever asks at the console has to say who he is, each time. */
function pinFromAfar(draft: Draft, atMs: number): void {
  const { random } = draft;
  const required = (value: number): Command => ["SetSetting", { Name: "RequirePINforRemoteOperation", Value: value }];
  const pin = random.pick([remoteOnly.pin, somebodysPin(draft), "530917"]);
  const endMs = session(draft, atMs, required(1), ["UnlockDoor"], ["UnlockDoor", { PINCode: pin }], logout);
  session(draft, endMs + 30 * second, required(0), ["LockDoor", { PINCode: remoteOnly.pin }], logout);
}

/** What was said before the mode was set, said again. */
function modeWithoutLogin(draft: Draft, atMs: number): void {
  const fromMs = withMode(draft, atMs, draft.random.pick([modes.vacation, modes.noRemote]));
  sends(draft, fromMs, "SetSetting", { Name: "OperatingMode", Value: modes.normal });
  types(draft, fromMs + 5 * second, `${somebodysPin(draft)}#`);
  withMode(draft, fromMs + minute, modes.normal);
}

export const modeScenes: readonly Scene[] = Object.freeze([
  vacation,
  privacy,
  nobodyFromAfar,
  passage,
  holiday,
  holiday,
  holidayInAHoliday,
  pinFromAfar,
  modeWithoutLogin,
]);
