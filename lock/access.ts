// SPDX-License-Identifier: Apache-2.0
/**
 * Who may come in: users, their PINs, lockout, set-up and programming, put together, and where an entry of the keypad goes. To set-up
 * while the lock has no master, to programming while that is open, else to the verifier. It opens nothing itself: it tells who was
 * accepted, and the lock makes a request of that.
 */
import { OperationSource, type Audit } from "./audit";
import type { Key } from "./events";
import { Lockout } from "./lockout";
import type { Loop } from "./loop";
import type { Clock, Indicator, KeyedHash, Records } from "./parts";
import { PinEntry } from "./pin-entry";
import { Programming } from "./programming";
import { SetUp } from "./set-up";
import { Users } from "./users";
import { Verifier } from "./verifier";

export interface AccessOptions {
  loop: Loop;
  clock: Clock;
  records: Records;
  indicator: Indicator;
  audit: Audit;
  /** undefined: there is no device key. Then nobody is accepted. */
  hash: KeyedHash | undefined;
  onAccepted: (userIndex: number) => void;
  onSetUpDone: () => void;
}

export class Access {
  readonly users: Users;
  readonly lockout: Lockout;
  readonly verifier: Verifier;
  readonly setUp: SetUp;
  readonly programming: Programming;
  readonly #indicator: Indicator;
  readonly #pinEntry: PinEntry;
  readonly #onAccepted: (userIndex: number) => void;
  readonly #onSetUpDone: () => void;

  constructor(options: AccessOptions) {
    const { loop, clock, records, indicator, audit, hash } = options;
    this.#indicator = indicator;
    this.#onAccepted = options.onAccepted;
    this.#onSetUpDone = options.onSetUpDone;
    this.users = new Users({ records, hash, audit });
    this.lockout = new Lockout({ records, clock, audit, setUp: this.users.master !== "absent" });
    this.verifier = new Verifier({ users: this.users, lockout: this.lockout, hash, audit });
    this.setUp = new SetUp({ users: this.users, lockout: this.lockout, loop, indicator, audit });
    this.programming = new Programming({ users: this.users, verifier: this.verifier, loop, indicator, audit });
    this.#pinEntry = new PinEntry({ loop, clock, indicator, onEntry: (digits) => this.#entry(digits) });
  }

  get isSetUp(): boolean {
    return this.setUp.state === "done";
  }

  key(key: Key): void {
    this.setUp.keyPressed();
    this.programming.keyPressed();
    this.#pinEntry.key(key);
  }

  #entry(digits: Uint8Array | undefined): void {
    if (!this.isSetUp) this.#setUpGoesOn(digits);
    else if (this.programming.step !== "off") this.programming.entry(digits);
    else this.#judge(digits);
  }

  #setUpGoesOn(digits: Uint8Array | undefined): void {
    this.setUp.entry(digits);
    if (this.isSetUp) this.#onSetUpDone();
  }

  #judge(digits: Uint8Array | undefined): void {
    if (digits?.length === 0) return;
    const verdict = digits && this.verifier.check(digits, OperationSource.keypad);
    if (verdict?.result === "accepted") this.#onAccepted(verdict.userIndex);
    else this.#indicator.show(verdict?.result === "lockedOut" ? "lockedOut" : "refused");
  }
}
