// SPDX-License-Identifier: Apache-2.0
/**
 * What is said to a module that keeps templates, step by step: each step is a command or a wait, and says what comes after it. Steps
 * touch no hardware and know no time. Whoever runs them (template-runner.ts) gives up where a right answer fails to come.
 */
export interface TemplateCommand {
  readonly code: number;
  readonly limitMs: number;
  /** Bytes of a successful answer, the result included: a shorter or longer one belongs to another command. */
  readonly answerBytes: number;
  /** Where its length differs. */
  readonly answerBytesMax?: number;
}

/** The result that an answer begins with, when all went well. */
export const done = 0x00;

export type Step<Result> =
  | {
      command: TemplateCommand;
      parameters: readonly number[];
      /** A module that does not know the command may stay silent; then the answer is empty. */
      optional: boolean;
      /** The answer begins with its result. */
      next: (answer: Uint8Array) => Step<Result>;
    }
  | { delayMs: number; next: () => Step<Result> }
  /** As when no right answer came. */
  | { failed: true }
  | { result: Result };

type Next<Result> = (answer: Uint8Array) => Step<Result>;

export function send<Result>(command: TemplateCommand, parameters: readonly number[], next: Next<Result>): Step<Result> {
  return { command, parameters, optional: false, next };
}

export function sendOptional<Result>(command: TemplateCommand, parameters: readonly number[], next: Next<Result>): Step<Result> {
  return { command, parameters, optional: true, next };
}

export function wait<Result>(delayMs: number, next: () => Step<Result>): Step<Result> {
  return { delayMs, next };
}
