// SPDX-License-Identifier: Apache-2.0
/** The bolt: a motor or a servo. Neither moves before somebody has said that a hand is on the switch of the supply. */
import type { Bench } from "./bench";
import { motorSteps } from "./bolt-motor";
import { servoSteps } from "./bolt-servo";
import { StepSkipped, type Steps } from "./need";

export function* boltStep(bench: Bench): Steps<void> {
  if (bench.auto) throw new StepSkipped("nothing moves without a person there");
  yield* bench.do(
    "handOnSwitch",
    "Bolt: it will move now. Out of the door frame, nothing in its way, fingers off the gear, one hand where it can take the batteries out.",
  );
  if (bench.wires.board.bolt.kind === "motor") yield* motorSteps(bench);
  else yield* servoSteps(bench);
}
