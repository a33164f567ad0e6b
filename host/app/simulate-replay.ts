// SPDX-License-Identifier: Apache-2.0
/** A story that broke a promise is lived once more: by `npm run simulate -- --replay <file>`, or in the panel's engine. */
import { timeInWords } from "../simulate/words";
import { bundleForEngine } from "./bundle";
import type { EngineName } from "./engine";
import { bundleSimulator, dayMs, SimulateEngine } from "./simulate-engine";
import { tellPromise, tellStory } from "./simulate-failure";
import { gitCommit, type ReplayFile } from "./simulate-replay-file";
import { countText } from "./simulate-text";

/** After the moment at which it failed. */
const patienceMs = 60_000;

/** True when no promise is broken any more. */
export async function replay(file: ReplayFile, engineName: EngineName, print: (line: string) => void): Promise<boolean> {
  const { board, failure, commit, story } = file;
  const now = gitCommit();
  print(`seed ${story.seed}, ${countText(story.acts.length, "act")}, board ${board}${commit === undefined ? "" : `, found at ${commit}`}`);
  if (commit !== undefined && now !== undefined && now !== commit) print(`(the sources are now at ${now})`);
  tellStory({ story, failure }, print);
  const script = await bundleSimulator(board);
  const engine = new SimulateEngine(script, engineName);
  try {
    const untilMs = Math.max(story.days * dayMs, failure.atMs + patienceMs);
    const { failure: again } = await engine.live(story, { untilMs });
    print("");
    if (again === undefined) {
      print(`✔ It breaks no promise ${engineName === "node" ? "on Node, which measures neither turns nor heap" : "any more"}.`);
      return true;
    }
    const sameWay = again.promise === failure.promise && again.atMs === failure.atMs;
    print(`✖ It breaks a promise on ${timeInWords(again.atMs)}${sameWay ? ", as it did" : ", and not as it did"}:`);
    tellPromise(again, print);
    return false;
  } finally {
    await engine.close();
  }
}

/** For the engine of the panel's lock (host/simulate/replay-entry.ts). */
export async function bundleReplay({ board, story, failure }: ReplayFile): Promise<string> {
  const script = await bundleForEngine({ entry: "host/simulate/replay-entry.ts", board });
  return `globalThis.replay = ${JSON.stringify({ story, failure })};\n${script}`;
}
