// SPDX-License-Identifier: Apache-2.0
/**
 * The cells of docs/lock-states.md by name, and those that no story can reach on a board with position switches, with the
 * reason. A cell counts as reached when the event came in that state and phase, whatever followed.
 */
export const situations = Object.freeze([
  "unknown resting",
  "unknown halting",
  "locked resting",
  "unlocked resting",
  "jammed resting",
  "unlocking moving",
  "unlocking backingOff",
  "unlocking halting",
  "unlocking pausing",
  "locking moving",
  "locking backingOff",
  "locking halting",
  "locking pausing",
] as const);

export const events = Object.freeze([
  "asked to lock",
  "asked to unlock",
  "bolt at locked",
  "bolt at unlocked",
  "bolt at neither",
  "move reached",
  "move failed",
  "move failed third time",
  "by hand, at locked",
  "by hand, at unlocked",
  "by hand, at neither",
  "stopped, at locked",
  "stopped, at unlocked",
  "stopped, at neither",
  "time over",
  "fault",
] as const);

export type Situation = (typeof situations)[number];
export type CellEvent = (typeof events)[number];

export const cellCount = situations.length * events.length;

/** -1: there is no such cell. */
export function cellOf(situation: string, event: CellEvent): number {
  const place = situations.findIndex((each) => each === situation);
  return place < 0 ? -1 : place * events.length + events.indexOf(event);
}

export function cellName(cell: number): string {
  return `${situations[Math.floor(cell / events.length)]}: ${events[cell % events.length]}`;
}

const resting = situations.filter((name) => name.endsWith(" resting"));
const moving = situations.filter((name) => name.endsWith(" moving"));
const backingOff = situations.filter((name) => name.endsWith(" backingOff"));
const halting = situations.filter((name) => name.endsWith(" halting"));
const pausing = situations.filter((name) => name.endsWith(" pausing"));
const moveEnds = events.slice(events.indexOf("move reached"), events.indexOf("time over"));
const asked = events.filter((name) => name.startsWith("asked "));
const stopped = events.filter((name) => name.startsWith("stopped, "));

const answeredBefore = "what is under way or done already is answered before it comes to the state machine";
const onlyChanges = "the driver tells changes only";
const byHandOnlyBack = "the driver says by hand only when the bolt is back at the end that it came from";

interface Unreachable {
  why: string;
  situations: readonly Situation[];
  events: readonly CellEvent[];
}

export const unreachable: readonly Unreachable[] = Object.freeze([
  { why: "nothing is waited for at rest", situations: resting, events: ["time over"] },
  {
    why: "the bolt's driver ends each move within 2 s, so nobody waits 15 s for it",
    situations: [...moving, ...halting],
    events: ["time over"],
  },
  { why: "no move is under way that could end", situations: [...resting, ...pausing], events: moveEnds },
  { why: "whoever stops a move has changed the phase before", situations: [...moving, ...backingOff], events: stopped },
  { why: byHandOnlyBack, situations: [...moving, ...backingOff, ...halting], events: ["by hand, at neither"] },
  { why: byHandOnlyBack, situations: ["unlocking moving", "locking backingOff"], events: ["by hand, at unlocked"] },
  { why: byHandOnlyBack, situations: ["locking moving", "unlocking backingOff"], events: ["by hand, at locked"] },
  { why: answeredBefore, situations: situations.filter((name) => name.startsWith("unlocking")), events: asked },
  { why: answeredBefore, situations: situations.filter((name) => name.startsWith("locking")), events: ["asked to lock"] },
  { why: answeredBefore, situations: ["locked resting"], events: ["asked to lock"] },
  { why: answeredBefore, situations: ["unlocked resting"], events: ["asked to unlock"] },
  { why: onlyChanges, situations: ["locked resting"], events: ["bolt at locked"] },
  { why: onlyChanges, situations: ["unlocked resting"], events: ["bolt at unlocked"] },
  { why: "only an exception in the lock's own code leads there, and no act makes one", situations, events: ["fault"] },
  { why: "only an exception during a move leads there", situations: ["unknown halting"], events },
]);

/** Why this cell cannot be reached; undefined: it can. */
export function whyUnreachable(cell: number): string | undefined {
  const situation = situations[Math.floor(cell / events.length)]!;
  const event = events[cell % events.length]!;
  return unreachable.find((rule) => rule.situations.includes(situation) && rule.events.includes(event))?.why;
}
