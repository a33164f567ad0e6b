// SPDX-License-Identifier: Apache-2.0
/**
 * Who may open the lock: user 1 is the master, 2 to 21 have a PIN each. One user is one record, so each change is one
 * atomic write that a power cut leaves undone or done. A garbled record is a user who is not there: reported, never an
 * opening.
 *
 * PINs are not stored, but their keyed hashes (verifiers). Those stay in RAM in one array of words, so that an entry
 * can be compared with all of them in constant time; `list()` does not show them. A change counts from the next entry
 * on.
 */
import { equalMacMask, macWords } from "../crypto/equal";
import { AuditEvent, RecordCode, type Actor, type Audit } from "./audit";
import type { KeyedHash, Records } from "./parts";
import { weaknessOf, type PinWeakness } from "./pin-rules";
import type { Status } from "./status-codes";
import { isUserName, masterIndex, openUser, sealUser, userRecord, UserStatus, UserType } from "./user-record";

export const userIndexMax = 21;

export interface User {
  index: number;
  name: string;
  status: number;
  type: number;
}

export interface UserResult {
  status: Status;
  /** Why a PIN was refused with CONSTRAINT_ERROR. */
  weakness?: PinWeakness;
}

export interface UsersOptions {
  records: Records;
  /** undefined: there is no device key. Then no PIN can be set, and none opens. */
  hash: KeyedHash | undefined;
  audit: Audit;
}

export class Users {
  readonly #records: Records;
  readonly #hash: KeyedHash | undefined;
  readonly #audit: Audit;
  readonly #users: (User | "damaged" | undefined)[] = Array.from({ length: userIndexMax + 1 }, () => undefined);
  /** Four words a user, by index; zero where there is none. */
  readonly #verifiers = new Int32Array((userIndexMax + 1) * macWords);
  /** -1 for a user who may open, else 0. */
  readonly #enabledMasks = new Int32Array(userIndexMax + 1);
  #masterChanges = 0;

  constructor(options: UsersOptions) {
    this.#records = options.records;
    this.#hash = options.hash;
    this.#audit = options.audit;
    for (let index = masterIndex; index <= userIndexMax; index++) this.#load(index);
  }

  /** "damaged": there is one, but nobody can log in as master any more; only a factory reset helps. */
  get master(): "absent" | "present" | "damaged" {
    const master = this.#users[masterIndex];
    if (master === undefined) return "absent";
    return master === "damaged" ? "damaged" : "present";
  }

  /** False: there is no device key, so no PIN can be made. */
  get canSetPins(): boolean {
    return this.#hash !== undefined;
  }

  /**
   * Another number whenever the master gets a PIN, from any side: who logged in with the one before is not the master
   * now.
   */
  get masterChanges(): number {
    return this.#masterChanges;
  }

  /** Everybody there is, by index; never a verifier. */
  list(): User[] {
    return this.#users.filter((user) => typeof user === "object").map((user) => ({ ...user }));
  }

  /** Indexes whose record is garbled. */
  get damaged(): number[] {
    return this.#users.flatMap((user, index) => (user === "damaged" ? [index] : []));
  }

  /** The user whose PIN has this hash, or 0. Takes the same steps whoever it is, and for empty places too. */
  match(mac: Uint8Array): number {
    const words = new Int32Array(mac.buffer, mac.byteOffset, macWords);
    let matching = 0;
    for (let index = masterIndex; index <= userIndexMax; index++) {
      const mask = equalMacMask(this.#verifiers, index * macWords, words) & this.#enabledMasks[index]!;
      matching = (matching & ~mask) | (index & mask);
    }
    return matching;
  }

  /**
   * Gives a user a PIN, making the user where there is none; the name stays when it is left out. Zeroes `digits`. On
   * flash when it answers SUCCESS. The first master is a new beginning: users left from before are erased first.
   */
  setPin(index: number, digits: Uint8Array, by: Actor, name?: string): UserResult {
    let mac: Uint8Array | undefined;
    try {
      if (!isUserIndex(index) || (name !== undefined && !isUserName(name))) return { status: "CONSTRAINT_ERROR" };
      if (!this.#maySet(index)) return { status: "INVALID_IN_STATE" };
      if (this.#hash === undefined) return { status: "FAILURE" };
      const weakness = weaknessOf(digits);
      if (weakness !== undefined) return { status: "CONSTRAINT_ERROR", weakness };
      mac = this.#hash.mac(digits);
      if (index === masterIndex && this.master === "absent" && !this.#eraseOthers(by)) return { status: "FAILURE" };
      if (this.#belongsToOther(mac, index)) return { status: "DUPLICATE" };
      return { status: this.#store(index, mac, by, name) };
    } finally {
      digits.fill(0);
      mac?.fill(0);
    }
  }

  /** Erases a user. The master can be given another PIN, but not erased. */
  clear(index: number, by: Actor): Status {
    if (!isUserIndex(index)) return "CONSTRAINT_ERROR";
    if (index === masterIndex) return "INVALID_IN_STATE";
    if (this.#users[index] === undefined) return "NOT_FOUND";
    return this.#erase(index, by) ? "SUCCESS" : "FAILURE";
  }

  /** Others need a master first; a master who cannot be read is not replaced. */
  #maySet(index: number): boolean {
    return index === masterIndex ? this.master !== "damaged" : this.master === "present";
  }

  #store(index: number, mac: Uint8Array, by: Actor, newName: string | undefined): Status {
    const before = this.#users[index];
    const user: User = {
      index,
      name: newName ?? (typeof before === "object" ? before.name : ""),
      status: UserStatus.occupiedEnabled,
      type: index === masterIndex ? UserType.programming : UserType.unrestricted,
    };
    try {
      this.#records.write(userRecord(index), sealUser(user, mac));
    } catch {
      this.#audit.record(AuditEvent.recordNotWritten, { ...by, value: RecordCode.user + index });
      return "FAILURE";
    }
    this.#keep(user, mac);
    this.#audit.record(AuditEvent.userSet, { ...by, value: index });
    return "SUCCESS";
  }

  #erase(index: number, by: Actor): boolean {
    try {
      this.#records.delete(userRecord(index));
    } catch {
      this.#audit.record(AuditEvent.recordNotWritten, { ...by, value: RecordCode.user + index });
      return false;
    }
    this.#users[index] = undefined;
    this.#enabledMasks[index] = 0;
    this.#verifiers.fill(0, index * macWords, (index + 1) * macWords);
    this.#audit.record(AuditEvent.userCleared, { ...by, value: index });
    return true;
  }

  #eraseOthers(by: Actor): boolean {
    for (let index = masterIndex + 1; index <= userIndexMax; index++) {
      if (this.#users[index] !== undefined && !this.#erase(index, by)) return false;
    }
    return true;
  }

  #belongsToOther(mac: Uint8Array, index: number): boolean {
    const words = new Int32Array(mac.buffer, mac.byteOffset, macWords);
    for (let other = masterIndex; other <= userIndexMax; other++) {
      if (other === index || typeof this.#users[other] !== "object") continue;
      if (equalMacMask(this.#verifiers, other * macWords, words) !== 0) return true;
    }
    return false;
  }

  #keep(user: User, verifier: Uint8Array): void {
    this.#users[user.index] = user;
    if (user.index === masterIndex) this.#masterChanges++;
    new Uint8Array(this.#verifiers.buffer).set(verifier, user.index * verifier.length);
    this.#enabledMasks[user.index] = user.status === UserStatus.occupiedEnabled ? -1 : 0;
  }

  #load(index: number): void {
    try {
      const record = this.#records.read(userRecord(index));
      if (record === undefined) return;
      const stored = openUser(index, record);
      if (stored !== undefined) {
        this.#keep(stored.user, stored.verifier);
        return;
      }
    } catch {
      // Reported like a garbled record: a user may be there, who cannot be read.
    }
    this.#users[index] = "damaged";
    this.#audit.record(AuditEvent.recordDamaged, { value: RecordCode.user + index });
  }
}

function isUserIndex(index: number): boolean {
  return Number.isInteger(index) && index >= masterIndex && index <= userIndexMax;
}
