// SPDX-License-Identifier: Apache-2.0
/**
 * One command and its answer at a time over the module's serial port. It does not know what they mean, nor how they are packed.
 *
 * Answers carry no number: what comes while no command is out, and what is left of an earlier one when the next is sent, is
 * dropped. A slow poll stands behind the interrupt, which can get lost for good (SDK, serial.c). No command is longer than the
 * FIFO of 128 bytes, so nothing has to be sent in pieces.
 */
import type { Guard } from "./guard";
import type { SerialClass, SerialIO, SerialWiring, TimerService } from "./io";
import type { TemplateCommand } from "./template-step";

const fifoBytes = 128;
/** While an answer is waited for. */
const pollMs = 50;

/** How commands and answers are packed. */
export interface TemplateWire {
  /** The packet of a command. What had come of an answer is forgotten. */
  begin(code: number, parameters: readonly number[]): Uint8Array;
  /** A copy of the answer, result first, when this byte completes a right one to that command; else undefined. */
  take(byte: number): Uint8Array | undefined;
}

export interface TemplateLinkOptions extends SerialWiring {
  wire: TemplateWire;
  serial: SerialClass;
  timer: TimerService;
  guard: Guard;
  /** Result first; undefined: no right answer came in time. Once for each `send()`. */
  onAnswer: (content: Uint8Array | undefined) => void;
}

export class TemplateLink {
  readonly #timer: TimerService;
  readonly #serial: SerialIO;
  readonly #onAnswer: (content: Uint8Array | undefined) => void;
  readonly #tick: () => void;
  readonly #wire: TemplateWire;
  readonly #received = new Uint8Array(fifoBytes);
  #pollId: unknown;
  #waiting = false;
  #leftMs = 0;

  constructor({ wire, serial, port, transmitPin, receivePin, baud, timer, guard, onAnswer }: TemplateLinkOptions) {
    this.#wire = wire;
    this.#timer = timer;
    this.#onAnswer = onAnswer;
    this.#tick = guard.wrap(() => this.#poll());
    this.#serial = new serial({
      transmit: transmitPin,
      receive: receivePin,
      port,
      baud,
      format: "buffer",
      onReadable: guard.wrap(() => this.#receive()),
      onWritable() {},
    });
  }

  /** What was waited for is given up, and not told of. */
  send(command: TemplateCommand, parameters: readonly number[]): void {
    this.#stop();
    while ((this.#serial.read(this.#received) ?? 0) === fifoBytes);
    this.#waiting = true;
    this.#leftMs = command.limitMs;
    this.#pollId = this.#timer.repeat(this.#tick, pollMs);
    this.#serial.write(this.#wire.begin(command.code, parameters));
  }

  #poll(): void {
    this.#receive();
    if (!this.#waiting) return;
    this.#leftMs -= pollMs;
    if (this.#leftMs <= 0) this.#done(undefined);
  }

  #receive(): void {
    const count = this.#serial.read(this.#received) ?? 0;
    if (!this.#waiting) return;
    for (let index = 0; index < count; index++) {
      const content = this.#wire.take(this.#received[index] ?? 0);
      // The rest belongs to nobody.
      if (content !== undefined) return this.#done(content);
    }
  }

  #done(content: Uint8Array | undefined): void {
    this.#stop();
    this.#onAnswer(content);
  }

  #stop(): void {
    if (!this.#waiting) return;
    this.#waiting = false;
    this.#timer.clear(this.#pollId);
  }

  close(): void {
    this.#stop();
    this.#serial.close();
  }
}
