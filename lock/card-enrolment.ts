// SPDX-License-Identifier: Apache-2.0
/**
 * A card for a user, held up at the lock itself. Whether it proves itself has been found out by then, and a blank one that can has
 * been given its key (crypto/card-proof.ts); both kinds become his in one write.
 */
import type { Actor } from "./audit";
import { inTurns, type InTurns } from "./in-turns";
import type { Loop } from "./loop";
import type { Indicator } from "./parts";
import type { Status } from "./status-codes";
import { isUserIndex, type CredentialResult } from "./user-changes";
import { CredentialType, masterIndex } from "./user-record";
import type { Users } from "./users";

const waitDeadline = "cardEnrolment";
const giveDeadline = "cardGiving";
const waitMs = 30_000;

export class CardEnrolment {
  readonly #users: Users;
  readonly #loop: Loop;
  readonly #indicator: Indicator;
  #awaited: { userIndex: number; by: Actor } | undefined;

  constructor(options: { users: Users; loop: Loop; indicator: Indicator }) {
    this.#users = options.users;
    this.#loop = options.loop;
    this.#indicator = options.indicator;
  }

  /** The next card is somebody's new one, and opens nothing. */
  get waits(): boolean {
    return this.#awaited !== undefined;
  }

  /** For 30 s, or until a card comes. The master has no cards. */
  begin(userIndex: number, by: Actor): Status {
    if (!isUserIndex(userIndex) || userIndex === masterIndex) return "INVALID_COMMAND";
    if (this.#users.master !== "present") return "INVALID_IN_STATE";
    this.#awaited = { userIndex, by };
    this.#indicator.show("waiting");
    this.#loop.after(waitDeadline, waitMs, () => {
      this.#awaited = undefined;
      this.#indicator.show("off");
    });
    return "SUCCESS";
  }

  /** While it waits. `name`: lock/card-name.ts. */
  take(name: Uint8Array): void {
    if (this.#awaited === undefined) return;
    const { userIndex, by } = this.#awaited;
    this.#awaited = undefined;
    this.#loop.cancel(waitDeadline);
    inTurns(this.#loop, giveDeadline, this.give(name, userIndex, by), ({ status }) => {
      this.#indicator.show(status === "SUCCESS" ? "ok" : "refused");
    });
  }

  /** DUPLICATE: it is somebody's already. Makes the user where there is none. */
  give(name: Uint8Array, userIndex: number, by: Actor): InTurns<CredentialResult> {
    const type = CredentialType.rfid;
    const index = this.#users.freeCredential(type, 0);
    return this.#users.setCredentialInTurns({ operation: "add", type, index, data: name, userIndex, makesUser: true }, by);
  }
}
