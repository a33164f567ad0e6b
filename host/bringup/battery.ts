// SPDX-License-Identifier: Apache-2.0
/** The battery ADC: noise, two known voltages, gain and offset out of them, stored and read back. */
import { numberOf, type Bench } from "./bench";
import { ChipReset, type Fields, type Steps } from "./need";
import type { SuspectId } from "./suspects";

/** Of the record (lock/calibration.ts). */
const gainPpmMin = 800_000;
const gainPpmMax = 1_200_000;
const offsetMax = 300;
/** Nearer to each other, the voltmeter's last digit would count too much. */
const apartVoltsMin = 0.5;
const looks = 4;
const betweenLooksMs = 60;
const settleMs = 600;
/** Nearly the pin's full scale of 2450 mV (HW-24). */
const clippedMillivolts = 2400;
const millivoltsPerVolt = 1_000;

interface Measured {
  packMillivolts: number;
  pinMillivolts: number;
  noiseMillivolts: number;
  calibratedMillivolts: number;
}

interface Known extends Measured {
  trueMillivolts: number;
}

export function* batteryStep(bench: Bench): Steps<void> {
  const first = yield* measure(bench);
  if (!bench.measure("batteryNoise", first.noiseMillivolts)) bench.suspect("adcNoisy");
  if (bench.auto || bench.suspects.length > 0) return;
  const { battery } = bench.wires;
  const volts = yield* voltage(bench, "firstVolts", `Battery: measure the pack with a voltmeter, at its own contacts, and type the volts. (${battery})`);
  const one: Known = { ...(yield* measure(bench)), trueMillivolts: volts * millivoltsPerVolt };
  judgeDivider(bench, one);
  if (bench.suspects.length > 0) return;
  const other = yield* second(bench, volts);
  yield* store(bench, other === undefined ? gainOnly(one) : line(one, other), other ?? one);
}

function* voltage(bench: Bench, code: string, text: string): Steps<number> {
  return yield* bench.number(code, text, { min: 2.8, max: 9, unit: "volts", example: "6.02" });
}

/** undefined: there is none; then the gain is found alone. */
function* second(bench: Bench, firstVolts: number): Steps<Known | undefined> {
  const has = yield* bench.yes(
    "hasSecondVolts",
    `Battery: can you feed another voltage, at least ${apartVoltsMin} V away from the first (a bench supply, or other cells)? ` +
      "Without it only the gain is found. (y or n)",
  );
  if (!has) return undefined;
  const wanted =
    "Battery: feed it in place of the pack (a chip on USB stays on; it may start anew, that is fine), measure it at the same place, and type the volts.";
  for (;;) {
    const volts = yield* secondVoltage(bench, wanted);
    if (volts === undefined) continue;
    if (Math.abs(volts - firstVolts) < apartVoltsMin) {
      bench.note(`These are too near to each other: at least ${apartVoltsMin} V apart.`);
      continue;
    }
    return { ...(yield* measure(bench)), trueMillivolts: volts * millivoltsPerVolt };
  }
}

/** undefined: the chip has lost its power while the voltages were changed, which is no fault here. */
function* secondVoltage(bench: Bench, text: string): Steps<number | undefined> {
  try {
    return yield* voltage(bench, "secondVolts", text);
  } catch (error) {
    if (!(error instanceof ChipReset)) throw error;
    bench.note("The chip has started anew with the other voltage: that is fine.");
    return undefined;
  }
}

function* measure(bench: Bench): Steps<Measured> {
  yield* bench.wait(settleMs);
  const sum = { packMillivolts: 0, pinMillivolts: 0, noiseMillivolts: 0, calibratedMillivolts: 0 };
  for (let count = 0; count < looks; count++) {
    const answer = yield* bench.must("MeasureBattery");
    sum.packMillivolts += valueOf(answer, "PackMillivolts") / looks;
    sum.pinMillivolts += valueOf(answer, "PinMillivolts") / looks;
    sum.calibratedMillivolts += valueOf(answer, "CalibratedMillivolts") / looks;
    sum.noiseMillivolts = Math.max(sum.noiseMillivolts, valueOf(answer, "NoiseMillivolts"));
    yield* bench.wait(betweenLooksMs);
  }
  return sum;
}

function valueOf(answer: Fields, name: string): number {
  return numberOf(answer[name]) ?? NaN;
}

/** What a wrong part does to the ratio: 1 M over 470 k is 3.128; over 330 k 4.030; the two swapped 1.470, which is beyond the scale. */
function judgeDivider(bench: Bench, { packMillivolts, pinMillivolts, trueMillivolts }: Known): void {
  const { ratio } = bench.wires.board.battery;
  if (!bench.measure("batteryScale", pinMillivolts)) return bench.suspect(pinMillivolts > clippedMillivolts ? "dividerSwapped" : "dividerOpen");
  const seen = packMillivolts / trueMillivolts;
  if (bench.measure("batteryGain", Math.round(1_000_000 / seen), "(at the first voltage)")) return;
  const causes: readonly (readonly [SuspectId, number])[] = [
    ["dividerWrongBottom", ratio / 4.03],
    ["dividerSwapped", ratio / 1.47],
  ];
  const near = causes.find(([, expected]) => Math.abs(seen / expected - 1) < 0.1);
  bench.suspect(near === undefined ? "dividerOff" : near[0]);
}

interface Line {
  gainPpm: number;
  offsetMillivolts: number;
}

function gainOnly({ packMillivolts, trueMillivolts }: Known): Line {
  return { gainPpm: Math.round((trueMillivolts / packMillivolts) * 1_000_000), offsetMillivolts: 0 };
}

function line(one: Known, other: Known): Line {
  const gain = (other.trueMillivolts - one.trueMillivolts) / (other.packMillivolts - one.packMillivolts);
  return { gainPpm: Math.round(gain * 1_000_000), offsetMillivolts: Math.round(one.trueMillivolts - one.packMillivolts * gain) };
}

function* store(bench: Bench, wanted: Line, last: Known): Steps<void> {
  const gain = bench.measure("batteryGain", wanted.gainPpm);
  const offset = bench.measure("batteryOffset", wanted.offsetMillivolts);
  const isStorable = wanted.gainPpm >= gainPpmMin && wanted.gainPpm <= gainPpmMax && Math.abs(wanted.offsetMillivolts) <= offsetMax;
  if (!gain || !offset || !isStorable) return bench.suspect("dividerOff");
  yield* bench.must("SetCalibration", { Battery: { GainPpm: wanted.gainPpm, OffsetMillivolts: wanted.offsetMillivolts } });
  const stored = (yield* bench.must("GetCalibration")).Battery as Fields | undefined;
  const isSame = stored?.Source === "Stored" && stored.GainPpm === wanted.gainPpm && stored.OffsetMillivolts === wanted.offsetMillivolts;
  if (!bench.measure("batteryStored", isSame ? "as stored" : JSON.stringify(stored ?? {}))) return bench.suspect("notStored");
  const again = yield* measure(bench);
  if (!bench.measure("batteryAgain", again.calibratedMillivolts - last.trueMillivolts)) bench.suspect("dividerOff");
}

