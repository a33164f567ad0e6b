// SPDX-License-Identifier: Apache-2.0
/** The compute units that `npm run bench` prints for the same paths: the turn budget is stated in them. */
import { answerDigest } from "../app/digest";
import { bundleForEngine } from "../app/bundle";
import { XsWorker } from "../app/xs-worker";
import type { BenchCommand } from "../bench/bench-entry";
import type { Figures, Scenario } from "../bench/scenarios";
import { hostOpcodes } from "../board/host-calls";

export type BenchUnits = ReadonlyMap<Scenario, Figures>;

export async function benchUnits(board: string, scenarios: readonly Scenario[]): Promise<BenchUnits> {
  const worker = new XsWorker({
    handlers: { [hostOpcodes.digest]: answerDigest, [hostOpcodes.line]: () => undefined },
    commandTimeoutMs: 600_000,
  });
  const units = new Map<Scenario, Figures>();
  try {
    await worker.evaluate(await bundleForEngine({ entry: "host/bench/bench-entry.ts", board }));
    for (const scenario of scenarios) {
      const command: BenchCommand = { scenario };
      const { data } = await worker.command(JSON.stringify(command));
      units.set(scenario, JSON.parse(Buffer.from(data).toString()) as Figures);
    }
    return units;
  } finally {
    await worker.close();
  }
}
