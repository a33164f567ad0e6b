// SPDX-License-Identifier: Apache-2.0
/**
 * A look at the hardware random source: whether it is alive. No more than that; a bad source can pass. It has to be asked before any
 * channel of the ADC is open (HW-30).
 */
const randomBytes = 256;

export interface RandomFigures {
  Bytes: number;
  /** Bits that are set; about half of all. */
  Ones: number;
  /** Values that came at least once; about 162 of 256 bytes. */
  Distinct: number;
  /** The source refused. */
  Failed: boolean;
}

export function testRandom(random: { fill(bytes: Uint8Array): void }): RandomFigures {
  const bytes = new Uint8Array(randomBytes);
  const seen = new Uint8Array(256);
  let ones = 0;
  let distinct = 0;
  let failed = false;
  try {
    random.fill(bytes);
  } catch {
    failed = true;
  }
  for (const byte of bytes) {
    for (let bits = byte; bits !== 0; bits &= bits - 1) ones++;
    if (seen[byte] === 0) distinct++;
    seen[byte] = 1;
  }
  return { Bytes: randomBytes, Ones: ones, Distinct: distinct, Failed: failed };
}
