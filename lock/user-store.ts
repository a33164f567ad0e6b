// SPDX-License-Identifier: Apache-2.0
/**
 * The users' records, and what is kept of them in RAM. One user is one record, so each change is one atomic write that a power cut
 * leaves undone or done. A garbled record is a user who is not there: reported, never an opening.
 *
 * User 1 is loaded at once, the others one after the other by `loadSlice()`. What clears many at once writes a note, drops everybody
 * but the master from RAM, and loads them anew without what is cleared. The note goes last; where the power is cut before, the next
 * power-up goes on. So "all" is atomic too.
 */
import { openRecord, sealRecord } from "../crypto/checked-record";
import { AuditEvent, RecordCode, type Actor, type Audit } from "./audit";
import { limits } from "./limits";
import type { KeyedHash, Records } from "./parts";
import type { Status } from "./status-codes";
import { openUser, openUserAccess, openUserName, sealUser } from "./user-bytes";
import { UserIndex, type Match, type UserFacts } from "./user-index";
import { CredentialType, masterIndex, userRecord, type StoredUser } from "./user-record";

export const clearingRecord = "clearing";
const clearingVersion = 1;
/** What the note says: a credential type, or one of these. */
export const everyCredential = 15;
const everyUser = 255;
/** Records that are not there cost little. */
const emptyPerSlice = 16;

export interface UsersOptions {
  records: Records;
  /** undefined: there is no device key. Then no PIN can be set, and none opens. */
  hash: KeyedHash | undefined;
  /** The same for cards. */
  cardHash?: KeyedHash | undefined;
  audit: Audit;
  /** Nobody gets a guest's digits as a PIN. */
  isGuestCode?: (digits: Uint8Array) => boolean;
  /** Calls the slice until it returns false. Left out: all is loaded at once. */
  inSlices?: (slice: () => boolean) => void;
}

export class UserStore {
  readonly #records: Records;
  readonly #inSlices: ((slice: () => boolean) => void) | undefined;
  readonly #slice = (): boolean => this.loadSlice();
  protected readonly audit: Audit;
  protected readonly index = new UserIndex();
  /** The user to load next. */
  #next = masterIndex;
  /** What the note says that is to be cleared. "unreadable": then nobody but the master can be trusted to be still there. */
  #clearing: number | "unreadable" | undefined;
  #clearingFailed = false;
  #changes = 0;

  constructor({ records, audit, inSlices }: UsersOptions) {
    this.#records = records;
    this.#inSlices = inSlices;
    this.audit = audit;
    this.#load(masterIndex);
    this.#loadOthers();
  }

  /** False: users are still being loaded. Who is not loaded does not match, and nothing can be changed. */
  get ready(): boolean {
    return this.#next > limits.users;
  }

  /** "damaged": there is one, but nobody can log in as master any more; only a factory reset helps. */
  get master(): "absent" | "present" | "damaged" {
    if (this.index.isDamaged(masterIndex)) return "damaged";
    return this.index.isFree(masterIndex) ? "absent" : "present";
  }

  /** Another number after each change of any user. */
  get changes(): number {
    return this.#changes;
  }

  /** Indexes whose record is garbled. */
  get damaged(): number[] {
    return this.index.damaged;
  }

  facts(userIndex: number): UserFacts | undefined {
    return this.index.facts(userIndex);
  }

  /** 0: none. */
  nextUser(after: number): number {
    return this.index.nextUser(after);
  }

  /** 0: free. */
  ownerOf(type: number, credentialIndex: number): number {
    return this.index.ownerOf(type, credentialIndex);
  }

  /** The next occupied one of the type; 0: none. */
  nextCredential(type: number, after: number): number {
    return this.index.nextCredential(type, after, true);
  }

  /** The next free one of the type; 0: none. */
  freeCredential(type: number, after: number): number {
    return this.index.nextCredential(type, after, false);
  }

  /** How many credentials of the type there are. */
  count(type: number): number {
    return this.index.count(type);
  }

  /** Of finger or face: the first slot that no credential names; -1: none. */
  freeSlot(type: number, capacity: number): number {
    return this.index.freeSlot(type, capacity);
  }

  /** Who has this credential, whatever his status; PINs are looked for among the master's too. The same steps whoever it is. */
  match(type: number, mac: Uint8Array): Match {
    return this.index.match(type, mac);
  }

  /** Loads some more; false when all are there. The loop runs it as a job. */
  loadSlice(): boolean {
    for (let empty = 0; empty < emptyPerSlice && this.#next <= limits.users; empty++) {
      if (this.#load(this.#next++)) break;
    }
    if (!this.ready) return true;
    this.#endClearing();
    return false;
  }

  /** All that is on flash of a user; undefined: there is none, or flash cannot be read. */
  read(userIndex: number): StoredUser | undefined {
    if (this.index.facts(userIndex) === undefined) return undefined;
    try {
      const record = this.#records.read(userRecord(userIndex));
      return record && openUser(userIndex, record);
    } catch {
      return undefined;
    }
  }

  /** undefined: there is no such user, or flash cannot be read. */
  nameOf(userIndex: number): string | undefined {
    if (this.index.facts(userIndex) === undefined) return undefined;
    try {
      const record = this.#records.read(userRecord(userIndex));
      return record && openUserName(userIndex, record);
    } catch {
      return undefined;
    }
  }

  /** Why nothing can be changed now; undefined: it can. */
  protected hindrance(): Status | undefined {
    if (!this.ready) return "BUSY";
    if (this.#clearing === undefined) return undefined;
    // Whoever is added before the note is gone would be cleared with the others.
    this.#loadOthers();
    return "FAILURE";
  }

  protected write(userIndex: number, user: StoredUser, by?: Actor): boolean {
    try {
      this.#records.write(userRecord(userIndex), sealUser(userIndex, user));
    } catch {
      this.audit.record(AuditEvent.recordNotWritten, { ...by, value: RecordCode.user + userIndex });
      return false;
    }
    this.index.keep(userIndex, user);
    this.#changes++;
    return true;
  }

  protected erase(userIndex: number, by?: Actor): boolean {
    try {
      this.#records.delete(userRecord(userIndex));
    } catch {
      this.audit.record(AuditEvent.recordNotWritten, { ...by, value: RecordCode.user + userIndex });
      return false;
    }
    this.index.drop(userIndex);
    this.#changes++;
    return true;
  }

  /** Everybody but the master, all credentials but his, or all of a type. SUCCESS: nobody opens with them from now on. */
  protected clearMany(what: number | "users", by: Actor): Status {
    if (!this.ready) return "BUSY";
    const payload = Uint8Array.of(what === "users" ? everyUser : what);
    try {
      this.#records.write(clearingRecord, sealRecord(clearingRecord, clearingVersion, payload));
    } catch {
      this.audit.record(AuditEvent.recordNotWritten, { ...by, value: RecordCode.clearing });
      return "FAILURE";
    }
    this.#loadOthers();
    return "SUCCESS";
  }

  #loadOthers(): void {
    this.index.dropOthers();
    this.#changes++;
    this.#next = masterIndex + 1;
    this.#clearing = this.#readNote();
    this.#clearingFailed = false;
    if (this.#inSlices === undefined) while (this.loadSlice());
    else this.#inSlices(this.#slice);
  }

  /** False: there is no such user. */
  #load(userIndex: number): boolean {
    try {
      const record = this.#records.read(userRecord(userIndex));
      if (record === undefined) return false;
      if (userIndex !== masterIndex && this.#clearing !== undefined) {
        if (this.#loadCleared(userIndex, openUser(userIndex, record), this.#clearing)) return true;
      } else {
        const access = openUserAccess(userIndex, record);
        if (access !== undefined && this.index.areFree(userIndex, access.credentials)) {
          this.index.keep(userIndex, access);
          return true;
        }
      }
    } catch {
      // Reported like a garbled record: a user may be there, who cannot be read.
      this.#clearingFailed = true;
    }
    this.index.keepDamaged(userIndex);
    this.audit.record(AuditEvent.recordDamaged, { value: RecordCode.user + userIndex });
    return true;
  }

  /** False: a damaged user is left. */
  #loadCleared(userIndex: number, user: StoredUser | undefined, what: number | "unreadable"): boolean {
    const { credentials = [] } = user ?? {};
    const kept = credentials.filter(({ type }) => what !== everyCredential && type !== what);
    let done = what !== "unreadable";
    if (what === everyUser || (credentials.length > 0 && kept.length === 0)) {
      done = this.erase(userIndex);
    } else if (user === undefined) {
      // Garbled: it has no credentials that could be cleared.
      return false;
    } else if (kept.length < credentials.length) {
      done = this.write(userIndex, { ...user, credentials: kept });
    } else if (done) {
      this.index.keep(userIndex, user);
    }
    if (!done) this.#clearingFailed = true;
    return done;
  }

  #endClearing(): void {
    if (this.#clearing === undefined || this.#clearingFailed) return;
    try {
      this.#records.delete(clearingRecord);
      this.#clearing = undefined;
    } catch {
      this.audit.record(AuditEvent.recordNotWritten, { value: RecordCode.clearing });
    }
  }

  #readNote(): number | "unreadable" | undefined {
    try {
      const record = this.#records.read(clearingRecord);
      if (record === undefined) return undefined;
      const payload = openRecord(clearingRecord, clearingVersion, record);
      const what = payload?.length === 1 ? payload[0]! : CredentialType.programmingPin;
      if (what !== CredentialType.programmingPin) return what;
    } catch {
      // As below.
    }
    this.audit.record(AuditEvent.recordDamaged, { value: RecordCode.clearing });
    return "unreadable";
  }
}
