// SPDX-License-Identifier: Apache-2.0
/**
 * Work that is too long for one turn: either what comes of it, or what is to be done in the next turn, which gives the same again.
 * Whoever has a loop gives each piece a turn of its own; where a turn may take that long, or in a test, all is done at once.
 */
import type { Loop } from "./loop";

export type InTurns<Result extends object> = Result | (() => InTurns<Result>);

export function atOnce<Result extends object>(work: InTurns<Result>): Result {
  let rest = work;
  while (typeof rest === "function") rest = rest();
  return rest;
}

/** Gives each piece a turn of its own, and `done` what came of it: at once, where it came at once. One work at a time for each name. */
export function inTurns<Result extends object>(
  loop: Pick<Loop, "after">,
  name: string,
  work: InTurns<Result>,
  done: (result: Result) => void,
): void {
  if (typeof work === "function") loop.after(name, 0, () => inTurns(loop, name, work(), done));
  else done(work);
}

/** `next` goes on with what came of it, in the same turn. */
export function afterwards<First extends object, Result extends object>(
  work: InTurns<First>,
  next: (first: First) => InTurns<Result>,
): InTurns<Result> {
  return typeof work === "function" ? () => afterwards(work(), next) : next(work);
}
