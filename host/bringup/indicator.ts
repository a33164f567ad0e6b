// SPDX-License-Identifier: Apache-2.0
/** Light and sound: only a person can tell. */
import type { Bench } from "./bench";
import { StepSkipped, type Steps } from "./need";

export function* indicatorStep(bench: Bench): Steps<void> {
  if (bench.auto) throw new StepSkipped("needs eyes and ears");
  const { wires } = bench;
  const listen = wires.board.buzzerPin === undefined ? "" : `, and listen to the ${wires.buzzer}`;
  yield* bench.do("watchIndicator", `Light and sound: look at the ${wires.led}${listen}. After Enter it goes on and off for a minute.`);
  yield* bench.must("Show", { Pattern: "Alarm" });
  const seen = yield* bench.yes("sawLight", "Did the light go on and off? (y or n)");
  if (!bench.measure("light", seen ? "yes" : "no")) bench.suspect("ledDead");
  if (wires.board.buzzerPin === undefined) bench.note("This board has no buzzer.");
  else {
    const heard = yield* bench.yes("heardSound", "Did you hear it? (y or n)");
    if (!bench.measure("sound", heard ? "yes" : "no")) bench.suspect("buzzerDead");
  }
  yield* bench.must("Show", { Pattern: "Off" });
}
