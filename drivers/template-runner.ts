// SPDX-License-Identifier: Apache-2.0
/**
 * Runs one procedure at a time (template-step.ts): sends its commands, waits as long as it says, and gives it the
 * answers. When a right answer fails to come the procedure is given up, and whoever started it is told.
 */
import { TemplateLink, type TemplateLinkOptions } from "./template-link";
import { done, type Step, type TemplateCommand } from "./template-step";

export interface TemplateRunnerOptions extends Omit<TemplateLinkOptions, "onAnswer"> {
  onFailed: () => void;
}

/** What a procedure's last step gave goes to its own listener; the steps of all kinds pass through here. */
type Done = (result: never) => void;

export class TemplateRunner {
  readonly #options: TemplateRunnerOptions;
  readonly #link: TemplateLink;
  /** The step under way. */
  #step: Step<unknown> | undefined;
  #done: Done = () => {};
  /** What takes the place of the procedure at the next answer. */
  #instead: { step: Step<unknown>; done: Done } | undefined;
  #timerId: unknown;

  constructor(options: TemplateRunnerOptions) {
    this.#options = options;
    this.#link = new TemplateLink({ ...options, onAnswer: (answer) => this.#answered(answer) });
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

  /** Gives up what is running and runs this, without waiting for any answer. */
  replace<Result>(step: Step<Result>, done: (result: Result) => void): void {
    this.#clearTimer();
    this.run(step, done);
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
    if ("failed" in step) this.#failed();
    else if ("delayMs" in step) this.after(step.delayMs, () => this.#go(() => step.next()));
    else this.#link.send(step.command, step.parameters);
  }

  #answered(answer: Uint8Array | undefined): void {
    const step = this.#step;
    if (step === undefined || !("command" in step)) return;
    if (answer !== undefined && (answer[0] !== done || isWhole(answer, step.command))) return this.#go(() => step.next(answer));
    if (step.optional) return this.#go(() => step.next(new Uint8Array(0)));
    this.#failed();
  }

  #failed(): void {
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

  #clearTimer(): void {
    if (this.#timerId !== undefined) this.#options.timer.clear(this.#timerId);
    this.#timerId = undefined;
  }

  close(): void {
    this.#clearTimer();
    this.#link.close();
  }
}

function isWhole({ length }: Uint8Array, { answerBytes, answerBytesMax = answerBytes }: TemplateCommand): boolean {
  return length >= answerBytes && length <= answerBytesMax;
}
