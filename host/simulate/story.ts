// SPDX-License-Identifier: Apache-2.0
/**
 * A story is a seed written out: every act of everybody over some days, in order of time. Pure, the same on every engine,
 * and blind to what the firmware makes of it, so that any act can be left out and the rest still makes sense.
 *
 * Each day ends with a repair at 23:40 and a proof at 23:45 that the lock is usable; on days with faults that also comes
 * in between.
 */
import type { Act, Story, TimedAct } from "./act";
import { attacker } from "./attacker";
import { startOf } from "./calendar";
import { household } from "./household";
import { nature } from "./nature";
import { scenes } from "./scenes";
import { UpdateScenes } from "./scenes-updates";
import { Beliefs, dayMs, Draft, hour, minute, second, type DayKind } from "./story-draft";
import { SeededRandom } from "../soak/seeded-random";

const repairMs = 23 * hour + 40 * minute;
const proveMs = repairMs + 5 * minute;
/** Nothing else begins from here to the repair. */
const quietMs = 23 * hour + 38 * minute;
/** After a repair by day: until the proof, and until others may come again. */
const proofDelayMs = 40 * second;
const proofMs = 3 * minute;

const kinds: readonly DayKind[] = Object.freeze(["calm", "attacked", "stormy", "mixed"]);
/** Keeps the generators of two stories, two days and two actors apart. */
const seedStep = 0x9e3779b1;

export function makeStory(seed: number, days: number): Story {
  const beliefs = new Beliefs(startOf(seed));
  const seeds = new SeededRandom(Math.imul(seed, seedStep));
  const updates = new UpdateScenes(seed);
  const acts: TimedAct[] = [];
  for (let day = 1; day <= days; day++) acts.push(...writeDay(day, seeds, beliefs, updates));
  return { seed, days, acts };
}

function writeDay(day: number, seeds: SeededRandom, beliefs: Beliefs, updates: UpdateScenes): TimedAct[] {
  const kind = seeds.pick(kinds);
  const draft = (by: TimedAct["by"]): Draft => new Draft({ seed: seeds.next(), day, by, kind, beliefs });
  const people = draft("household");
  const badOne = draft("attacker");
  const weather = draft("nature");
  const owner = draft("owner");

  household(people);
  if (kind === "attacked" || kind === "mixed") attacker(badOne, people.moments);
  if (kind === "stormy" || kind === "mixed") nature(weather, people.moments);
  scenes(people, badOne, weather);
  const updating = updates.write(kind, (by, seed) => new Draft({ seed, day, by, kind, beliefs }));
  const all = [people, badOne, weather, ...updating].flatMap(({ acts }) => acts);

  const startMs = (day - 1) * dayMs;
  const free = kind === "calm" ? [] : repairsByDay(owner);
  const kept = all.filter(({ atMs }) => {
    const timeMs = atMs - startMs;
    return timeMs >= 0 && timeMs < quietMs && !free.some((fromMs) => timeMs >= fromMs && timeMs < fromMs + proofDelayMs + proofMs);
  });
  owner.add(repairMs, { do: "repair" });
  owner.add(proveMs, { do: "prove" });
  // Stable: who comes first in the list acts first.
  return [...kept, ...owner.acts].sort((one, other) => one.atMs - other.atMs);
}

/** Adds them, and tells when each begins. */
function repairsByDay(owner: Draft): number[] {
  const starts: number[] = [];
  for (let left = owner.random.below(4); left > 0; left--) starts.push(owner.time(1, 23));
  starts.sort((one, other) => one - other);
  const apart = starts.filter((fromMs, place) => place === 0 || fromMs - starts[place - 1]! > 10 * minute);
  for (const fromMs of apart) {
    const pair: Act[] = [{ do: "repair" }, { do: "prove" }];
    pair.forEach((act, place) => owner.add(fromMs + place * proofDelayMs, act));
  }
  return apart;
}
