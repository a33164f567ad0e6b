// SPDX-License-Identifier: Apache-2.0
/**
 * The first start of a new image. It has to show that the lock works before it may stay; else it restarts, and the boot loader goes back
 * to the image before it. What it has to show is what an owner needs: records that can be read, a keypad on which nothing hangs, a bolt whose
 * switches make sense, a minute without a fault, and somebody whom it let in; without visitors ten minutes are enough. It asks for nothing
 * that an honest new image could lack for lack of radio, time or visitors.
 */
import type { Lock } from "../lock/lock";
import type { Loop } from "../lock/loop";
import type { RunningImage } from "./embedded-update";

const deadline = "probation";
const aliveMs = 60_000;
const againMs = 5_000;
const patienceMs = 600_000;

/** Why an image found itself unfit; never renumbered. */
export const selfTestCodes = Object.freeze({ records: 1, keypad: 2, bolt: 3, faults: 4, notMarked: 5 } as const);
export type SelfTest = keyof typeof selfTestCodes;

export interface ProbationOptions {
  loop: Loop;
  lock: Lock;
  runningImage: RunningImage;
  onValid: () => void;
  /** The old image has to take over. */
  onUnfit: (why: SelfTest) => void;
}

export class Probation {
  readonly #options: ProbationOptions;
  #aliveMs = 0;
  #stuckKey = false;

  constructor(options: ProbationOptions) {
    this.#options = options;
    options.loop.after(deadline, aliveMs, () => this.#judge(aliveMs));
  }

  /** A key was held for longer than anybody does; it works again as soon as one is told. */
  keyIsStuck(stuck: boolean): void {
    this.#stuckKey = stuck;
  }

  #judge(elapsedMs: number): void {
    const { loop, lock, runningImage, onValid, onUnfit } = this.#options;
    this.#aliveMs += elapsedMs;
    const isOver = this.#aliveMs >= patienceMs;
    // An exception does not go away; everything else may.
    if (loop.stats.faults > 0) return onUnfit("faults");
    let problem = this.#problem();
    if (problem === undefined && (isOver || lock.verifier.accepted > 0)) {
      try {
        runningImage.markValid();
        return onValid();
      } catch {
        problem = "notMarked";
      }
    }
    if (problem !== undefined && isOver) return onUnfit(problem);
    return loop.after(deadline, againMs, () => this.#judge(againMs));
  }

  #problem(): SelfTest | undefined {
    const { lock } = this.#options;
    const { deviceKey, bootCount } = lock.options.powerUp;
    const recordsOpen = (deviceKey.status === "loaded" || deviceKey.status === "made") && bootCount > 0 && lock.users.ready;
    if (!recordsOpen) return "records";
    if (this.#stuckKey) return "keypad";
    // Without switches it is assumed from the first move on.
    return lock.options.bolt.position === "unknown" && !lock.options.bolt.assumed ? "bolt" : undefined;
  }
}
