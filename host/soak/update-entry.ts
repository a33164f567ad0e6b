// SPDX-License-Identifier: Apache-2.0
/** What the host evaluates in the engine for `npm run soak:updates`: one flipped bit or one attack a command, each on a lock of its own. */
import boot from "latchkey:firmware";
import { decodeText, encodeText } from "../board/engine";
import { UpdateAttacks } from "./update-attack";
import { UpdateFlips } from "./update-flips";

export interface UpdateSoakCommand {
  part: "flips" | "attacks";
  seed: number;
}

export interface UpdateSoakReply {
  /** What happened how often. */
  counts: Record<string, number>;
  /** What was not as it should be. */
  broken?: string;
}

let flips: UpdateFlips | undefined;
let attacks: UpdateAttacks | undefined;

function handleCommand(request: ArrayBuffer): ArrayBuffer {
  const reply = perform(JSON.parse(decodeText(new Uint8Array(request))) as UpdateSoakCommand);
  return encodeText(JSON.stringify(reply)).slice().buffer;
}

function perform({ part, seed }: UpdateSoakCommand): UpdateSoakReply {
  try {
    if (part === "attacks") return { counts: { ...(attacks ??= new UpdateAttacks(boot)).attack(seed) } };
    const { place, wentDark } = (flips ??= new UpdateFlips(boot)).flip(seed);
    return { counts: { [place]: 1, ...(wentDark && { wentDark: 1 }) } };
  } catch (error) {
    return { counts: {}, broken: error instanceof Error ? `${String(error)}\n${String(error.stack)}` : String(error) };
  }
}

Object.assign(globalThis, { handleCommand });
