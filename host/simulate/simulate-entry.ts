// SPDX-License-Identifier: Apache-2.0
/** What the host evaluates in the engine for `npm run simulate`: one life after the other, each lived piece by piece. */
import { board } from "board";
import boot from "latchkey:firmware";
import { decodeText, encodeText, engine } from "../board/engine";
import type { Story } from "./act";
import { Coverage, type CoverageCounts } from "./coverage";
import { Life, type LifeFigures } from "./life";

export type SimulateCommand =
  | { op: "begin"; story: Story }
  /** On from where it was. */
  | { op: "live"; untilMs: number };

export interface SimulateReply {
  figures: LifeFigures;
  /** Of this life so far. */
  coverage: CoverageCounts;
  /** The promise that was broken, and how: the life is over. */
  broken?: { promise: string; what: string };
}

let lived: { life: Life; coverage: Coverage } | undefined;

function handleCommand(message: ArrayBuffer): ArrayBuffer {
  const reply = perform(JSON.parse(decodeText(new Uint8Array(message))) as SimulateCommand);
  // The heap is compared from day to day.
  engine.gc?.();
  return encodeText(JSON.stringify(reply)).slice().buffer;
}

function perform(command: SimulateCommand): SimulateReply {
  if (command.op === "begin") {
    lived = undefined;
    engine.gc?.();
    // Before the firmware starts: it has to hear of its state machine.
    const coverage = new Coverage();
    const life = new Life({ firmware: boot, board, story: command.story });
    coverage.faults = life.stage.faults;
    const { power } = life.stage.board;
    coverage.isRunning = () => power.stopped === undefined;
    lived = { life, coverage };
  }
  if (lived === undefined) throw new Error('"begin" comes before "live"');
  const violation = command.op === "live" ? lived.life.liveUntil(command.untilMs) : undefined;
  return {
    figures: lived.life.figures,
    coverage: lived.coverage.counts,
    ...(violation && { broken: { promise: violation.promise, what: violation.message } }),
  };
}

Object.assign(globalThis, { handleCommand });
