// SPDX-License-Identifier: Apache-2.0
/**
 * The guest codes of this lock: their key, and which codes are dead before their time, because they were revoked or were
 * good for one use. What a code says stands in crypto/guest-code.ts. One record holds all of it, so a new key, which
 * revokes every code there is, and an empty list are one atomic write.
 *
 * The key comes from the device key and a salt that never comes twice. While there is no whole record there is no key,
 * and no code opens. A dead code is never forgotten before its window is over: when the list is full, codes for one use
 * are refused.
 */
import { openRecord, sealRecord } from "../crypto/checked-record";
import { equal } from "../crypto/equal";
import { guestCodeOf, guestDigits, guestIdOfDigits, isGuestId, opensMask } from "../crypto/guest-code";
import { AuditEvent, RecordCode, type Actor, type Audit } from "./audit";
import type { Clock, KeyedHash, Records } from "./parts";
import type { Status } from "./status-codes";

export const guestCodesRecord = "guestCodes";
const formatVersion = 1;
/** Power-up, milliseconds since then, and a count. */
const saltBytes = 12;
const idBytes = 4;
export const deadCodesMax = 64;

const idMask = 0x3fff_ffff;
const usedFlag = 0x4000_0000;
const empty = -1;
const none = -1;
/** A zone may be set that is so far behind the one before: a dead code stays dead in that one too. */
const zonesApartHours = 26;
/** So far ahead codes are thought of when somebody chooses a PIN. */
const aheadHours = 366 * 24;

/** The device's hash for guests: makes others under other keys. */
export interface GuestRoot extends KeyedHash {
  withKey(key: Uint8Array): KeyedHash;
}

export interface GuestVerdict {
  result: "opens" | "refused" | "timeUnknown";
  /** Which code it is; of no meaning unless it opens. */
  id: number;
}

export interface DeadCode {
  id: number;
  why: "used" | "revoked";
}

export interface GuestCodesOptions {
  records: Records;
  clock: Clock;
  audit: Audit;
  /** undefined: there is no device key. Then there are no guests. */
  root: GuestRoot | undefined;
  /** 0: it could not be read, and no new key is made. */
  bootCount: number;
}

/** Picked by number, so that both take the same. */
const results = Object.freeze(["refused", "opens"] as const);
const refused: GuestVerdict = Object.freeze({ result: "refused", id: 0 });
const timeUnknown: GuestVerdict = Object.freeze({ result: "timeUnknown", id: 0 });

export class GuestCodes {
  readonly #options: GuestCodesOptions;
  #state: "off" | "on" | "damaged" = "off";
  #salt: Uint8Array = new Uint8Array(saltBytes);
  #hash: KeyedHash | undefined;
  /** Digits that were read ahead, their id, and whether that is dead. */
  readonly #prepared = new Uint8Array(guestDigits);
  #preparedId = none;
  #preparedDeadMask = 0;
  /** Ids, some with `usedFlag`; `empty` after the last. */
  #dead = emptyList();

  constructor(options: GuestCodesOptions) {
    this.#options = options;
    this.#load();
  }

  /** "damaged": there may have been a key; no code opens until there is a new one. */
  get state(): "off" | "on" | "damaged" {
    return this.#state;
  }

  /**
   * Reads nine digits ahead, in the turn of the ninth: reading takes more than half a turn, and so do all PINs with `#`. It
   * looks at nothing else, and says nothing. Other lengths forget what was read.
   */
  prepare(digits: Uint8Array): void {
    this.#prepared.fill(0);
    this.#preparedId = none;
    if (this.#hash === undefined || digits.length !== guestDigits) return;
    this.#prepared.set(digits);
    this.#preparedId = guestIdOfDigits(digits, this.#hash);
    this.#preparedDeadMask = this.#deadMask(this.#preparedId);
  }

  /** Changes nothing. The same steps for every nine digits; `localSeconds` undefined: the time is not known. */
  judge(digits: Uint8Array, localSeconds: number | undefined): GuestVerdict {
    if (this.#hash === undefined || digits.length !== guestDigits) return refused;
    if (localSeconds === undefined) return timeUnknown;
    if (this.#preparedId === none || !equal(digits, this.#prepared)) this.prepare(digits);
    const id = this.#preparedId;
    const mask = opensMask(id, hourOf(localSeconds)) & ~this.#preparedDeadMask;
    return { result: results[mask & 1]!, id };
  }

  /** Writes down that a code for one use is used, before it opens. False: it must not open. */
  use(id: number, localSeconds: number, by: Actor): boolean {
    return !guestCodeOf(id).once || this.#add(id | usedFlag, localSeconds, by) === "SUCCESS";
  }

  /** SUCCESS also when it was dead before. */
  revoke(id: number, localSeconds: number | undefined, by: Actor): Status {
    if (!isGuestId(id)) return "CONSTRAINT_ERROR";
    if (this.#hash === undefined) return "INVALID_IN_STATE";
    if (this.#deadMask(id) !== 0) return "SUCCESS";
    if (localSeconds !== undefined && isForgotten(id, localSeconds)) return "NOT_FOUND";
    const status = this.#add(id, localSeconds, by);
    if (status === "SUCCESS") this.#options.audit.record(AuditEvent.guestCodeRevoked, { ...by, value: id });
    return status;
  }

  /** Every code there is becomes worthless. */
  newKey(by: Actor): Status {
    const { root, clock, bootCount } = this.#options;
    if (root === undefined || bootCount === 0) return "FAILURE";
    const salt = new Uint8Array(saltBytes);
    const view = new DataView(salt.buffer);
    view.setUint32(0, bootCount, true);
    view.setUint32(4, clock.nowMs() % 0x1_0000_0000, true);
    view.setUint32(8, new DataView(this.#salt.buffer).getUint32(8, true) + 1, true);
    const dead = emptyList();
    if (!this.#save(salt, dead, by)) return "FAILURE";
    this.#take(salt, dead);
    this.#options.audit.record(AuditEvent.guestKeyMade, by);
    return "SUCCESS";
  }

  /** No code opens any more. A damaged record goes too. */
  clearKey(by: Actor): Status {
    const { records, audit } = this.#options;
    if (this.#state === "off") return "SUCCESS";
    try {
      records.delete(guestCodesRecord);
    } catch {
      audit.record(AuditEvent.recordNotWritten, { ...by, value: RecordCode.guestCodes });
      return "FAILURE";
    }
    this.#hash = undefined;
    this.#dead = emptyList();
    this.#state = "off";
    audit.record(AuditEvent.guestKeyCleared, by);
    return "SUCCESS";
  }

  /** For the owner; undefined: there is none. The caller zeroes it. */
  key(): Uint8Array | undefined {
    const { root } = this.#options;
    return this.#state === "on" && root !== undefined ? keyOf(this.#salt, root) : undefined;
  }

  deadCodes(): DeadCode[] {
    const codes: DeadCode[] = [];
    for (const entry of this.#dead) {
      if (entry !== empty) codes.push({ id: entry & idMask, why: (entry & usedFlag) === 0 ? "revoked" : "used" });
    }
    return codes;
  }

  /** These digits are a code that opens now or within a year: nobody should get them as a PIN. */
  belongTo(digits: Uint8Array, localSeconds: number | undefined): boolean {
    if (this.#hash === undefined || digits.length !== guestDigits || localSeconds === undefined) return false;
    const id = guestIdOfDigits(digits, this.#hash);
    if (!isGuestId(id)) return false;
    const { startHour, hours } = guestCodeOf(id);
    const hour = hourOf(localSeconds);
    return startHour + hours > hour && startHour < hour + aheadHours;
  }

  /** -1: it is dead, else 0. The same steps whatever the list holds. */
  #deadMask(id: number): number {
    let mask = 0;
    for (let at = 0; at < deadCodesMax; at++) mask |= (((this.#dead[at]! ^ id) & idMask) - 1) >> 31;
    return mask;
  }

  #add(entry: number, localSeconds: number | undefined, by: Actor): Status {
    const dead = emptyList();
    let count = 0;
    for (let at = 0; at < deadCodesMax && this.#dead[at] !== empty; at++) {
      const other = this.#dead[at]!;
      if (localSeconds === undefined || !isForgotten(other & idMask, localSeconds)) dead[count++] = other;
    }
    if (count === deadCodesMax) {
      this.#options.audit.record(AuditEvent.guestListFull, { ...by, value: entry & idMask });
      return "RESOURCE_EXHAUSTED";
    }
    dead[count] = entry;
    if (!this.#save(this.#salt, dead, by)) return "FAILURE";
    this.#dead = dead;
    this.#preparedId = none;
    return "SUCCESS";
  }

  #save(salt: Uint8Array, dead: Int32Array, by: Actor): boolean {
    const payload = new Uint8Array(saltBytes + deadCodesMax * idBytes);
    payload.set(salt);
    const view = new DataView(payload.buffer);
    let end = saltBytes;
    for (let at = 0; at < deadCodesMax && dead[at] !== empty; at++, end += idBytes) view.setInt32(end, dead[at]!, true);
    try {
      this.#options.records.write(guestCodesRecord, sealRecord(guestCodesRecord, formatVersion, payload.subarray(0, end)));
      return true;
    } catch {
      this.#options.audit.record(AuditEvent.recordNotWritten, { ...by, value: RecordCode.guestCodes });
      return false;
    }
  }

  #take(salt: Uint8Array, dead: Int32Array): void {
    const { root } = this.#options;
    if (root === undefined) return;
    const key = keyOf(salt, root);
    this.#hash = root.withKey(key);
    key.fill(0);
    this.#preparedId = none;
    this.#salt = salt;
    this.#dead = dead;
    this.#state = "on";
  }

  #load(): void {
    const { records, audit } = this.#options;
    try {
      const record = records.read(guestCodesRecord);
      if (record === undefined) return;
      const payload = openRecord(guestCodesRecord, formatVersion, record);
      const dead = payload && listIn(payload);
      if (dead !== undefined) return this.#take(payload!.slice(0, saltBytes), dead);
    } catch {
      // Reported like a garbled record.
    }
    this.#state = "damaged";
    audit.record(AuditEvent.recordDamaged, { value: RecordCode.guestCodes });
  }
}

/** undefined: a whole record never looks so. */
function listIn(payload: Uint8Array): Int32Array | undefined {
  const count = (payload.length - saltBytes) / idBytes;
  if (!Number.isInteger(count) || count < 0 || count > deadCodesMax) return undefined;
  const view = new DataView(payload.buffer, payload.byteOffset, payload.length);
  const dead = emptyList();
  for (let at = 0; at < count; at++) {
    dead[at] = view.getInt32(saltBytes + at * idBytes, true);
    if (dead[at]! < 0 || !isGuestId(dead[at]! & idMask)) return undefined;
  }
  return dead;
}

function keyOf(salt: Uint8Array, root: GuestRoot): Uint8Array {
  const key = new Uint8Array(32);
  for (let half = 0; half < 2; half++) key.set(root.mac(Uint8Array.of(half, ...salt)), half * 16);
  return key;
}

function emptyList(): Int32Array {
  return new Int32Array(deadCodesMax).fill(empty);
}

/** Its window is over, in whatever zone. */
function isForgotten(id: number, localSeconds: number): boolean {
  const { startHour, hours } = guestCodeOf(id);
  return startHour + hours + zonesApartHours <= hourOf(localSeconds);
}

function hourOf(localSeconds: number): number {
  return Math.floor(localSeconds / 3600);
}
