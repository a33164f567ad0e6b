// SPDX-License-Identifier: Apache-2.0
/**
 * Somebody who wants in. He stands outside with time, tools and, now and then, a hand on the wire or on the power, and
 * follows a script: he does not see what comes of it. He knows no PIN, only what PINs look like, and what he overheard.
 */
import { addPin } from "../board/pin-credential";
import { nearMiss } from "../soak/near-miss";
import { attackersNight } from "./attacker-night";
import { masterPin } from "./cast";
import { keypadKeys, minute, second, type Draft } from "./story-draft";

type Attack = (draft: Draft, atMs: number) => void;

const attacks: readonly Attack[] = Object.freeze([
  guessesAtKeypad,
  guessesAtKeypad,
  guessesAtConsole,
  sendsGarbage,
  replaysLines,
  commandsWithoutLogin,
  holdsMagnet,
  forcesDoor,
  takesCoverOff,
  jamsBolt,
  cutsPowerWhileItMoves,
  leansOnKeys,
  shortsKeypad,
  pullsTheCells,
]);

/** `moments`: when the household moves the bolt or has something stored; he likes to be there. */
export function attacker(draft: Draft, moments: readonly number[]): void {
  const { random } = draft;
  if (random.oneIn(3)) attackersNight(draft);
  for (let left = random.between(4, 12); left > 0; left--) {
    const near = moments.length > 0 && random.oneIn(2);
    const atMs = near ? random.pick(moments) + random.between(-3 * second, 8 * second) : draft.time(0, 23);
    random.pick(attacks)(draft, Math.max(0, atMs));
  }
}

/** Almost right, plainly wrong, too long, too short; never one that is valid now. */
export function wrongPin({ random, beliefs }: Draft): string {
  const valid = [masterPin, ...beliefs.pins.values()];
  const pin = random.pick(valid);
  const guess = random.pick([
    nearMiss(random, pin),
    nearMiss(random, pin),
    String(random.between(100_000, 999_999)),
    String(random.between(10_000_000, 99_999_999)),
    pin.slice(0, 6 - random.between(1, 3)),
    `${pin}${pin}`,
    `${random.between(1, 9)}${pin}`,
    pin.slice(1) + pin.charAt(0),
    "123456",
    "000000",
  ]);
  return valid.includes(guess) ? "530917" : guess;
}

function guessesAtKeypad(draft: Draft, atMs: number): void {
  const { random } = draft;
  const gapMs = random.pick([80, 100, 125, 150, 250]);
  let typeMs = atMs;
  for (let left = random.between(1, 9); left > 0; left--) {
    const keys = `${wrongPin(draft)}#`;
    draft.add(typeMs, { do: "type", keys, gapMs });
    typeMs += keys.length * gapMs + draft.spread(50, 90_000);
  }
}

function guessesAtConsole(draft: Draft, atMs: number): void {
  const { random } = draft;
  let lineMs = atMs;
  for (let left = random.between(1, 10); left > 0; left--) {
    sendsLine(draft, lineMs, { Command: "Login", PIN: wrongPin(draft) });
    lineMs += draft.spread(1, 60_000);
  }
  if (random.oneIn(2)) sendsLine(draft, lineMs, { Command: "UnlockDoor" });
}

function sendsGarbage(draft: Draft, atMs: number): void {
  const { random } = draft;
  let sendMs = atMs;
  for (let left = random.between(1, 5); left > 0; left--) {
    const seed = random.between(1, 1_000_000);
    draft.add(sendMs, { do: "garbage", bytes: draft.spread(1, 4_000), seed });
    sendMs += draft.spread(1, 5_000);
  }
  if (random.oneIn(2)) draft.add(sendMs, { do: "line", text: `{"Command":"GetStatus","Id":${"9".repeat(random.between(1, 600))}}` });
}

/** What the owner said, once more; without his login, unless the attacker is lucky. */
function replaysLines(draft: Draft, atMs: number): void {
  const { random, beliefs } = draft;
  const { overheard } = beliefs;
  if (overheard.length === 0) return commandsWithoutLogin(draft, atMs);
  const withLogin = random.oneIn(6);
  let lineMs = atMs;
  for (let place = random.below(overheard.length), left = random.between(1, 8); left > 0; left--, place++) {
    const text = overheard[place % overheard.length]!;
    if (text.includes('"Login"') && !withLogin) continue;
    const cut = random.oneIn(6);
    draft.add(lineMs, { do: "line", text: cut ? text.slice(0, random.between(1, text.length - 1)) : text });
    lineMs += draft.spread(1, 3_000);
  }
}

function commandsWithoutLogin(draft: Draft, atMs: number): void {
  const { random } = draft;
  let lineMs = atMs;
  for (let left = random.between(1, 5); left > 0; left--) {
    const command = random.pick([
      { Command: "UnlockDoor" },
      { Command: "UnlockDoor", PIN: "123456" },
      { Command: "Login" },
      { Command: "Login", PIN: 914368 },
      { Command: "SetCredential", ...addPin(9, "739518") },
      { Command: "SetUser", OperationType: 2, UserIndex: 2, UserStatus: 3 },
      { Command: "ClearCredential", Credential: null },
      { Command: "SetSetting", Name: "AutoRelockTime", Value: 0 },
      { Command: "SetTime", UtcTime: 2_000_000_000 },
      { Command: "ClearUser", UserIndex: 2 },
      { Command: "GetLog" },
      { Command: "unlockdoor" },
      { Command: "__proto__" },
    ]);
    sendsLine(draft, lineMs, command);
    lineMs += draft.spread(1, 3_000);
  }
}

function holdsMagnet(draft: Draft, atMs: number): void {
  draft.add(atMs, { do: "magnet", on: true });
  draft.add(atMs + draft.spread(200, 30 * minute), { do: "magnet", on: false });
}

function forcesDoor(draft: Draft, atMs: number): void {
  draft.add(atMs, { do: "forceDoor" });
  const backMs = atMs + draft.spread(second, 10 * minute);
  draft.add(backMs, { do: "thumb", to: 0, holdMs: 500 });
  draft.add(backMs + 1_500, { do: "closeDoor" });
}

function takesCoverOff(draft: Draft, atMs: number): void {
  const { random } = draft;
  draft.add(atMs, { do: "cover", on: false });
  if (random.oneIn(3)) draft.add(atMs + 500, { do: "button", holdMs: draft.spread(40, 12_000) });
  if (random.oneIn(3)) pullsTheCells(draft, atMs + draft.spread(100, 5_000));
  draft.add(atMs + draft.spread(300, 20 * minute), { do: "cover", on: true });
}

function jamsBolt(draft: Draft, atMs: number): void {
  draft.add(atMs, { do: "block", at: draft.random.between(0, 100) / 100 });
  draft.add(atMs + draft.spread(500, 15 * minute), { do: "block" });
}

function cutsPowerWhileItMoves(draft: Draft, atMs: number): void {
  const { random } = draft;
  draft.add(atMs, { do: "cutAtMotor", delayMs: draft.spread(1, 1_500), offMs: draft.spread(1, 10 * minute) });
  if (random.oneIn(2)) draft.add(atMs + 300, { do: "type", keys: `${wrongPin(draft)}#`, gapMs: 125 });
}

function leansOnKeys(draft: Draft, atMs: number): void {
  const { random } = draft;
  let keyMs = atMs;
  for (let left = random.between(1, 5); left > 0; left--) {
    draft.add(keyMs, { do: "holdKey", key: random.pick(keypadKeys), holdMs: draft.spread(1, 60_000) });
    keyMs += draft.spread(1, 2_000);
  }
}

/** A wire pushed behind the keypad. */
function shortsKeypad(draft: Draft, atMs: number): void {
  draft.add(atMs, { do: "keypadNoise", perSecond: draft.spread(1, 60) });
  draft.add(atMs + draft.spread(500, 2 * minute), { do: "keypadNoise", perSecond: 0 });
}

/** On and off as fast as fingers can. */
function pullsTheCells(draft: Draft, atMs: number): void {
  const { random } = draft;
  let cutMs = atMs;
  for (let left = random.between(1, 8); left > 0; left--) {
    if (random.oneIn(3)) draft.add(cutMs, { do: "reset" });
    else draft.add(cutMs, { do: "cutPower", offMs: draft.spread(1, 5_000) });
    cutMs += draft.spread(50, 20_000);
  }
}

export function sendsLine(draft: Draft, atMs: number, fields: object): void {
  draft.add(atMs, { do: "line", text: JSON.stringify({ ...fields, Id: (draft.beliefs.lineCount += 1) }) });
}
