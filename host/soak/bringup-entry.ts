// SPDX-License-Identifier: Apache-2.0
/** What the host evaluates in the engine for `npm run soak:bringup`: one good board a command. */
import bootC3 from "latchkey:bringup/esp32-c3";
import bootDevkit from "latchkey:bringup/esp32-devkit";
import bootS3 from "latchkey:bringup/esp32-s3";
import { board as c3 } from "../../boards/esp32-c3";
import { board as devkit } from "../../boards/esp32-devkit";
import { board as s3 } from "../../boards/esp32-s3";
import { decodeText, encodeText } from "../board/engine";
import { falseAlarms, goodBoard } from "./good-board";

export interface BringupSoakCommand {
  seed: number;
  partitionsCsv: string;
}

export interface BringupSoakReply {
  board: string;
  /** What was not as it should be; "": nothing. */
  complaint: string;
  virtualMs: number;
  driveMs: number;
  stallMs: number;
}

/** Motors have more to go wrong. */
const kinds = Object.freeze([
  { board: devkit, firmware: bootDevkit },
  { board: s3, firmware: bootS3 },
  { board: c3, firmware: bootC3 },
  { board: devkit, firmware: bootDevkit },
]);

function handleCommand(request: ArrayBuffer): ArrayBuffer {
  const reply = perform(JSON.parse(decodeText(new Uint8Array(request))) as BringupSoakCommand);
  return encodeText(JSON.stringify(reply)).slice().buffer;
}

function perform({ seed, partitionsCsv }: BringupSoakCommand): BringupSoakReply {
  const kind = kinds[seed % kinds.length]!;
  const { name } = kind.board;
  try {
    const run = goodBoard(seed, { ...kind, partitionsCsv });
    const { longestDriveMs, longestStallMs } = run.board.world.bolt;
    return { board: name, complaint: falseAlarms(run), virtualMs: run.board.nowMs, driveMs: longestDriveMs, stallMs: longestStallMs };
  } catch (error) {
    return { board: name, complaint: error instanceof Error ? `${String(error)}\n${String(error.stack)}` : String(error), virtualMs: 0, driveMs: 0, stallMs: 0 };
  }
}

Object.assign(globalThis, { handleCommand });
