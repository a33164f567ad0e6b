// SPDX-License-Identifier: Apache-2.0
/**
 * The bolt on a motor. Which way it turns is learned by nudges of 60 ms, then both ends are proven by moves that are too short to hurt,
 * and only then it gets the time for a whole way. Ten cycles, a held bolt both ways, limits out of it, stored, and a cycle with them.
 */
import { wordOf, type Bench } from "./bench";
import { cycles, judgeCycles, type Cycles } from "./bolt-cycles";
import { motorLimits, type MotorLimits } from "./bolt-limits";
import { arm, move, nudge, type End } from "./bolt-move";
import { overTravelMs, proveEnds, shortMoveMs } from "./bolt-proof";
import { switchWords } from "./bolt-switches";
import { StepFailed, type Fields, type Steps } from "./need";
import type { SuspectId } from "./suspects";

const nudgeMs = 60;
const nudgesMax = 40;
/** Below this no current was seen: an ESP32's ADC shows 71 mA where nothing is connected, and a starting motor draws far more. */
const seenMilliampsMin = 150;
const cycleCount = 10;
/** Above any motor: only the time ends these moves. */
const noStallMilliamps = 3_000;
const restMs = 600;

export function* motorSteps(bench: Bench): Steps<void> {
  yield* toMiddle(bench);
  yield* arm(bench);
  yield* learnDirection(bench);
  const proven = yield* proveEnds(bench);
  const run = yield* cycles(bench, cycleCount, proven + overTravelMs);
  judgeCycles(bench, run);
  if (bench.suspects.length > 0) throw new StepFailed();
  const limits = yield* jamTest(bench, run);
  yield* store(bench, limits);
  yield* lastCycle(bench, run, limits);
}

function* toMiddle(bench: Bench): Steps<void> {
  for (let tries = 1; ; tries++) {
    yield* bench.do("boltToMiddle", "Bolt: turn it by hand to the middle of its travel, and let go.", { live: switchWords });
    yield* bench.wait(restMs);
    const position = wordOf((yield* bench.must("GetReadings")).BoltPosition);
    if (position === "Between") return;
    if (tries === 3) bench.fail("boltSwitchShorted", position === "Locked" ? "locked" : position === "Unlocked" ? "unlocked" : "locked,unlocked");
    bench.note(`The switches say "${position}": it has to be away from both ends.`);
  }
}

/** Until it comes to an end, whichever. */
function* nudgeToEnd(bench: Bench, target: End): Steps<{ position: string; count: number; peakMilliamps: number }> {
  let peakMilliamps = 0;
  let position = "Between";
  let count = 0;
  while (position === "Between" && count < nudgesMax) {
    count++;
    const moved = yield* nudge(bench, target, nudgeMs);
    position = moved.position;
    for (const milliamps of [moved.startMilliamps, moved.peakMilliamps]) if (milliamps > peakMilliamps) peakMilliamps = milliamps;
    bench.live(`nudge ${count}: ${position}, ${moved.peakMilliamps} mA`);
  }
  return { position, count, peakMilliamps };
}

function* learnDirection(bench: Bench): Steps<void> {
  const senses = sensesCurrent(bench);
  const { position, count, peakMilliamps } = yield* nudgeToEnd(bench, "Locked");
  const isEnd = position === "Locked" || position === "Unlocked";
  const sees = !senses || peakMilliamps >= seenMilliampsMin;
  bench.measure("nudges", isEnd ? count : nudgesMax + 1);
  if (senses) bench.measure("currentSensed", peakMilliamps);
  if (!isEnd) return yield* noMotion(bench, sees && senses);
  if (!sees) bench.fail("currentSenseOpen");
  if (bench.measure("direction", `to ${position.toLowerCase()}`)) return;
  yield* wrongWay(bench);
}

function sensesCurrent(bench: Bench): boolean {
  const { bolt } = bench.wires.board;
  return bolt.kind === "motor" && bolt.currentSense !== undefined;
}

/** Nothing tells a wire of the motor from that of its driver's enable input but a look at the driver's output. */
function* noMotion(bench: Bench, sees: boolean): Steps<void> {
  if (sees) bench.fail("boltStuck");
  const text =
    "The motor draws no current and does not move. Unplug it, and put an LED with 1 k (or a quick voltmeter) across AO1 and AO2 of the driver. " +
    "After Enter the driver is switched on for a moment, six times.";
  yield* bench.do("watchDriverOutput", text);
  yield* arm(bench);
  for (let count = 0; count < 6; count++) {
    yield* nudge(bench, "Locked", nudgeMs);
    yield* bench.wait(restMs);
  }
  const lights = yield* bench.yes("sawDriverOutput", "Did it light up, or show a voltage, at least once? (y or n)");
  const [first, second]: SuspectId[] = lights ? ["motorWireOpen", "motorEnableOpen"] : ["motorEnableOpen", "motorWireOpen"];
  bench.suspect(first as SuspectId);
  bench.suspect(second as SuspectId);
  throw new StepFailed();
}

/** The figure stays what it was; the person may leave the wires as they are. */
function* wrongWay(bench: Bench): Steps<void> {
  const text =
    "It turns the wrong way: the motor's wires are swapped. Swap them (type swap: this step ends), or leave them and let the lock know (type keep).";
  const choice = yield* bench.word("wrongWay", text, {
    swap: "take the batteries out and swap the two motor wires",
    keep: "store that they are reversed, and go on",
  });
  if (choice === "swap") bench.fail("motorWiresSwapped");
  const { Motor: before } = yield* bench.must("GetCalibration");
  const { TravelMs, PowerMsMax, StallMilliamps, Reversed } = (before ?? {}) as Fields;
  yield* bench.must("SetCalibration", { Motor: { TravelMs, PowerMsMax, StallMilliamps, Reversed: Reversed !== true } });
  bench.figures.pop();
  bench.measure("direction", "to unlocked", "(wires kept, stored as reversed)", "to unlocked");
  yield* arm(bench);
  // From the end where it is now: the other way must lead away from it, and back.
  const { position } = yield* nudgeToEnd(bench, "Locked");
  if (position === "Between") bench.fail("endNotReached", "locked, by nudges");
}

function* jamTest(bench: Bench, run: Cycles): Steps<MotorLimits> {
  if (!sensesCurrent(bench)) return motorLimits(run, undefined);
  const text =
    "Jam test: turn the bolt by hand to the middle, hold it there firmly, and press Enter while you hold it. " +
    "It pushes for a quarter of a second, four times.";
  yield* bench.do("holdBolt", text, { live: switchWords });
  yield* arm(bench);
  const stalls: number[] = [];
  for (const target of ["Locked", "Unlocked"] as const) {
    const held = yield* move(bench, target, shortMoveMs, noStallMilliamps);
    stalls.push(held.lastMilliamps);
    const isUsual = bench.measure("stallCurrent", held.lastMilliamps, `towards ${target.toLowerCase()}`);
    if (!isUsual) bench.suspect("motorMisfit", `stall current ${held.lastMilliamps} mA`);
    yield* bench.wait(restMs);
  }
  const stallMilliamps = Math.min(...stalls);
  if (!bench.measure("stallOverRun", stallMilliamps / run.runMilliamps)) {
    bench.suspect("jamUnseen", `it stalls at ${stallMilliamps} mA and runs at ${Math.round(run.runMilliamps)} mA`);
  }
  if (bench.suspects.length > 0) throw new StepFailed();
  const limits = motorLimits(run, stallMilliamps);
  for (const target of ["Locked", "Unlocked"] as const) {
    const held = yield* move(bench, target, shortMoveMs, limits.stallMilliamps);
    const isSeen = bench.measure("jamSeen", held.result === "Jammed" ? "yes" : held.result, `towards ${target.toLowerCase()}`);
    if (!isSeen) bench.suspect("jamUnseen", `${held.result}, ${held.lastMilliamps} mA`);
    yield* bench.wait(restMs);
  }
  if (bench.suspects.length > 0) throw new StepFailed();
  yield* bench.do("releaseBolt", "Let the bolt go.");
  yield* arm(bench);
  return limits;
}

function* store(bench: Bench, { travelMs, powerMsMax, stallMilliamps }: MotorLimits): Steps<void> {
  const before = (yield* bench.must("GetCalibration")).Motor as Fields | undefined;
  const wanted = { TravelMs: travelMs, PowerMsMax: powerMsMax, StallMilliamps: stallMilliamps, Reversed: before?.Reversed === true };
  bench.measure("travelForLock", travelMs);
  bench.measure("powerLimit", powerMsMax);
  bench.measure("stallLimit", stallMilliamps);
  yield* bench.must("SetCalibration", { Motor: wanted });
  const stored = (yield* bench.must("GetCalibration")).Motor as Fields | undefined;
  const isSame = stored?.Source === "Stored" && Object.entries(wanted).every(([name, value]) => stored[name] === value);
  if (!bench.measure("motorStored", isSame ? "as stored" : JSON.stringify(stored ?? {}))) bench.fail("notStored");
}

/** With the lock's own limits, as far as the chip lets them have their time here. It may have to come from where the hand left it first. */
function* lastCycle(bench: Bench, run: Cycles, { powerMsMax }: MotorLimits): Steps<void> {
  const limitMs = Math.min(powerMsMax, run.longestMs + overTravelMs);
  yield* move(bench, "Unlocked", limitMs);
  for (const target of ["Locked", "Unlocked"] as const) {
    const moved = yield* move(bench, target, limitMs);
    const name = target.toLowerCase();
    if (!bench.measure("lastCycle", moved.result, `(${name})`)) bench.suspect("endNotReached", `${name}, with the stored limits: ${moved.result}`);
  }
}
