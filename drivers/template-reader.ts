// SPDX-License-Identifier: Apache-2.0
/**
 * A reader that keeps its templates in numbered slots of its own and says which one matched: a fingerprint module, or a face
 * module. What a slot may do is the lock's business; the biometric data never leave the module. Most types are those of
 * lock/parts.ts, said again as in drivers/bolt.ts.
 */

/** Which module this is, as it says itself: nothing here is proof, and the wire can be cut and answered by anybody. */
export interface TemplateModule {
  /** Model, batch and serial number as sent; without a serial number what else tells it from others. Empty: it did not say. */
  readonly identity: Uint8Array;
  /** False: another module of the same kind would say the same. */
  readonly hasSerial: boolean;
  /**
   * "factory": none was ever set. "strange": neither ours nor the factory's. Of a module that has no password, "ours", until it knew
   * somebody whom this lock did not enrol: then "foreign" until it is emptied.
   */
  readonly password: "ours" | "factory" | "strange" | "foreign";
  /** Slots 0 to capacity - 1; 0: unknown. */
  readonly capacity: number;
  /** Templates in it; -1: unknown. */
  readonly count: number;
  /** 1 refuses the fewest right ones, 5 accepts the fewest wrong ones; 0: unknown. */
  readonly securityLevel: number;
}

/** A slot, or what else became of it. "foreign": another lock's template, or nobody's. */
export type ReadResult = number | "unknown" | "unreadable" | "gone" | "strange" | "foreign";

/** What the person has to do next, or how it ended: all from "stored" on are the last. */
export type EnrolStep =
  | "lay"
  | "lift"
  /** Too poor to be used: lay it once more. */
  | "poor"
  | "stored"
  /** It has a slot already. */
  | "known"
  /** The two were not the same. */
  | "different"
  | "tooLate"
  | "cancelled"
  | "failed";

export interface TemplateReaderEvents {
  onMatch: (slot: number) => void;
  onNoMatch: () => void;
  onEnrol: (step: EnrolStep, slot: number) => void;
  /** `slot` -1: all of them. False: the module refused. */
  onErased: (slot: number, done: boolean) => void;
  /** At start, after each silence, and when it is another one. undefined: it does not answer, told once. Then `adopt()` is due. */
  onModule: (module: TemplateModule | undefined) => void;
}

export interface TemplateReader {
  /** Adopted and answering. */
  readonly ready: boolean;
  /** The module told of last is the right one: it gets our password if it has none, and is read from now on. */
  adopt(): void;
  /** Replaces what is in the slot. One that is not ready answers "failed" at once. */
  enrol(slot: number): void;
  /** Of a module that has to be told to: looks once, for some seconds. One that is not ready does nothing. */
  look?(): void;
  /** Ends an enrolment; else nothing. */
  cancel(): void;
  /** Done as soon as the module is ready, in any case before the next match is told. */
  delete(slot: number): void;
  empty(): void;
  close(): void;
}

/** It says the same of itself. */
export function isSame(one: TemplateModule, { password, identity }: TemplateModule): boolean {
  const isEqual = one.identity.length === identity.length && identity.every((byte, index) => byte === one.identity[index]);
  return isEqual && one.password === password;
}
