// SPDX-License-Identifier: Apache-2.0
/**
 * CredentialRule: of a user with Dual or Tri, two or three different kinds of credential must come within 15 s, in any order.
 * It holds what came, by kind and time, of one user at a time; that each was valid, and its user may open, has been judged
 * before, each time anew (lock/verifier.ts). A wrong credential, whosesoever, and any change of users make it begin again.
 *
 * Time is the clock's, never a deadline's: a late turn cannot lengthen the 15 s.
 */
import type { Clock } from "./parts";
import { CredentialType } from "./user-record";

export const factorsMs = 15_000;

export class Factors {
  readonly #clock: Clock;
  /** By kind; never: -Infinity. */
  readonly #presentedMs: number[] = Array.from({ length: CredentialType.face + 1 }, () => -Infinity);
  #userIndex = 0;
  #usersChanges = 0;

  constructor(options: { clock: Clock }) {
    this.#clock = options.clock;
  }

  /** How many kinds are missing yet; 0: complete, and the next time begins anew. `rule` is Matter's CredentialRule. */
  present(userIndex: number, credentialType: number, rule: number, usersChanges: number): number {
    if (userIndex !== this.#userIndex || usersChanges !== this.#usersChanges) this.forget();
    this.#userIndex = userIndex;
    this.#usersChanges = usersChanges;
    const nowMs = this.#clock.nowMs();
    this.#presentedMs[credentialType] = nowMs;
    let kinds = 0;
    for (let kind = 0; kind < this.#presentedMs.length; kind++) {
      if (nowMs - this.#presentedMs[kind]! < factorsMs) kinds++;
    }
    const missing = Math.max(0, rule + 1 - kinds);
    if (missing === 0) this.forget();
    return missing;
  }

  forget(): void {
    this.#userIndex = 0;
    this.#presentedMs.fill(-Infinity);
  }
}
