// SPDX-License-Identifier: Apache-2.0
/**
 * `npm run soak:updates`: bits that flip while a lock is updated (host/soak/update-flips.ts), and somebody who wants another firmware on it
 * (update-attack.ts). Each has a seed of its own, by which it is done again alone.
 */
import { hostOpcodes } from "../board/host-calls";
import type { UpdateSoakCommand, UpdateSoakReply } from "../soak/update-entry";
import { bundleForEngine } from "./bundle";
import { answerDigest } from "./digest";
import type { Engine, EngineName } from "./engine";
import { NodeEngine } from "./node-engine";
import type { SourceChange } from "./source-changes";
import { XsWorker } from "./xs-worker";

type PartName = UpdateSoakCommand["part"];

export interface UpdateSoakOptions {
  engine: EngineName;
  /** Of the first of each part; each one after it has the next. */
  seed: number;
  flips: number;
  attacks: number;
  /** To the firmware's sources. */
  changes?: readonly SourceChange[];
  print: (line: string) => void;
  progress: (line: string) => void;
}

const titles: Readonly<Record<PartName, string>> = Object.freeze({ flips: "flipped bits", attacks: "attacks" });
const commandTimeoutMs = 300_000;

/** True when nothing broke. */
export async function updateSoak(options: UpdateSoakOptions): Promise<boolean> {
  const { engine: name, seed, changes = [], print } = options;
  const handlers = { [hostOpcodes.digest]: answerDigest };
  const engine = name === "node" ? new NodeEngine({ handlers }) : new XsWorker({ handlers, commandTimeoutMs });
  try {
    print(`seed ${seed}`);
    await engine.evaluate(await bundleForEngine({ entry: "host/soak/update-entry.ts", changes }));
    for (const part of ["flips", "attacks"] as const) {
      if (!(await play(engine, part, options))) return false;
    }
    print(`seed ${seed}: nothing broke`);
    return true;
  } finally {
    await engine.close();
  }
}

async function play(engine: Engine, part: PartName, options: UpdateSoakOptions): Promise<boolean> {
  const { seed, print, progress } = options;
  const count = options[part];
  const totals: Record<string, number> = {};
  const started = performance.now();
  for (let done = 0; done < count; ) {
    const command: UpdateSoakCommand = { part, seed: seed + done };
    const { data } = await engine.command(JSON.stringify(command));
    const { counts, broken } = JSON.parse(Buffer.from(data).toString()) as UpdateSoakReply;
    if (broken !== undefined) {
      print(`✖ ${titles[part]}, seed ${command.seed}: ${broken}`);
      print(`  again: npm run soak:updates -- --engine ${options.engine} ${part === "flips" ? "--flips 1 --attacks 0" : "--flips 0 --attacks 1"} --seed ${command.seed}`);
      return false;
    }
    for (const [name, times] of Object.entries(counts)) totals[name] = (totals[name] ?? 0) + times;
    done += 1;
    const perSecond = (done * 1_000) / (performance.now() - started);
    progress(`${done} of ${count} ${titles[part]}, ${perSecond.toFixed(1)} a second, ${((count - done) / perSecond / 60).toFixed(1)} min left`);
  }
  if (count === 0) return true;
  const minutes = (performance.now() - started) / 60_000;
  print(`${count} ${titles[part]} in ${minutes.toFixed(1)} min`);
  print(`  ${Object.entries(totals).map(([name, times]) => `${name}: ${times}`).join(", ")}`);
  return true;
}
