// SPDX-License-Identifier: Apache-2.0
/**
 * Judges credentials, whatever their kind and source. The order is the point: lockout, count the attempt on flash, hash,
 * compare with all users in constant time, ask whether its user may open now, write down what this use changes; the one
 * way to "accepted" is `#accept()`, and calling it the last statement. The attempt is wrong from the moment it is counted, until somebody who may
 * open takes that back. During a lockout an entry is not even hashed, and does not lengthen it.
 *
 * A valid credential of somebody who may not open now counts as a wrong one and is answered like one, so that nobody can
 * try with it whether a guess is somebody's (docs/access.md). Three cases forget their own attempt, and no other: the
 * first of two or three credentials, a user who is only written down, and one who depends on an unknown time.
 *
 * What cannot be a credential by its length is refused without being counted: it guesses nothing.
 */
import { admit, denialCodes, type Circumstances, type Denial } from "./admission";
import { AuditEvent, OperationSource, type Actor, type Audit, type AuditEventCode, type OperationSourceCode } from "./audit";
import { isCardName, isProved } from "./card-name";
import { Factors } from "./factors";
import type { GuestCodes, GuestVerdict } from "./guest-codes";
import { atOnce, type InTurns } from "./in-turns";
import type { Lockout } from "./lockout";
import { modeAllows, OperatingMode } from "./operating-mode";
import type { Clock, KeyedHash } from "./parts";
import { PinRow } from "./pin-row";
import { pinLengthMax, pinLengthMin } from "./pin-rules";
import type { Match } from "./user-index";
import { CredentialType, masterIndex, templateData, UserType } from "./user-record";
import type { Users } from "./users";

export interface Verdict {
  result: "accepted" | "refused" | "lockedOut" | "waiting" | "timeUnknown" | "notReady";
  /** Who it is; 0 unless accepted, and for a guest. */
  userIndex: number;
}

export interface VerifierOptions {
  users: Users;
  /** Left out: no guest codes are known. */
  guests?: GuestCodes;
  lockout: Lockout;
  /** undefined: there is no device key, so everything is refused. */
  hash: KeyedHash | undefined;
  cardHash: KeyedHash | undefined;
  audit: Audit;
  clock: Clock;
  /** Asked once for each attempt that is judged. */
  circumstances: (source: OperationSourceCode) => Circumstances;
  /** Calls the slice until it returns false. */
  inSlices: (slice: () => boolean) => void;
}

/**
 * "master": for programming and the console, in every operating mode. A valid credential of somebody else counts as a
 * wrong one.
 */
type Who = "anyone" | "master";
type Entry = Actor & { value: number };

const nobody: Match = Object.freeze({ userIndex: 0, credentialIndex: 0 });

/** No module has so many, so no user has it. */
const unknownSlot = 0xfffe;

const refused: Verdict = Object.freeze({ result: "refused", userIndex: 0 });
const lockedOut: Verdict = Object.freeze({ result: "lockedOut", userIndex: 0 });
const waiting: Verdict = Object.freeze({ result: "waiting", userIndex: 0 });
const timeUnknown: Verdict = Object.freeze({ result: "timeUnknown", userIndex: 0 });
const notReady: Verdict = Object.freeze({ result: "notReady", userIndex: 0 });

export class Verifier {
  readonly #options: VerifierOptions;
  readonly #factors: Factors;
  /** One entry in the log for each lockout: else anybody could wash the log out from the keypad. */
  #ignoredIsLogged = false;
  /** A row is being looked through; meanwhile nothing else is judged. */
  #isBusy = false;
  #accepted = 0;

  constructor(options: VerifierOptions) {
    this.#options = options;
    this.#factors = new Factors({ clock: options.clock });
  }

  /** How many credentials since power-up. */
  get accepted(): number {
    return this.#accepted;
  }

  /** A PIN. Zeroes `digits`. */
  check(digits: Uint8Array, source: OperationSourceCode, who: Who = "anyone"): Verdict {
    return atOnce(this.checkPin(digits, source, who));
  }

  /** The same in turns: one that counts and compares, one that judges whose it is. Until the last, nothing else is judged. */
  checkPin(digits: Uint8Array, source: OperationSourceCode, who: Who = "anyone"): InTurns<Verdict> {
    const mayBePin = digits.length >= pinLengthMin && digits.length <= pinLengthMax;
    try {
      return this.#judge(CredentialType.pin, mayBePin ? digits : undefined, source, who);
    } finally {
      digits.fill(0);
    }
  }

  /**
   * More digits than a PIN has, among which one may stand (lock/pin-row.ts): one attempt, counted before the first of them is looked
   * at. The answer comes some slices later. What users were changed meanwhile, it opens for none.
   */
  checkRow(row: Uint8Array, answer: (verdict: Verdict) => void): void {
    const source = OperationSource.keypad;
    const { users, hash, inSlices } = this.#options;
    const hindrance = this.#begin(source);
    if (hash === undefined || hindrance !== undefined) return answer(hindrance ?? refused);
    const search = new PinRow({ row, hash, users });
    const { changes } = users;
    this.#isBusy = true;
    inSlices(() => {
      let more = false;
      try {
        more = search.slice();
      } finally {
        this.#isBusy = more;
        if (!more) search.wipe();
      }
      if (more) return true;
      const now = this.#options.circumstances(source);
      answer(this.#decide(users.changes === changes ? search.found : nobody, CredentialType.pin, now, "anyone"));
      return false;
    });
  }

  /** `name`: lock/card-name.ts. */
  checkCard(name: Uint8Array): InTurns<Verdict> {
    return this.#judge(CredentialType.rfid, isCardName(name) ? name : undefined, OperationSource.rfid, "anyone");
  }

  /** `slot` as the module found it; -1, a finger or face that it does not know, counts like a wrong PIN. */
  checkTemplate(type: number, slot: number): InTurns<Verdict> {
    const data = templateData(Number.isInteger(slot) && slot >= 0 && slot < unknownSlot ? slot : unknownSlot);
    return this.#judge(type, data, OperationSource.biometric, "anyone");
  }

  #judge(type: number, data: Uint8Array | undefined, source: OperationSourceCode, who: Who): InTurns<Verdict> {
    const { users, guests, hash, cardHash } = this.#options;
    const hindrance = this.#begin(source, data !== undefined);
    if (hindrance !== undefined) return hindrance;
    if (hash === undefined || cardHash === undefined || data === undefined) return refused;
    const isTemplate = type === CredentialType.fingerprint || type === CredentialType.face;
    const mac = isTemplate ? data : (type === CredentialType.rfid ? cardHash : hash).mac(data);
    const match = users.match(type, mac);
    mac.fill(0);
    const around = this.#options.circumstances(source);
    // A card that proved itself is no copy.
    const now = type === CredentialType.rfid && isProved(data) ? { ...around, cardOpensAlone: true } : around;
    // Judged also when a PIN fits, which goes first: so that nine digits take as long whoever they belong to.
    const mayBeGuest = type === CredentialType.pin && source === OperationSource.keypad && who === "anyone";
    const guest = mayBeGuest ? guests?.judge(data, now.localSeconds) : undefined;
    const { changes } = users;
    this.#isBusy = true;
    return () => {
      this.#isBusy = false;
      return this.#decide(users.changes === changes ? match : nobody, type, now, who, guest);
    };
  }

  /** Counts the attempt; else what is answered instead of judging it. */
  #begin(source: OperationSourceCode, mayBeCredential = true): Verdict | undefined {
    const { users, lockout, hash, cardHash } = this.#options;
    if (!users.ready || this.#isBusy) return notReady;
    if (lockout.remainingMs > 0) return this.#ignore(source);
    // Without a master the lock is new, whatever other records say.
    if (hash === undefined || cardHash === undefined || users.master === "absent") return refused;
    return mayBeCredential && lockout.countAttempt() ? undefined : refused;
  }

  #decide({ userIndex, credentialIndex }: Match, type: number, now: Circumstances, who: Who, guest?: GuestVerdict): Verdict {
    const { users, lockout, audit } = this.#options;
    const { source } = now;
    // For a wrong one a record is read and judged too, so that it takes as long as a valid one that may not open.
    const isMeant = userIndex !== 0 && (who === "anyone" || userIndex === masterIndex);
    const user = users.read(isMeant ? userIndex : masterIndex);
    const admission = user && admit(user, type, who === "master" ? { ...now, operatingMode: OperatingMode.normal } : now);
    if (userIndex === 0 && guest !== undefined) return this.#judgeGuest(guest, now);
    if (!isMeant || user === undefined) {
      return this.#refuse(AuditEvent.refused, { source, userIndex: 0, value: lockout.wrongCount });
    }

    const credential = { source, userIndex, value: (userIndex === masterIndex ? 0 : type) * 0x10000 + credentialIndex };
    if (admission === "nonAccess") return this.#forgive(AuditEvent.nonAccessUser, credential, refused);
    if (admission !== "granted" && admission !== "forced") {
      const isForced = user.type === UserType.forced && admission !== "disabled";
      if (isForced) audit.record(AuditEvent.forcedUser, credential);
      return this.#deny(admission ?? "disabled", credential);
    }
    const missing = this.#factors.present(userIndex, type, user.rule, users.changes);
    if (missing > 0) return this.#forgive(AuditEvent.partAccepted, credential, waiting);
    if (users.used(userIndex, now.utcSeconds, user) !== "SUCCESS") return this.#deny("notWritten", credential);
    if (admission === "forced") audit.record(AuditEvent.forcedUser, credential);
    return this.#accept(AuditEvent.accepted, credential);
  }

  /** A PIN it was not. */
  #judgeGuest({ result, id }: GuestVerdict, { source, operatingMode, localSeconds }: Circumstances): Verdict {
    const { guests, lockout } = this.#options;
    const guest: Actor = { source, userIndex: 0 };
    if (result !== "opens" || localSeconds === undefined) {
      this.#refuse(AuditEvent.refused, { ...guest, value: lockout.wrongCount });
      return result === "timeUnknown" ? timeUnknown : refused;
    }
    if (!modeAllows(operatingMode, source, false)) return this.#deny("mode", { ...guest, value: 0 });
    if (guests?.use(id, localSeconds, guest) !== true) return this.#deny("notWritten", { ...guest, value: 0 });
    return this.#accept(AuditEvent.guestAccepted, { ...guest, value: id });
  }

  /** Everything has been judged, and what this use changes is on flash. */
  #accept(event: AuditEventCode, entry: Entry): Verdict {
    this.#options.lockout.succeed(entry.userIndex === masterIndex ? "master" : "user");
    this.#options.audit.record(event, entry);
    this.#accepted++;
    return { result: "accepted", userIndex: entry.userIndex };
  }

  /** Valid, and no guess; but it opens nothing yet. */
  #forgive(event: AuditEventCode, entry: Entry, verdict: Verdict): Verdict {
    this.#options.lockout.takeBack();
    this.#options.audit.record(event, entry);
    return verdict;
  }

  #deny(denial: Denial, { source, userIndex }: Entry): Verdict {
    const entry = { source, userIndex, value: denialCodes[denial] };
    if (denial === "timeUnknown") return this.#forgive(AuditEvent.denied, entry, timeUnknown);
    return this.#refuse(AuditEvent.denied, entry);
  }

  #refuse(event: AuditEventCode, entry: Entry): Verdict {
    const { lockout, audit } = this.#options;
    this.#factors.forget();
    audit.record(event, entry);
    const remainingMs = lockout.remainingMs;
    if (remainingMs === 0) return refused;
    this.#ignoredIsLogged = false;
    audit.record(AuditEvent.lockedOut, { source: entry.source, value: Math.ceil(remainingMs / 1000) });
    return refused;
  }

  #ignore(source: OperationSourceCode): Verdict {
    const { lockout, audit } = this.#options;
    if (!this.#ignoredIsLogged) {
      this.#ignoredIsLogged = true;
      audit.record(AuditEvent.ignoredDuringLockout, { source, value: Math.ceil(lockout.remainingMs / 1000) });
    }
    return lockedOut;
  }
}
