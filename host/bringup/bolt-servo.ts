// SPDX-License-Identifier: Apache-2.0
/**
 * The bolt on a servo without switches: only the person sees where it is. Its ends are learned by jogging outwards from the middle in
 * small steps, then the time that it needs, by trying.
 */
import { wordOf, type Bench } from "./bench";
import { servoTravelMs } from "./bolt-limits";
import { arm, move, type End } from "./bolt-move";
import { StepFailed, type Fields, type Steps } from "./need";

const middleUs = 1_500;
const pulseUsMin = 500;
const pulseUsMax = 2_500;
const coarseUs = 40;
const fineUs = 10;
/** Long enough for a small step, and short enough to press against an end. */
const smallJogMs = 120;
const longJogMs = 300;
const jogSilenceMs = 4_000;
const firstTravelMs = 200;
const travelStepMs = 100;
const travelMsMax = 900;
const apartUsMin = 100;
const cycleCount = 10;
const restMs = 300;

interface Servo {
  LockedUs: number;
  UnlockedUs: number;
  TravelMs: number;
}

export function* servoSteps(bench: Bench): Steps<void> {
  yield* arm(bench);
  const lockedWay = yield* direction(bench);
  const LockedUs = yield* findEnd(bench, "Locked", lockedWay);
  const UnlockedUs = yield* findEnd(bench, "Unlocked", -lockedWay);
  if (Math.abs(LockedUs - UnlockedUs) < apartUsMin) bench.fail("servoRange", `its ends are ${Math.abs(LockedUs - UnlockedUs)} us apart`);
  const seenMs = yield* findTravel(bench, LockedUs, UnlockedUs);
  const moved = yield* move(bench, "Unlocked", seenMs);
  const idle = Number.isNaN(moved.idleMillivolts) ? 0 : moved.idleMillivolts;
  yield* store(bench, { LockedUs, UnlockedUs, TravelMs: servoTravelMs(seenMs, idle) }, true);
  yield* cycle(bench, seenMs);
}

function* jog(bench: Bench, pulseUs: number, powerMs: number): Steps<void> {
  const given = { PulseUs: pulseUs, PowerMs: powerMs };
  const { fields } = yield* bench.send("Jog", given, jogSilenceMs);
  if (fields.Status === "INVALID_IN_STATE") {
    // A person takes time to look, and the line may be bad: it has let go.
    yield* arm(bench);
    yield* bench.must("Jog", given, jogSilenceMs);
  } else if (fields.Status !== "SUCCESS") bench.fail("refused", `Jog: ${wordOf(fields.Reason)}`);
}

/** 1: longer pulses lead towards locked; -1: shorter ones. */
function* direction(bench: Bench): Steps<1 | -1> {
  for (let count = 0; count < 2; count++) yield* jog(bench, middleUs, longJogMs);
  const asideUs = 150;
  yield* bench.do("watchServo", "Servo: watch which way the bolt moves after Enter.");
  yield* jog(bench, middleUs - asideUs, longJogMs);
  const way = yield* bench.word("servoDirection", "Which way did it move? (locked, unlocked, or none)", {
    locked: "out, towards locked",
    unlocked: "in, towards unlocked",
    none: "not at all",
  });
  if (!bench.measure("servoMoves", way === "none" ? "no" : "yes")) return yield* noMotion(bench, asideUs);
  return way === "locked" ? -1 : 1;
}

function* noMotion(bench: Bench, asideUs: number): Steps<never> {
  const text =
    "The servo does not move. Put a voltmeter, or an LED with 1 k, from its red wire to its brown one. " +
    "After Enter it gets its supply for a moment, six times.";
  yield* bench.do("watchServoSupply", text);
  for (let count = 0; count < 6; count++) {
    yield* jog(bench, middleUs + (count % 2 === 0 ? asideUs : -asideUs), longJogMs);
    yield* bench.wait(restMs);
  }
  const has = yield* bench.yes("sawServoSupply", "Did the supply come, at least once? (y or n)");
  bench.suspect(has ? "servoSignalOpen" : "servoSupplyOpen");
  bench.suspect(has ? "servoSupplyOpen" : "servoSignalOpen");
  throw new StepFailed();
}

/** The first pulse, from the middle outwards, with which it is at its end. */
function* findEnd(bench: Bench, end: End, way: number): Steps<number> {
  for (let count = 0; count < 2; count++) yield* jog(bench, middleUs, longJogMs);
  const coarse = yield* outwards(bench, end, middleUs, way * coarseUs);
  // Once more in small steps, from where it was not yet there.
  const fromUs = coarse - way * coarseUs;
  yield* jog(bench, fromUs, smallJogMs);
  const pulseUs = yield* outwards(bench, end, fromUs, way * fineUs);
  bench.measure("servoEnd", pulseUs, `(${end.toLowerCase()})`);
  return pulseUs;
}

function* outwards(bench: Bench, end: End, fromUs: number, stepUs: number): Steps<number> {
  const name = end.toLowerCase();
  for (let pulseUs = fromUs + stepUs; pulseUs >= pulseUsMin && pulseUs <= pulseUsMax; pulseUs += stepUs) {
    yield* jog(bench, pulseUs, smallJogMs);
    const seen = yield* bench.word(
      "jogged",
      `Servo: ${pulseUs} us, towards ${name}. Is the bolt all the way there (end), not yet (further), or does it hum or press (hums)?`,
      { further: "not there yet", end: "all the way there, and quiet", hums: "it hums or presses against its end" },
      { detail: end },
    );
    if (seen === "end") return pulseUs;
    if (seen === "hums") return pulseUs - stepUs;
  }
  return bench.fail("servoRange", `it does not come to the end "${name}" with any pulse`);
}

/** The shortest time in which it comes all the way, both ways. */
function* findTravel(bench: Bench, LockedUs: number, UnlockedUs: number): Steps<number> {
  for (let travelMs = firstTravelMs; travelMs <= travelMsMax; travelMs += travelStepMs) {
    yield* store(bench, { LockedUs, UnlockedUs, TravelMs: travelMs }, false);
    yield* arm(bench);
    let isEnough = true;
    for (const end of ["Locked", "Unlocked"] as const) {
      // To where the way begins, with all the time that it may need.
      const start = end === "Locked" ? "Unlocked" : "Locked";
      for (let count = 0; count * travelMs < 2 * travelMsMax && count < 6; count++) yield* move(bench, start, travelMs);
      yield* bench.do("watchServo", `Servo: watch whether the bolt comes all the way to the end "${end.toLowerCase()}" in one go, after Enter.`);
      yield* move(bench, end, travelMs);
      isEnough = yield* bench.yes("reachedEnd", `Is it all the way at "${end.toLowerCase()}"? (y or n)`, { detail: end });
      if (!isEnough) break;
    }
    if (!isEnough) continue;
    bench.measure("servoTravel", travelMs);
    return travelMs;
  }
  bench.measure("servoTravel", travelMsMax + travelStepMs);
  return bench.fail("servoSlow");
}

function* store(bench: Bench, wanted: Servo, isLast: boolean): Steps<void> {
  yield* bench.must("SetCalibration", { Servo: wanted });
  if (!isLast) return;
  bench.measure("servoTravelForLock", wanted.TravelMs);
  const stored = (yield* bench.must("GetCalibration")).Servo as Fields | undefined;
  const isSame = stored?.Source === "Stored" && Object.entries(wanted).every(([name, value]) => stored[name] === value);
  if (!bench.measure("servoStored", isSame ? "as stored" : JSON.stringify(stored ?? {}))) bench.fail("notStored");
}

function* cycle(bench: Bench, seenMs: number): Steps<void> {
  let lowest = Infinity;
  for (let count = 1; count <= cycleCount; count++) {
    for (const end of ["Locked", "Unlocked"] as const) {
      const moved = yield* move(bench, end, seenMs);
      if (moved.lowestMillivolts < lowest) lowest = moved.lowestMillivolts;
    }
    bench.live(`cycle ${count} of ${cycleCount}`);
  }
  if (lowest < Infinity && !bench.measure("lowestVolts", lowest)) bench.suspect("supplyWeak");
  const isThere = yield* bench.yes("reachedEnd", `After ${cycleCount} cycles: is it all the way at "unlocked"? (y or n)`, { detail: "Unlocked" });
  if (!isThere) bench.suspect("servoSlow");
  const isLimp = yield* bench.yes("isLimp", "Can the thumb-turn be turned by hand now, so that the servo is limp? (y or n)");
  if (!bench.measure("servoQuiet", isLimp ? "yes" : "no")) bench.suspect("servoStays");
}
