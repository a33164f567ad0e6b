// SPDX-License-Identifier: Apache-2.0
/**
 * The wire to one of the chip's serial ports and both 128-byte FIFOs, at the speed of the baud rate. What the firmware does not
 * fetch in time is lost, as on the chip. What it sends is kept as lines, the oldest dropped first, unless a part listens.
 */
import { decodeText, encodeText } from "./engine";
import type { Scheduler } from "./scheduler";
import { Task } from "./task-queue";

interface Attachment {
  baud: number;
  onReadable: ((count: () => number) => void) | undefined;
  onWritable: ((count: () => number) => void) | undefined;
}

const fifoSize = 128;
/** The UART's own thresholds: it interrupts when so many bytes came in, or are left to send. */
const receiveThreshold = 120;
const transmitThreshold = 10;
const bitsPerByte = 10;
/** A byte's time is not a whole number of microseconds. */
const roundingSlack = 1e-6;
const linesMax = 1_000;
const lineLengthMax = 4_096;

export class SerialLine {
  readonly wiring: { port: number; baud: number };
  readonly lines: string[] = [];
  /** Lines ever sent, also those dropped from `lines`. */
  lineCount = 0;
  /** Bytes lost because the FIFO was full, or nobody listened. */
  lostBytes = 0;
  onLine: ((line: string) => void) | undefined;
  /** A part at the far end, instead of lines: what was sent, and when its last byte is there. */
  onBytes: ((bytes: Uint8Array, arrivedUs: number) => void) | undefined;
  private readonly scheduler: Scheduler;
  private attachment: Attachment | undefined;
  private readonly receiveFifo = new Uint8Array(fifoSize);
  private fifoCount = 0;
  /** What the computer at the other end still has to send. */
  private readonly outbox: Uint8Array[] = [];
  private outboxOffset = 0;
  private readonly lineBytes: number[] = [];
  private sentUntilUs = 0;
  private readonly arrival = new Task(() => this.arrive());
  private readonly drained = new Task(() => this.attachment?.onWritable?.(() => this.transmitRoom));

  constructor(scheduler: Scheduler, wiring: { port: number; baud: number }) {
    this.scheduler = scheduler;
    this.wiring = wiring;
  }

  get attached(): boolean {
    return this.attachment !== undefined;
  }

  get receivedCount(): number {
    return this.fifoCount;
  }

  attach(attachment: Attachment): void {
    this.attachment = attachment;
    this.fifoCount = 0;
    this.sentUntilUs = this.scheduler.nowUs;
    if (attachment.onWritable !== undefined) this.scheduler.after(this.scheduler.world, this.drained, 0);
    if (attachment.baud !== this.wiring.baud) throw new RangeError(`the computer listens at ${this.wiring.baud} baud`);
  }

  detach(): void {
    this.attachment = undefined;
    this.fifoCount = 0;
    this.lineBytes.length = 0;
    this.scheduler.world.remove(this.drained);
  }

  /** The computer at the other end sends. */
  send(data: string | Uint8Array): void {
    const bytes = typeof data === "string" ? encodeText(data) : data;
    if (bytes.length === 0) return;
    this.outbox.push(bytes);
    if (!this.arrival.queued) this.expect();
  }

  /** Takes bytes out of the receive FIFO. */
  receive(into: Uint8Array): Uint8Array {
    into.set(this.receiveFifo.subarray(0, into.length));
    this.receiveFifo.copyWithin(0, into.length, this.fifoCount);
    this.fifoCount -= into.length;
    return into;
  }

  transmit(bytes: Uint8Array): void {
    if (bytes.length > this.transmitRoom) throw new Error("output full");
    const startUs = Math.max(this.sentUntilUs, this.scheduler.nowUs);
    this.sentUntilUs = startUs + bytes.length * this.byteUs;
    if (this.onBytes !== undefined) this.onBytes(bytes.slice(), this.sentUntilUs);
    else for (const byte of bytes) this.collect(byte);
    if (this.attachment?.onWritable !== undefined) {
      const dueUs = Math.ceil(this.sentUntilUs - transmitThreshold * this.byteUs);
      this.scheduler.at(this.scheduler.world, this.drained, Math.max(dueUs, this.scheduler.nowUs));
    }
  }

  private get byteUs(): number {
    return (bitsPerByte * 1_000_000) / this.wiring.baud;
  }

  private get transmitRoom(): number {
    const waiting = Math.max(this.sentUntilUs - this.scheduler.nowUs, 0) / this.byteUs;
    return fifoSize - Math.ceil(waiting - roundingSlack);
  }

  private expect(): void {
    const [next] = this.outbox;
    if (next === undefined) return;
    const count = Math.min(next.length - this.outboxOffset, receiveThreshold);
    this.scheduler.after(this.scheduler.world, this.arrival, Math.ceil(count * this.byteUs));
  }

  private arrive(): void {
    const next = this.outbox[0] as Uint8Array;
    const end = Math.min(next.length, this.outboxOffset + receiveThreshold);
    const room = this.attached ? fifoSize - this.fifoCount : 0;
    const taken = next.subarray(this.outboxOffset, Math.min(end, this.outboxOffset + room));
    this.receiveFifo.set(taken, this.fifoCount);
    this.fifoCount += taken.length;
    this.lostBytes += end - this.outboxOffset - taken.length;
    this.outboxOffset = end;
    if (end === next.length) {
      this.outbox.shift();
      this.outboxOffset = 0;
    }
    if (this.fifoCount > 0) this.attachment?.onReadable?.(() => this.fifoCount);
    this.expect();
  }

  private collect(byte: number): void {
    if (byte !== 0x0a) {
      if (byte !== 0x0d && this.lineBytes.length < lineLengthMax) this.lineBytes.push(byte);
      return;
    }
    const line = decodeText(Uint8Array.from(this.lineBytes));
    this.lineBytes.length = 0;
    this.lineCount += 1;
    this.lines.push(line);
    if (this.lines.length > linesMax) this.lines.shift();
    this.onLine?.(line);
  }
}
