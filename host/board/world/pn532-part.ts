// SPDX-License-Identifier: Apache-2.0
/**
 * A PN532 on I2C (NXP user manual UM0701-02), as far as a reader of UIDs and of APDUs uses it. Stricter than the chip: a frame that is read in
 * pieces is lost, a command is ignored while an earlier one is not finished, and no RF command works before SAMConfiguration.
 */
import type { I2cDevice } from "../buses";
import type { LevelSource, Pins } from "../pins";
import type { Scheduler } from "../scheduler";
import { Task } from "../task-queue";
import type { Card } from "./card";
import type { CardField } from "./card-field";
import type { ReaderFaults } from "./reader-faults";

export interface Pn532PartOptions {
  scheduler: Scheduler;
  pins: Pins;
  field: CardField;
  faults: ReaderFaults;
  irqPin?: number;
}

const ack = Object.freeze([0x00, 0x00, 0xff, 0x00, 0xff, 0x00]);
const syntaxError = Object.freeze([0x00, 0x00, 0xff, 0x01, 0xff, 0x7f, 0x81, 0x00]);
const toReader = 0xd4;
const fromReader = 0xd5;
const ackUs = 1_000;
const answerUs = 2_000;
/** Field up, card asked. */
const lookUs = 6_000;
/** Until it gives up waiting for a card. */
const silenceUs = 80_000;
const ats = Object.freeze([0x06, 0x75, 0x77, 0x81, 0x02, 0x80]);
const foreverRetries = 0xff;

export class Pn532Part implements I2cDevice, LevelSource {
  readonly address = 0x24;
  fieldOn = false;
  private readonly options: Pn532PartOptions;
  /** What the host may read now. */
  private ready: readonly number[] | undefined;
  /** What follows when the ACK has been read; undefined: it works for ever, or has nothing to do. */
  private answer: readonly number[] | undefined;
  private workUs = 0;
  private isBusy = false;
  private isConfigured = false;
  private sendsRats = true;
  /** Whom InDataExchange speaks to: activated with RATS, and in the field ever since. */
  private target: Card | undefined;
  private retries = foreverRetries;
  private readonly finish = new Task(() => this.makeReady());
  private pending: readonly number[] | undefined;

  constructor(options: Pn532PartOptions) {
    this.options = options;
    if (options.irqPin !== undefined) options.pins.connect(options.irqPin, { source: this });
    options.field.onChange = () => this.cardsChanged();
  }

  /** Its supply was interrupted. */
  restart(): void {
    this.drop();
    this.setField(false);
    this.isConfigured = false;
    this.sendsRats = true;
    this.retries = foreverRetries;
  }

  levelOf(): number {
    return this.ready === undefined || this.options.faults.unplugged ? 1 : 0;
  }

  write(bytes: Uint8Array): boolean {
    if (!this.isThere()) return false;
    if (bytes.length === ack.length && ack.every((byte, index) => bytes[index] === byte)) this.drop();
    else if (!this.isBusy) this.take(commandIn(bytes));
    return true;
  }

  read(length: number): Uint8Array | undefined {
    if (!this.isThere()) return undefined;
    const bytes = new Uint8Array(length);
    const { ready } = this;
    if (ready === undefined) return bytes;
    bytes[0] = 1;
    if (length === 1) return bytes;
    bytes.set(ready.slice(0, length - 1), 1);
    this.ready = undefined;
    this.irqChanged();
    if (this.answer !== undefined) this.later(this.answer, this.workUs);
    else if (ready.length > ack.length) this.isBusy = false;
    this.answer = undefined;
    return bytes;
  }

  private isThere(): boolean {
    const { faults } = this.options;
    return !faults.unplugged && !faults.takeFailure();
  }

  private drop(): void {
    this.ready = undefined;
    this.answer = undefined;
    this.isBusy = false;
    this.options.scheduler.world.remove(this.finish);
    this.irqChanged();
  }

  private take(command: readonly number[] | undefined): void {
    if (command === undefined) return;
    this.isBusy = true;
    this.workUs = answerUs;
    const data = this.execute(command);
    this.answer = data && answerFrame(data);
    this.later(ack, ackUs);
  }

  /** undefined: nothing comes until something happens. */
  private execute([code = 0, ...parameters]: readonly number[]): number[] | undefined {
    const done = [code + 1];
    const [first = 0] = parameters;
    switch (code) {
      case 0x02:
        return [...done, 0x32, 0x01, 0x06, 0x07];
      case 0x14:
        this.isConfigured = first === 0x01 && parameters.length === 3;
        return done;
      case 0x12:
        this.sendsRats = (first & 0x10) !== 0;
        return done;
      case 0x32:
        return this.configure(parameters) ? done : [0x7f];
      case 0x4a:
        return this.isConfigured && parameters.length === 2 ? this.list() : undefined;
      case 0x40:
        return first === 0x01 ? this.exchange(parameters.slice(1)) : [0x7f];
      default:
        return [0x7f];
    }
  }

  /** Status 01: the card does not answer. 27: there is none that could. */
  private exchange(apdu: readonly number[]): number[] {
    const { target } = this;
    if (target === undefined) return [0x41, 0x27];
    const answer = this.options.field.cards.includes(target) ? target.command(apdu) : undefined;
    this.workUs = answer === undefined ? silenceUs : lookUs;
    return answer === undefined ? [0x41, 0x01] : [0x41, 0x00, ...answer];
  }

  private configure([item, ...values]: readonly number[]): boolean {
    if (item === 0x01 && values.length === 1) this.setField((values[0] ?? 0) % 2 === 1);
    else if (item === 0x05 && values.length === 3) this.retries = values[2] ?? foreverRetries;
    else return false;
    return true;
  }

  private list(): number[] | undefined {
    this.setField(true);
    const [card] = this.options.field.cards;
    this.target = undefined;
    if (card === undefined) {
      this.workUs = lookUs * (1 + this.retries);
      return this.retries === foreverRetries ? undefined : [0x4b, 0];
    }
    this.workUs = 2 * lookUs;
    const { uid, sak } = card;
    const isProcessor = (sak & 0x20) !== 0 && this.sendsRats;
    if (isProcessor) this.target = card;
    return [0x4b, 1, 1, 0, uid.length === 4 ? 0x04 : 0x44, sak, uid.length, ...uid, ...(isProcessor ? ats : [])];
  }

  private cardsChanged(): void {
    const isWaiting = this.isBusy && this.fieldOn && this.answer === undefined && !this.finish.queued && this.ready === undefined;
    const data = isWaiting ? this.list() : undefined;
    if (data !== undefined) this.later(answerFrame(data), this.workUs);
  }

  private setField(on: boolean): void {
    this.fieldOn = on;
    if (on) return;
    this.target = undefined;
    this.options.field.powerOff();
  }

  private later(frame: readonly number[], us: number): void {
    const { scheduler, faults } = this.options;
    this.pending = frame;
    scheduler.after(scheduler.world, this.finish, us + faults.lateMs * 1000);
  }

  private makeReady(): void {
    this.ready = this.options.faults.spoil(this.pending ?? []);
    this.irqChanged();
  }

  private irqChanged(): void {
    const { irqPin, pins } = this.options;
    if (irqPin !== undefined) pins.changed(irqPin);
  }
}

/** Command and parameters; undefined: a frame that is not right gets no ACK. */
function commandIn(frame: Uint8Array): number[] | undefined {
  const [preamble, start1, start2, length = 0, lengthCheck = 0, tfi, ...rest] = frame;
  const isHead = preamble === 0x00 && start1 === 0x00 && start2 === 0xff && ((length + lengthCheck) & 0xff) === 0;
  if (!isHead || tfi !== toReader || rest.length !== length + 1 || rest[length] !== 0x00) return undefined;
  const sum = rest.slice(0, length).reduce((total, byte) => total + byte, toReader);
  return (sum & 0xff) === 0 ? rest.slice(0, length - 1) : undefined;
}

function answerFrame(data: readonly number[]): readonly number[] {
  if (data[0] === 0x7f) return syntaxError;
  const length = 1 + data.length;
  const sum = data.reduce((total, byte) => total + byte, fromReader);
  return [0x00, 0x00, 0xff, length, -length & 0xff, fromReader, ...data, -sum & 0xff, 0x00];
}
