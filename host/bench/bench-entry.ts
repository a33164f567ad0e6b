// SPDX-License-Identifier: Apache-2.0
/** What the host evaluates in the engine for `npm run bench`: one scenario a command, or some cycles of one lasting lock. */
import { board } from "board";
import boot from "latchkey:firmware";
import { decodeText, encodeText, engine } from "../board/engine";
import type { VirtualBoard } from "../board/virtual-board";
import { readyLock, scenarios, unlockCycles, type Scenario } from "./scenarios";

export type BenchCommand = { scenario: Scenario } | { cycles: number };

const bench = { firmware: boot, board };
let lasting: VirtualBoard | undefined;

function handleCommand(request: ArrayBuffer): ArrayBuffer {
  const command = JSON.parse(decodeText(new Uint8Array(request))) as BenchCommand;
  if ("scenario" in command) {
    return encodeText(JSON.stringify(scenarios[command.scenario](bench))).slice().buffer;
  }
  lasting ??= readyLock(bench);
  unlockCycles(lasting, command.cycles);
  engine.gc?.();
  return new ArrayBuffer(0);
}

Object.assign(globalThis, { handleCommand });
