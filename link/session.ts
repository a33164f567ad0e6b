// SPDX-License-Identifier: Apache-2.0
/**
 * Whether somebody is logged in on one link, and for how long yet. It lives in memory only, so a power cut ends it. The
 * deadline writes the end down; that a session is over is judged by the clock, so that a late turn cannot lengthen it.
 */
import { AuditEvent, OperationSource, type Actor, type Audit } from "../lock/audit";
import type { Loop } from "../lock/loop";
import type { Clock } from "../lock/parts";
import { masterIndex } from "../lock/user-record";

export const sessionIdleMs = 300_000;
const idleDeadline = "sessionIdle";
const loggedDeadline = "sessionLogged";

/** Whoever is logged in is the master. */
export const sessionActor: Actor = Object.freeze({ source: OperationSource.proprietaryRemote, userIndex: masterIndex });

/** Values of the audit entry `consoleLogout`. */
export const SessionEnd = Object.freeze({
  askedFor: 1,
  idle: 2,
  /** The master PIN was changed, somebody typed a wrong one, or the lock is locked out. */
  revoked: 3,
} as const);

export class Session {
  readonly #clock: Clock;
  readonly #loop: Pick<Loop, "after" | "cancel">;
  readonly #audit: Pick<Audit, "record">;
  readonly #endIdle = (): void => this.end(SessionEnd.idle);
  readonly #logLogin = (): void => this.#writeLogin();
  #lastUsedMs: number | undefined;
  #loginIsLogged = true;
  #masterChanges = 0;

  constructor(options: { clock: Clock; loop: Pick<Loop, "after" | "cancel">; audit: Pick<Audit, "record"> }) {
    this.#clock = options.clock;
    this.#loop = options.loop;
    this.#audit = options.audit;
  }

  get open(): boolean {
    return this.#lastUsedMs !== undefined && this.#clock.nowMs() - this.#lastUsedMs < sessionIdleMs;
  }

  /** `masterChanges` of the users when it was opened: with another number the master has another PIN. */
  get masterChanges(): number {
    return this.#masterChanges;
  }

  /** The master has just proved to be there; writing that down too would make this turn too long (docs/cost.md): the next one does. */
  start(masterChanges: number): void {
    this.#masterChanges = masterChanges;
    this.#lastUsedMs = this.#clock.nowMs();
    this.#loop.after(idleDeadline, sessionIdleMs, this.#endIdle);
    this.#writeLogin();
    this.#loginIsLogged = false;
    this.#loop.after(loggedDeadline, 0, this.#logLogin);
  }

  /** Starts the idle time over. Only what needs the login counts as use: polling the status does not. */
  use(): void {
    if (!this.open) throw new Error("session: not open");
    this.#lastUsedMs = this.#clock.nowMs();
    this.#loop.after(idleDeadline, sessionIdleMs, this.#endIdle);
  }

  end(why: (typeof SessionEnd)[keyof typeof SessionEnd]): void {
    if (this.#lastUsedMs === undefined) return;
    this.#lastUsedMs = undefined;
    this.#loop.cancel(idleDeadline);
    this.#writeLogin();
    this.#audit.record(AuditEvent.consoleLogout, { ...sessionActor, value: why });
  }

  /** Before anything else is written of this session. */
  #writeLogin(): void {
    if (this.#loginIsLogged) return;
    this.#loginIsLogged = true;
    this.#loop.cancel(loggedDeadline);
    this.#audit.record(AuditEvent.consoleLogin, sessionActor);
  }
}
