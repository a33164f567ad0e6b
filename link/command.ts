// SPDX-License-Identifier: Apache-2.0
/**
 * What a command is: its name, whether it needs a login, the arguments it takes, and what it does. Arguments are
 * checked here against that list, once, so that what a command does can trust them. One that is missing, of the wrong
 * type, too long or out of range is INVALID_COMMAND, as the cluster's reference server answers; a name that is not in
 * the list is ignored, as Matter ignores a field that it does not know.
 */
import type { InTurns } from "../lock/in-turns";
import type { Status } from "../lock/status-codes";
import type { CalibrationFacts } from "./calibration-commands";
import type { CommandTarget, UpdatesTarget } from "./command-target";
import type { Arguments } from "./request";
import type { Session } from "./session";

export type ReplyStatus =
  | Status
  /** There is no such command. */
  | "UNSUPPORTED_COMMAND"
  /** Log in first. */
  | "UNSUPPORTED_ACCESS"
  /** Locked out. */
  | "BUSY";

/** What a command answers. Fields are spelled as the cluster spells them. */
export interface Reply {
  Status: ReplyStatus;
  /** Why not, for a person to read. */
  Reason?: string;
  [field: string]: unknown;
}

export interface CommandContext {
  target: CommandTarget;
  updates: UpdatesTarget;
  session: Session;
  calibration: CalibrationFacts;
  /** Answers that this link could not send. */
  readonly droppedReplies: number;
}

interface AnyRule {
  readonly name: string;
  /** May be left out; null counts as left out. */
  readonly optional?: boolean;
  /** Must be there, but may be null. */
  readonly nullable?: boolean;
}

export type ArgumentRule =
  | (AnyRule & {
      /** `digits`: text that holds nothing else. */
      readonly kind: "integer" | "text" | "digits";
      /** Of the value, or of the text's length in characters. */
      readonly min: number;
      readonly max: number;
    })
  | (AnyRule & { readonly kind: "enum"; readonly values: readonly number[] })
  | (AnyRule & { readonly kind: "struct"; readonly fields: readonly ArgumentRule[] });

export interface Command {
  name: string;
  needsLogin: boolean;
  arguments: readonly ArgumentRule[];
  run(given: Arguments, context: CommandContext): InTurns<Reply>;
}

/** undefined: all arguments are as the rules want them. */
export function refusedArguments(rules: readonly ArgumentRule[], given: Arguments): Reply | undefined {
  for (const rule of rules) {
    const value = given[rule.name];
    if (value === null || value === undefined) {
      if (rule.optional === true || (rule.nullable === true && value === null)) continue;
    } else if (rule.kind === "struct") {
      if (typeof value === "object" && !Array.isArray(value)) {
        const refused = refusedArguments(rule.fields, value as Arguments);
        if (refused === undefined) continue;
        return refused;
      }
    } else if (fits(rule, value)) {
      continue;
    }
    return { Status: "INVALID_COMMAND", Reason: `${rule.name}: ${describe(rule)}` };
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

/** For an argument that the command's own list has as a struct that is there. */
export function structArgument(given: Arguments, name: string): Arguments {
  const value = argument(given, name);
  if (typeof value !== "object") throw new TypeError(`command: ${name} is not listed as a struct`);
  return value as Arguments;
}

/** undefined: left out, or null. */
export function argument(given: Arguments, name: string): unknown {
  return given[name] ?? undefined;
}

/** undefined: left out, or null. */
export function optionalInteger(given: Arguments, name: string): number | undefined {
  return argument(given, name) === undefined ? undefined : integerArgument(given, name);
}

/** undefined: left out, or null. */
export function optionalText(given: Arguments, name: string): string | undefined {
  return argument(given, name) === undefined ? undefined : textArgument(given, name);
}

function fits(rule: Exclude<ArgumentRule, { kind: "struct" }>, value: unknown): boolean {
  if (rule.kind === "enum") return typeof value === "number" && rule.values.includes(value);
  if (rule.kind === "integer") {
    return typeof value === "number" && Number.isInteger(value) && value >= rule.min && value <= rule.max;
  }
  return typeof value === "string" && isText(rule.kind, value, rule.min, rule.max);
}

function isText(kind: "text" | "digits", text: string, min: number, max: number): boolean {
  let length = 0;
  for (const character of text) {
    if (kind === "digits" ? character < "0" || character > "9" : character < " ") return false;
    length++;
  }
  return length >= min && length <= max;
}

/** What would have been right; never what was given, which might be a PIN. */
function describe(rule: ArgumentRule): string {
  switch (rule.kind) {
    case "integer":
      return `an integer from ${rule.min} to ${rule.max}`;
    case "enum":
      return `one of ${rule.values.join(", ")}`;
    case "struct":
      return `an object with ${rule.fields.map((field) => field.name).join(" and ")}`;
    default:
      return `${rule.min} to ${rule.max} ${rule.kind === "digits" ? "digits in quotes" : "characters in quotes"}`;
  }
}
