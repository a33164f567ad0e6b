// SPDX-License-Identifier: Apache-2.0
/** What can be wrong with a card reader and its wires. */
export class ReaderFaults {
  /** Its cable is out: no acknowledgement on I2C, nothing but ones on SPI. */
  unplugged = false;
  /** So many of the next exchanges on the bus fail: no acknowledgement, or bits that flipped. */
  failures = 0;
  /** It answers, but so much later. */
  lateMs = 0;
  /** So many of its next answers are spoiled by one bit, in turn at each place. */
  garbage = 0;
  private place = 0;

  takeFailure(): boolean {
    if (this.failures === 0) return false;
    this.failures -= 1;
    return true;
  }

  /** The answer, or a spoiled one. */
  spoil(answer: readonly number[]): number[] {
    if (this.garbage === 0) return [...answer];
    this.garbage -= 1;
    this.place += 1;
    const index = this.place % answer.length;
    return answer.map((byte, at) => (at === index ? byte ^ (1 << this.place % 8) : byte));
  }
}
