// SPDX-License-Identifier: Apache-2.0
/**
 * Makes a request out of a line of text from outside: one JSON object, the command in "Command", its arguments by name
 * beside it, and an optional "Id" that the answer repeats. It does not know the commands.
 *
 * The text comes from anybody, so its cost is bounded before it is parsed (facts B14, 3, 24, 25): its length, and its
 * depth, because deep recursion inside the engine restarts the chip. XS takes an array as second argument of
 * `JSON.parse` as the list of the only names to keep, so that foreign names fill no key table; Node ignores it. On
 * both, nobody reads a name that is not in the list: it is ignored, like a field that a Matter server does not know.
 */

export const requestLengthMax = 512;

/**
 * Each of these brackets might open one more level, wherever it stands: counting them all is cheaper than reading the
 * text, and never too low. Twelve levels are harmless, and leave room for a name that is made of nothing else.
 */
const bracketsMax = 12;
const idLengthMax = 16;

/** What JSON can hold. Arguments are checked against the command's own list before anybody uses them. */
export type Arguments = Readonly<Record<string, unknown>>;

export interface Request {
  command: string;
  arguments: Arguments;
  id: string | number | undefined;
}

/** undefined: not a request. `names` are the argument names of all commands. */
export function parseRequest(text: string, names: readonly string[]): Request | undefined {
  if (text.length > requestLengthMax || countBrackets(text) > bracketsMax) return undefined;
  let value: unknown;
  try {
    value = JSON.parse(text, ["Command", "Id", ...names] as unknown as undefined);
  } catch {
    return undefined;
  }
  if (typeof value !== "object" || value === null) return undefined;
  const fields = value as Arguments;
  const command = fields.Command;
  if (typeof command !== "string") return undefined;
  return { command, arguments: fields, id: checkedId(fields.Id) };
}

function countBrackets(text: string): number {
  let count = 0;
  for (const bracket of "[{") {
    let at = text.indexOf(bracket);
    while (at >= 0 && count <= bracketsMax) {
      count++;
      at = text.indexOf(bracket, at + 1);
    }
  }
  return count;
}

function checkedId(id: unknown): string | number | undefined {
  if (typeof id === "number" && Number.isFinite(id)) return id;
  return typeof id === "string" && id.length <= idLengthMax ? id : undefined;
}
