// SPDX-License-Identifier: Apache-2.0
/**
 * What the lock needs from outside, as interfaces. main.ts gives it drivers, storage and crypto; tests give it fakes.
 * lock/ imports no driver, no link and nothing of the SDK.
 */

/** The ends of the bolt's travel: what can be asked for. */
export type BoltTarget = "locked" | "unlocked";

/** What the position switches say. `unknown`: no switch fitted and never moved, or the switches contradict each other. */
export type BoltPosition = BoltTarget | "between" | "unknown";

/** How a move ended. `position` is what was sensed, or assumed where no switch is fitted; never what was asked. */
export interface BoltMove {
  target: BoltTarget;
  /** `stopped`: `Bolt.stop()` ended it. `movedByHand`: someone turned the thumb-turn against it and it ended elsewhere. */
  result: "reached" | "jammed" | "timedOut" | "movedByHand" | "stopped";
  position: BoltPosition;
  assumed: boolean;
  durationMs: number;
}

export interface Bolt {
  readonly position: BoltPosition;
  /** True without position switches: the position is what the last move should have reached. */
  readonly assumed: boolean;
  readonly moving: boolean;
  /** Starts moving and returns at once; one `boltMoved` event follows within the driver's hard time limit. */
  move(target: BoltTarget): void;
  /** Takes the power off at once. Harmless when nothing moves. */
  stop(): void;
}

/** State of the pack, without load. */
export interface BatteryReading {
  /** Volts of the whole pack, in thousandths. */
  millivolts: number;
  /** 0..100, by chemistry; an estimate. */
  percent: number;
}

/** What the motor did to the pack during the last move. */
export interface BatterySag {
  idleMillivolts: number;
  lowestMillivolts: number;
}

export type Chemistry = "alkaline" | "lithium" | "nimh" | "liIon1S" | "liIon2S";

export interface Battery {
  readonly chemistry: Chemistry;
  /** `gainPpm`: what divider and ADC of this very board are off by, true over measured, in millionths. */
  configure(options: { chemistry: Chemistry; gainPpm: number }): void;
  /** Starts an averaged measurement; a `battery` event follows, unless a load is on. */
  sample(): void;
  /** From here to `endLoad()` readings count as loaded, never as idle. */
  startLoad(): void;
  /** The sag since `startLoad()`; undefined when nothing could be measured. */
  endLoad(): BatterySag | undefined;
}

export type IndicatorPattern =
  | "key"
  /** One of a count; or: lift the finger, and lay it again. */
  | "beep"
  | "ok"
  | "refused"
  | "lockedOut"
  /** The first of two or three credentials was valid; the next is waited for. */
  | "waiting"
  /** Valid, but whether it holds now depends on the time of day, which is unknown. */
  | "timeUnknown"
  /** The lock is still starting. */
  | "notReady"
  | "lowBattery"
  | "jam"
  | "setUp"
  | "alarm"
  | "off";

export interface Indicator {
  /** Starts a pattern and returns at once; a newer pattern replaces an older one. */
  show(pattern: IndicatorPattern): void;
  /** Sound off, light stays. */
  configure(options: { muted: boolean }): void;
}

/** Small things that survive a power cut: one key is one atomic write. Keys are at most 15 characters. Throws when flash fails. */
export interface Records {
  read(key: string): Uint8Array | undefined;
  write(key: string, value: Uint8Array): void;
  delete(key: string): void;
}

/** One line of the audit log, as the lock writes it. Numbers are codes of lock/audit.ts. */
export interface AuditEntry {
  /** AuditEvent code, 1..255. */
  event: number;
  /** OperationSource code, 0..255. */
  source: number;
  /** 0 when no user is involved. */
  userIndex: number;
  /** What else there is to say, signed 32 bits; its meaning belongs to the event. */
  value: number;
  /** Seconds since 1970-01-01 UTC, or 0 when the time of day is unknown. */
  utcSeconds: number;
  /** Seconds since power-up. */
  uptimeSeconds: number;
}

export interface StoredAuditEntry extends AuditEntry {
  /** Counts from 1, never reused until a factory reset. */
  sequence: number;
  /** Counts power-ups, modulo 65,536. */
  boot: number;
}

export interface AuditStore {
  /** On flash when it returns. Throws when flash fails; the entry is then not acknowledged. */
  append(entry: AuditEntry): void;
  /** undefined: overwritten, torn, or not there yet. */
  read(sequence: number): StoredAuditEntry | undefined;
  /** The oldest sequence still kept, and the one that comes next. */
  readonly first: number;
  readonly next: number;
  /** "pending" until the chain has been walked once after boot. */
  readonly chain: "pending" | "intact" | "broken";
  /** One bounded slice of checking or of erasing ahead; true while there is more. The loop runs it as a job. */
  slice(): boolean;
}

/** Random bytes from the hardware source. Throws when the source cannot be trusted; then no key may be made. */
export interface Random {
  fill(bytes: Uint8Array): void;
}

/** A MAC under a key that was made on this device and never leaves it. 16 bytes. */
export interface KeyedHash {
  mac(message: Uint8Array): Uint8Array;
}

/** Milliseconds since power-up: monotonic, never wraps. */
export interface Clock {
  nowMs(): number;
}

/** The one timer of the loop. `arm` replaces an earlier one. The callback may come late, never early. */
export interface Wakeup {
  arm(delayMs: number): void;
}

/** Which module this is, as it says itself: nothing here is proof, and the wire can be cut and answered by anybody. */
export interface TemplateModule {
  /** Model, batch and serial number as sent; without a serial number what else tells it from others. Empty: it did not say. */
  readonly identity: Uint8Array;
  /** False: another module of the same kind would say the same. */
  readonly hasSerial: boolean;
  /** "factory": none was ever set. "strange": neither ours nor the factory's. "foreign": it knew somebody whom this lock did not enrol. */
  readonly password: "ours" | "factory" | "strange" | "foreign";
  /** Slots 0 to capacity - 1; 0: unknown. */
  readonly capacity: number;
  /** Templates in it; -1: unknown. */
  readonly count: number;
  /** 1 refuses the fewest right ones, 5 accepts the fewest wrong ones; 0: unknown. */
  readonly securityLevel: number;
}

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

/** A reader that keeps its templates in numbered slots of its own and says which one matched: for fingers, or for faces. */
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
