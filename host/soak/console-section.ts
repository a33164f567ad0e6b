// SPDX-License-Identifier: Apache-2.0
/**
 * A section of noise into the console's wire: most of it without a pause at the full speed of the line, some in bursts,
 * some so slowly that the lock is done with each piece before the next one comes.
 */
import type { SeededRandom } from "./seeded-random";
import type { SoakLock } from "./soak-lock";

const bitsPerByte = 10;

/** `fed` says how far it is: it tells where it broke. */
export function feedConsole(lock: SoakLock, bytes: Uint8Array, random: SeededRandom, fed: { count: number }): void {
  const byteMs = (bitsPerByte * 1_000) / lock.board.line.wiring.baud;
  while (fed.count < bytes.length) {
    const { length, pauseMs } = stretch(random);
    const piece = bytes.subarray(fed.count, fed.count + length);
    fed.count += piece.length;
    lock.board.serialWrite(piece);
    lock.run(piece.length * byteMs + pauseMs);
  }
}

function stretch(random: SeededRandom): { length: number; pauseMs: number } {
  const kind = random.below(10);
  if (kind === 0) return { length: random.between(1, 150), pauseMs: random.between(1, 200) };
  if (kind === 1) return { length: random.between(200, 2_000), pauseMs: random.between(5, 400) };
  return { length: random.between(1, 1_200), pauseMs: 0 };
}
