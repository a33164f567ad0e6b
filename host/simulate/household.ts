// SPDX-License-Identifier: Apache-2.0
/**
 * The people of the house on an ordinary day: they come home, go out, forget the door, mistype, press things twice and
 * get in each other's way. They never mean harm. Each function writes down one event, beginning at `atMs`.
 */
import { nearMiss } from "../soak/near-miss";
import { masterPin } from "./cast";
import { childrenPlay } from "./household-children";
import { ownerAtConsole, ownerProgramsAtKeypad } from "./household-owner";
import { hour, minute, second, type Draft } from "./story-draft";

type Event = (draft: Draft, atMs: number) => void;

/** By how often it happens. */
const events: readonly (readonly [number, Event])[] = Object.freeze([
  [9, comesHome],
  [8, goesOut],
  [2, goesOutByThumb],
  [3, locksByButton],
  [2, turnsThumb],
  [2, slamsDoor],
  [2, fumblesPin],
  [2, aroundRelock],
  [1, pressesButtonLong],
  [2, changesMindWhileItMoves],
  [2, ownerAtConsole],
  [1, ownerProgramsAtKeypad],
  [1, childrenPlay],
  [1, unlocksAndStaysOut],
]);

const dayFrom = 5 * hour + 30 * minute;
const dayTo = 23 * hour + 20 * minute;
const crowdMs = 4 * second;

export function household(draft: Draft): void {
  const { random } = draft;
  if (random.oneIn(3)) ownerAtConsole(draft, random.between(10 * second, hour));
  for (let left = random.between(14, 26); left > 0; left--) {
    const atMs = random.between(dayFrom, dayTo);
    pickEvent(draft)(draft, atMs);
    // Several at once.
    if (random.oneIn(6)) pickEvent(draft)(draft, atMs + random.below(crowdMs));
    if (random.oneIn(20)) pickEvent(draft)(draft, atMs + random.below(crowdMs));
  }
  if (random.oneIn(2)) comesHome(draft, random.between(0, 4 * hour));
}

function pickEvent({ random }: Draft): Event {
  let left = random.below(events.reduce((sum, [weight]) => sum + weight, 0));
  for (const [weight, event] of events) {
    if (left < weight) return event;
    left -= weight;
  }
  throw new Error("household: no event");
}

/** From one key to the next, as a person types who wants to be understood. */
function typingGap({ random }: Draft): number {
  return random.pick([125, 150, 180, 200, 250, 250, 300, 400, 600, 1_200]);
}

function somebodysPin({ random, beliefs }: Draft): string {
  return random.pick([masterPin, ...beliefs.pins.values()]);
}

/** Types it, and tells when the "#" goes down. */
function typesPin(draft: Draft, atMs: number, pin: string): number {
  const gapMs = typingGap(draft);
  const keys = `${draft.random.oneIn(6) ? "*" : ""}${pin}#`;
  draft.add(atMs, { do: "type", keys, gapMs });
  const enteredMs = atMs + (keys.length - 1) * gapMs;
  draft.moment(enteredMs);
  return enteredMs;
}

function passesDoor(draft: Draft, atMs: number): void {
  const { random } = draft;
  draft.add(atMs, { do: "openDoor" });
  const openMs = random.oneIn(12) ? random.between(2 * minute, 12 * minute) : random.between(3 * second, 20 * second);
  draft.add(atMs + openMs, { do: "closeDoor" });
  draft.moment(atMs + openMs + draft.beliefs.relockSeconds * second);
}

function comesHome(draft: Draft, atMs: number): void {
  const { random } = draft;
  const pin = somebodysPin(draft);
  let enteredMs = atMs;
  if (random.oneIn(6)) enteredMs = typesPin(draft, atMs, nearMiss(random, pin)) + random.between(second, 4 * second);
  enteredMs = typesPin(draft, enteredMs, pin);
  passesDoor(draft, enteredMs + random.between(2 * second, 4 * second));
}

function goesOut(draft: Draft, atMs: number): void {
  const { random } = draft;
  draft.add(atMs, { do: "button", holdMs: random.between(80, 1_600) });
  draft.moment(atMs);
  passesDoor(draft, atMs + random.between(1_200, 4 * second));
}

function goesOutByThumb(draft: Draft, atMs: number): void {
  const { random } = draft;
  draft.add(atMs, { do: "thumb", to: 0, holdMs: random.between(100, 1_000) });
  passesDoor(draft, atMs + random.between(second, 3 * second));
  if (random.oneIn(3)) draft.add(atMs + random.between(25, 40) * second, { do: "thumb", to: 1, holdMs: 300 });
}

function unlocksAndStaysOut(draft: Draft, atMs: number): void {
  const enteredMs = typesPin(draft, atMs, somebodysPin(draft));
  draft.moment(enteredMs + draft.beliefs.relockSeconds * second);
}

function locksByButton(draft: Draft, atMs: number): void {
  const { random } = draft;
  const enteredMs = typesPin(draft, atMs, somebodysPin(draft));
  const againMs = enteredMs + random.between(3 * second, 15 * second);
  draft.add(againMs, { do: "button", holdMs: draft.spread(40, 1_990) });
  draft.moment(againMs);
}

function turnsThumb(draft: Draft, atMs: number): void {
  const { random } = draft;
  let turnMs = atMs;
  for (let left = random.between(1, 4); left > 0; left--) {
    const to = random.pick([0, 1, 1, 0.5, random.between(0, 100) / 100]);
    draft.add(turnMs, { do: "thumb", to, holdMs: draft.spread(50, 6_000) });
    turnMs += draft.spread(100, 10_000);
  }
}

function slamsDoor(draft: Draft, atMs: number): void {
  const { random } = draft;
  draft.add(atMs, { do: "button", holdMs: 200 });
  let openMs = atMs + random.between(1_000, 2_500);
  for (let left = random.between(1, 4); left > 0; left--) {
    draft.add(openMs, { do: "openDoor" });
    draft.add(openMs + draft.spread(40, 3_000), { do: "closeDoor" });
    openMs += draft.spread(200, 4_000);
  }
  draft.add(openMs + 5 * second, { do: "closeDoor" });
}

/** Too slow, broken off, corrected with "*", one digit too many. */
function fumblesPin(draft: Draft, atMs: number): void {
  const { random } = draft;
  const pin = somebodysPin(draft);
  const half = pin.slice(0, random.between(1, pin.length - 1));
  const keys = random.pick([half, `${half}*${pin}#`, `${half}${pin}#`, pin, "#", "*#", `${pin}${random.below(10)}#`]);
  draft.add(atMs, { do: "type", keys, gapMs: random.pick([typingGap(draft), 4_900, 4_990, 5_010, 5_100]) });
}

/** The door is opened, or the button pressed, just when it is about to lock itself. */
function aroundRelock(draft: Draft, atMs: number): void {
  const { random, beliefs } = draft;
  const enteredMs = typesPin(draft, atMs, somebodysPin(draft));
  const closedMs = enteredMs + random.between(4 * second, 8 * second);
  draft.add(enteredMs + random.between(1_500, 3_500), { do: "openDoor" });
  draft.add(closedMs, { do: "closeDoor" });
  const dueMs = closedMs + beliefs.relockSeconds * second + random.between(-700, 2_000);
  draft.moment(dueMs);
  switch (random.below(4)) {
    case 0:
      return draft.add(dueMs, { do: "button", holdMs: 120 });
    case 1:
      return draft.add(dueMs, { do: "thumb", to: random.below(2), holdMs: 300 });
    default:
      draft.add(dueMs, { do: "openDoor" });
      draft.add(dueMs + random.between(3 * second, 15 * second), { do: "closeDoor" });
  }
}

function pressesButtonLong(draft: Draft, atMs: number): void {
  const { random } = draft;
  const edge = random.pick([1_900, 2_000, 2_100, 4_900, 5_000, 5_100, 9_900, 12_000]);
  draft.add(atMs, { do: "button", holdMs: random.oneIn(2) ? edge + random.between(-60, 60) : draft.spread(40, 12_000) });
  draft.moment(atMs);
}

function changesMindWhileItMoves(draft: Draft, atMs: number): void {
  const { random } = draft;
  let pressMs = typesPin(draft, atMs, somebodysPin(draft));
  for (let left = random.between(1, 4); left > 0; left--) {
    pressMs += random.between(150, 1_500);
    const turns = random.oneIn(4);
    if (turns) draft.add(pressMs, { do: "thumb", to: random.below(2), holdMs: draft.spread(50, 2_000) });
    else draft.add(pressMs, { do: "button", holdMs: random.between(60, 400) });
    draft.moment(pressMs);
  }
}
