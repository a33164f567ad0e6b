// SPDX-License-Identifier: Apache-2.0
/**
 * What a command is: its name, whether it needs a login, the arguments it takes, and what it does. Arguments are
 * checked here against that list, once, so that what a command does can trust them. Statuses are Matter's: a value of
 * the wrong type or a missing one is INVALID_COMMAND, one out of range is CONSTRAINT_ERROR.
 */
import type { Status } from "../lock/status-codes";
import type { CommandTarget } from "./command-target";
import type { Arguments } from "./request";
import type { Session } from "./session";

export type ReplyStatus =
  | Status
  /** Not a request, or an argument is missing or of the wrong type. */
  | "INVALID_COMMAND"
  /** There is no such command. */
  | "UNSUPPORTED_COMMAND"
  /** Log in first. */
  | "UNSUPPORTED_ACCESS"
  /** Locked out. */
  | "BUSY"
  /** The battery. */
  | "RESOURCE_EXHAUSTED";

/** What a command answers. Fields are spelled as the cluster spells them. */
export interface Reply {
  Status: ReplyStatus;
  /** Why not, for a person to read. */
  Reason?: string;
  [field: string]: unknown;
}

export interface CommandContext {
  target: CommandTarget;
  session: Session;
  /** Answers that this link could not send. */
  readonly droppedReplies: number;
}

export interface ArgumentRule {
  name: string;
  /** `digits`: text that holds nothing else. */
  kind: "integer" | "text" | "digits";
  /** Of the value, or of the text's length in characters. */
  min: number;
  max: number;
  optional?: boolean;
}

export interface Command {
  name: string;
  needsLogin: boolean;
  arguments: readonly ArgumentRule[];
  run(given: Arguments, context: CommandContext): Reply;
}

/** undefined: all arguments are as the rules want them. A null counts as left out. */
export function refusedArguments(rules: readonly ArgumentRule[], given: Arguments): Reply | undefined {
  for (const rule of rules) {
    const value = argument(given, rule.name);
    if (value === undefined && rule.optional === true) continue;
    if (typeof value !== (rule.kind === "integer" ? "number" : "string")) {
      return { Status: "INVALID_COMMAND", Reason: `${rule.name}: ${describe(rule)}` };
    }
    if (!isInRange(rule, value)) return { Status: "CONSTRAINT_ERROR", Reason: `${rule.name}: ${describe(rule)}` };
  }
  return undefined;
}

/** For an argument that the command's own list has as an integer that must be there. */
export function integerArgument(given: Arguments, name: string): number {
  const value = argument(given, name);
  if (typeof value !== "number") throw new TypeError(`command: ${name} is not listed as an integer`);
  return value;
}

/** For an argument that the command's own list has as text that must be there. */
export function textArgument(given: Arguments, name: string): string {
  const value = argument(given, name);
  if (typeof value !== "string") throw new TypeError(`command: ${name} is not listed as text`);
  return value;
}

/** undefined: left out. */
export function argument(given: Arguments, name: string): unknown {
  return given[name] ?? undefined;
}

function isInRange(rule: ArgumentRule, value: unknown): boolean {
  if (typeof value === "number") return Number.isInteger(value) && value >= rule.min && value <= rule.max;
  const text = value as string;
  let length = 0;
  for (const character of text) {
    if (rule.kind === "digits" ? character < "0" || character > "9" : character < " ") return false;
    length++;
  }
  return length >= rule.min && length <= rule.max;
}

/** What would have been right; never what was given, which might be a PIN. */
function describe(rule: ArgumentRule): string {
  if (rule.kind === "integer") return `an integer from ${rule.min} to ${rule.max}`;
  return `${rule.min} to ${rule.max} ${rule.kind === "digits" ? "digits in quotes" : "characters in quotes"}`;
}
