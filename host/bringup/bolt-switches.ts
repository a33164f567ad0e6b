// SPDX-License-Identifier: Apache-2.0
/** The two bolt switches: the bolt is put to each place by hand, and what both say there is looked at together. */
import { wordOf, type Bench } from "./bench";
import type { Fields, Steps } from "./need";

type Place = "locked" | "between" | "unlocked";

interface Seen {
  locked: string;
  unlocked: string;
}

const settleMs = 300;
/** A pin that floats does not read the same so often. */
const looks = 6;
const betweenLooksMs = 30;

const places: readonly (readonly [place: Place, code: string, text: string])[] = Object.freeze([
  ["locked", "boltToLockedEnd", "Bolt: turn it by hand, with thumb-turn or key, all the way out (locked), and let go."],
  ["between", "boltToMiddle", "Bolt: turn it by hand to the middle of its travel, and let go."],
  ["unlocked", "boltToUnlockedEnd", "Bolt: turn it by hand all the way in (unlocked), and let go."],
] as const);

export function* boltSwitches(bench: Bench): Steps<void> {
  const seen = new Map<Place, Seen>();
  for (const [place, code, text] of places) {
    yield* bench.do(code, text, { live: switchWords });
    yield* bench.wait(settleMs);
    const now = yield* look(bench);
    seen.set(place, now);
    bench.measure("boltSwitch", now.locked, `${bench.wires.boltSwitch("locked")}, bolt ${place}`, place === "locked" ? "Low" : "High");
    bench.measure("boltSwitch", now.unlocked, `${bench.wires.boltSwitch("unlocked")}, bolt ${place}`, place === "unlocked" ? "Low" : "High");
  }
  judge(bench, seen);
}

/** Wherever the bolt is, both say so again and again, and never both at once. */
export function* stillBoltSwitches(bench: Bench): Steps<void> {
  const now = yield* look(bench);
  for (const end of ["locked", "unlocked"] as const) {
    const level = now[end];
    if (level === "Unsteady") bench.suspect("pullUpMissing", end);
    bench.measure("boltSwitch", level, `${bench.wires.boltSwitch(end)} (nobody touches it)`, level === "Unsteady" ? "Low or High" : level);
  }
  if (now.locked === "Low" && now.unlocked === "Low") bench.suspect("boltSwitchShorted", "locked,unlocked");
}

function* look(bench: Bench): Steps<Seen> {
  const seen: Seen = { locked: "", unlocked: "" };
  for (let count = 0; count < looks; count++) {
    const readings = yield* bench.must("GetReadings");
    seen.locked = together(seen.locked, wordOf(readings.LockedSwitch));
    seen.unlocked = together(seen.unlocked, wordOf(readings.UnlockedSwitch));
    yield* bench.wait(betweenLooksMs);
  }
  return seen;
}

function together(before: string, now: string): string {
  return before === "" || before === now ? now : "Unsteady";
}

function judge(bench: Bench, seen: ReadonlyMap<Place, Seen>): void {
  const at = (place: Place): Seen => seen.get(place) ?? { locked: "", unlocked: "" };
  const ends = ["locked", "unlocked"] as const;
  const floating = ends.filter((end) => [...seen.values()].some((each) => each[end] === "Unsteady"));
  for (const end of floating) bench.suspect("pullUpMissing", end);
  if (floating.length > 0) return;
  const isSwapped = at("locked").unlocked === "Low" && at("locked").locked === "High" && at("unlocked").locked === "Low";
  if (isSwapped) return bench.suspect("boltSwitchesSwapped");
  for (const end of ends) {
    const isClosedThere = at(end)[end] === "Low";
    if (!isClosedThere) bench.suspect("boltSwitchOpen", end);
    else if (at("between")[end] === "Low") bench.suspect("boltSwitchShorted", end);
  }
}

export function switchWords(readings: Fields): string {
  return `switch "locked": ${wordOf(readings.LockedSwitch)}, "unlocked": ${wordOf(readings.UnlockedSwitch)}`;
}
