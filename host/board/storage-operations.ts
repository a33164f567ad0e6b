// SPDX-License-Identifier: Apache-2.0
/**
 * Numbers every operation that changes flash (page program, sector erase) or NVS (write, delete), from 1, and cuts the
 * power at a chosen one. The operation that is cut is torn: `torn` says how much of it was done, from 0 to 1.
 */
export class StorageOperations {
  /** Operations so far; the next one has this number plus one. */
  count = 0;
  private cutAt = 0;
  private torn = 0;
  private readonly onCut: (operation: number) => void;

  constructor(onCut: (operation: number) => void) {
    this.onCut = onCut;
  }

  /** 0: never. */
  cutPowerAt(operation: number, torn: number): void {
    if (!(torn >= 0 && torn <= 1)) throw new RangeError("torn is a fraction from 0 to 1");
    this.cutAt = operation;
    this.torn = torn;
  }

  /** One operation: it is told how much of it to do. Does not return when the power is cut at it. */
  perform(operation: (fraction: number) => void): void {
    this.count += 1;
    if (this.count !== this.cutAt) {
      operation(1);
      return;
    }
    operation(this.torn);
    this.onCut(this.count);
  }
}
