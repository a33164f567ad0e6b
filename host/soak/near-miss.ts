// SPDX-License-Identifier: Apache-2.0
/** PINs that are almost right: what a verifier that looks away for a moment would take. */
import type { SeededRandom } from "./seeded-random";

/**
 * A digit, the last one rather often, is another one, is missing, or has changed places with the one before. By
 * accident it may be the PIN itself, or another valid one. It never holds the PIN and something more, so no lost
 * character makes it right.
 */
export function nearMiss(random: SeededRandom, pin: string): string {
  const at = random.oneIn(2) ? pin.length - 1 : random.below(pin.length);
  switch (random.below(4)) {
    case 0:
      return pin.slice(0, at) + pin.slice(at + 1);
    case 1:
      return pin.slice(0, Math.max(at - 1, 0)) + pin.charAt(at) + pin.charAt(at - 1) + pin.slice(at + 1);
    default:
      return pin.slice(0, at) + String(random.below(10)) + pin.slice(at + 1);
  }
}
