// SPDX-License-Identifier: Apache-2.0
/**
 * Nature's faults, which come and go while the lock lives: wear, cold, and what a chip may do to its firmware. None is on at
 * first, and none costs anything then. What breaks in one part only is switched there: `flash.stickBits()`, `nvs.fill()`,
 * `failures.randomFails`, and what hands can do (hands.ts).
 */
import type { World } from "./world/world";

const bounceMsMax = 200;

export class Nature {
  private readonly world: World;

  constructor(world: World) {
    this.world = world;
  }

  /** How long the contacts of keypad, door, cover and button bounce at most; 6 ms as new (facts A7), worn ones 20 to 40. */
  setBounce(ms: number): void {
    check("ms", ms, 0, bounceMsMax);
    this.world.bounce.usMax = Math.round(ms * 1000);
  }
}

function check(name: string, value: number, least: number, most: number): void {
  if (!(value >= least && value <= most)) throw new RangeError(`${name} ${value} is not from ${least} to ${most}`);
}
