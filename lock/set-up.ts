// SPDX-License-Identifier: Apache-2.0
/**
 * How a new lock gets its master PIN: someone inside holds the button, then types it twice at the keypad. There is no
 * default code; until then entries do nothing. The master's record is written last and in one piece, so a power cut at
 * any point leaves a lock that is either not set up or set up.
 *
 * A lock whose master cannot be read counts as set up: damage must not let anybody make himself master.
 */
import { AuditEvent, OperationSource, type Actor, type Audit } from "./audit";
import type { Lockout } from "./lockout";
import type { Loop } from "./loop";
import type { Indicator } from "./parts";
import type { PinWeakness } from "./pin-rules";
import { PinTwice } from "./pin-twice";
import { masterIndex } from "./user-record";
import type { Users } from "./users";
import type { Status } from "./status-codes";

const idleMs = 60_000;
const idleDeadline = "setUpIdle";

export type SetUpState =
  /** There is no master, and nobody is making one. */
  | "waiting"
  | "masterPin"
  | "masterPinAgain"
  /** There is a master. */
  | "done";

/** Why the last step did not go on. */
export type SetUpProblem = PinWeakness | "mismatch" | "timedOut" | "notStored" | "noDeviceKey";

export interface SetUpOptions {
  users: Users;
  lockout: Lockout;
  loop: Loop;
  indicator: Indicator;
  audit: Audit;
}

const insideButton: Actor = Object.freeze({ source: OperationSource.button, userIndex: 0 });

export class SetUp {
  readonly #users: Users;
  readonly #lockout: Lockout;
  readonly #loop: Loop;
  readonly #indicator: Indicator;
  readonly #audit: Audit;
  readonly #pin = new PinTwice();
  readonly #timeOut = (): void => this.#abandon("timedOut");
  #state: SetUpState;
  #problem: SetUpProblem | undefined;

  constructor(options: SetUpOptions) {
    this.#users = options.users;
    this.#lockout = options.lockout;
    this.#loop = options.loop;
    this.#indicator = options.indicator;
    this.#audit = options.audit;
    this.#state = this.#users.master === "absent" ? "waiting" : "done";
  }

  get state(): SetUpState {
    return this.#state;
  }

  get problem(): SetUpProblem | undefined {
    return this.#problem;
  }

  /** The inside button was held for 5 s. */
  start(): Status {
    if (this.#state === "done") return "INVALID_IN_STATE";
    if (!this.#users.canSetPins) {
      this.#problem = "noDeviceKey";
      this.#indicator.show("refused");
      return "FAILURE";
    }
    if (this.#state === "waiting") this.#audit.record(AuditEvent.setUpStarted, insideButton);
    this.#problem = undefined;
    this.#askForPin();
    return "SUCCESS";
  }

  /** Every key counts as a sign of life. */
  keyPressed(): void {
    if (this.#state === "masterPin" || this.#state === "masterPinAgain") this.#waitForKey();
  }

  /** An entry of the keypad while set-up is not done. */
  entry(digits: Uint8Array | undefined): void {
    if (this.#state === "waiting") this.#indicator.show("setUp");
    else if (this.#state === "masterPin") this.#takeFirst(digits);
    else if (this.#state === "masterPinAgain") this.#takeSecond(digits);
  }

  #takeFirst(digits: Uint8Array | undefined): void {
    const weakness = digits === undefined ? "length" : this.#pin.begin(digits);
    this.#problem = weakness;
    if (weakness === undefined) this.#state = "masterPinAgain";
    this.#indicator.show(weakness === undefined ? "ok" : "refused");
  }

  #takeSecond(digits: Uint8Array | undefined): void {
    if (digits === undefined || !this.#pin.agrees(digits)) {
      this.#askForPin();
      this.#problem = "mismatch";
      this.#indicator.show("refused");
      return;
    }
    // The record of attempts comes first: a lock with a master but without it counts as locked out.
    const counted = this.#lockout.succeed("master");
    if (!counted || this.#users.setPin(masterIndex, digits, insideButton).status !== "SUCCESS") {
      this.#abandon("notStored");
      return;
    }
    this.#state = "done";
    this.#problem = undefined;
    this.#loop.cancel(idleDeadline);
    this.#audit.record(AuditEvent.setUpCompleted, { source: OperationSource.keypad, userIndex: masterIndex });
    this.#indicator.show("ok");
  }

  #askForPin(): void {
    this.#pin.wipe();
    this.#state = "masterPin";
    this.#waitForKey();
    this.#indicator.show("setUp");
  }

  #abandon(problem: SetUpProblem): void {
    this.#pin.wipe();
    this.#state = "waiting";
    this.#problem = problem;
    this.#loop.cancel(idleDeadline);
    this.#audit.record(AuditEvent.setUpAbandoned);
    this.#indicator.show("refused");
  }

  #waitForKey(): void {
    this.#loop.after(idleDeadline, idleMs, this.#timeOut);
  }
}
