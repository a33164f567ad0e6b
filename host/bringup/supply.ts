// SPDX-License-Identifier: Apache-2.0
/** The first step: supply and reset, chip and flash, storage, random source, clock. It needs no hands, and nothing moves. */
import { numberOf, wordOf, type Bench } from "./bench";
import { checks } from "./checks";
import { ClockComparison } from "./clock-comparison";
import type { Fields, Steps } from "./need";
import { resetWords } from "./reset-words";

/** Long enough that a millisecond more or less is 100 ppm. */
const clockMs = 10_500;
const pingCount = 8;
const storageSilenceMs = 10_000;
/** HW-70. */
const driftPpmMax = 100;

/** What each board is made with. */
const chips: Readonly<Record<string, string>> = Object.freeze({
  "esp32-devkit": "esp32",
  "esp32-s3": "esp32s3",
  "esp32-s3-face": "esp32s3",
  "esp32-c3": "esp32c3",
});

export function* supplyStep(bench: Bench): Steps<void> {
  const facts = yield* bench.must("GetBoard");
  judgeReset(bench, facts);
  judgeChip(bench, facts);
  const clock = new ClockComparison();
  const startedMs = bench.nowMs();
  yield* ping(bench, clock);
  yield* randomSource(bench);
  yield* storage(bench);
  yield* load(bench);
  bench.note("Comparing the chip's clock with this computer's: 10 seconds.");
  yield* bench.wait(Math.max(clockMs - (bench.nowMs() - startedMs), 0));
  yield* ping(bench, clock);
  judgeClock(bench, clock);
}

function judgeReset(bench: Bench, facts: Fields): void {
  const reset = resetWords(numberOf(facts.ResetReason) ?? 0);
  bench.record("resetReason", reset.text, reset.isHarmless, "power-on, reset button or restart");
  if (reset.isBrownout) bench.suspect("supplyWeak");
  else if (!reset.isHarmless) bench.suspect("unexpectedReset", reset.text);
  if (!bench.measure("brownout", numberOf(facts.BrownoutMillivolts))) bench.suspect("brownoutOff");
}

function judgeChip(bench: Bench, facts: Fields): void {
  const chip = wordOf(facts.Chip);
  const wanted = chips[bench.wires.board.name] ?? "";
  if (!bench.measure("chip", chip, "", wanted)) bench.suspect("wrongChip", `${bench.wires.board.name} has an ${wanted}, and this is an ${chip}`);
  if (!bench.measure("flash", numberOf(facts.FlashBytes))) bench.suspect("wrongFlash", `${String(facts.FlashBytes)} bytes`);
  const found = (facts.Partitions ?? {}) as Fields;
  for (const { name, bytes } of bench.partitions) {
    // Those that the SDK gives no way to open are left out by the chip.
    if (!(name in found)) continue;
    const text = String(found[name]);
    if (!bench.measure("partition", text, name, String(bytes))) bench.suspect("wrongFlash", `${name} has ${text} bytes and should have ${bytes}`);
  }
}

function* randomSource(bench: Bench): Steps<void> {
  const random = yield* bench.must("GetRandom");
  const isFailed = !bench.measure("randomFailed", random.Failed === false ? "yes" : "no");
  const ones = bench.measure("randomOnes", numberOf(random.Ones));
  const distinct = bench.measure("randomDistinct", numberOf(random.Distinct));
  if (isFailed || !ones || !distinct) bench.suspect("randomBad");
}

function* storage(bench: Bench): Steps<void> {
  const answer = yield* bench.must("TestStorage", {}, storageSilenceMs);
  const nvs = wordOf(answer.Nvs);
  const audit = wordOf(answer.Audit);
  if (!bench.measure("storage", nvs, "(NVS)")) bench.suspect("flashBad", `NVS: ${nvs}`);
  if (audit === "NoFreeSector") {
    bench.note("The audit partition is full, so that no sector of it could be tested: normal on a lock that was in use.");
    bench.measure("storage", audit, "(audit)", audit);
  } else if (!bench.measure("storage", audit, "(audit)")) bench.suspect("flashBad", `audit: ${audit}`);
}

function* load(bench: Bench): Steps<void> {
  const { BeforeMillivolts, AfterMillivolts } = yield* bench.must("LoadStep", { On: 1 });
  yield* bench.must("LoadStep", { On: 0 });
  const [before, after] = [numberOf(BeforeMillivolts), numberOf(AfterMillivolts)];
  const drop = before === undefined || after === undefined ? undefined : Math.max(before - after, 0);
  if (!bench.measure("loadStep", drop)) bench.suspect("loadDrop");
}

function* ping(bench: Bench, clock: ClockComparison): Steps<void> {
  clock.begin();
  for (let count = 0; count < pingCount; count++) {
    const { fields, sentMs, heardMs, again } = yield* bench.send("GetTime");
    const chipMs = numberOf(fields.Milliseconds);
    if (!again && chipMs !== undefined) clock.take(sentMs, heardMs, chipMs);
  }
}

function judgeClock(bench: Bench, clock: ClockComparison): void {
  const drift = clock.ppm;
  if (drift === undefined) {
    bench.measure("clockDrift", undefined);
    bench.suspect("clockBad");
    return;
  }
  // What the line's delay does not let us see is no fault of the chip's.
  const unknown = Math.ceil(drift.uncertaintyPpm);
  const isRight = Math.abs(drift.ppm) <= driftPpmMax + unknown;
  const name = `${checks.clockDrift.name}, over ${drift.seconds.toFixed(1)} s, known to +-${unknown} ppm`;
  if (!bench.record("clockDrift", Math.round(drift.ppm), isRight, `+-${driftPpmMax}, and +-${unknown} not known`, name)) bench.suspect("clockBad");
}
