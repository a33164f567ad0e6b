// SPDX-License-Identifier: Apache-2.0
/** What the simulator throws when something that must always hold does not. */

export class Violation extends Error {
  override name = "Violation";
  /** The promise that was broken, from host/simulate/promises.ts: a failure is shrunk to the same promise. */
  readonly promise: string;

  constructor(promise: string, what: string) {
    super(what);
    this.promise = promise;
  }
}
