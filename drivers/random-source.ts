// SPDX-License-Identifier: Apache-2.0
/**
 * The chip's random numbers as whole arrays of bytes. It trusts the source that it is given, and stops where that throws; whether
 * the ADC, which the source borrows, is free just now is for main.ts to see to (HW-30).
 */
export class RandomSource {
  readonly #fillRandom: (buffer: ArrayBuffer) => void;

  constructor({ fillRandom }: { fillRandom: (buffer: ArrayBuffer) => void }) {
    this.#fillRandom = fillRandom;
  }

  fill(bytes: Uint8Array): void {
    // The source fills a buffer, of which `bytes` may be only a part.
    const random = new Uint8Array(bytes.length);
    this.#fillRandom(random.buffer);
    bytes.set(random);
    random.fill(0);
  }
}
