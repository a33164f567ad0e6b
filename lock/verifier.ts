// SPDX-License-Identifier: Apache-2.0
/**
 * Judges entries, whatever their source. The order is the point: lockout, count the attempt on flash, hash, compare
 * with all users in constant time; the one way to "accepted" is the last statement. The attempt is wrong from the
 * moment it is counted, until the match takes that back. During a lockout an entry is not even hashed, and does not
 * lengthen it.
 *
 * An entry that cannot be a PIN by its length is refused without being counted: it guesses nothing.
 */
import { AuditEvent, type Audit, type OperationSourceCode } from "./audit";
import type { Lockout } from "./lockout";
import type { KeyedHash } from "./parts";
import { pinLengthMax, pinLengthMin } from "./pin-rules";
import { masterIndex } from "./user-record";
import type { Users } from "./users";

export interface Verdict {
  result: "accepted" | "refused" | "lockedOut";
  /** Who it is; 0 unless accepted. */
  userIndex: number;
}

export interface VerifierOptions {
  users: Users;
  lockout: Lockout;
  /** undefined: there is no device key, so everything is refused. */
  hash: KeyedHash | undefined;
  audit: Audit;
}

const refused: Verdict = Object.freeze({ result: "refused", userIndex: 0 });
const lockedOut: Verdict = Object.freeze({ result: "lockedOut", userIndex: 0 });

export class Verifier {
  readonly #users: Users;
  readonly #lockout: Lockout;
  readonly #hash: KeyedHash | undefined;
  readonly #audit: Audit;
  /** One entry in the log for each lockout: else anybody could wash the log out from the keypad. */
  #ignoredIsLogged = false;

  constructor(options: VerifierOptions) {
    this.#users = options.users;
    this.#lockout = options.lockout;
    this.#hash = options.hash;
    this.#audit = options.audit;
  }

  /** `who`: a valid PIN of somebody who is not meant counts as a wrong one. Zeroes `digits`. */
  check(digits: Uint8Array, source: OperationSourceCode, who: "anyone" | "master" = "anyone"): Verdict {
    try {
      return this.#judge(digits, source, who);
    } finally {
      digits.fill(0);
    }
  }

  #judge(digits: Uint8Array, source: OperationSourceCode, who: "anyone" | "master"): Verdict {
    const remainingMs = this.#lockout.remainingMs;
    if (remainingMs > 0) {
      if (!this.#ignoredIsLogged) {
        this.#ignoredIsLogged = true;
        this.#audit.record(AuditEvent.ignoredDuringLockout, { source, value: Math.ceil(remainingMs / 1000) });
      }
      return lockedOut;
    }
    // Without a master the lock is new, whatever other records say.
    if (this.#hash === undefined || this.#users.master === "absent") return refused;
    if (digits.length < pinLengthMin || digits.length > pinLengthMax) return refused;
    if (!this.#lockout.countAttempt()) return refused;

    const mac = this.#hash.mac(digits);
    const userIndex = this.#users.match(mac);
    mac.fill(0);
    if (userIndex === 0 || (who === "master" && userIndex !== masterIndex)) {
      this.#logWrong(source);
      return refused;
    }
    this.#lockout.succeed(userIndex === masterIndex ? "master" : "user");
    this.#audit.record(AuditEvent.accepted, { source, userIndex });
    return { result: "accepted", userIndex };
  }

  #logWrong(source: OperationSourceCode): void {
    this.#audit.record(AuditEvent.refused, { source, value: this.#lockout.wrongCount });
    const remainingMs = this.#lockout.remainingMs;
    if (remainingMs === 0) return;
    this.#ignoredIsLogged = false;
    this.#audit.record(AuditEvent.lockedOut, { source, value: Math.ceil(remainingMs / 1000) });
  }
}
