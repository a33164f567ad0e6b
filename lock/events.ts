// SPDX-License-Identifier: Apache-2.0
/**
 * Everything that can happen to the lock. Drivers and links say what happened by posting one of these to the loop;
 * what it means is decided by lock/. Each is a small flat object, made once per happening.
 */
import type { BatteryReading, BoltMove, BoltPosition, EnrolStep, TemplateModule } from "./parts";

/** A key of the outside keypad: digits, `*` clears, `#` enters; A to D exist on 4x4 keypads. */
export type Key = "0" | "1" | "2" | "3" | "4" | "5" | "6" | "7" | "8" | "9" | "*" | "#" | "A" | "B" | "C" | "D";

export type LockEvent =
  | { type: "key"; key: Key }
  /** A key was held for over 10 s and is ignored until it is up. */
  | { type: "keyStuck"; key: Key }
  /** A card's UID, as the reader got it: a name. `proved`: it also knows the key that this lock gave to the card of that name. */
  | { type: "card"; uid: Uint8Array; proved: boolean }
  /** The card reader no longer answers, or does again. It is outside: whoever plays with its wires must not stop the bolt. */
  | { type: "cardReader"; answers: boolean }
  /** The place that the fingerprint or face module found; -1: a finger or face that it does not know. */
  | { type: "biometric"; credentialType: number; slot: number }
  /** Which module for this type answers; undefined: none does. */
  | { type: "biometricModule"; credentialType: number; module: TemplateModule | undefined }
  | { type: "biometricEnrol"; credentialType: number; slot: number; step: EnrolStep }
  /** The module erased a slot, or refused to; -1: all of them. */
  | { type: "biometricErased"; credentialType: number; slot: number; done: boolean }
  /** The inside button, debounced. How long it is held is judged by the lock. */
  | { type: "button"; pressed: boolean }
  /** The door contact, debounced: closed only when stable. */
  | { type: "door"; closed: boolean }
  /** The tamper loop: open means the cover is off or the wire is cut. */
  | { type: "tamper"; open: boolean }
  /** A move that the lock asked for has ended, one way or another; comes exactly once per `Bolt.move()`. */
  | { type: "boltMoved"; move: BoltMove }
  /** The position switches changed although no move was asked for. */
  | { type: "boltByHand"; position: BoltPosition }
  /** A battery measurement without load. */
  | { type: "battery"; reading: BatteryReading }
  /** A complete line from the serial console, at most 512 bytes; undefined: it was too long. */
  | { type: "line"; text: string | undefined }
  /** An exception was caught at the edge of a callback. `where` names the part; it never holds a secret. */
  | { type: "fault"; where: string };
