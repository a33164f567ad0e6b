// SPDX-License-Identifier: Apache-2.0
/**
 * One half of `npm run soak`, console or keypad: a lock inside XS, to which one section of noise after the other is
 * sent. A section is made from the seed and its own number alone, so that it can be replayed without those before it.
 */
import { hostOpcodes } from "../board/host-calls";
import { consoleSoak } from "../soak/console-mutations";
import { pins } from "../soak/pins";
import type { SoakCommand, SoakReply } from "../soak/soak-entry";
import type { SoakFigures } from "../soak/soak-lock";
import { answerDigest } from "./digest";
import { XsWorker } from "./xs-worker";

export type SoakPartName = "console" | "keys";

/** In bytes or key events. */
export const sectionSize: Readonly<Record<SoakPartName, number>> = Object.freeze({ console: 125_000, keys: 5_000 });

const commandTimeoutMs = 300_000;
/** In which the heap finds its size. */
const firstSections = 5;
/** What is made when something happens for the first time takes some slots for good. */
const heapSlack = 100;
const shownBytes = 200;

export interface SoakPartOptions {
  name: SoakPartName;
  /** What host/soak/soak-entry.ts became. */
  script: string;
  seed: number;
  /** Sections `from` to `to` - 1. */
  from: number;
  to: number;
  /** In bytes or key events; the last section may be smaller than the others. */
  size: number;
}

export interface SoakFailure {
  /** undefined: it came out at the power cut after the last one. */
  section: number | undefined;
  /**
   * How many bytes or key events of the section had been sent; undefined: all, and it came out at the proof after them.
   */
  after: number | undefined;
  what: string;
  /** The newest bytes of the console, as text. */
  sent: string;
}

export class SoakPart {
  readonly options: SoakPartOptions;
  /** Bytes or key events. */
  done = 0;
  figures: SoakFigures | undefined;
  failure: SoakFailure | undefined;
  wallMs = 0;
  /** Slots of the XS heap in use, garbage collected: most of them in the first sections, and after the newest. */
  heapAtFirst = 0;
  heap = 0;
  readonly #worker: XsWorker;
  #stopped = false;

  constructor(options: SoakPartOptions) {
    this.options = options;
    this.#worker = new XsWorker({ handlers: { [hostOpcodes.digest]: answerDigest }, commandTimeoutMs });
  }

  /** After the section that is under way. */
  stop(): void {
    this.#stopped = true;
  }

  /** Until all is done or something breaks; `onSection` after each section. */
  async run(onSection: () => void): Promise<void> {
    const started = performance.now();
    const { script, from, to } = this.options;
    try {
      await this.#worker.evaluate(script);
      for (let section = from; section < to && this.failure === undefined && !this.#stopped; section++) {
        await this.#play(section);
        this.wallMs = performance.now() - started;
        onSection();
      }
      if (this.failure === undefined && !this.#stopped) {
        await this.#command({ op: "powerCut", seed: this.#seedOf(to) }, undefined, "");
      }
    } finally {
      await this.#worker.close();
    }
  }

  async #play(section: number): Promise<void> {
    const { name, size } = this.options;
    const length = Math.min(sectionSize[name], size - section * sectionSize[name]);
    const seed = this.#seedOf(section);
    if (name === "keys") {
      await this.#command({ op: "section", seed, events: length }, section, "");
    } else {
      const bytes = noise(seed, length);
      await this.#worker.command(Buffer.concat([Buffer.from([0]), bytes]));
      await this.#command({ op: "section", seed }, section, bytes.toString("latin1"));
    }
    this.done += length;
    if (section - this.options.from < firstSections) this.heapAtFirst = Math.max(this.heapAtFirst, this.heap);
    if (this.heap > this.heapAtFirst + heapSlack) {
      const what = `the heap has grown from ${this.heapAtFirst} slots to ${this.heap}`;
      this.failure ??= { section, after: undefined, what, sent: "" };
    }
  }

  async #command(command: SoakCommand, section: number | undefined, sent: string): Promise<void> {
    try {
      const { data, heapCount } = await this.#worker.command(JSON.stringify(command));
      const { figures, broken } = JSON.parse(Buffer.from(data).toString()) as SoakReply;
      this.figures = figures;
      this.heap = heapCount;
      if (broken === undefined) return;
      const { what, after } = broken;
      const newest = after === undefined ? "" : sent.slice(Math.max(0, after - shownBytes), after);
      this.failure = { section, after, what, sent: newest };
    } catch (error) {
      // XS itself crashed, or hangs.
      const what = error instanceof Error ? error.message : String(error);
      this.failure = { section, after: undefined, what, sent: "" };
    }
  }

  #seedOf(section: number): number {
    const ofPart = this.options.name === "console" ? 0 : 0x5bd1e995;
    return (Math.imul(this.options.seed + 1, 0x9e3779b1) + Math.imul(section, 0x85ebca6b) + ofPart) | 0;
  }
}

function noise(seed: number, bytes: number): Buffer {
  const chunks: Uint8Array[] = [];
  consoleSoak({ seed, bytes, pins, feed: (chunk) => chunks.push(chunk.slice()) });
  return Buffer.concat(chunks);
}
