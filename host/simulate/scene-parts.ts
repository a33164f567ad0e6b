// SPDX-License-Identifier: Apache-2.0
/** What scenes are made of: somebody types, and the owner says something at the console. */
import { addPin } from "../board/pin-credential";
import { masterPin } from "./cast";
import { second, type Draft } from "./story-draft";

/** Writes down what happens from that moment on. */
export type Scene = (draft: Draft, atMs: number) => void;

export type Command = readonly [name: string, fields?: object];

export function somebodysPin({ random, beliefs }: Draft): string {
  return random.pick([...beliefs.pins.values()]);
}

/** Of six digits, and nobody's by all odds. */
export function freshPin({ random }: Draft): string {
  return String(random.between(407_000, 899_999));
}

/** Tells when the last key is down. */
export function types(draft: Draft, atMs: number, keys: string): number {
  const gapMs = draft.random.pick([150, 200, 300]);
  draft.add(atMs, { do: "type", keys, gapMs });
  return atMs + keys.length * gapMs;
}

export function sends(draft: Draft, atMs: number, name: string, fields: object = {}): void {
  const text = JSON.stringify({ Command: name, ...fields, Id: (draft.beliefs.lineCount += 1) });
  draft.add(atMs, { do: "line", text });
}

/** Commands of the owner, one after the other; tells when the last one is out. */
export function session(draft: Draft, atMs: number, ...commands: readonly Command[]): number {
  draft.add(atMs, { do: "line", text: "" });
  sends(draft, atMs + 100, "Login", { PIN: masterPin });
  commands.forEach(([name, fields], place) => sends(draft, atMs + 500 + 300 * place, name, fields));
  return atMs + 500 + 300 * commands.length;
}

/** The owner sets the clock, as it has to be after a power cut. Mostly. */
export function clockIsRight(draft: Draft, atMs: number): readonly Command[] {
  return draft.random.oneIn(8) ? [] : [["SetTime", { UtcTime: draft.utcSeconds(atMs + 500) }]];
}

/** Makes a user anew, with a PIN of the same number. */
export function newUser(index: number, pin: string, fields: object = {}): readonly Command[] {
  const who = { UserIndex: index };
  return [
    ["ClearUser", who],
    ["SetUser", { OperationType: 0, ...who, ...fields }],
    ["SetCredential", { ...addPin(index, pin), ...who }],
  ];
}

export const logout: Command = Object.freeze(["Logout"] as const);

/** A moment before or after an edge, in ms: near enough for a slip, far enough for a clock that is a second off. */
export function justBefore({ random }: Draft): number {
  return random.pick([4, 6, 10, 25, 50]) * second;
}
