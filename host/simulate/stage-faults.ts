// SPDX-License-Identifier: Apache-2.0
/** Nature's faults on the staged lock: which are on, and how each begins and ends. */
import type { VirtualBoard } from "../board/virtual-board";
import { SeededRandom } from "../soak/seeded-random";
import type { Act, ActName } from "./act";

/** Under this charge the battery counts as a fault: the lock warns, and may refuse to lock. */
const lowPercent = 35;

export class StageFaults {
  readonly on = new Set<ActName>();
  logDamaged = false;
  /** Interrupts got lost for good: only a restart brings them back. */
  needsRestart = false;
  readonly #board: VirtualBoard;
  readonly #stuck = new Set<string>();

  constructor(board: VirtualBoard) {
    this.#board = board;
  }

  /** Of an act that is no fault nothing comes. */
  set(act: Act): void {
    const board = this.#board;
    switch (act.do) {
      case "magnet":
        return this.#mark(act.do, act.on);
      case "block":
        board.blockBolt(act.at);
        return this.#mark(act.do, act.at !== undefined);
      case "stickSwitch":
        board.stickBoltSwitch(act.end, act.stuck);
        if (act.stuck === undefined) this.#stuck.delete(act.end);
        else this.#stuck.add(act.end);
        return this.#mark(act.do, this.#stuck.size > 0);
      case "cells":
        board.setBattery({ chargePercent: act.chargePercent, chemistry: act.chemistry });
        return this.#mark("cells", act.chargePercent < lowPercent);
      case "drain":
        board.setBattery({ chargePercent: act.chargePercent });
        return this.#mark("cells", act.chargePercent < lowPercent);
      case "keypadNoise":
        board.setKeypadNoise(act.perSecond);
        return this.#mark(act.do, act.perSecond > 0);
      case "flipBits":
        this.logDamaged = true;
        return this.#flipBits(act.count, act.seed);
      case "randomFails":
        board.failures.randomFails = act.on;
        return this.#mark(act.do, act.on);
      default:
    }
  }

  endAll(): void {
    this.set({ do: "magnet", on: false });
    this.set({ do: "block" });
    this.set({ do: "stickSwitch", end: "locked" });
    this.set({ do: "stickSwitch", end: "unlocked" });
    this.set({ do: "cells", chargePercent: 100, chemistry: this.#board.world.battery.chemistry, offMs: 0 });
    this.set({ do: "keypadNoise", perSecond: 0 });
    this.set({ do: "randomFails", on: false });
    this.needsRestart = false;
  }

  #flipBits(count: number, seed: number): void {
    const { bytes } = this.#board.flash;
    const random = new SeededRandom(seed);
    for (let left = count; left > 0; left--) bytes[random.below(bytes.length)]! ^= 1 << random.below(8);
  }

  #mark(name: ActName, on: boolean): void {
    if (on) this.on.add(name);
    else this.on.delete(name);
  }
}
