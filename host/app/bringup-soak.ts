// SPDX-License-Identifier: Apache-2.0
/** `npm run soak:bringup`: good boards of so many seeds are brought up, and none may be told that something is wrong with it. */
import { readFileSync } from "node:fs";
import type { BringupSoakCommand, BringupSoakReply } from "../soak/bringup-entry";
import { bundleForEngine } from "./bundle";
import { answerDigest } from "./digest";
import type { EngineName } from "./engine";
import { hostOpcodes } from "../board/host-calls";
import { NodeEngine } from "./node-engine";
import { XsWorker } from "./xs-worker";

export interface BringupSoakOptions {
  engine: EngineName;
  seed: number;
  seeds: number;
  print: (line: string) => void;
  progress: (line: string) => void;
}

const commandTimeoutMs = 120_000;

/** True: no false alarm. */
export async function bringupSoak({ engine: name, seed: first, seeds, print, progress }: BringupSoakOptions): Promise<boolean> {
  const handlers = { [hostOpcodes.digest]: answerDigest };
  const engine = name === "node" ? new NodeEngine({ handlers }) : new XsWorker({ handlers, commandTimeoutMs });
  const partitionsCsv = readFileSync("chip/partitions.csv", "utf8");
  const started = performance.now();
  const counts: Record<string, number> = {};
  let alarms = 0;
  let virtualMs = 0;
  let driveMs = 0;
  let stallMs = 0;
  try {
    await engine.evaluate(await bundleForEngine({ entry: "host/soak/bringup-entry.ts" }));
    for (let seed = first; seed < first + seeds; seed++) {
      const command: BringupSoakCommand = { seed, partitionsCsv };
      const { data } = await engine.command(JSON.stringify(command));
      const reply = JSON.parse(Buffer.from(data).toString()) as BringupSoakReply;
      counts[reply.board] = (counts[reply.board] ?? 0) + 1;
      virtualMs += reply.virtualMs;
      driveMs = Math.max(driveMs, reply.driveMs);
      stallMs = Math.max(stallMs, reply.stallMs);
      if (reply.complaint !== "") {
        alarms++;
        print(`✖ seed ${seed}, ${reply.board}: ${reply.complaint}`);
      }
      progress(`${seed - first + 1} of ${seeds} good boards`);
    }
  } finally {
    await engine.close();
  }
  const minutes = (performance.now() - started) / 60_000;
  print(`${seeds} good boards from seed ${first} (${Object.entries(counts).map(([board, count]) => `${count} ${board}`).join(", ")}): ${alarms} false alarms`);
  print(`  ${(virtualMs / 3_600_000).toFixed(1)} hours of bring-up in ${minutes.toFixed(1)} min`);
  print(`  longest under power ${driveMs.toFixed(0)} ms, longest against something ${stallMs.toFixed(0)} ms`);
  return alarms === 0;
}
