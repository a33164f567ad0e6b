// SPDX-License-Identifier: Apache-2.0
/**
 * The alarms that are on, in the words of Matter's DoorLockAlarm, which has none for the last two. An alarm is a state: raising one that is on changes
 * nothing, and whoever raised it says when it is over. Too many wrong PINs are not here: lock/lockout.ts keeps that.
 *
 * The indicator shows an alarm when it begins. Other patterns replace it, a key click by whoever stands outside too, so
 * everybody in lock/ shows patterns through this, and an alarm that is on is shown again after them.
 */
import { AuditEvent, type Actor, type Audit, type AuditEventCode } from "./audit";
import type { Loop } from "./loop";
import type { Indicator, IndicatorPattern } from "./parts";

export type AlarmCode = "LockJammed" | "DoorForcedOpen" | "DoorAjar" | "FrontEscutcheonRemoved" | "FingerModuleStrange" | "FaceModuleStrange";

const auditEvents: Readonly<Record<AlarmCode, AuditEventCode>> = Object.freeze({
  LockJammed: AuditEvent.jamAlarm,
  DoorForcedOpen: AuditEvent.doorForcedOpen,
  DoorAjar: AuditEvent.doorAjar,
  FrontEscutcheonRemoved: AuditEvent.tamperOpened,
  FingerModuleStrange: AuditEvent.fingerModuleStrange,
  FaceModuleStrange: AuditEvent.faceModuleStrange,
});

/** Longer than any pattern but the alarm and the blinking of set-up. */
const showAgainMs = 5000;
const showAgainDeadline = "alarmAgain";

export class Alarms implements Indicator {
  readonly #audit: Audit;
  readonly #indicator: Indicator;
  readonly #loop: Loop;
  readonly #active: AlarmCode[] = [];
  readonly #showAgain = (): void => this.#showAlarm();

  constructor(options: { audit: Audit; indicator: Indicator; loop: Loop }) {
    this.#audit = options.audit;
    this.#indicator = options.indicator;
    this.#loop = options.loop;
  }

  /** In the order in which they began. */
  get active(): readonly AlarmCode[] {
    return this.#active;
  }

  has(alarm: AlarmCode): boolean {
    return this.#active.includes(alarm);
  }

  raise(alarm: AlarmCode, details: Partial<Actor> & { value?: number } = {}): void {
    if (this.has(alarm)) return;
    this.#active.push(alarm);
    this.#audit.record(auditEvents[alarm], details);
    this.#showAlarm();
  }

  clear(alarm: AlarmCode): void {
    const index = this.#active.indexOf(alarm);
    if (index < 0) return;
    this.#active.splice(index, 1);
    if (this.#active.length > 0) return;
    this.#loop.cancel(showAgainDeadline);
    this.#indicator.show("off");
  }

  show(pattern: IndicatorPattern): void {
    this.#indicator.show(pattern);
    if (this.#active.length > 0) this.#loop.after(showAgainDeadline, showAgainMs, this.#showAgain);
  }

  configure(options: { muted: boolean }): void {
    this.#indicator.configure(options);
  }

  #showAlarm(): void {
    const onlyJammed = this.#active.length === 1 && this.has("LockJammed");
    this.#indicator.show(onlyJammed ? "jam" : "alarm");
  }
}
