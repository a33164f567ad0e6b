// SPDX-License-Identifier: Apache-2.0
/**
 * What the door contact and the tamper loop mean: door ajar (it stands open for OpenPeriod), door forced open (it opens while the
 * bolt is thrown), front escutcheon removed. It moves nothing.
 *
 * When each alarm ends: ajar when the door closes; forced open when somebody with a right to it unlocks, so that pushing
 * the door shut does not hide it; escutcheon when the cover is back. The log keeps them all.
 */
import type { Alarms } from "./alarms";
import { AuditEvent, type Audit } from "./audit";
import type { Loop } from "./loop";
import type { DoorState } from "./request";

const ajarDeadline = "doorAjar";

export interface DoorWatchOptions {
  loop: Loop;
  audit: Audit;
  alarms: Alarms;
  /** Minutes; 0: no ajar alarm. */
  openPeriod: () => number;
  /** Whatever the lock was about to do: a bolt that jammed there still holds the door. */
  boltIsThrown: () => boolean;
  /** Before set-up there is nothing to protect, and whoever installs the lock has the cover off. */
  isSetUp: () => boolean;
}

export class DoorWatch {
  readonly #loop: Loop;
  readonly #audit: Audit;
  readonly #alarms: Alarms;
  readonly #openPeriod: () => number;
  readonly #boltIsThrown: () => boolean;
  readonly #isSetUp: () => boolean;
  readonly #ajar = (): void => this.#alarms.raise("DoorAjar", { value: this.#openPeriod() });
  #doorState: DoorState = "unknown";
  #tamperOpen = false;

  constructor(options: DoorWatchOptions) {
    this.#loop = options.loop;
    this.#audit = options.audit;
    this.#alarms = options.alarms;
    this.#openPeriod = options.openPeriod;
    this.#boltIsThrown = options.boltIsThrown;
    this.#isSetUp = options.isSetUp;
  }

  get doorState(): DoorState {
    return this.#doorState;
  }

  get tamperOpen(): boolean {
    return this.#tamperOpen;
  }

  door(closed: boolean): void {
    const before = this.#doorState;
    this.#doorState = closed ? "closed" : "open";
    if (this.#doorState === before) return;
    if (closed) {
      this.#loop.cancel(ajarDeadline);
      this.#alarms.clear("DoorAjar");
      if (before === "open") this.#audit.record(AuditEvent.doorClosed);
      return;
    }
    this.#audit.record(AuditEvent.doorOpened);
    this.countOpen();
    if (before === "closed" && this.#boltIsThrown()) this.#alarms.raise("DoorForcedOpen");
  }

  /** The door opened, or OpenPeriod is another one now. An alarm that is on stays until the door closes. */
  countOpen(): void {
    const minutes = this.#openPeriod();
    if (this.#doorState !== "open" || minutes === 0) this.#loop.cancel(ajarDeadline);
    else this.#loop.after(ajarDeadline, minutes * 60_000, this.#ajar);
  }

  tamper(open: boolean): void {
    if (open === this.#tamperOpen) return;
    this.#tamperOpen = open;
    if (!open) {
      this.#alarms.clear("FrontEscutcheonRemoved");
      this.#audit.record(AuditEvent.tamperClosed);
    } else if (this.#isSetUp()) {
      this.#alarms.raise("FrontEscutcheonRemoved");
    } else {
      this.#audit.record(AuditEvent.tamperOpened);
    }
  }

  /** Somebody with a right to it unlocks: the alarm has been noticed. */
  noticed(): void {
    this.#alarms.clear("DoorForcedOpen");
  }
}
