// SPDX-License-Identifier: Apache-2.0
/**
 * Lines of text over a serial port that has 128 bytes of FIFO each way and no flow control. It does not know what the
 * lines say.
 *
 * In: a line ends with LF, CR or both; empty ones are skipped; control characters and invalid UTF-8 become "?". A line
 * of over 512 bytes is told as `undefined`, once, and dropped up to its end. One callback takes at most 128 bytes, and
 * 24 lines. Out: whole lines wait, 2048 characters of them; one that does not fit is dropped and counted, never cut. A
 * slow poll stands behind the interrupts of both directions, which can get lost for good (SDK, serial.c).
 */
import { Guard } from "./guard";
import type { OnError, SerialClass, SerialIO, SerialWiring, TimerService } from "./io";
import { LineDecoder } from "./line-decoder";
import { LineEncoder } from "./line-encoder";
import { idlePollMs, Poll } from "./poll";

export const lineBytesMax = 512;
const fifoBytes = 128;
const waitingLengthMax = 2048;
const lineEnd = "\r\n";
/** While bytes of a flood of short lines are left over from the last callback. */
const busyPollMs = 10;
const linesPerCallbackMax = 24;

const lineFeed = 0x0a;
const carriageReturn = 0x0d;

export interface SerialLinesOptions extends SerialWiring {
  serial: SerialClass;
  timer: TimerService;
  /** undefined: it was too long. */
  onLine: (text: string | undefined) => void;
  onError: OnError;
}

export class SerialLines {
  readonly #guard: Guard;
  readonly #poll: Poll;
  readonly #serial: SerialIO;
  readonly #onLine: (text: string | undefined) => void;

  /** Bytes that are not yet taken: `#received[#receivedStart..#receivedEnd)`. */
  readonly #received = new Uint8Array(fifoBytes);
  #receivedStart = 0;
  #receivedEnd = 0;
  readonly #decoder = new LineDecoder();
  #lineBytes = 0;
  #skipping = false;

  readonly #waiting: string[] = [];
  #waitingLength = 0;
  readonly #encoder = new LineEncoder();
  /** The next bytes of the line that is being sent: `#output[#outputStart..#outputEnd)`. */
  readonly #output = new Uint8Array(fifoBytes);
  #outputStart = 0;
  #outputEnd = 0;
  #droppedLines = 0;
  /** What the FIFO has room for, as far as we know. */
  #room = 0;
  /** Polls since output waits and nobody called for it. */
  #silentPolls = 0;

  constructor({ serial, port, transmitPin, receivePin, baud, timer, onLine, onError }: SerialLinesOptions) {
    this.#guard = new Guard(onError);
    // Wrapped, so that a line that somebody chokes on does not take the rest of the bytes with it.
    this.#onLine = this.#guard.wrap(onLine);
    this.#poll = new Poll(
      timer,
      this.#guard.wrap(() => this.#tick()),
    );
    this.#serial = new serial({
      transmit: transmitPin,
      receive: receivePin,
      port,
      baud,
      format: "buffer",
      onReadable: this.#guard.wrap(() => this.#receive()),
      onWritable: this.#guard.wrap((count: number) => this.#writable(count)),
    });
    try {
      this.#poll.every(idlePollMs);
    } catch (error) {
      this.close();
      throw error;
    }
  }

  /** Lines that were not sent because the output was full. */
  get droppedLines(): number {
    return this.#droppedLines;
  }

  /** The text must not contain a line end. False: the output is full and the line is dropped. */
  write(text: string): boolean {
    this.#guard.assertOpen();
    const length = text.length + lineEnd.length;
    if (this.#waitingLength + length > waitingLengthMax) {
      this.#droppedLines++;
      return false;
    }
    this.#waitingLength += length;
    this.#waiting.push(text + lineEnd);
    this.#send();
    return true;
  }

  #tick(): void {
    // Only slow polls lie so far apart that they say something about the output, with each other only.
    const isSlow = this.#poll.intervalMs === idlePollMs;
    this.#receive();
    if (!isSlow) return;
    if (!this.#prepare()) {
      this.#silentPolls = 0;
    } else if (++this.#silentPolls === 2) {
      // The interrupt is lost, and the FIFO has had the time to drain; unless both were late and came at once.
      this.#silentPolls = 0;
      this.#room = fifoBytes;
      this.#send(true);
    }
  }

  #writable(count: number): void {
    this.#silentPolls = 0;
    this.#room = count;
    this.#send();
  }

  #send(isGuess = false): void {
    while (this.#room > 0 && this.#prepare()) {
      const end = Math.min(this.#outputEnd, this.#outputStart + this.#room);
      try {
        this.#serial.write(this.#output.subarray(this.#outputStart, end));
      } catch (error) {
        // Less room than thought: the bytes stay and are sent when it calls again.
        this.#room = 0;
        if (!isGuess) this.#guard.tell(error);
        return;
      }
      this.#room -= end - this.#outputStart;
      this.#outputStart = end;
    }
  }

  /** True when there are bytes to send. */
  #prepare(): boolean {
    if (this.#outputStart < this.#outputEnd) return true;
    this.#outputStart = 0;
    this.#outputEnd = this.#encoder.fill(this.#output);
    if (this.#outputEnd > 0) return true;
    const text = this.#waiting.shift();
    if (text === undefined) return false;
    this.#waitingLength -= text.length;
    this.#encoder.start(text);
    this.#outputEnd = this.#encoder.fill(this.#output);
    return true;
  }

  #receive(): void {
    const received = this.#received;
    if (this.#receivedStart === this.#receivedEnd) {
      this.#receivedStart = 0;
      this.#receivedEnd = this.#serial.read(received) ?? 0;
    }
    let start = this.#receivedStart;
    let lines = 0;
    for (let index = start; index < this.#receivedEnd && lines < linesPerCallbackMax; index++) {
      const byte = received[index];
      if (byte !== lineFeed && byte !== carriageReturn) continue;
      this.#take(start, index);
      start = index + 1;
      this.#receivedStart = start;
      this.#endLine();
      lines++;
    }
    if (this.#guard.closed) return;
    if (lines === linesPerCallbackMax) return this.#poll.every(busyPollMs);
    this.#take(start, this.#receivedEnd);
    this.#receivedStart = this.#receivedEnd;
    this.#poll.every(idlePollMs);
  }

  /** `received[start..end)` is part of a line. */
  #take(start: number, end: number): void {
    if (this.#skipping || start === end) return;
    this.#lineBytes += end - start;
    if (this.#lineBytes <= lineBytesMax) return this.#decoder.add(this.#received, start, end);
    this.#skipping = true;
    this.#decoder.end();
    this.#onLine(undefined);
  }

  #endLine(): void {
    const isWhole = this.#lineBytes > 0 && !this.#skipping;
    this.#lineBytes = 0;
    this.#skipping = false;
    if (isWhole) this.#onLine(this.#decoder.end());
  }

  close(): void {
    if (this.#guard.closed) return;
    this.#guard.close();
    this.#poll.stop();
    this.#serial.close();
  }
}
