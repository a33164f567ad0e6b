// SPDX-License-Identifier: Apache-2.0
/**
 * The terminal of a guided session: what is asked, a line of live readings that the next one replaces, and what is typed. Without a
 * terminal everything is a plain line, and live readings are told now and then.
 */
import { createInterface, type Interface } from "node:readline";
import type { Writable } from "node:stream";
import type { Expects } from "../bringup/need";
import type { News } from "../bringup/course";
import { paragraph, resultLines } from "./bringup-text";

export interface ScreenOptions {
  /** stderr where stdout is for machines. */
  output: Writable & { isTTY?: boolean; columns?: number };
  onLine: (line: string) => void;
  /** Nobody types any more. */
  onEnd: () => void;
  onInterrupt: () => void;
}

const columnsDefault = 80;
const columnsMax = 100;
/** For what is typed. */
const typedWidth = 12;
const plainLiveMs = 5_000;

export class BringupScreen {
  readonly #output: ScreenOptions["output"];
  readonly #input: Interface;
  #isAsking = false;
  #liveAtMs = -Infinity;
  /** The live line that is there. */
  #liveText = "";

  constructor({ output, onLine, onEnd, onInterrupt }: ScreenOptions) {
    this.#output = output;
    this.#input = createInterface({ input: process.stdin, output: this.#isTerminal ? output : undefined, terminal: this.#isTerminal });
    this.#input.on("line", onLine).on("close", onEnd).on("SIGINT", onInterrupt);
  }

  close(): void {
    this.#input.removeAllListeners("close");
    this.#input.close();
  }

  show(news: News): void {
    switch (news.kind) {
      case "connected": {
        const { Board, Chip, FirmwareVersion, Serial } = news.facts;
        return this.print([`${String(Board)} (${String(Chip)}), bring-up firmware ${String(FirmwareVersion)}, serial number ${String(Serial)}`]);
      }
      case "step":
        return this.print(["", `--- ${news.title} ${"-".repeat(Math.max(this.#width - news.title.length - 5, 3))}`]);
      case "ask":
        this.#isAsking = true;
        return this.print(["", ...paragraph(news.instruction.text, this.#width), ...hints(news.instruction.expects, this.#width)]);
      case "problem":
        return this.print(paragraph(news.text, this.#width, "? "));
      case "note":
        return this.print(paragraph(news.text, this.#width, "  "));
      case "live":
        return this.#live(news.text);
      case "result":
        this.#isAsking = false;
        return this.print(["", ...resultLines(news.result, this.#width)]);
    }
  }

  print(lines: readonly string[]): void {
    if (this.#isTerminal) this.#output.write("\r\x1b[K");
    this.#liveText = "";
    for (const line of lines) this.#output.write(`${line}\n`);
    if (this.#isAsking) this.#prompt("");
  }

  get #isTerminal(): boolean {
    return process.stdin.isTTY && this.#output.isTTY === true;
  }

  get #width(): number {
    return Math.min(this.#output.columns ?? columnsDefault, columnsMax);
  }

  #live(text: string): void {
    const short = text.slice(0, this.#width - typedWidth);
    if (short === this.#liveText) return;
    this.#liveText = short;
    if (!this.#isTerminal) {
      if (performance.now() - this.#liveAtMs < plainLiveMs) return;
      this.#liveAtMs = performance.now();
      this.#output.write(`  ${short}\n`);
    } else if (this.#isAsking) this.#prompt(short);
    else this.#output.write(`\r\x1b[K  ${short}`);
  }

  /** What was typed already stays behind it. */
  #prompt(live: string): void {
    if (!this.#isTerminal) return;
    this.#input.setPrompt(live === "" ? "> " : `[${live}] > `);
    this.#input.prompt(true);
  }
}

function hints(expects: Expects, width: number): string[] {
  switch (expects.kind) {
    case "enter":
      return [`  ${expects.goesOn ? "It goes on by itself, or with Enter" : "Enter when it is done"}; or: skip, repeat, back, quit`];
    case "yesNo":
      return ["  y or n; or: skip, repeat, back, quit"];
    case "number":
      return [`  ${expects.unit}, as ${expects.example}; or: skip, repeat, back, quit`];
    case "word":
      return Object.entries(expects.words).flatMap(([word, meaning]) => paragraph(meaning, width, `  ${word.padEnd(10)}`));
  }
}
