// SPDX-License-Identifier: Apache-2.0
/**
 * A finger for a user, at the lock itself: into the first slot that nobody has, and then, in one write, to the user. Where the power
 * is cut between the two the module knows a finger that is nobody's: it opens nothing, and laid on again it is given at once.
 */
import type { Actor } from "./audit";
import type { Biometrics } from "./biometrics";
import type { InTurns } from "./in-turns";
import type { Status } from "./status-codes";
import type { CredentialResult } from "./user-changes";
import { CredentialType, templateData } from "./user-record";
import type { Users } from "./users";

export class FingerEnrolment {
  readonly #users: Users;
  readonly #fingers: Biometrics;
  #slot = -1;

  constructor(options: { users: Users; fingers: Biometrics }) {
    this.#users = options.users;
    this.#fingers = options.fingers;
  }

  /** The one that is being filled, or was last. */
  get slot(): number {
    return this.#slot;
  }

  begin(): Status {
    this.#slot = this.#users.freeSlot(CredentialType.fingerprint, this.#fingers.capacity);
    return this.#slot < 0 ? "RESOURCE_EXHAUSTED" : this.#fingers.enrol(this.#slot);
  }

  /** DUPLICATE: it is somebody's already. */
  give(slot: number, userIndex: number, by: Actor): InTurns<CredentialResult> {
    const type = CredentialType.fingerprint;
    const index = this.#users.freeCredential(type, 0);
    const change = { operation: "add", type, index, data: templateData(slot), userIndex, makesUser: true } as const;
    return this.#users.setCredentialInTurns(change, by);
  }
}
