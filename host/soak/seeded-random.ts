// SPDX-License-Identifier: Apache-2.0
/**
 * The board's seeded random numbers, with the choices that generators of noise make. Same seed, same choices, on every
 * engine.
 */
import { Random } from "../board/random";

export class SeededRandom extends Random {
  /** An integer from `min` to `max`, both included. */
  between(min: number, max: number): number {
    return min + this.below(max - min + 1);
  }

  /** True once in `count` times. */
  oneIn(count: number): boolean {
    return this.below(count) === 0;
  }

  pick<T>(choices: ArrayLike<T>): T {
    return choices[this.below(choices.length)] as T;
  }
}
