// SPDX-License-Identifier: Apache-2.0
/** What a step of bring-up may want, and how it goes on: the words between the steps, which know no port, clock or keys, and session.ts. */
import type { Suspect } from "./suspects";

/** Fields of an answer or an event come from outside: whoever reads one checks it. */
export type Fields = Readonly<Record<string, unknown>>;

/** How a person answers. */
export type Expects =
  /** `goesOn`: by itself, when it is seen. */
  | { kind: "enter"; goesOn: boolean }
  | { kind: "yesNo" }
  | { kind: "number"; min: number; max: number; unit: string; example: string }
  /** The word that is typed, or its first letter; and what it means. */
  | { kind: "word"; words: Readonly<Record<string, string>> };

export interface Instruction {
  /** The same for the same act, whatever the board: the virtual person of the tests goes by it. */
  code: string;
  /** Names part, wire and pin. */
  text: string;
  expects: Expects;
  /** What it is about, for programs: a key, a slot. */
  detail?: string;
}

export interface Ask {
  kind: "ask";
  instruction: Instruction;
  /** Sees every event meanwhile; true: that is the answer. */
  until?: ((event: Fields) => boolean) | undefined;
  limitMs?: number | undefined;
  /** A line made of GetReadings, shown again and again. */
  live?: ((readings: Fields) => string) | undefined;
}

export type Need =
  | { kind: "command"; command: string; given: object; silenceMs: number }
  /** `until` sees every event meanwhile; true: it need not wait any longer. */
  | { kind: "wait"; ms: number; until?: ((event: Fields) => boolean) | undefined }
  | Ask;

/** How an ask or a wait ended, or what a command was answered. */
export type Got =
  | { kind: "answered"; fields: Fields; sentMs: number; heardMs: number; again: boolean }
  | { kind: "said"; value: string | number | boolean }
  | { kind: "event"; event: Fields }
  | { kind: "limit" };

export type Steps<Result> = Generator<Need, Result, Got>;

/** The step is over and has failed; what is suspected is known already, or stands here. */
export class StepFailed extends Error {
  override name = "StepFailed";
  readonly suspect: Suspect | undefined;
  constructor(suspect?: Suspect) {
    super(suspect?.text ?? "failed");
    this.suspect = suspect;
  }
}

/** The step cannot or need not be done. */
export class StepSkipped extends Error {
  override name = "StepSkipped";
}

export type WayOut = "skip" | "repeat" | "back" | "quit";

/** The person wants something else. */
export class StepLeft extends Error {
  override name = "StepLeft";
  readonly way: WayOut;
  constructor(way: WayOut) {
    super(way);
    this.way = way;
  }
}

/** The chip has started anew. */
export class ChipReset extends Error {
  override name = "ChipReset";
  readonly reason: number;
  constructor(reason: number) {
    super(`reset, reason ${reason}`);
    this.reason = reason;
  }
}

/** It does not answer any more, knocking included. */
export class LostContact extends Error {
  override name = "LostContact";
}
