// SPDX-License-Identifier: Apache-2.0
/**
 * The owner changes things: at the console, a line after the other, or at the keypad with the button held before. Now
 * and then he mistypes, forgets to log out, or gives somebody another PIN.
 */
import { addPin, modifyPin } from "../board/pin-credential";
import { nearMiss } from "../soak/near-miss";
import { masterPin } from "./cast";
import { minute, type Draft } from "./story-draft";

const overheardMax = 40;

/** A session in a burst: every line carries a number, so that the answer can be told. */
export function ownerAtConsole(draft: Draft, atMs: number): void {
  const { random } = draft;
  const gapMs = random.pick([5, 30, 150, 400, 1_000, 3_000]);
  let lineMs = atMs;
  const line = (name: string, fields: object = {}): void => {
    sendLine(draft, lineMs, { Command: name, ...fields });
    lineMs += gapMs;
  };
  draft.add(lineMs - 100, { do: "line", text: "" });
  if (random.oneIn(8)) line("Login", { PIN: nearMiss(random, masterPin) });
  line("Login", { PIN: masterPin });
  for (let left = random.between(1, 6); left > 0; left--) {
    draft.moment(lineMs);
    ownerCommand(draft, line, lineMs);
  }
  if (!random.oneIn(10)) line("Logout");
}

type Line = (name: string, fields?: object) => void;

function ownerCommand(draft: Draft, line: Line, atMs: number): void {
  const { random, beliefs } = draft;
  switch (random.below(12)) {
    case 0:
    case 1:
      return setRelockTime(draft, line);
    case 2:
      return line("SetSetting", { Name: "OpenPeriod", Value: random.pick([0, 1, 4, 5, 60, 61]) });
    case 3:
      return line("SetSetting", random.pick(otherSettings));
    case 4:
    case 5:
      return setPin(draft, line);
    case 6: {
      const index = random.between(6, 22);
      beliefs.pins.delete(index);
      return line("ClearUser", { UserIndex: index });
    }
    case 7:
      return line("SetTime", { UtcTime: draft.utcSeconds(atMs) + random.pick([0, 0, 0, 5, -30, -90, 40, -100_000]) });
    case 8:
      return line("GetLog", { From: random.between(1, 400), Count: random.between(1, 20) });
    case 9:
      return line(random.pick(["GetUsers", "GetSettings", "GetBattery", "GetTime", "GetStatus", "GetLoop", "Help"]));
    case 10:
      return line("LockDoor");
    default:
      return line("UnlockDoor");
  }
}

/** Chemistries under which four fresh cells of any kind count as full, and gains near to the truth. */
const otherSettings = Object.freeze([
  { Name: "SoundVolume", Value: 0 },
  { Name: "SoundVolume", Value: 1 },
  { Name: "BatteryChemistry", Value: 0 },
  { Name: "BatteryChemistry", Value: 2 },
  { Name: "BatteryGainPpm", Value: 980_000 },
  { Name: "BatteryGainPpm", Value: 1_000_000 },
  { Name: "BatteryGainPpm", Value: 799_999 },
  { Name: "NoSuchSetting", Value: 1 },
]);

function setRelockTime(draft: Draft, line: Line): void {
  const { random, beliefs } = draft;
  const value = random.pick([1, 2, 5, 10, 10, 20, 20, 30, 45, 60, 0, -1, 3_601]);
  if (value > 0 && value <= 60) beliefs.relockSeconds = value;
  line("SetSetting", { Name: "AutoRelockTime", Value: value });
  // Nobody leaves it off for long.
  if (value === 0) line("SetSetting", { Name: "AutoRelockTime", Value: beliefs.relockSeconds });
}

function setPin(draft: Draft, line: Line): void {
  const { random, beliefs } = draft;
  const index = random.oneIn(3) ? random.pick([...beliefs.pins.keys()]) : random.between(6, 21);
  const isPoor = random.oneIn(8);
  const pin = isPoor ? random.pick(["123456", "111111", "12345", "19840102", "284617"]) : newPin(draft);
  const who = { UserIndex: index };
  if (beliefs.pins.has(index)) {
    line("SetCredential", { ...modifyPin(index, pin), ...who });
  } else {
    line("SetUser", { OperationType: 0, ...who, UserName: `User ${index}` });
    line("SetCredential", { ...addPin(index, pin), ...who });
  }
  if (!isPoor) beliefs.pins.set(index, pin);
}

/** Six to ten digits, no two neighbours alike: it is seldom refused. */
function newPin({ random }: Draft): string {
  let pin = String(random.between(4, 9));
  for (let left = random.between(5, 9); left > 0; left--) pin += String((Number(pin.at(-1)) + random.pick([2, 3, 4, 6, 7])) % 10);
  return pin;
}

/** Button held, master PIN, then users by number. */
export function ownerProgramsAtKeypad(draft: Draft, atMs: number): void {
  const { random, beliefs } = draft;
  const gapMs = random.pick([150, 250, 400]);
  draft.add(atMs, { do: "button", holdMs: random.between(5_200, 7_000) });
  let keyMs = atMs + random.between(7_200, 9_000);
  const enter = (keys: string): void => {
    draft.add(keyMs, { do: "type", keys: `${keys}#`, gapMs });
    keyMs += (keys.length + 1) * gapMs + random.between(300, 2_000);
    draft.moment(keyMs - 300);
  };
  enter(random.oneIn(10) ? nearMiss(random, masterPin) : masterPin);
  for (let left = random.between(1, 3); left > 0; left--) {
    const index = random.oneIn(4) ? random.pick([...beliefs.pins.keys()]) : random.between(6, 21);
    const pin = newPin(draft);
    enter(String(index));
    if (index > 5 && random.oneIn(4)) {
      enter("");
      beliefs.pins.delete(index);
      continue;
    }
    enter(pin);
    const again = random.oneIn(8) ? nearMiss(random, pin) : pin;
    enter(again);
    if (again === pin) beliefs.pins.set(index, pin);
    else enter("");
  }
  // Left by "#", or by waiting.
  if (!random.oneIn(5)) enter("");
  else draft.add(keyMs + minute + random.between(-500, 3_000), { do: "button", holdMs: 150 });
}

function sendLine(draft: Draft, atMs: number, fields: object): void {
  const { beliefs } = draft;
  const text = JSON.stringify({ ...fields, Id: (beliefs.lineCount += 1) });
  draft.add(atMs, { do: "line", text });
  beliefs.overheard.push(text);
  if (beliefs.overheard.length > overheardMax) beliefs.overheard.shift();
}
