// SPDX-License-Identifier: Apache-2.0
/**
 * The serial console as docs/console.md has it: requests in order, one answer each, a session from the master's Login until
 * Logout, five idle minutes, a wrong Login, another master PIN, or the end of power. Where bytes or answers may have been
 * lost, nobody knows which answer belongs to which request: `isSure` says so, and a session may last longer than it seems.
 */
export interface Request {
  command: string;
  fields: Readonly<Record<string, unknown>>;
  atMs: number;
  /** Somebody may be logged in when it is sent. */
  maySession: boolean;
}

const free: readonly string[] = Object.freeze(["GetStatus", "GetSetUp", "GetCalibration", "Login"]);
const idleMs = 300_000;
/** A request waits for its turn. */
const slackMs = 2_000;
const answeredWithinMs = 5_000;
const pendingMax = 24;

/** undefined: not a request. */
function fieldsOf(text: string): Record<string, unknown> | undefined {
  try {
    const fields = JSON.parse(text) as Record<string, unknown> | null;
    return fields !== null && typeof fields === "object" && typeof fields["Command"] === "string" ? fields : undefined;
  } catch {
    return undefined;
  }
}

export class ConsoleModel {
  /** Requests of the last seconds, answered or not, the newest last. */
  readonly recent: Request[] = [];
  #pending: (Request | undefined)[] = [];
  #isSure = true;
  #disturbedMs = -Infinity;
  #maySessionUntilMs = -Infinity;

  request(text: string, nowMs: number): Request | undefined {
    if (text.trim() === "") return undefined;
    const fields = fieldsOf(text);
    const command = String(fields?.["Command"]);
    const request = fields && { command, fields, atMs: nowMs, maySession: this.maySession(nowMs) };
    if (this.#pending.length === 0 && nowMs - this.#disturbedMs > answeredWithinMs) this.#isSure = true;
    this.#pending.push(request);
    if (this.#pending.length > pendingMax) this.disturbed(nowMs);
    if (request === undefined) return undefined;
    this.recent.push(request);
    while (this.recent.length > 0 && nowMs - this.recent[0]!.atMs > answeredWithinMs) this.recent.shift();
    if (!free.includes(request.command)) this.#use(nowMs);
    return request;
  }

  /** Noise on the line, or bytes lost. */
  disturbed(nowMs: number): void {
    this.#isSure = false;
    this.#disturbedMs = nowMs;
    this.#pending = [];
  }

  restarted(nowMs: number): void {
    this.disturbed(nowMs);
    this.#maySessionUntilMs = -Infinity;
    this.recent.length = 0;
  }

  /** The request that this answers; undefined: nobody knows. */
  answered(answer: Readonly<Record<string, unknown>>, nowMs: number): Request | undefined {
    const id = answer["Id"];
    if (id !== undefined) {
      const at = this.#pending.findIndex((request) => request?.fields["Id"] === id);
      if (at >= 0) this.#pending.splice(0, at);
    }
    const request = this.#pending.shift();
    if (request === undefined || nowMs - request.atMs > answeredWithinMs) return undefined;
    return this.#isSure || String(id).startsWith("ask ") ? request : undefined;
  }

  /** Others were sent after the one that was answered last: they may have changed already what it tells. */
  get hasMore(): boolean {
    return this.#pending.length > 0;
  }

  /** It was sent after the one that was answered last. */
  isPending(command: string): boolean {
    return this.#pending.some((request) => request?.command === command);
  }

  /** The master's PIN was sent as a login. */
  mayLogIn(nowMs: number): void {
    this.#maySessionUntilMs = nowMs + idleMs + slackMs;
  }

  /** Certainly nobody is logged in now. */
  isLoggedOut(): void {
    this.#maySessionUntilMs = -Infinity;
  }

  maySession(nowMs: number): boolean {
    return nowMs <= this.#maySessionUntilMs;
  }

  needsLogin(command: string): boolean {
    return !free.includes(command);
  }

  #use(nowMs: number): void {
    if (this.maySession(nowMs)) this.#maySessionUntilMs = nowMs + idleMs + slackMs;
  }
}
