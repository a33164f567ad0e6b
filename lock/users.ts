// SPDX-License-Identifier: Apache-2.0
/**
 * Who may open the lock, and every change of it, by the rules of Matter's SetUser, SetCredential and their kin. Stricter than the
 * cluster: user 1 is the master and nobody else is; he has one credential, no schedules, and is never disabled or cleared.
 *
 * SUCCESS means on flash and, for what opens the lock, true from the next entry on. PINs and cards are not stored, but their keyed
 * hashes. What makes or changes users needs a master.
 */
import { AuditEvent, type Actor } from "./audit";
import { otherName } from "./card-name";
import { atOnce, type InTurns } from "./in-turns";
import { limits } from "./limits";
import type { KeyedHash } from "./parts";
import { weaknessOf } from "./pin-rules";
import type { Status } from "./status-codes";
import {
  credentialValue,
  everyIndex,
  isCredentialChange,
  isUserChange,
  isUserIndex,
  type CredentialChange,
  type CredentialResult,
  type UserChange,
} from "./user-changes";
import {
  CredentialType,
  isCredential,
  isUserName,
  masterIndex,
  newUser,
  UserStatus,
  UserType,
} from "./user-record";
import { UserSchedules } from "./user-schedules";
import { everyCredential, type UsersOptions } from "./user-store";

export const userIndexMax = limits.users;

export class Users extends UserSchedules {
  readonly #hash: KeyedHash | undefined;
  readonly #cardHash: KeyedHash | undefined;
  readonly #isGuestCode: (digits: Uint8Array) => boolean;
  #masterChanges = 0;

  constructor(options: UsersOptions) {
    super(options);
    this.#hash = options.hash;
    this.#cardHash = options.cardHash;
    this.#isGuestCode = options.isGuestCode ?? (() => false);
  }

  /** False: there is no device key, so no PIN can be made. */
  get canSetPins(): boolean {
    return this.#hash !== undefined;
  }

  /** Another number whenever the master gets a PIN, from any side: who logged in with the one before is not the master now. */
  get masterChanges(): number {
    return this.#masterChanges;
  }

  setUser(operation: "add" | "modify", userIndex: number, change: UserChange, by: Actor): Status {
    const hindrance = this.hindrance();
    if (hindrance !== undefined) return hindrance;
    if (!isUserIndex(userIndex) || !isUserChange(userIndex, change)) return "INVALID_COMMAND";
    if (this.master !== "present") return "INVALID_IN_STATE";
    if (operation === "add" && !this.index.isFree(userIndex)) return "OCCUPIED";
    if (operation === "modify" && this.facts(userIndex) === undefined) return "INVALID_COMMAND";
    const user = operation === "add" ? newUser() : this.read(userIndex);
    if (user === undefined) return "FAILURE";
    // Another type is another bargain: an expiring user's time begins anew.
    if (change.type !== undefined && change.type !== user.type) user.firstUsedUtcSeconds = 0;
    user.name = change.name ?? user.name;
    user.uniqueId = change.uniqueId ?? user.uniqueId;
    user.status = change.status ?? user.status;
    user.type = change.type ?? user.type;
    user.rule = change.rule ?? user.rule;
    if (!this.write(userIndex, user, by)) return "FAILURE";
    this.audit.record(AuditEvent.userSet, { ...by, value: userIndex });
    return "SUCCESS";
  }

  /** With all credentials and schedules. The master stays. */
  clearUser(userIndex: number, by: Actor): Status {
    const hindrance = this.hindrance();
    if (hindrance !== undefined) return hindrance;
    if (!isUserIndex(userIndex)) return "INVALID_COMMAND";
    if (userIndex === masterIndex) return "INVALID_IN_STATE";
    if (this.index.isFree(userIndex)) return "SUCCESS";
    if (!this.erase(userIndex, by)) return "FAILURE";
    this.audit.record(AuditEvent.userCleared, { ...by, value: userIndex });
    return "SUCCESS";
  }

  /** Everybody but the master. */
  clearAllUsers(by: Actor): Status {
    const status = this.clearMany("users", by);
    if (status === "SUCCESS") this.audit.record(AuditEvent.userCleared, { ...by, value: everyIndex });
    return status;
  }

  setCredential(change: CredentialChange, by: Actor): CredentialResult {
    return atOnce(this.setCredentialInTurns(change, by));
  }

  setCredentialInTurns(change: CredentialChange, by: Actor): InTurns<CredentialResult> {
    const { operation, type, index } = change;
    return this.#change(change, (data) => {
      const owner = operation === "modify" ? this.ownerOf(type, index) : change.userIndex;
      if (owner !== undefined) return { status: this.#put(change, data, owner, by) };
      const userIndex = type === CredentialType.programmingPin ? masterIndex : this.index.freeUser();
      if (userIndex === 0) return { status: "RESOURCE_EXHAUSTED" };
      const status = this.#put(change, data, userIndex, by);
      return status === "SUCCESS" ? { status, userIndex } : { status };
    });
  }

  /** Clearing a user's last credential clears the user. */
  clearCredential(type: number, credentialIndex: number, by: Actor): Status {
    const hindrance = this.hindrance();
    if (hindrance !== undefined) return hindrance;
    if (!isCredential(type, credentialIndex)) return "INVALID_COMMAND";
    const owner = this.ownerOf(type, credentialIndex);
    if (owner === 0) return "SUCCESS";
    return this.clearCredentialsOf(owner, type, by, credentialIndex);
  }

  /** All of a type that a user has, in one write; `only`: one of them. */
  clearCredentialsOf(userIndex: number, type: number, by: Actor, only = everyIndex): Status {
    if (userIndex === masterIndex) return "INVALID_IN_STATE";
    const user = this.read(userIndex);
    const kept = user?.credentials.filter((each) => each.type !== type || (only !== everyIndex && each.index !== only));
    const hindrance = this.hindrance();
    if (hindrance !== undefined || user === undefined || kept === undefined) return hindrance ?? "FAILURE";
    if (kept.length === user.credentials.length) return "NOT_FOUND";
    if (kept.length === 0) return this.clearUser(userIndex, by);
    if (!this.write(userIndex, { ...user, credentials: kept }, by)) return "FAILURE";
    this.audit.record(AuditEvent.credentialCleared, { ...by, value: credentialValue(userIndex, type, only) });
    return "SUCCESS";
  }

  /** All of a type; undefined: all of all types. The master's PIN stays. */
  clearAllCredentials(type: number | undefined, by: Actor): Status {
    if (type !== undefined && !isCredential(type, 1)) return "INVALID_COMMAND";
    const what = type ?? everyCredential;
    const status = this.clearMany(what, by);
    if (status === "SUCCESS") {
      this.audit.record(AuditEvent.credentialCleared, { ...by, value: credentialValue(0, what, everyIndex) });
    }
    return status;
  }

  /**
   * What a use changes, before the door opens: a disposable user is disabled, an expiring one's time begins. Without SUCCESS the
   * door must not open. `utcSeconds`: 0 when the time is unknown. `user`: as it has just been read.
   */
  used(userIndex: number, utcSeconds: number, user = this.read(userIndex)): Status {
    const type = this.facts(userIndex)?.type;
    if (type !== UserType.disposable && type !== UserType.expiring) return "SUCCESS";
    if (user === undefined) return "FAILURE";
    if (type === UserType.disposable) user.status = UserStatus.occupiedDisabled;
    else if (user.firstUsedUtcSeconds !== 0) return "SUCCESS";
    else if (utcSeconds === 0) return "INVALID_IN_STATE";
    else user.firstUsedUtcSeconds = utcSeconds;
    return this.write(userIndex, user) ? "SUCCESS" : "FAILURE";
  }

  /** The keypad's: user N gets a PIN, of index N where he had none. Makes the user where there is none. Zeroes `digits`. */
  setPin(userIndex: number, digits: Uint8Array, by: Actor, name?: string): CredentialResult {
    return atOnce(this.setPinInTurns(userIndex, digits, by, name));
  }

  setPinInTurns(userIndex: number, digits: Uint8Array, by: Actor, name?: string): InTurns<CredentialResult> {
    const isMaster = userIndex === masterIndex;
    const type = isMaster ? CredentialType.programmingPin : CredentialType.pin;
    const old = this.index.firstPinOf(userIndex);
    const operation = old === undefined ? "add" : "modify";
    const index = old ?? (isMaster ? 0 : userIndex);
    if (!isUserName(name ?? "")) {
      digits.fill(0);
      return { status: "CONSTRAINT_ERROR" };
    }
    const change = { operation, type, index, digits } as const;
    return this.#change(change, (data) => ({ status: this.#put(change, data, userIndex, by, name) }));
  }

  /** Erases a user. The master can be given another PIN, but not erased. */
  clear(userIndex: number, by: Actor): Status {
    if (!isUserIndex(userIndex)) return "CONSTRAINT_ERROR";
    return this.index.isFree(userIndex) ? "NOT_FOUND" : this.clearUser(userIndex, by);
  }

  /** Judged in one turn; whether a guest has the digits, which may take most of one, in the next; written in the third. */
  #change(change: CredentialChange, put: (data: Uint8Array) => CredentialResult): InTurns<CredentialResult> {
    const { digits } = change;
    const refused = this.#refused(change);
    const data = refused === undefined ? this.#dataOf(change) : undefined;
    if (refused !== undefined || data === undefined) {
      digits?.fill(0);
      return refused ?? { status: "FAILURE" };
    }
    return () => {
      const isGuests = digits !== undefined && this.#isGuestCode(digits);
      digits?.fill(0);
      if (isGuests) return { status: "DUPLICATE" };
      return () => {
        const refusal = this.#refusalOf(change);
        return refusal === undefined ? put(data) : { status: refusal };
      };
    };
  }

  #refused(change: CredentialChange): CredentialResult | undefined {
    const refusal = this.#refusalOf(change);
    if (refusal !== undefined) return { status: refusal };
    if (this.#isOtherwiseTaken(change)) return { status: "DUPLICATE" };
    const weakness = change.digits && weaknessOf(change.digits);
    return weakness && { status: "CONSTRAINT_ERROR", weakness };
  }

  /** The same card is known with a proof and is now to be known without one, or the other way round: then a copy would be good for it. */
  #isOtherwiseTaken({ type, index, data }: CredentialChange): boolean {
    const other = type === CredentialType.rfid ? data && otherName(data) : undefined;
    const mac = other && this.#cardHash?.mac(other);
    return mac !== undefined && this.index.isTaken(type, index, mac);
  }

  #refusalOf(change: CredentialChange): Status | undefined {
    const hindrance = this.hindrance();
    if (hindrance !== undefined) return hindrance;
    const { operation, type, index, userIndex } = change;
    if (!isCredentialChange(change)) return "INVALID_COMMAND";
    if (type === CredentialType.programmingPin) {
      return this.master === (operation === "add" ? "absent" : "present") ? undefined : "INVALID_IN_STATE";
    }
    if (this.master !== "present") return "INVALID_IN_STATE";
    const owner = this.ownerOf(type, index);
    if (operation === "modify") {
      return owner === 0 || (userIndex !== undefined && userIndex !== owner) ? "INVALID_COMMAND" : undefined;
    }
    if (owner !== 0) return "OCCUPIED";
    if (userIndex !== undefined && !change.makesUser && this.facts(userIndex) === undefined) return "INVALID_COMMAND";
    return this.index.credentials > limits.credentials ? "RESOURCE_EXHAUSTED" : undefined;
  }

  /** Gives the user this credential in place of the one of the same index, and makes him where there is none. */
  #put(change: CredentialChange, data: Uint8Array, userIndex: number, by: Actor, name?: string): Status {
    const { type, index, userStatus, userType } = change;
    const isMaster = userIndex === masterIndex;
    // The first master is a new beginning: nobody is left from before.
    if (isMaster && this.master === "absent" && !this.#clearOthers(by)) return "FAILURE";
    if (this.index.isTaken(type, index, data)) return "DUPLICATE";
    const isNew = this.facts(userIndex) === undefined;
    const user = isNew ? newUser() : this.read(userIndex);
    if (user === undefined) return "FAILURE";
    user.name = name ?? user.name;
    if (isNew) {
      user.status = userStatus ?? user.status;
      user.type = isMaster ? UserType.programming : (userType ?? user.type);
    }
    const others = user.credentials.filter((each) => each.type !== type || each.index !== index);
    if (others.length >= limits.credentialsPerUser) return "RESOURCE_EXHAUSTED";
    const after = others.findIndex((each) => each.type > type || (each.type === type && each.index > index));
    others.splice(after < 0 ? others.length : after, 0, { type, index, data });
    user.credentials = others;
    if (!this.write(userIndex, user, by)) return "FAILURE";
    if (isMaster) this.#masterChanges++;
    this.audit.record(AuditEvent.credentialSet, { ...by, value: credentialValue(userIndex, type, index) });
    return "SUCCESS";
  }

  /** undefined: there is no key to hash it with. */
  #dataOf({ type, digits, data }: CredentialChange): Uint8Array | undefined {
    if (digits !== undefined) return this.#hash?.mac(digits);
    return type === CredentialType.rfid ? data && this.#cardHash?.mac(data) : data;
  }

  #clearOthers(by: Actor): boolean {
    return !this.index.hasOthers || this.clearAllUsers(by) === "SUCCESS";
  }
}
