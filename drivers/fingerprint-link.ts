// SPDX-License-Identifier: Apache-2.0
/**
 * One command and its answer at a time over the module's serial port. It does not know what they mean.
 *
 * Answers carry no number: what comes while no command is out, and what is left of an earlier one when the next is sent, is
 * dropped. A slow poll stands behind the interrupt, which can get lost for good (SDK, serial.c). No packet is longer than the
 * FIFO of 128 bytes, so nothing has to be sent or fetched in pieces.
 */
import type { FingerprintCommand } from "./fingerprint-commands";
import { AnswerReader, commandPacket } from "./fingerprint-packet";
import type { Guard } from "./guard";
import type { SerialClass, SerialIO, SerialWiring, TimerService } from "./io";

const fifoBytes = 128;
/** While an answer is waited for. */
const pollMs = 50;

export interface FingerprintLinkOptions extends SerialWiring {
  serial: SerialClass;
  timer: TimerService;
  guard: Guard;
  /** Confirmation code first; undefined: no right answer came in time. Once for each `send()`. */
  onAnswer: (content: Uint8Array | undefined) => void;
}

export class FingerprintLink {
  readonly #timer: TimerService;
  readonly #serial: SerialIO;
  readonly #onAnswer: (content: Uint8Array | undefined) => void;
  readonly #tick: () => void;
  readonly #answer = new AnswerReader();
  readonly #received = new Uint8Array(fifoBytes);
  #pollId: unknown;
  #waiting = false;
  #leftMs = 0;

  constructor({ serial, port, transmitPin, receivePin, baud, timer, guard, onAnswer }: FingerprintLinkOptions) {
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

  /** Only when the last answer has been told. */
  send(command: FingerprintCommand, parameters: readonly number[]): void {
    this.#drop();
    this.#waiting = true;
    this.#leftMs = command.limitMs;
    this.#pollId = this.#timer.repeat(this.#tick, pollMs);
    this.#serial.write(commandPacket(command.code, parameters));
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
      const content = this.#answer.take(this.#received[index] ?? 0);
      // The rest belongs to nobody.
      if (content !== undefined) return this.#done(content);
    }
  }

  #drop(): void {
    while ((this.#serial.read(this.#received) ?? 0) === fifoBytes);
    this.#answer.reset();
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
