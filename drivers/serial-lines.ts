// SPDX-License-Identifier: Apache-2.0
/**
 * Lines of text over a serial port that has 128 bytes of FIFO each way and no flow control. It does not know what the
 * lines say.
 *
 * In: a line ends with LF, CR or both; empty ones are skipped; control characters and invalid UTF-8 become "?". A line of
 * over 512 bytes is told as `undefined`, once, and dropped up to its end. One callback takes at most 128 bytes.
 * Out: whole lines wait in 2 KB; one that does not fit is dropped and counted, never cut.
 * A slow poll stands behind the interrupts of both directions, which can get lost for good (SDK, serial.c).
 */
import { Guard } from "./guard";
import type { OnError, SerialClass, SerialIO, TimerService } from "./io";
import { Poll } from "./poll";
import { decodeUtf8, encodeUtf8 } from "./utf8";

export const lineBytesMax = 512;
const fifoBytes = 128;
/** A power of two, for encodeUtf8. */
const outputBytes = 2048;
/** Long enough for a full FIFO to drain at 19,200 baud and above. */
const pollMs = 100;

const lineFeed = 0x0a;
const carriageReturn = 0x0d;
const tab = 0x09;
const space = 0x20;
const deleteCharacter = 0x7f;
const questionMark = 0x3f;

export interface SerialLinesOptions {
  serial: SerialClass;
  port: number;
  transmitPin: number;
  receivePin: number;
  baud: number;
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

  readonly #received = new Uint8Array(fifoBytes);
  readonly #line = new Uint8Array(lineBytesMax);
  #lineLength = 0;
  #skipping = false;

  readonly #output = new Uint8Array(outputBytes);
  #outputStart = 0;
  #outputCount = 0;
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
      this.#poll.every(pollMs);
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
    const room = outputBytes - this.#outputCount - 2;
    const end = this.#outputStart + this.#outputCount;
    const length = encodeUtf8(text, this.#output, end, room);
    if (length < 0) {
      this.#droppedLines++;
      return false;
    }
    this.#output[(end + length) % outputBytes] = carriageReturn;
    this.#output[(end + length + 1) % outputBytes] = lineFeed;
    this.#outputCount += length + 2;
    this.#send();
    return true;
  }

  #tick(): void {
    this.#receive();
    if (this.#outputCount === 0) {
      this.#silentPolls = 0;
    } else if (++this.#silentPolls === 2) {
      // The interrupt is lost, and the FIFO has had the time to drain.
      this.#silentPolls = 0;
      this.#room = fifoBytes;
      this.#send();
    }
  }

  #writable(count: number): void {
    this.#silentPolls = 0;
    this.#room = count;
    this.#send();
  }

  #send(): void {
    while (this.#outputCount > 0 && this.#room > 0) {
      const count = Math.min(this.#outputCount, this.#room, outputBytes - this.#outputStart);
      try {
        this.#serial.write(this.#output.subarray(this.#outputStart, this.#outputStart + count));
      } catch (error) {
        // Less room than thought: the bytes stay and are sent when it calls again.
        this.#room = 0;
        this.#guard.tell(error);
        return;
      }
      this.#room -= count;
      this.#outputCount -= count;
      this.#outputStart = (this.#outputStart + count) % outputBytes;
    }
  }

  #receive(): void {
    const count = this.#serial.read(this.#received) ?? 0;
    for (let index = 0; index < count; index++) this.#take(this.#received[index] ?? questionMark);
  }

  #take(byte: number): void {
    if (byte === lineFeed || byte === carriageReturn) {
      const length = this.#lineLength;
      this.#lineLength = 0;
      this.#skipping = false;
      if (length > 0) this.#onLine(decodeUtf8(this.#line, length));
      return;
    }
    if (this.#skipping) return;
    if (this.#lineLength === lineBytesMax) {
      this.#lineLength = 0;
      this.#skipping = true;
      this.#onLine(undefined);
      return;
    }
    const isControl = byte < space || byte === deleteCharacter;
    this.#line[this.#lineLength++] = !isControl ? byte : byte === tab ? space : questionMark;
  }

  close(): void {
    if (this.#guard.closed) return;
    this.#guard.close();
    this.#poll.stop();
    this.#serial.close();
  }
}
