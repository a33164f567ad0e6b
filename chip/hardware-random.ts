// SPDX-License-Identifier: Apache-2.0
/**
 * Random bytes from the chip's hardware source, for keys. The SDK has none that is good enough (facts B10, part 0, 13).
 *
 * Without a radio the source is only random while the ADC feeds it noise (ESP-IDF, "Random Number Generation"), so it
 * takes the ADC for that time (HW-30). Therefore it may only be called while no ADC channel is open: main.ts makes the device
 * key before it makes any driver that has one, and nothing needs a random number later. A factory reset restarts.
 */

/** Fills the buffer, 1 to 256 bytes, in 8 microseconds each. Anything else throws. */
export function fillRandom(this: void, buffer: ArrayBuffer): void {
  return native("xs_latchkey_fillRandom").call(this, buffer) as void;
}
