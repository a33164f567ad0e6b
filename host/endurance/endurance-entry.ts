// SPDX-License-Identifier: Apache-2.0
/** What the host evaluates in the engine for `npm run endurance`: one lock that lasts, and some cycles a command. */
import { board } from "board";
import boot from "latchkey:firmware";
import { decodeText, encodeText, engine } from "../board/engine";
import { Endurance, type EnduranceFigures } from "./cycles";

export interface EnduranceCommand {
  cycles: number;
}

export interface EnduranceReply {
  figures: EnduranceFigures;
  /** What was missed; the cycles end there. */
  missed?: string;
}

let endurance: Endurance | undefined;

function handleCommand(request: ArrayBuffer): ArrayBuffer {
  const { cycles } = JSON.parse(decodeText(new Uint8Array(request))) as EnduranceCommand;
  endurance ??= new Endurance({ firmware: boot, board });
  let missed: string | undefined;
  try {
    endurance.run(cycles);
  } catch (error) {
    missed = String(error);
  }
  engine.gc?.();
  const reply: EnduranceReply = { figures: endurance.figures, ...(missed !== undefined && { missed }) };
  return encodeText(JSON.stringify(reply)).slice().buffer;
}

Object.assign(globalThis, { handleCommand });
