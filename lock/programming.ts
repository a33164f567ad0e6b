// SPDX-License-Identifier: Apache-2.0
/**
 * Users at the keypad, once the lock is set up: the inside button held for 5 s, the master PIN (which counts as an
 * attempt like any other), then as often as wanted: user number `#`, new PIN `#`, the same again `#`. `#` alone instead
 * of the new PIN erases the user; `#` alone instead of the user number leaves, and so do 60 s without a key. Number 1
 * changes the master PIN.
 */
import { AuditEvent, OperationSource, type Actor, type Audit } from "./audit";
import type { Loop } from "./loop";
import type { Indicator } from "./parts";
import { PinTwice } from "./pin-twice";
import type { Status } from "./status-codes";
import { masterIndex } from "./user-record";
import { userIndexMax, type Users } from "./users";
import type { Verifier } from "./verifier";

const idleMs = 60_000;
const idleDeadline = "programmingIdle";

export type ProgrammingStep = "off" | "masterPin" | "userNumber" | "newPin" | "newPinAgain";

export interface ProgrammingOptions {
  users: Users;
  verifier: Verifier;
  loop: Loop;
  indicator: Indicator;
  audit: Audit;
}

const master: Actor = Object.freeze({ source: OperationSource.keypad, userIndex: masterIndex });

export class Programming {
  readonly #users: Users;
  readonly #verifier: Verifier;
  readonly #loop: Loop;
  readonly #indicator: Indicator;
  readonly #audit: Audit;
  readonly #pin = new PinTwice();
  readonly #end = (): void => this.end();
  #step: ProgrammingStep = "off";
  #userIndex = 0;

  constructor(options: ProgrammingOptions) {
    this.#users = options.users;
    this.#verifier = options.verifier;
    this.#loop = options.loop;
    this.#indicator = options.indicator;
    this.#audit = options.audit;
  }

  /** "off": entries of the keypad are not for programming. */
  get step(): ProgrammingStep {
    return this.#step;
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
    if (this.#step !== "off") this.#loop.after(idleDeadline, idleMs, this.#end);
  }

  /** An entry of the keypad while `step` is not "off". */
  entry(digits: Uint8Array | undefined): void {
    if (this.#step === "masterPin") this.#takeMasterPin(digits);
    else if (digits === undefined) this.#indicator.show("refused");
    else if (this.#step === "userNumber") this.#takeUserNumber(digits);
    else if (this.#step === "newPin") this.#takeNewPin(digits);
    else if (this.#step === "newPinAgain") this.#takeNewPinAgain(digits);
  }

  end(): void {
    const wasMaster = this.#step !== "off" && this.#step !== "masterPin";
    this.#step = "off";
    this.#pin.wipe();
    this.#loop.cancel(idleDeadline);
    if (!wasMaster) return;
    this.#audit.record(AuditEvent.programmingEnded, master);
    this.#indicator.show("off");
  }

  /** One try: after a wrong PIN the button must be held again. */
  #takeMasterPin(digits: Uint8Array | undefined): void {
    const result = digits && this.#verifier.check(digits, OperationSource.keypad, "master").result;
    if (result !== "accepted") {
      this.end();
      this.#indicator.show(result === "lockedOut" ? "lockedOut" : "refused");
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
    if (number < masterIndex || number > userIndexMax) {
      this.#indicator.show("refused");
      return;
    }
    this.#userIndex = number;
    this.#goTo("newPin");
  }

  #takeNewPin(digits: Uint8Array): void {
    if (digits.length === 0) this.#finishUser(this.#users.clear(this.#userIndex, master));
    else if (this.#pin.begin(digits) === undefined) this.#goTo("newPinAgain");
    else this.#indicator.show("refused");
  }

  #takeNewPinAgain(digits: Uint8Array): void {
    if (this.#pin.agrees(digits)) {
      this.#finishUser(this.#users.setPin(this.#userIndex, digits, master).status);
      return;
    }
    this.#step = "newPin";
    this.#indicator.show("refused");
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
