// SPDX-License-Identifier: Apache-2.0
/**
 * What happens without anybody wanting it: weather, wear, bad contacts, cells that run flat, power that fails, flash that
 * forgets. Each fault ends by itself some time later. Many come just when somebody uses the lock, some in bursts.
 */
import { hour, minute, second, type Draft } from "./story-draft";

type Fault = (draft: Draft, atMs: number) => void;

/** By how often it happens. */
const faults: readonly (readonly [number, Fault])[] = Object.freeze([
  [6, powerFails],
  [6, powerFailsWhileStoring],
  [4, powerFailsWhileMoving],
  [3, resets],
  [3, keypadIsNoisy],
  [3, contactsBounce],
  [3, boltIsInTheWay],
  [2, switchSticks],
  [3, boltIsHeavy],
  [3, weather],
  [3, interruptsGetLost],
  [2, interruptsDouble],
  [3, timersAreLate],
  [2, clockDrifts],
  [2, cellsAreChanged],
  [1, nvsIsFull],
  [1, randomFails],
]);

const burstMs = 6 * second;
/** Days on which something very rare happens. */
const rarely = 12;

/** `moments`: when the household moves the bolt or has something stored. */
export function nature(draft: Draft, moments: readonly number[]): void {
  const { random } = draft;
  if (random.oneIn(4)) batteryRunsFlat(draft);
  if (random.oneIn(rarely)) bitsFlip(draft, draft.time(0, 23));
  for (let left = random.between(5, 20); left > 0; left--) {
    const near = moments.length > 0 && !random.oneIn(3);
    const atMs = near ? random.pick(moments) + random.between(-3 * second, 5 * second) : draft.time(0, 23);
    for (let burst = random.pick([1, 1, 1, 2, 3]); burst > 0; burst--) {
      pickFault(draft)(draft, Math.max(0, atMs + random.below(burstMs)));
    }
  }
}

function pickFault({ random }: Draft): Fault {
  let left = random.below(faults.reduce((sum, [weight]) => sum + weight, 0));
  for (const [weight, fault] of faults) {
    if (left < weight) return fault;
    left -= weight;
  }
  throw new Error("nature: no fault");
}

/** From a moment to hours, short ones more often. */
function lasts(draft: Draft): number {
  return draft.spread(200, 2 * hour);
}

function powerFails(draft: Draft, atMs: number): void {
  draft.add(atMs, { do: "cutPower", offMs: draft.spread(1, 3 * hour) });
}

function powerFailsWhileStoring(draft: Draft, atMs: number): void {
  const { random } = draft;
  draft.add(atMs, {
    do: "cutAtOperation",
    operation: random.oneIn(2) ? random.between(1, 6) : random.between(1, 40),
    torn: random.pick([0, 0.5, 1, random.below(101) / 100]),
    offMs: draft.spread(1, 10 * minute),
  });
}

function powerFailsWhileMoving(draft: Draft, atMs: number): void {
  draft.add(atMs, { do: "cutAtMotor", delayMs: draft.spread(1, 1_500), offMs: draft.spread(1, 10 * minute) });
}

function resets(draft: Draft, atMs: number): void {
  let resetMs = atMs;
  for (let left = draft.random.pick([1, 1, 2, 5]); left > 0; left--) {
    draft.add(resetMs, { do: "reset" });
    resetMs += draft.spread(10, 3_000);
  }
}

/** Every false contact is many events, so hours of it would cost more than they tell. */
function keypadIsNoisy(draft: Draft, atMs: number): void {
  draft.add(atMs, { do: "keypadNoise", perSecond: draft.spread(1, 60) });
  draft.add(atMs + draft.spread(200, 3 * minute), { do: "keypadNoise", perSecond: 0 });
}

/** Good contacts bounce for 6 ms at most. */
function contactsBounce(draft: Draft, atMs: number): void {
  draft.add(atMs, { do: "bounce", ms: draft.random.between(7, 45) });
  draft.add(atMs + lasts(draft), { do: "bounce", ms: 6 });
}

function boltIsInTheWay(draft: Draft, atMs: number): void {
  const { random } = draft;
  draft.add(atMs, { do: "block", at: random.oneIn(4) ? random.pick([0.01, 0.03, 0.97, 0.99]) : random.between(0, 100) / 100 });
  draft.add(atMs + draft.spread(100, 30 * minute), { do: "block" });
}

function switchSticks(draft: Draft, atMs: number): void {
  const { random } = draft;
  const end = random.oneIn(2) ? "locked" : "unlocked";
  draft.add(atMs, { do: "stickSwitch", end, stuck: random.oneIn(2) });
  draft.add(atMs + draft.spread(100, hour), { do: "stickSwitch", end });
}

function boltIsHeavy(draft: Draft, atMs: number): void {
  draft.add(atMs, { do: "friction", factor: draft.random.between(11, 40) / 10 });
  draft.add(atMs + lasts(draft), { do: "friction", factor: 1 });
}

function weather(draft: Draft, atMs: number): void {
  const { random } = draft;
  draft.add(atMs, { do: "temperature", celsius: random.pick([-30, -20, -10, 0, 45, 60, random.between(-30, 60)]) });
  draft.add(atMs + draft.spread(10 * minute, 6 * hour), { do: "temperature", celsius: 20 });
}

function interruptsGetLost(draft: Draft, atMs: number): void {
  draft.add(atMs, { do: "loseInterrupts", on: true });
  draft.add(atMs + lasts(draft), { do: "loseInterrupts", on: false });
}

function interruptsDouble(draft: Draft, atMs: number): void {
  draft.add(atMs, { do: "doubleInterrupts", on: true });
  draft.add(atMs + lasts(draft), { do: "doubleInterrupts", on: false });
}

function timersAreLate(draft: Draft, atMs: number): void {
  draft.add(atMs, { do: "delayTimers", maxMs: draft.spread(1, 400) });
  draft.add(atMs + lasts(draft), { do: "delayTimers", maxMs: 0 });
}

function clockDrifts(draft: Draft, atMs: number): void {
  const { random } = draft;
  const ppm = draft.spread(10, 5_000) * random.pick([-1, 1]);
  draft.add(atMs, { do: "clockDrift", ppm });
  draft.add(atMs + lasts(draft), { do: "clockDrift", ppm: 0 });
}

function cellsAreChanged(draft: Draft, atMs: number): void {
  const { random } = draft;
  const chemistry = random.pick(["alkaline", "alkaline", "lithium", "nimh"] as const);
  const chargePercent = random.pick([100, 100, 80, 60, 30, 15, 5]);
  draft.add(atMs, { do: "cells", chargePercent, chemistry, offMs: draft.spread(100, 10 * minute) });
  if (chargePercent >= 40) return;
  draft.add(atMs + lasts(draft), { do: "cells", chargePercent: 100, chemistry: "alkaline", offMs: 20 * second });
}

/** Over the day, until somebody changes the cells in the evening. */
function batteryRunsFlat(draft: Draft): void {
  const { random } = draft;
  let chargePercent = random.between(30, 90);
  let atMs = random.between(5, 9) * hour;
  const endMs = random.between(18, 23) * hour;
  while (chargePercent > 0 && atMs < endMs) {
    draft.add(atMs, { do: "drain", chargePercent });
    chargePercent -= random.pick([1, 2, 5, 10]);
    atMs += random.between(10 * minute, hour);
  }
  draft.add(endMs, { do: "cells", chargePercent: 100, chemistry: "alkaline", offMs: draft.spread(second, 5 * minute) });
}

function bitsFlip(draft: Draft, atMs: number): void {
  const { random } = draft;
  draft.add(atMs, { do: "flipBits", count: draft.spread(1, 16), seed: random.between(1, 1_000_000) });
}

function nvsIsFull(draft: Draft, atMs: number): void {
  draft.add(atMs, { do: "fillNvs", on: true });
  draft.add(atMs + lasts(draft), { do: "fillNvs", on: false });
}

function randomFails(draft: Draft, atMs: number): void {
  draft.add(atMs, { do: "randomFails", on: true });
  draft.add(atMs + lasts(draft), { do: "randomFails", on: false });
}
