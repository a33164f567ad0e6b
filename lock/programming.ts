// SPDX-License-Identifier: Apache-2.0
/**
 * Users at the keypad, once the lock is set up: the inside button held for 5 s, the master PIN (which counts as an
 * attempt like any other), then as often as wanted a user number `#` and what he gets: a new PIN `#` and the same again `#`, a card
 * held up, or a finger laid on and, when it beeps, once more. Instead of that, 1 `#` takes away his PINs, 2 `#` his cards, 3 `#` his
 * fingers, and `#` alone erases the user. Number 0 is the lock itself (lock/lock-menu.ts), number 1 the master, who has nothing
 * but a PIN. `#` alone instead of the user number leaves, and so do 60 s without a key. docs/keypad.md is the page for all that.
 *
 * Each change is one write of one record, so no step is ever half done.
 */
import { AuditEvent, OperationSource, type Actor, type Audit } from "./audit";
import type { Biometrics } from "./biometrics";
import type { CardEnrolment } from "./card-enrolment";
import { FingerEnrolment } from "./finger-enrolment";
import { inTurns, type InTurns } from "./in-turns";
import { LockMenu } from "./lock-menu";
import type { Loop } from "./loop";
import type { EnrolStep, Indicator } from "./parts";
import { PinTwice } from "./pin-twice";
import type { Settings } from "./settings";
import type { Status } from "./status-codes";
import { CredentialType, masterIndex, templateSlot, type Credential } from "./user-record";
import { userIndexMax, type Users } from "./users";
import type { Verifier } from "./verifier";

const idleMs = 60_000;
const idleDeadline = "programmingIdle";
const changeDeadline = "programmingChange";
const lockItself = 0;

export type ProgrammingStep =
  | "off"
  | "masterPin"
  | "userNumber"
  /** Or a card, or a finger. */
  | "newPin"
  | "newPinAgain"
  | "newFinger"
  /** Nothing else is taken until that is done. */
  | "changing"
  | "lockMenu";

export interface ProgrammingOptions {
  users: Users;
  cards: CardEnrolment;
  fingers: Biometrics;
  faces: Biometrics;
  verifier: Verifier;
  settings: Settings;
  loop: Loop;
  indicator: Indicator;
  audit: Audit;
}

const master: Actor = Object.freeze({ source: OperationSource.keypad, userIndex: masterIndex });

export class Programming {
  readonly #users: Users;
  readonly #cards: CardEnrolment;
  readonly #fingers: Biometrics;
  readonly #faces: Biometrics;
  readonly #verifier: Verifier;
  readonly #loop: Loop;
  readonly #indicator: Indicator;
  readonly #audit: Audit;
  readonly #lockMenu: LockMenu;
  readonly #enrolment: FingerEnrolment;
  readonly #pin = new PinTwice();
  readonly #end = (): void => this.end();
  #step: ProgrammingStep = "off";
  #userIndex = 0;

  constructor(options: ProgrammingOptions) {
    this.#users = options.users;
    this.#cards = options.cards;
    this.#fingers = options.fingers;
    this.#faces = options.faces;
    this.#verifier = options.verifier;
    this.#loop = options.loop;
    this.#indicator = options.indicator;
    this.#audit = options.audit;
    this.#lockMenu = new LockMenu(options);
    this.#enrolment = new FingerEnrolment(options);
  }

  /** "off": entries of the keypad are not for programming. */
  get step(): ProgrammingStep {
    return this.#step;
  }

  /** Cards and fingers are for programming. */
  get isOpen(): boolean {
    return this.#step !== "off" && this.#step !== "masterPin";
  }

  /** The inside button was held for 5 s, and the lock is set up. */
  start(): Status {
    if (this.#users.master !== "present") return "INVALID_IN_STATE";
    this.end();
    this.#step = "masterPin";
    this.keyPressed();
    this.#indicator.show("setUp");
    return "SUCCESS";
  }

  /** Every key counts as a sign of life. */
  keyPressed(): void {
    if (this.#step === "off") return;
    this.#lockMenu.quiet();
    this.#loop.after(idleDeadline, idleMs, this.#end);
  }

  /** An entry of the keypad while `step` is not "off". */
  entry(digits: Uint8Array | undefined): void {
    if (this.#step === "masterPin") this.#takeMasterPin(digits);
    else if (this.#step === "newFinger") this.#stopFinger();
    else if (digits === undefined || this.#step === "changing") this.#indicator.show("refused");
    else if (this.#step === "userNumber") this.#takeUserNumber(digits);
    else if (this.#step === "newPin") this.#takeNewPin(digits);
    else if (this.#step === "newPinAgain") this.#takeNewPinAgain(digits);
    else if (this.#step === "lockMenu") this.#takeMenuDigit(digits);
  }

  /** Whoever is held up now is somebody's new card; a master has none. */
  get awaitsCard(): boolean {
    return this.#step === "newPin" && this.#userIndex !== masterIndex;
  }

  /** While `isOpen`. `name`: lock/card-name.ts. */
  card(name: Uint8Array): void {
    if (this.#step !== "newPin") return this.#indicator.show("refused");
    this.keyPressed();
    this.#change(this.#cards.give(name, this.#userIndex, master));
  }

  /** While `isOpen`. -1: one that the module does not know. */
  finger(slot: number): void {
    if (this.#step !== "newPin") return this.#indicator.show("refused");
    this.keyPressed();
    if (slot >= 0) return this.#change(this.#enrolment.give(slot, this.#userIndex, master));
    if (this.#userIndex !== masterIndex && this.#enrolment.begin() === "SUCCESS") this.#step = "newFinger";
    else this.#finishUser("INVALID_IN_STATE");
  }

  /** How an enrolment goes, whoever began it. */
  enrolled(slot: number, step: EnrolStep): void {
    if (this.#step !== "newFinger" || slot !== this.#enrolment.slot) return;
    this.keyPressed();
    if (step === "lay") this.#indicator.show("waiting");
    else if (step === "lift" || step === "poor") this.#indicator.show("beep");
    else this.#change(step === "stored" ? this.#enrolment.give(slot, this.#userIndex, master) : { status: "FAILURE" });
  }

  end(): void {
    const wasMaster = this.isOpen;
    if (this.#step === "newFinger") this.#fingers.cancel();
    this.#step = "off";
    this.#pin.wipe();
    this.#lockMenu.quiet();
    this.#loop.cancel(idleDeadline);
    if (!wasMaster) return;
    this.#audit.record(AuditEvent.programmingEnded, master);
    this.#indicator.show("off");
  }

  /** One try: after a wrong PIN the button must be held again. */
  #takeMasterPin(digits: Uint8Array | undefined): void {
    const result = digits === undefined ? "refused" : this.#verifier.check(digits, OperationSource.keypad, "master").result;
    if (result !== "accepted") {
      // Not looked at, while users are being loaded or cleared: it may be typed again.
      if (result !== "notReady") this.end();
      this.#indicator.show(result);
      return;
    }
    this.#audit.record(AuditEvent.programmingStarted, master);
    this.#goTo("userNumber");
  }

  #takeUserNumber(digits: Uint8Array): void {
    if (digits.length === 0) {
      this.end();
      return;
    }
    let number = 0;
    for (let i = 0; i < digits.length; i++) number = number * 10 + digits[i]!;
    if (number > userIndexMax) {
      this.#indicator.show("refused");
      return;
    }
    this.#userIndex = number;
    this.#goTo(number === lockItself ? "lockMenu" : "newPin");
  }

  #takeMenuDigit(digits: Uint8Array): void {
    this.#step = "userNumber";
    if (digits.length === 1) this.#lockMenu.choose(digits[0]!, master);
    else this.#indicator.show("refused");
  }

  #takeNewPin(digits: Uint8Array): void {
    if (digits.length === 0) this.#takeAway(undefined);
    else if (digits.length === 1) this.#takeAway(digits[0]);
    else if (this.#pin.begin(digits) === undefined) this.#goTo("newPinAgain");
    else this.#indicator.show("refused");
  }

  #takeNewPinAgain(digits: Uint8Array): void {
    if (this.#pin.agrees(digits)) {
      this.#change(this.#users.setPinInTurns(this.#userIndex, digits, master));
      return;
    }
    this.#step = "newPin";
    this.#indicator.show("refused");
  }

  /** PINs, cards or fingers, by the numbers of Matter's CredentialType; undefined: the user himself. */
  #takeAway(type: number | undefined): void {
    const userIndex = this.#userIndex;
    this.#change(() => {
      const credentials = this.#users.read(userIndex)?.credentials ?? [];
      const gone = credentials.filter((each) => type === undefined || each.type === type);
      return () => {
        let status: Status = "NOT_FOUND";
        if (type === undefined) status = this.#users.clear(userIndex, master);
        else if (type >= CredentialType.pin && type <= CredentialType.fingerprint) {
          status = this.#users.clearCredentialsOf(userIndex, type, master);
        }
        if (status !== "SUCCESS") return { status };
        for (const credential of gone) this.#eraseTemplate(credential);
        return { status };
      };
    });
  }

  /** Whoever has left meanwhile is not let in again. */
  #change(work: InTurns<{ status: Status }>): void {
    this.#step = "changing";
    inTurns(this.#loop, changeDeadline, work, ({ status }) => {
      if (this.#step === "changing") this.#finishUser(status);
    });
  }

  #eraseTemplate({ type, data }: Credential): void {
    if (type === CredentialType.fingerprint) this.#fingers.erase(templateSlot(data));
    else if (type === CredentialType.face) this.#faces.erase(templateSlot(data));
  }

  #stopFinger(): void {
    this.#fingers.cancel();
    this.#finishUser("FAILURE");
  }

  #finishUser(status: Status): void {
    this.#step = "userNumber";
    this.#indicator.show(status === "SUCCESS" ? "ok" : "refused");
  }

  #goTo(step: ProgrammingStep): void {
    this.#step = step;
    this.#indicator.show("ok");
  }
}
