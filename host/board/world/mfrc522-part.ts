// SPDX-License-Identifier: Apache-2.0
/**
 * An MFRC522 on SPI (NXP data sheet rev. 3.9, chapters 8 and 9), as far as a reader of UIDs uses it: registers, FIFO, timer,
 * soft reset, Transceive. Stricter than the chip: a card hears nothing that is sent within 5 ms of the field coming on, or without
 * 100 % ASK, or before the flags and the FIFO of the exchange before were cleared.
 */
import type { SpiDevice } from "../buses";
import type { Scheduler } from "../scheduler";
import { Task } from "../task-queue";
import { bitsOf, bytesOfBits } from "./card";
import type { CardField } from "./card-field";
import type { ReaderFaults } from "./reader-faults";

export interface Mfrc522PartOptions {
  scheduler: Scheduler;
  field: CardField;
  faults: ReaderFaults;
}

const command = 0x01;
const comIrq = 0x04;
const error = 0x06;
const fifoData = 0x09;
const fifoLevel = 0x0a;
const control = 0x0c;
const bitFraming = 0x0d;
const coll = 0x0e;
const txControl = 0x14;
const txAsk = 0x15;
const timerMode = 0x2a;
const prescaler = 0x2b;
const reloadHigh = 0x2c;
const reloadLow = 0x2d;
const version = 0x37;
const resetValues: Readonly<Record<number, number>> = Object.freeze({
  [command]: 0x20, 0x02: 0x80, [comIrq]: 0x14, 0x08: 0x00, 0x0b: 0x08, [control]: 0x10, [coll]: 0x80, 0x11: 0x3f, [txControl]: 0x80,
  0x16: 0x10, 0x18: 0x84, 0x19: 0x4d, 0x24: 0x26, 0x26: 0x48, 0x27: 0x88, 0x28: 0x20, 0x29: 0x20, [version]: 0x92,
});
const readOnly: readonly number[] = Object.freeze([error, 0x07, control, 0x21, 0x22, version]);
const fifoBytes = 64;
const startUpUs = 1_000;
const guardUs = 5_000;
/** A bit at 106 kbit/s, and what a card takes to answer. */
const bitUs = 128 / 13.56;
const answerUs = 91;
const transceive = 0x0c;
const softReset = 0x0f;

export class Mfrc522Part implements SpiDevice {
  readonly hzMax = 10_000_000;
  private readonly options: Mfrc522PartOptions;
  private readonly registers = new Uint8Array(64);
  private fifo: number[] = [];
  /** Of the access under way; none when it was not selected, or just has been. */
  private address: number | undefined;
  private isSelected = false;
  private startingUntilUs = 0;
  private fieldSinceUs = 0;
  private finished: () => void = () => {};
  private readonly finish = new Task(() => this.finished());

  constructor(options: Mfrc522PartOptions) {
    this.options = options;
    this.restart();
  }

  get fieldOn(): boolean {
    return (this.get(txControl) & 3) === 3;
  }

  /** Its supply was interrupted, or a soft reset. */
  restart(): void {
    const { scheduler, field } = this.options;
    scheduler.world.remove(this.finish);
    this.registers.fill(0);
    for (const [register, value] of Object.entries(resetValues)) this.registers[Number(register)] = value;
    this.fifo = [];
    this.startingUntilUs = scheduler.nowUs + startUpUs;
    field.powerOff();
  }

  select(): void {
    this.isSelected = true;
    this.address = undefined;
  }

  exchange(byte: number): number {
    const { faults } = this.options;
    if (faults.unplugged || !this.isSelected) return 0xff;
    const { address } = this;
    if (address === undefined) {
      this.address = byte;
      return 0x00;
    }
    const register = (address >> 1) & 0x3f;
    if ((address & 0x80) === 0) {
      this.write(register, byte);
      return 0x00;
    }
    // While it goes on reading, each byte is the next address.
    this.address = byte;
    const value = this.read(register);
    return faults.takeFailure() ? value ^ 0x55 : value;
  }

  private read(register: number): number {
    if (this.options.scheduler.nowUs < this.startingUntilUs) return register === command ? 0x30 : 0x00;
    if (register === fifoData) return this.fifo.shift() ?? 0;
    if (register === fifoLevel) return this.fifo.length;
    return this.get(register);
  }

  private write(register: number, value: number): void {
    if (this.options.scheduler.nowUs < this.startingUntilUs || readOnly.includes(register)) return;
    switch (register) {
      case command:
        return this.setCommand(value & 0x0f);
      case comIrq:
        // Bit 7 says whether the marked bits are set or cleared.
        return this.set(comIrq, value & 0x80 ? this.get(comIrq) | (value & 0x7f) : this.get(comIrq) & ~value);
      case fifoLevel:
        if (value & 0x80) this.fifo = [];
        return undefined;
      case fifoData:
        if (this.fifo.length < fifoBytes) this.fifo.push(value);
        else this.set(error, this.get(error) | 0x10);
        return undefined;
      case bitFraming:
        this.set(bitFraming, value & 0x7f);
        if (value & 0x80 && (this.get(command) & 0x0f) === transceive) this.transceive();
        return undefined;
      case txControl:
        return this.setField(value);
      default:
        return this.set(register, value);
    }
  }

  private setCommand(value: number): void {
    this.options.scheduler.world.remove(this.finish);
    if (value === softReset) return this.restart();
    return this.set(command, 0x20 | value);
  }

  private setField(value: number): void {
    const before = this.fieldOn;
    this.set(txControl, value);
    if (this.fieldOn && !before) this.fieldSinceUs = this.options.scheduler.nowUs;
    if (!this.fieldOn) this.options.field.powerOff();
  }

  private transceive(): void {
    const { scheduler, field, faults } = this.options;
    const framing = this.get(bitFraming);
    const lastBits = framing & 7;
    const all = bitsOf(this.fifo);
    const sent = lastBits === 0 ? all : all.slice(0, all.length - 8 + lastBits);
    this.fifo = [];
    this.set(error, 0);
    const isCleared = (this.get(comIrq) & 0x31) === 0;
    const isHeard = this.fieldOn && scheduler.nowUs - this.fieldSinceUs >= guardUs && (this.get(txAsk) & 0x40) !== 0 && isCleared;
    const answers = field.cards.map((card) => (isHeard ? card.receive(sent) : undefined)).filter((bits) => bits !== undefined);
    const sentUs = sent.length * bitUs + faults.lateMs * 1000;
    if (answers.length === 0) return this.startTimer(sentUs);
    const bits = Math.max(...answers.map(({ length }) => length));
    return this.after(sentUs + answerUs + bits * bitUs, () => this.receive(answers, framing >> 4));
  }

  /** Waits for an answer that does not come. */
  private startTimer(sentUs: number): void {
    if ((this.get(timerMode) & 0x80) === 0) return;
    const ticks = (this.get(reloadHigh) << 8) + this.get(reloadLow) + 1;
    const tickUs = (2 * (((this.get(timerMode) & 0x0f) << 8) + this.get(prescaler)) + 1) / 13.56;
    this.after(sentUs + ticks * tickUs, () => this.set(comIrq, this.get(comIrq) | 0x01));
  }

  /** The first bit of the answer takes the place `align` in the first byte. */
  private receive(answers: readonly (readonly number[])[], align: number): void {
    const [first = []] = answers;
    const differs = first.findIndex((bit, index) => answers.some((other) => other[index] !== bit));
    const isZeroAfter = (this.get(coll) & 0x80) === 0;
    const bits = first.map((bit, index) => (differs < 0 || index < differs ? bit : isZeroAfter ? 0 : 1));
    const bytes = bytesOfBits([...Array.from({ length: align }, () => 0), ...bits]);
    this.fifo = this.options.faults.spoil(bytes);
    this.set(control, 0x10 | ((align + bits.length) & 7));
    this.set(comIrq, this.get(comIrq) | 0x20);
    this.set(coll, (this.get(coll) & 0x80) | 0x20);
    if (differs < 0) return;
    this.set(error, 0x08);
    // Counted from the beginning of the UID: the answer ends with its 40th bit.
    const place = differs + 1 + (40 - bits.length);
    this.set(coll, (this.get(coll) & 0x80) | (place > 32 || bits.length > 40 ? 0x20 : place & 0x1f));
  }

  private after(us: number, finished: () => void): void {
    const { scheduler } = this.options;
    this.finished = finished;
    scheduler.after(scheduler.world, this.finish, Math.ceil(us));
  }

  private get(register: number): number {
    return this.registers[register] ?? 0;
  }

  private set(register: number, value: number): void {
    this.registers[register] = value;
  }
}
