// SPDX-License-Identifier: Apache-2.0
/**
 * Who may come in: users, their PINs, lockout, set-up and programming, put together, and where an entry of the keypad goes. To set-up
 * while the lock has no master, to programming while that is open, else to the verifier, where cards and fingers go at once.
 * It opens nothing itself: it tells who was accepted, and the lock makes a request of that.
 */
import type { Circumstances } from "./admission";
import type { Alarms } from "./alarms";
import { OperationSource, type Actor, type Audit, type OperationSourceCode } from "./audit";
import { Biometrics, faceKind, fingerKind, type BiometricEvent } from "./biometrics";
import { CardEnrolment } from "./card-enrolment";
import { cardName } from "./card-name";
import type { Key } from "./events";
import { GuestCodes } from "./guest-codes";
import { inTurns, type InTurns } from "./in-turns";
import { Lockout } from "./lockout";
import type { LocalTime } from "./local-time";
import type { Loop } from "./loop";
import type { CurrentMode } from "./operating-mode";
import type { Clock, Records } from "./parts";
import { PinEntry } from "./pin-entry";
import { pinLengthMax } from "./pin-rules";
import type { PowerUp } from "./power-up";
import { Programming } from "./programming";
import { SetUp } from "./set-up";
import type { Settings } from "./settings";
import { CredentialType } from "./user-record";
import { Users } from "./users";
import { Verifier, type Verdict } from "./verifier";
import type { WallClock } from "./wall-clock";

const acceptedDeadline = "accepted";
const answerDeadline = "answer";
const judgingDeadline = "judging";
/** Longer than any judgement takes, writing to flash included. */
const answerMs = 80;
/** The same for a row of digits, which is looked through in slices. */
const rowAnswerMs = 400;

export interface AccessOptions {
  loop: Loop;
  clock: Clock;
  records: Records;
  /** Patterns are shown through them. */
  alarms: Alarms;
  audit: Audit;
  settings: Settings;
  /** Without a device key nobody is accepted. */
  powerUp: PowerUp;
  currentMode: CurrentMode;
  localTime: LocalTime;
  wallClock: WallClock;
  onAccepted: (who: Actor) => void;
  onSetUpDone: () => void;
}

export class Access {
  readonly guests: GuestCodes;
  readonly fingers: Biometrics;
  readonly faces: Biometrics;
  readonly cards: CardEnrolment;
  readonly users: Users;
  readonly lockout: Lockout;
  readonly verifier: Verifier;
  readonly setUp: SetUp;
  readonly programming: Programming;
  readonly #options: AccessOptions;
  readonly #pinEntry: PinEntry;

  constructor(options: AccessOptions) {
    const { loop, clock, records, alarms, audit, settings, powerUp, localTime } = options;
    const { pinHash: hash, cardHash, guestHash: root } = powerUp.deviceKey;
    this.#options = options;
    const indicator = alarms;
    const guests = new GuestCodes({ records, clock, audit, root, bootCount: powerUp.bootCount });
    this.guests = guests;
    const { fingerPassword, facePassword } = powerUp.deviceKey;
    this.fingers = new Biometrics({ records, audit, alarms, kind: fingerKind, password: fingerPassword });
    this.faces = new Biometrics({ records, audit, alarms, kind: faceKind, password: facePassword });
    this.users = new Users({
      records,
      hash,
      cardHash,
      audit,
      inSlices: (slice) => loop.job("users", slice),
      isGuestCode: (digits) => guests.belongTo(digits, localTime.localSeconds),
    });
    this.lockout = new Lockout({ records, clock, audit, settings, setUp: this.users.master !== "absent" });
    const { users, lockout } = this;
    const inSlices = (slice: () => boolean): void => loop.job("row", slice);
    const circumstances = (source: OperationSourceCode): Circumstances => circumstancesOf(source, options);
    this.verifier = new Verifier({ users, guests, lockout, hash, cardHash, audit, clock, circumstances, inSlices });
    this.setUp = new SetUp({ users: this.users, lockout: this.lockout, loop, indicator, audit });
    const { fingers, faces, verifier } = this;
    const cards = new CardEnrolment({ users, loop, indicator });
    this.cards = cards;
    this.programming = new Programming({ users, cards, fingers, faces, verifier, settings, loop, indicator, audit });
    if (powerUp.cardProof !== undefined) powerUp.cardProof.mayTake = () => cards.waits || this.programming.awaitsCard;
    this.#pinEntry = new PinEntry({
      loop,
      clock,
      indicator,
      onEntry: (digits) => this.#entry(digits),
      onChange: (digits) => guests.prepare(digits),
    });
  }

  get isSetUp(): boolean {
    return this.setUp.state === "done";
  }

  key(key: Key): void {
    this.setUp.keyPressed();
    this.programming.keyPressed();
    if (key === "*" && this.#pinEntry.isEmpty) this.#lookForFace();
    this.#pinEntry.key(key);
  }

  /** Zeroes `uid`: what may open alone is kept as a hash only. */
  card(uid: Uint8Array, proved: boolean): void {
    const name = cardName(uid, proved);
    try {
      if (this.programming.isOpen) this.programming.card(name);
      else if (this.cards.waits) this.cards.take(name);
      else this.#judged(OperationSource.rfid, this.verifier.checkCard(name));
    } finally {
      uid.fill(0);
      name.fill(0);
    }
  }

  biometric(credentialType: number, slot: number): void {
    const isFinger = credentialType === CredentialType.fingerprint;
    if ((isFinger ? this.fingers : this.faces).state === "strange") return;
    if (!this.programming.isOpen) this.#judged(OperationSource.biometric, this.verifier.checkTemplate(credentialType, slot));
    else if (isFinger) this.programming.finger(slot);
  }

  biometricModule(event: BiometricEvent): void {
    const isFinger = event.credentialType === CredentialType.fingerprint;
    (isFinger ? this.fingers : this.faces).handle(event);
    if (isFinger && event.type === "biometricEnrol") this.programming.enrolled(event.slot, event.step);
  }

  /** Only on purpose: the module draws much, and somebody with a PIN, whose face it does not know, would count as a wrong one. */
  #lookForFace(): void {
    if (this.isSetUp && this.programming.step === "off" && this.lockout.remainingMs === 0) this.faces.look();
  }

  /** A row of more digits than a PIN has is for the verifier only. */
  #entry(digits: Uint8Array | undefined): void {
    const isRow = digits !== undefined && digits.length > pinLengthMax;
    const plain = isRow ? undefined : digits;
    if (!this.isSetUp) this.#setUpGoesOn(plain);
    else if (this.programming.step !== "off") this.programming.entry(plain);
    else if (isRow && this.#options.settings.get("ScrambledEntry") === 1) this.#judgeRow(digits);
    else this.#judge(plain);
  }

  #setUpGoesOn(digits: Uint8Array | undefined): void {
    this.setUp.entry(digits);
    if (this.isSetUp) this.#options.onSetUpDone();
  }

  #judge(digits: Uint8Array | undefined): void {
    if (digits?.length === 0) return;
    const source = OperationSource.keypad;
    if (digits === undefined) this.#options.alarms.show("refused");
    else this.#judged(source, this.verifier.checkPin(digits, source));
  }

  /** Shows what does not open at one and the same time, however long it took: else a stopwatch tells more than the answer. */
  #judged(source: OperationSourceCode, work: InTurns<Verdict>): void {
    const { loop, clock } = this.#options;
    const atMs = clock.nowMs() + answerMs;
    inTurns(loop, judgingDeadline, work, (verdict) => this.#answer(source, verdict, atMs));
  }

  #judgeRow(digits: Uint8Array): void {
    const atMs = this.#options.clock.nowMs() + rowAnswerMs;
    this.verifier.checkRow(digits, (verdict) => this.#answer(OperationSource.keypad, verdict, atMs));
  }

  #answer(source: OperationSourceCode, { result, userIndex }: Verdict, atMs: number): void {
    const { loop, clock, alarms, onAccepted } = this.#options;
    // Judging takes most of a turn, so the bolt gets the next one; no answer to somebody else may take that away.
    if (result === "accepted") loop.after(acceptedDeadline, 0, () => onAccepted({ source, userIndex }));
    else loop.after(answerDeadline, Math.max(0, atMs - clock.nowMs()), () => alarms.show(result));
  }
}

function circumstancesOf(source: OperationSourceCode, options: AccessOptions): Circumstances {
  const { settings, currentMode, localTime, wallClock } = options;
  return {
    source,
    operatingMode: currentMode.mode,
    localSeconds: localTime.localSeconds,
    utcSeconds: wallClock.judgedUtcSeconds,
    expiringMinutes: settings.get("ExpiringUserTimeout"),
    cardOpensAlone: settings.get("CardOpensAlone") === 1,
  };
}
