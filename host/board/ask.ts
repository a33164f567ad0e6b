// SPDX-License-Identifier: Apache-2.0
/** A request on the console of a lock that nobody else talks to, and the answer. */
import type { VirtualBoard } from "./virtual-board";

export type Answer = Record<string, unknown>;

const answerMsMax = 1_000;

/** Throws when it is not answered in a second. */
export function ask(board: VirtualBoard, command: string, given: object = {}): Answer {
  const { lineCount } = board.line;
  board.serialWrite(`${JSON.stringify({ Command: command, ...given })}\n`);
  if (!board.runUntil(() => board.line.lineCount > lineCount, answerMsMax)) throw new Error(`no answer to ${command}`);
  return JSON.parse(board.serialLines.at(-1) ?? "") as Answer;
}

/** Throws when it is answered with anything but SUCCESS, too. */
export function askSuccess(board: VirtualBoard, command: string, given: object = {}): Answer {
  const answer = ask(board, command, given);
  if (answer["Status"] !== "SUCCESS") throw new Error(`${command} is answered with ${JSON.stringify(answer)}`);
  return answer;
}
