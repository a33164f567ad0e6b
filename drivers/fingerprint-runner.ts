// SPDX-License-Identifier: Apache-2.0
/**
 * Runs one procedure at a time (fingerprint-procedures.ts): sends its commands, waits as long as it says, and gives it the
 * answers. When a right answer fails to come the procedure is given up, and whoever started it is told.
 */
import { codes } from "./fingerprint-commands";
import { FingerprintLink, type FingerprintLinkOptions } from "./fingerprint-link";
import type { Step } from "./fingerprint-procedures";

export interface FingerprintRunnerOptions extends Omit<FingerprintLinkOptions, "onAnswer"> {
  onFailed: () => void;
}

/** What a procedure's last step gave goes to its own listener; the steps of all kinds pass through here. */
type Done = (result: never) => void;

export class FingerprintRunner {
  readonly #options: FingerprintRunnerOptions;
  readonly #link: FingerprintLink;
  /** The step under way. */
  #step: Step<unknown> | undefined;
  #done: Done = () => {};
  /** What takes the place of the procedure at the next answer. */
  #instead: { step: Step<unknown>; done: Done } | undefined;
  #timerId: unknown;

  constructor(options: FingerprintRunnerOptions) {
    this.#options = options;
    this.#link = new FingerprintLink({ ...options, onAnswer: (answer) => this.#answered(answer) });
  }

  get busy(): boolean {
    return this.#step !== undefined;
  }

  /** Only when not busy. */
  run<Result>(first: Step<Result>, done: (result: Result) => void): void {
    this.#done = done;
    this.#take(first);
  }

  /** Gives up what is running as soon as the answer is there that is waited for, and runs this. */
  interrupt<Result>(step: Step<Result>, done: (result: Result) => void): void {
    this.#instead = { step, done };
  }

  /** Only when not busy. */
  after(delayMs: number, action: () => void): void {
    const { timer, guard } = this.#options;
    const fire = guard.wrap(() => {
      this.#timerId = undefined;
      action();
    });
    this.#timerId = timer.set(fire, delayMs);
  }

  #take(step: Step<unknown>): void {
    if ("result" in step) {
      this.#step = undefined;
      this.#instead = undefined;
      this.#done(step.result as never);
      return;
    }
    this.#step = step;
    if ("delayMs" in step) this.after(step.delayMs, () => this.#go(() => step.next()));
    else this.#link.send(step.command, step.parameters);
  }

  #answered(answer: Uint8Array | undefined): void {
    const step = this.#step;
    if (step === undefined || !("command" in step)) return;
    const isRight = answer !== undefined && (answer[0] !== codes.ok || answer.length === step.command.answerBytes);
    if (isRight) return this.#go(() => step.next(answer));
    if (step.optional) return this.#go(() => step.next(new Uint8Array(0)));
    this.#step = undefined;
    this.#instead = undefined;
    this.#options.onFailed();
  }

  #go(next: () => Step<unknown>): void {
    const instead = this.#instead;
    this.#instead = undefined;
    if (instead === undefined) return this.#take(next());
    this.#done = instead.done;
    this.#take(instead.step);
  }

  close(): void {
    if (this.#timerId !== undefined) this.#options.timer.clear(this.#timerId);
    this.#link.close();
  }
}
