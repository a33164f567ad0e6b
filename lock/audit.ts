// SPDX-License-Identifier: Apache-2.0
/**
 * What is worth writing down, and the one way to write it. The codes are stored for years and read by other programs: a
 * code is never reused or renumbered. In each entry `userIndex` is who did it and `value` is what the line below says.
 * No entry ever holds a digit of a PIN.
 */
import type { AuditStore, Clock } from "./parts";

export const AuditEvent = Object.freeze({
  /** Power came, or the chip was reset. Value: the reset reason as the chip numbers it. */
  powerUp: 1,
  /** Someone inside started set-up. */
  setUpStarted: 2,
  /** Set-up is complete: there is a master PIN. */
  setUpCompleted: 3,
  /** Set-up was left unfinished. */
  setUpAbandoned: 4,
  /** The master started programming at the keypad. */
  programmingStarted: 5,
  /** Programming was left, by itself or on request. */
  programmingEnded: 6,
  /** All records are about to be erased. */
  factoryResetStarted: 7,
  /** All records are erased. */
  factoryResetCompleted: 8,

  /** A valid credential of somebody who may open now. Value: type of the credential × 2^16 + its index. */
  accepted: 10,
  /** A wrong credential. Value: wrong ones since the last valid one. */
  refused: 11,
  /** Too many wrong ones: nothing is accepted for a while. Value: seconds. */
  lockedOut: 12,
  /** First entry that was ignored during a lockout. Value: seconds still to go. */
  ignoredDuringLockout: 13,
  /**
   * A request that the lock turned down. Value: `code` of the reason in lock/request.ts; 1 to 4 are Matter's
   * OperationError.
   */
  requestRefused: 14,
  /**
   * A request is carried out: the bolt is about to move. Not written for PINs, which are `accepted`. Value: 0 lock, 1
   * unlock.
   */
  requestAccepted: 15,
  /** A valid credential of somebody who may not open now. Value: `denialCodes` of lock/admission.ts; 2 and 3 are Matter's. */
  denied: 16,
  /** A valid credential of a user who is only written down (NonAccessUserEvent). Value: as for `accepted`. */
  nonAccessUser: 17,
  /** Somebody opens under duress (DoorLockAlarm ForcedUser). Nothing shows it at the lock. Value: as for `accepted`. */
  forcedUser: 18,
  /** A valid credential of somebody of whom more kinds are asked. Value: as for `accepted`. */
  partAccepted: 19,

  /** A move ended with the bolt locked. Value: milliseconds taken; negative: assumed, not sensed. */
  locked: 20,
  /** A move ended with the bolt unlocked. Value: as for `locked`. */
  unlocked: 21,
  /** The bolt jammed. Value: 1 on the way to locked, 2 to unlocked. */
  boltJammed: 22,
  /** The bolt did not arrive within its time limit. Value: as for `boltJammed`. */
  boltTimedOut: 23,
  /** The bolt was turned by hand. Value: where it is now: 0 between, 1 locked, 2 unlocked, 3 unknown. */
  boltByHand: 24,
  /** A move was stopped. Value: as for `boltJammed`. */
  boltStopped: 25,
  /** All retries failed: the jam alarm (DoorLockAlarm LockJammed). Value: as for `boltJammed`. */
  jamAlarm: 26,

  /** The door contact opened. */
  doorOpened: 30,
  /** The door contact closed, and stayed so. */
  doorClosed: 31,
  /** The door opened while the bolt was locked (DoorLockAlarm DoorForcedOpen). */
  doorForcedOpen: 32,
  /** The door stands open (DoorLockAlarm DoorAjar). Value: minutes. */
  doorAjar: 33,
  /** Cover off or wire cut (DoorLockAlarm FrontEscutcheonRemoved). */
  tamperOpened: 34,
  /** Cover and wire are in place again. */
  tamperClosed: 35,
  /** The fingerprint module was taken into use, and all fingers in it erased. */
  fingerModuleAccepted: 36,
  /** Another fingerprint module than before answers, one with another password, or one that cannot be emptied: it is not used. */
  fingerModuleStrange: 37,
  /** The fingerprint module does not answer any more. */
  fingerModuleSilent: 38,
  /** It answers again, and is the one that was accepted. */
  fingerModuleBack: 39,

  /** The battery is fine again. Value of all four: millivolts. */
  batteryOk: 40,
  /** Time to change the battery. */
  batteryLow: 41,
  /** There may not be enough left to unlock once locked: locking is refused. */
  batteryCritical: 42,
  /** Below what the parts need to work. */
  batteryDead: 43,

  /** Value: id of the setting (place in the table of lock/settings.ts, from 1) × 2^24 + its new value. */
  settingChanged: 50,
  /** The time of day was set. Value: seconds added to it; 0 when it was unknown. */
  timeSet: 51,
  /** A user was made without a credential, or his name, status, type or rule changed. Value: index of that user. */
  userSet: 52,
  /** A user was removed with all credentials and schedules. Value: index of that user; 65,534: everybody but the master. */
  userCleared: 53,
  /** A credential was added or changed. Value: its user × 2^20 + its type × 2^16 + its index. */
  credentialSet: 54,
  /** A credential was removed. Value: as for `credentialSet`; user 0 and index 65,534: all of that type, type 15: all types. */
  credentialCleared: 55,
  /** A schedule was set. Value: user × 2^20 + kind (0 week day, 1 year day, 2 holiday) × 2^16 + its slot. */
  scheduleSet: 56,
  /** A schedule was removed. Value: as for `scheduleSet`; slot 254: all of them. */
  scheduleCleared: 57,
  /** The time zone was set. Value: seconds that its standard time is ahead of UTC. */
  timeZoneSet: 58,

  /** The master PIN was given at the console. */
  consoleLogin: 60,
  /** Value: 1 asked for, 2 idle too long, 3 taken away (wrong login, lockout, new master PIN). */
  consoleLogout: 61,

  /** Events were lost because the queue was full. Value: how many. */
  queueOverflow: 70,
  /** An exception was caught. Value: how many since power-up. */
  fault: 71,
  /** A stored record is garbled. Value: a `RecordCode`. */
  recordDamaged: 72,
  /** A record could not be written or erased. Value: a `RecordCode`. */
  recordNotWritten: 73,
  /** There is no usable device key. Value: 1 damaged, 2 missing, 3 random source not trusted, 4 flash failed. */
  deviceKeyUnusable: 74,
  /** Earlier entries could not be written. Value: how many. */
  entriesLost: 75,
  /** The chain of this log does not verify. */
  chainBroken: 76,
  /** A key of the keypad was held for over 10 s. */
  keyStuck: 77,
  /** The card reader does not answer any more. */
  cardReaderSilent: 78,
  /** It answers again. */
  cardReaderBack: 79,

  /** A guest code that opens now; it has no user. Value of all but `guestKeyMade` and `guestKeyCleared`: its id (crypto/guest-code.ts). */
  guestAccepted: 80,
  guestCodeRevoked: 81,
  /** The list of used and revoked codes is full: this one was refused, or not revoked. */
  guestListFull: 82,
  /** There is a new guest key: every guest code made before is worthless. */
  guestKeyMade: 83,
  /** There is no guest key any more: no guest code opens. */
  guestKeyCleared: 84,

  /** The fingerprint module refused to erase a finger. Value: its slot; -1: all of them. */
  fingerNotErased: 85,

  /** As of the fingerprint module: accepted, and all faces in it erased. */
  faceModuleAccepted: 90,
  /** Another face module than before, one that knows a face which this lock did not enrol, or one that cannot be emptied: it is not used. */
  faceModuleStrange: 91,
  faceModuleSilent: 92,
  faceModuleBack: 93,
  /** Value: its slot; -1: all of them. */
  faceNotErased: 94,

  /** A firmware image was offered, and its signature is good. Value of all but `updateRefused` and `firmwareRolledBack`: its version, a.b.c as a × 2^20 + b × 2^10 + c. */
  updateOffered: 100,
  /** A firmware image was refused. Value: why (`refusalCodes` of update/refusal.ts). */
  updateRefused: 101,
  /** The update was given up by the master. */
  updateCancelled: 102,
  /** What was received is no image, or flash failed. */
  updateFailed: 103,
  /** The image boots next: the lock restarts. */
  updateInstalled: 104,
  /** The new firmware has proved itself, and stays. Its own version. */
  firmwareValid: 105,
  /** The new firmware did not prove itself: the one before it runs. Value: why (`selfTestCodes` of update/probation.ts); 0: it did not say. */
  firmwareRolledBack: 106,
  /** A firmware runs that is older than this lock allows: the newer one is damaged. Its own version. */
  firmwareOutdated: 107,
} as const);

export type AuditEventCode = (typeof AuditEvent)[keyof typeof AuditEvent];

/** Which record an entry speaks of; users are 100 + index. */
export const RecordCode = Object.freeze({ deviceKey: 1, settings: 2, attempts: 3, wallClock: 4, factoryReset: 5, timeZone: 7, clearing: 8, holidays: 9, guestCodes: 20, calibration: 21, user: 100 });

/** Where a request came from, with Matter's numbers (OperationSourceEnum). */
export const OperationSource = Object.freeze({
  unspecified: 0,
  manual: 1,
  proprietaryRemote: 2,
  keypad: 3,
  auto: 4,
  button: 5,
  schedule: 6,
  remote: 7,
  rfid: 8,
  biometric: 9,
  aliro: 10,
} as const);

export type OperationSourceCode = (typeof OperationSource)[keyof typeof OperationSource];

/** Who did something, and through what. */
export interface Actor {
  source: OperationSourceCode;
  /** 0: nobody in particular. */
  userIndex: number;
}

export class Audit {
  #store: AuditStore;
  #clock: Clock;
  #utcSeconds: () => number;
  /** Entries that could not be written, and are not told of yet. */
  #unreported = 0;

  /** `utcSeconds` returns 0 while the time of day is unknown. */
  constructor(options: { store: AuditStore; clock: Clock; utcSeconds: () => number }) {
    this.#store = options.store;
    this.#clock = options.clock;
    this.#utcSeconds = options.utcSeconds;
  }

  /**
   * True when the entry is on flash. Never throws: a log that fails must not stop the lock, and the loss is counted.
   */
  record(event: AuditEventCode, details: Partial<Actor> & { value?: number } = {}): boolean {
    if (this.#unreported > 0) {
      const lost = this.#unreported;
      if (!this.#append(AuditEvent.entriesLost, { value: lost })) {
        this.#unreported++;
        return false;
      }
      this.#unreported = 0;
    }
    const written = this.#append(event, details);
    if (!written) this.#unreported++;
    return written;
  }

  #append(event: AuditEventCode, details: Partial<Actor> & { value?: number }): boolean {
    try {
      this.#store.append({
        event,
        source: details.source ?? OperationSource.unspecified,
        userIndex: details.userIndex ?? 0,
        value: Math.trunc(details.value ?? 0) | 0,
        utcSeconds: this.#utcSeconds(),
        uptimeSeconds: Math.floor(this.#clock.nowMs() / 1000),
      });
      return true;
    } catch {
      return false;
    }
  }
}
