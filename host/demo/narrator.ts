// SPDX-License-Identifier: Apache-2.0
/**
 * Tells the demo: plays somebody's hands on the virtual board, prints what happens with the virtual time and with what can be sensed, and
 * stops the show when the lock does not do what the story says.
 */
import { callLine } from "../board/host-calls";
import type { VirtualBoard } from "../board/virtual-board";

const textWidth = 66;
const answerLimitMs = 2_000;

export class Narrator {
  readonly board: VirtualBoard;

  constructor(board: VirtualBoard) {
    this.board = board;
  }

  chapter(title: string): void {
    callLine("");
    callLine(`── ${title} ${"─".repeat(Math.max(2, 96 - title.length))}`);
  }

  /** One line: when, what, and what the sensors say at that moment. */
  say(text: string): void {
    callLine(`${clock(this.board.nowMs)}  ${text.padEnd(textWidth)}  ${sensors(this.board)}`);
  }

  /** The story goes on only if this holds. */
  expect(holds: boolean, what: string): void {
    if (holds) return;
    this.say(`✖ expected: ${what}`);
    throw new Error(`the demo expected: ${what}`);
  }

  /** Waits for it, at most `limitMs`, and says it. */
  until(condition: () => boolean, limitMs: number, text: string): void {
    this.expect(this.board.runUntil(condition, limitMs), `${text} (within ${limitMs / 1000} s)`);
    this.say(text);
  }

  /** Sends a line on the serial console and returns the answer. */
  ask(request: Record<string, unknown>): Record<string, unknown> {
    const { board } = this;
    const before = board.line.lineCount;
    board.serialWrite(`${JSON.stringify(request)}\n`);
    this.expect(
      board.runUntil(() => board.line.lineCount > before, answerLimitMs),
      `an answer to ${String(request["Command"])}`,
    );
    return JSON.parse(board.serialLines.at(-1) ?? "null") as Record<string, unknown>;
  }

  /** What the lock says of itself, in its own words. */
  status(): Record<string, unknown> {
    return this.ask({ Command: "GetStatus" });
  }

  /** Says what GetStatus reports of these, and stops the show when it is something else. */
  lockSays(expected: Record<string, unknown>): void {
    this.answers("GetStatus", expected);
  }

  answers(command: string, expected: Record<string, unknown>): void {
    const status = this.ask({ Command: command });
    for (const [name, value] of Object.entries(expected)) {
      this.expect(JSON.stringify(status[name]) === JSON.stringify(value), `${name} ${String(value)}, not ${String(status[name])}`);
    }
    const words = Object.entries(expected).map(([name, value]) => `${name} ${JSON.stringify(value)}`);
    this.say(`   the lock says: ${words.join(", ")}`);
  }
}

/** 3723004 is "01:02:03.004". */
function clock(nowMs: number): string {
  const ms = Math.floor(nowMs);
  const two = (value: number): string => String(value).padStart(2, "0");
  const seconds = Math.floor(ms / 1000);
  return `${two(Math.floor(seconds / 3600))}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}.${String(ms % 1000).padStart(3, "0")}`;
}

function sensors(board: VirtualBoard): string {
  const { doorOpen, boltPosition, boltDriven, volts, led, buzzerHz, powered } = board.state();
  const percent = Math.round(boltPosition * 100);
  const bolt = percent === 0 ? "back" : percent === 100 ? "thrown" : `${percent} %`;
  const signals = `${led ? "●" : "○"}${buzzerHz > 0 ? "♪" : " "}`;
  return `bolt ${bolt.padEnd(6)} ${boltDriven ? "motor " : "      "} door ${doorOpen ? "open  " : "closed"} ${volts.toFixed(2)} V ${signals}${powered ? "" : " no power"}`;
}
