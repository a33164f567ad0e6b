// SPDX-License-Identifier: Apache-2.0
/** Seeded random numbers for bounce, noise and torn writes: the same seed gives the same world. Never for secrets. */
export class Random {
  private state: number;

  constructor(seed: number) {
    this.state = seed | 0;
  }

  /** 0..2^32-1 (mulberry32). */
  next(): number {
    this.state = (this.state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(this.state ^ (this.state >>> 15), this.state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return (mixed ^ (mixed >>> 14)) >>> 0;
  }

  /** A whole number from 0 to `limit` - 1. */
  below(limit: number): number {
    return Math.floor((this.next() / 4_294_967_296) * limit);
  }

  /** From -1 to 1, most often near 0. */
  noise(): number {
    return (this.next() + this.next() + this.next()) / 6_442_450_944 - 1;
  }
}
