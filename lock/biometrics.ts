// SPDX-License-Identifier: Apache-2.0
/**
 * The fingerprint module, or the face module, as the lock sees it: which one is trusted, and how an enrolment goes. Whose a finger
 * or face is, is not here: a credential holds the slot (user-record.ts), and the verifier judges.
 *
 * The first module is taken as it is, and emptied, so that nobody whom somebody else left in it can open. After that only the same
 * one is used: another identity or password is an alarm, as is one that refuses to be emptied, or that knows a face which another
 * lock enrolled; and fingers or faces are dead until the right one is back or the master accepts it. Power may go before a module is emptied: the record says that it still has to be.
 * The wire proves nothing (docs/biometrics.md); this finds the module that was swapped, not the one that was imitated.
 */
import { openRecord, sealRecord } from "../crypto/checked-record";
import type { AlarmCode, Alarms } from "./alarms";
import { AuditEvent, type Actor, type Audit, type AuditEventCode } from "./audit";
import type { LockEvent } from "./events";
import type { Loop } from "./loop";
import type { EnrolStep, Records, TemplateModule, TemplateReader } from "./parts";
import type { Status } from "./status-codes";
import { CredentialType } from "./user-record";

/** What differs between fingers and faces. */
interface BiometricKind {
  /** Of the credentials. */
  readonly type: number;
  readonly moduleRecord: string;
  /** Survives a factory reset. */
  readonly passwordRecord: string;
  readonly strange: AlarmCode;
  readonly accepted: AuditEventCode;
  readonly silent: AuditEventCode;
  readonly back: AuditEventCode;
  readonly notErased: AuditEventCode;
}

export const fingerKind: BiometricKind = Object.freeze({
  type: CredentialType.fingerprint,
  moduleRecord: "fingerModule",
  passwordRecord: "fingerPassword",
  strange: "FingerModuleStrange",
  accepted: AuditEvent.fingerModuleAccepted,
  silent: AuditEvent.fingerModuleSilent,
  back: AuditEvent.fingerModuleBack,
  notErased: AuditEvent.fingerNotErased,
});

export const faceKind: BiometricKind = Object.freeze({
  type: CredentialType.face,
  moduleRecord: "faceModule",
  passwordRecord: "facePassword",
  strange: "FaceModuleStrange",
  accepted: AuditEvent.faceModuleAccepted,
  silent: AuditEvent.faceModuleSilent,
  back: AuditEvent.faceModuleBack,
  notErased: AuditEvent.faceNotErased,
});

const formatVersion = 1;
const passwordBytes = 4;
const hasSerialFlag = 1;
const notEmptiedFlag = 2;

export type BiometricEvent = Extract<LockEvent, { type: "biometricModule" | "biometricEnrol" | "biometricErased" }>;

export type BiometricState =
  /** No module has ever answered. */
  | "none"
  | "ready"
  | "strange"
  | "silent";

export interface BiometricsOptions {
  records: Records;
  audit: Audit;
  alarms: Pick<Alarms, "raise" | "clear">;
  kind: BiometricKind;
  /** The module's, made from the device key; undefined: there is none. */
  password: number | undefined;
}

export class Biometrics {
  readonly kind: BiometricKind;
  readonly #records: Records;
  readonly #audit: Audit;
  readonly #alarms: Pick<Alarms, "raise" | "clear">;
  /** What the module's password is, or will be; undefined: there is no key, and nobody is read. */
  readonly password: number | undefined;
  #reader: TemplateReader | undefined;
  #state: BiometricState = "none";
  #found: TemplateModule | undefined;
  #enrolment: { slot: number; step: EnrolStep } | undefined;

  constructor({ records, audit, alarms, kind, password }: BiometricsOptions) {
    this.kind = kind;
    this.#records = records;
    this.#audit = audit;
    this.#alarms = alarms;
    this.password = password === undefined ? undefined : (this.#storedPassword() ?? password);
  }

  /** Its password, and where what it tells becomes an event. */
  forDriver(loop: Pick<Loop, "post">) {
    const credentialType = this.kind.type;
    return {
      password: this.password,
      onMatch: (slot: number): void => loop.post({ type: "biometric", credentialType, slot }),
      onNoMatch: (): void => loop.post({ type: "biometric", credentialType, slot: -1 }),
      onEnrol: (step: EnrolStep, slot: number): void => loop.post({ type: "biometricEnrol", credentialType, slot, step }),
      onModule: (module: TemplateModule | undefined): void => loop.post({ type: "biometricModule", credentialType, module }),
      onErased: (slot: number, done: boolean): void => loop.post({ type: "biometricErased", credentialType, slot, done }),
    };
  }

  /** The driver, where the board has one. */
  use(reader: TemplateReader | undefined): void {
    this.#reader = reader;
  }

  get state(): BiometricState {
    return this.#state;
  }

  get capacity(): number {
    return this.#found?.capacity ?? 0;
  }

  /** The last one, also when it is over. */
  get enrolment(): { readonly slot: number; readonly step: EnrolStep } | undefined {
    return this.#enrolment;
  }

  handle(event: BiometricEvent): void {
    if (event.type === "biometricModule") this.#module(event.module);
    else if (event.type === "biometricErased") this.#erased(event.slot, event.done);
    else this.#enrolment = { slot: event.slot, step: event.step };
  }

  #module(found: TemplateModule | undefined): void {
    const before = this.#state;
    this.#found = found;
    if (found === undefined) {
      if (before === "none" && this.#known() === undefined) return;
      this.#state = "silent";
      this.#audit.record(this.kind.silent);
      return;
    }
    const known = this.#known();
    if (known === undefined && found.password !== "strange") {
      this.#accept(found, {});
    } else if (known !== undefined && isSame(known, found)) {
      this.#use((known[0]! & notEmptiedFlag) !== 0);
      if (before === "silent") this.#audit.record(this.kind.back);
    } else {
      this.#refuse();
    }
  }

  #use(isToBeEmptied: boolean): void {
    this.#state = "ready";
    this.#alarms.clear(this.kind.strange);
    if (isToBeEmptied) this.#reader?.empty();
    this.#reader?.adopt();
  }

  #refuse(): void {
    this.#state = "strange";
    this.#alarms.raise(this.kind.strange);
  }

  #erased(slot: number, done: boolean): void {
    if (!done) this.#audit.record(this.kind.notErased, { value: slot });
    if (slot >= 0) return;
    // Who is in it, nobody knows.
    if (!done) return this.#refuse();
    const { moduleRecord } = this.kind;
    const emptied = this.#known()?.slice();
    if (emptied === undefined || (emptied[0]! & notEmptiedFlag) === 0) return;
    emptied[0]! &= ~notEmptiedFlag;
    try {
      this.#records.write(moduleRecord, sealRecord(moduleRecord, formatVersion, emptied));
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

  /** Looks for somebody once, where the module has to be told to. */
  look(): void {
    this.#reader?.look?.();
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
    const { password, kind } = this;
    if (password === undefined) return "FAILURE";
    const record = new Uint8Array(1 + found.identity.length);
    record[0] = (found.hasSerial ? hasSerialFlag : 0) | notEmptiedFlag;
    record.set(found.identity, 1);
    const stored = new Uint8Array(passwordBytes);
    new DataView(stored.buffer).setUint32(0, password);
    try {
      // Before the module has it: a password that only the module knows would make it useless.
      this.#records.write(kind.passwordRecord, sealRecord(kind.passwordRecord, formatVersion, stored));
      this.#records.write(kind.moduleRecord, sealRecord(kind.moduleRecord, formatVersion, record));
    } catch {
      this.#state = "strange";
      return "FAILURE";
    }
    this.#audit.record(this.kind.accepted, by);
    this.#use(true);
    return "SUCCESS";
  }

  /** undefined: no module was ever accepted. One that cannot be read is like no module that there is. */
  #known(): Uint8Array | undefined {
    const { moduleRecord } = this.kind;
    try {
      const record = this.#records.read(moduleRecord);
      return record && (openRecord(moduleRecord, formatVersion, record) ?? new Uint8Array(1));
    } catch {
      return new Uint8Array(1);
    }
  }

  #storedPassword(): number | undefined {
    const { passwordRecord } = this.kind;
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
  if (found.password === "strange" || found.password === "foreign") return false;
  if (found.password === "factory" && !found.hasSerial) return false;
  if (known.length !== 1 + found.identity.length || ((known[0]! & hasSerialFlag) !== 0) !== found.hasSerial) return false;
  return found.identity.every((byte, index) => byte === known[index + 1]);
}
