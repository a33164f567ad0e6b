// SPDX-License-Identifier: Apache-2.0
/**
 * The fingerprint module as the lock sees it: which one is trusted, and how an enrolment goes. Who a finger belongs to is not
 * here: a credential holds the slot (user-record.ts), and the verifier judges.
 *
 * The first module is taken as it is, and emptied, so that no finger that somebody else left in it can open. After that only
 * the same one is used: another identity or password is an alarm, as is one that refuses to be emptied, and fingers are dead
 * until the right one is back or the master accepts it. Power may go before a module is emptied: the record says that it still has to be.
 * The wire proves nothing (docs/biometrics.md); this finds the module that was swapped, not the one that was imitated.
 */
import { openRecord, sealRecord } from "../crypto/checked-record";
import type { Alarms } from "./alarms";
import { AuditEvent, type Actor, type Audit } from "./audit";
import type { LockEvent } from "./events";
import type { Loop } from "./loop";
import type { EnrolStep, Records, TemplateModule, TemplateReader } from "./parts";
import type { Status } from "./status-codes";

export const fingerModuleRecord = "fingerModule";
/** Survives a factory reset. */
const passwordRecord = "fingerPassword";
const formatVersion = 1;
const passwordBytes = 4;
const hasSerialFlag = 1;
const notEmptiedFlag = 2;

export type FingerEvent = Extract<LockEvent, { type: "fingerModule" | "fingerEnrol" | "fingerErased" }>;

export type FingerState =
  /** No module has ever answered. */
  | "none"
  | "ready"
  | "strange"
  | "silent";

export interface FingersOptions {
  records: Records;
  audit: Audit;
  alarms: Pick<Alarms, "raise" | "clear">;
  deviceKey: { readonly fingerPassword?: number | undefined };
}

export class Fingers {
  readonly #records: Records;
  readonly #audit: Audit;
  readonly #alarms: Pick<Alarms, "raise" | "clear">;
  /** What the module's password is, or will be; undefined: there is no key, and no fingers. */
  readonly password: number | undefined;
  #reader: TemplateReader | undefined;
  #state: FingerState = "none";
  #found: TemplateModule | undefined;
  #enrolment: { slot: number; step: EnrolStep } | undefined;

  constructor({ records, audit, alarms, deviceKey }: FingersOptions) {
    this.#records = records;
    this.#audit = audit;
    this.#alarms = alarms;
    this.password = deviceKey.fingerPassword === undefined ? undefined : (this.#storedPassword() ?? deviceKey.fingerPassword);
  }

  /** Its password, and where what it tells becomes an event. */
  forDriver(loop: Pick<Loop, "post">) {
    return {
      password: this.password,
      onMatch: (slot: number): void => loop.post({ type: "finger", slot }),
      onNoMatch: (): void => loop.post({ type: "finger", slot: -1 }),
      onEnrol: (step: EnrolStep, slot: number): void => loop.post({ type: "fingerEnrol", slot, step }),
      onModule: (module: TemplateModule | undefined): void => loop.post({ type: "fingerModule", module }),
      onErased: (slot: number, done: boolean): void => loop.post({ type: "fingerErased", slot, done }),
    };
  }

  /** The driver, where the board has one. */
  use(reader: TemplateReader | undefined): void {
    this.#reader = reader;
  }

  get state(): FingerState {
    return this.#state;
  }

  get capacity(): number {
    return this.#found?.capacity ?? 0;
  }

  /** The last one, also when it is over. */
  get enrolment(): { readonly slot: number; readonly step: EnrolStep } | undefined {
    return this.#enrolment;
  }

  handle(event: FingerEvent): void {
    if (event.type === "fingerModule") this.#module(event.module);
    else if (event.type === "fingerErased") this.#erased(event.slot, event.done);
    else this.#enrolment = { slot: event.slot, step: event.step };
  }

  #module(found: TemplateModule | undefined): void {
    const before = this.#state;
    this.#found = found;
    if (found === undefined) {
      if (before === "none" && this.#known() === undefined) return;
      this.#state = "silent";
      this.#audit.record(AuditEvent.fingerModuleSilent);
      return;
    }
    const known = this.#known();
    if (known === undefined && found.password !== "strange") {
      this.#accept(found, {});
    } else if (known !== undefined && isSame(known, found)) {
      this.#use((known[0]! & notEmptiedFlag) !== 0);
      if (before === "silent") this.#audit.record(AuditEvent.fingerModuleBack);
    } else {
      this.#refuse();
    }
  }

  #use(isToBeEmptied: boolean): void {
    this.#state = "ready";
    this.#alarms.clear("FingerModuleStrange");
    if (isToBeEmptied) this.#reader?.empty();
    this.#reader?.adopt();
  }

  #refuse(): void {
    this.#state = "strange";
    this.#alarms.raise("FingerModuleStrange");
  }

  #erased(slot: number, done: boolean): void {
    if (!done) this.#audit.record(AuditEvent.fingerNotErased, { value: slot });
    if (slot >= 0) return;
    // Whose fingers are in it, nobody knows.
    if (!done) return this.#refuse();
    const emptied = this.#known()?.slice();
    if (emptied === undefined || (emptied[0]! & notEmptiedFlag) === 0) return;
    emptied[0]! &= ~notEmptiedFlag;
    try {
      this.#records.write(fingerModuleRecord, sealRecord(fingerModuleRecord, formatVersion, emptied));
    } catch {
      // It will be emptied once more: rather too often than not at all.
    }
  }

  /** The module that answers is to be used from now on, whatever was before. */
  accept(by: Actor): Status {
    const found = this.#found;
    if (found === undefined || found.password === "strange") return "INVALID_IN_STATE";
    return this.#accept(found, by);
  }

  /** What follows is in `enrolment`. */
  enrol(slot: number): Status {
    if (this.#state !== "ready" || this.#reader?.ready !== true) return "INVALID_IN_STATE";
    if (slot >= this.capacity) return "INVALID_COMMAND";
    this.#enrolment = undefined;
    this.#reader.enrol(slot);
    return "SUCCESS";
  }

  cancel(): Status {
    this.#reader?.cancel();
    return "SUCCESS";
  }

  /** undefined: all of them. Done as soon as the module answers. */
  erase(slot: number | undefined): Status {
    if (this.#reader === undefined) return "INVALID_IN_STATE";
    if (slot === undefined) this.#reader.empty();
    else this.#reader.delete(slot);
    return "SUCCESS";
  }

  #accept(found: TemplateModule, by: Partial<Actor>): Status {
    const password = this.password;
    if (password === undefined) return "FAILURE";
    const record = new Uint8Array(1 + found.identity.length);
    record[0] = (found.hasSerial ? hasSerialFlag : 0) | notEmptiedFlag;
    record.set(found.identity, 1);
    const stored = new Uint8Array(passwordBytes);
    new DataView(stored.buffer).setUint32(0, password);
    try {
      // Before the module has it: a password that only the module knows would make it useless.
      this.#records.write(passwordRecord, sealRecord(passwordRecord, formatVersion, stored));
      this.#records.write(fingerModuleRecord, sealRecord(fingerModuleRecord, formatVersion, record));
    } catch {
      this.#state = "strange";
      return "FAILURE";
    }
    this.#audit.record(AuditEvent.fingerModuleAccepted, by);
    this.#use(true);
    return "SUCCESS";
  }

  /** undefined: no module was ever accepted. One that cannot be read is like no module that there is. */
  #known(): Uint8Array | undefined {
    try {
      const record = this.#records.read(fingerModuleRecord);
      return record && (openRecord(fingerModuleRecord, formatVersion, record) ?? new Uint8Array(1));
    } catch {
      return new Uint8Array(1);
    }
  }

  #storedPassword(): number | undefined {
    try {
      const record = this.#records.read(passwordRecord);
      const payload = record && openRecord(passwordRecord, formatVersion, record);
      if (payload?.length !== passwordBytes) return undefined;
      return new DataView(payload.buffer, payload.byteOffset).getUint32(0) || undefined;
    } catch {
      return undefined;
    }
  }
}

/**
 * The factory's password is forgiven to the very module that was accepted: the power may have gone before it got ours. One
 * without a serial number cannot be told from others of its kind by anything but the password.
 */
function isSame(known: Uint8Array, found: TemplateModule): boolean {
  if (found.password === "strange" || (found.password === "factory" && !found.hasSerial)) return false;
  if (known.length !== 1 + found.identity.length || ((known[0]! & hasSerialFlag) !== 0) !== found.hasSerial) return false;
  return found.identity.every((byte, index) => byte === known[index + 1]);
}
