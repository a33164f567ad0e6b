// SPDX-License-Identifier: Apache-2.0
/**
 * What the host evaluates in the engine for `npm run soak`: one lasting lock, and a section of noise a command. A
 * message that begins with byte 0 holds the bytes for the next section at the console; all others are JSON.
 */
import { board } from "board";
import boot from "latchkey:firmware";
import { decodeText, encodeText, engine } from "../board/engine";
import { feedConsole } from "./console-section";
import { pressKeys } from "./key-section";
import { Proof } from "./proof";
import { SeededRandom } from "./seeded-random";
import { Broken, SoakLock, type SoakFigures } from "./soak-lock";

export type SoakCommand =
  /** `events`: at the keypad; without it the bytes of the message before go to the console. */
  | { op: "section"; seed: number; events?: number }
  | { op: "powerCut"; seed: number };

export interface SoakReply {
  figures: SoakFigures;
  /**
   * What was not as it should be, and after how many bytes or events of the section; undefined: in the proof after all
   * of them.
   */
  broken?: { what: string; after?: number };
}

let lock: SoakLock | undefined;
let proof: Proof | undefined;
let bytes = new Uint8Array(0);

function handleCommand(message: ArrayBuffer): ArrayBuffer {
  const received = new Uint8Array(message);
  if (received[0] === 0) {
    bytes = received.slice(1);
    return new ArrayBuffer(0);
  }
  const reply = perform(JSON.parse(decodeText(received)) as SoakCommand);
  engine.gc?.();
  return encodeText(JSON.stringify(reply)).slice().buffer;
}

function perform(command: SoakCommand): SoakReply {
  lock ??= new SoakLock({ firmware: boot, board });
  proof ??= new Proof(lock);
  const random = new SeededRandom(command.seed);
  const made = { count: 0 };
  let isNoise = command.op === "section";
  try {
    if (command.op === "powerCut") {
      proof.holdOverPowerCut(random);
    } else {
      if (command.events === undefined) feedConsole(lock, bytes, random, made);
      else pressKeys(lock, command.seed, command.events, made);
      isNoise = false;
      proof.hold(random);
    }
  } catch (error) {
    return { figures: lock.figures, broken: { what: describe(error), ...(isNoise && { after: made.count }) } };
  }
  return { figures: lock.figures };
}

/** What is not `Broken` is a mistake of the board or of the soak itself. */
function describe(error: unknown): string {
  if (error instanceof Broken) return error.message;
  return error instanceof Error ? `${String(error)}\n${String(error.stack)}` : String(error);
}

Object.assign(globalThis, { handleCommand });
