// SPDX-License-Identifier: Apache-2.0
/**
 * What a person is told when a promise was broken: which and when, the shortest story that still breaks it, in words,
 * and how to live it again. The story is kept in a file under .build/simulate/.
 */
import { promises } from "../simulate/promises";
import { inWords, timeInWords } from "../simulate/words";
import type { LifeFailure } from "./simulate-engine";
import { gitCommit, writeReplayFile } from "./simulate-replay-file";
import { shrinkFailure, type FailedStory, type ShrinkOptions } from "./simulate-shrink";
import { countText } from "./simulate-text";

export interface TellOptions extends ShrinkOptions {
  board: string;
  print: (line: string) => void;
}

const toldActsMax = 60;

export async function tellFailure(options: TellOptions): Promise<void> {
  const { story, failure, board, print } = options;
  print("");
  print(`✖ Seed ${story.seed} broke a promise on ${timeInWords(failure.atMs)}.`);
  tellPromise(failure, print);
  print("");
  const path = `.build/simulate/seed-${story.seed}.json`;
  const keep = (kept: FailedStory): void => writeReplayFile(path, { board, commit: gitCommit(), ...kept });
  // Whoever has no patience for the rest has something to replay.
  keep({ story, failure });
  const shrunk = await shrinkFailure(options);
  const found = shrunk ?? { story, failure };
  if (shrunk === undefined) {
    print("  The same story does not fail in a new engine: it hangs on the lives that this one lived before. Not shrunk.");
  } else {
    const of = `${countText(found.story.acts.length, "act")} of ${story.acts.length}`;
    print(`  The shortest story found that breaks it (${of}):`);
    tellStory(found, print);
  }
  keep(found);
  print("");
  print(`  live it again         npm run simulate -- --replay ${path}`);
  print(`  watch it in the panel npm start -- --replay ${path}`);
  print(`  debug it on Node      node --inspect-brk host/cli/latchkey.mjs simulate --replay ${path} --engine node`);
  print(`  the whole life again  npm run simulate -- --seed ${story.seed} --days ${story.days} --board ${board}`);
}

export function tellPromise({ promise, what }: LifeFailure, print: (line: string) => void): void {
  const sentence = (promises as Readonly<Record<string, string>>)[promise];
  print(`  ${promise}${sentence === undefined ? "" : `: ${sentence}`}`);
  for (const line of what.split("\n")) print(`  ${line}`);
}

export function tellStory({ story, failure }: FailedStory, print: (line: string) => void): void {
  const untold = story.acts.length - toldActsMax;
  if (untold > 0) print(`    ${countText(untold, "act")} before, and then`);
  for (const timed of story.acts.slice(-toldActsMax)) print(`    ${inWords(timed)}`);
  print(`    ${timeInWords(failure.atMs)} ✖ ${failure.what.split("\n")[0]}`);
}
