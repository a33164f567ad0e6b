// SPDX-License-Identifier: Apache-2.0
/**
 * A PN532 on I2C: says once that a card of ISO 14443 type A is held up, and its UID. What that is worth is not its business.
 * Source: NXP user manual UM0701-02; times and wiring HW-40 to HW-42.
 *
 * Four times a second it asks for one card, and switches the field off again. Between a command, its ACK and its answer the
 * firmware goes on: each step is one short exchange on the bus, and the next comes with the IRQ pin or with a timer. Anything
 * unexpected ends the conversation; the next one begins with an abort and the whole set-up, since the reader may have restarted.
 */
import { CardPresence } from "./card-presence";
import { Guard } from "./guard";
import type { DigitalClass, DigitalIO, I2cClass, I2cIO, NowMs, OnError, TimerService } from "./io";
import { ackFrame, answerAt, answerBuffer, answerDataBytes, commandFrame, isAck } from "./pn532-frame";
import { ReaderHealth } from "./reader-health";

const address = 0x24;
const hz = 100_000;
/** The longest exchange takes 3 ms, and waking up 2 ms (HW-41). */
const busTimeoutMs = 20;
const pauseMs = 225;
const startMs = 50;
/** Between two looks at whether a frame is ready; behind an IRQ pin, whose interrupt can get lost. */
const lookMs = 5;
const lookBehindIrqMs = 25;
const abortMs = 5;
/** HW-41. */
const ackMsMax = 15;
const dataAt = answerAt + 2;
/** Count, number, SENS_RES, SEL_RES and length stand before the UID. */
const uidAt = dataAt + 6;
const uidBytesMax = 10;
const icPn532 = 0x32;

export interface Pn532Options {
  i2c: I2cClass;
  dataPin: number;
  clockPin: number;
  /** Low while a frame waits. Left out: the bus is asked. */
  irqPin?: number;
  io: DigitalClass;
  timer: TimerService;
  nowMs: NowMs;
  /** Once per card held up, and again only after it was taken away. */
  onCard: (uid: Uint8Array) => void;
  /** A reader that has worked no longer answers, or does again. */
  onAnswers: (answers: boolean) => void;
  onError: OnError;
}

interface Exchange {
  readonly command: number;
  readonly frame: Uint8Array;
  readonly answer: Uint8Array;
  readonly answerMsMax: number;
}

export class Pn532 {
  readonly #guard: Guard;
  readonly #presence: CardPresence;
  readonly #health: ReaderHealth;
  readonly #timer: TimerService;
  readonly #nowMs: NowMs;
  readonly #lookMs: number;
  readonly #turn: () => void;
  readonly #i2c: I2cIO;
  readonly #irq: DigitalIO | undefined;
  readonly #abort = ackFrame();
  readonly #ready = new Uint8Array(1);
  readonly #ack = new Uint8Array(1 + this.#abort.length);
  /** Set-up, then the two that are repeated: look for a card, field off. */
  readonly #exchanges: readonly Exchange[] = [
    exchange([0x02], 4, 50), // GetFirmwareVersion
    exchange([0x14, 0x01, 0x14, 0x01], 0, 50), // SAMConfiguration: normal mode, IRQ pin in use
    exchange([0x12, 0x04], 0, 50), // SetParameters: no RATS, so that an answer ends with the UID
    exchange([0x32, 0x05, 0xff, 0x01, 0x01], 0, 50), // RFConfiguration: look twice for a card, not for ever
    exchange([0x4a, 0x01, 0x00], uidAt - dataAt + uidBytesMax, 150), // InListPassiveTarget: one, 106 kbit/s type A
    exchange([0x32, 0x01, 0x00], 0, 50), // RFConfiguration: field off
  ];
  #at = 0;
  #phase: "abort" | "command" | "ack" | "answer" = "abort";
  #deadlineMs = 0;
  #next: unknown;

  constructor({ i2c, dataPin, clockPin, irqPin, io, timer, nowMs, onCard, onAnswers, onError }: Pn532Options) {
    this.#guard = new Guard(onError);
    this.#presence = new CardPresence(this.#guard.wrap(onCard));
    this.#health = new ReaderHealth(nowMs, this.#guard.wrap(onAnswers));
    this.#timer = timer;
    this.#nowMs = nowMs;
    this.#lookMs = irqPin === undefined ? lookMs : lookBehindIrqMs;
    this.#turn = this.#guard.wrap(() => this.#goOn());
    this.#i2c = new i2c({ data: dataPin, clock: clockPin, address, hz, timeout: busTimeoutMs });
    try {
      if (irqPin !== undefined) {
        const onReadable = this.#guard.wrap(() => this.#hear());
        this.#irq = new io({ pin: irqPin, mode: io.InputPullUp, edge: io.Falling, onReadable });
      }
    } catch (error) {
      this.close();
      throw error;
    }
    this.#next = timer.set(this.#turn, startMs);
  }

  #hear(): void {
    if (this.#phase === "ack" || this.#phase === "answer") this.#goOn();
  }

  #goOn(): void {
    this.#timer.clear(this.#next);
    let delayMs: number;
    try {
      delayMs = this.#step();
    } catch {
      this.#at = 0;
      this.#phase = "abort";
      delayMs = this.#health.failed();
    }
    if (!this.#guard.closed) this.#next = this.#timer.set(this.#turn, delayMs);
  }

  /** One exchange on the bus at most. Returns how long to wait for the next, and throws when the conversation failed. */
  #step(): number {
    const { command, frame, answer, answerMsMax } = this.#exchanges[this.#at] as Exchange;
    switch (this.#phase) {
      case "abort":
        this.#i2c.write(this.#abort);
        this.#phase = "command";
        return abortMs;
      case "command":
        this.#i2c.write(frame);
        return this.#expect("ack", ackMsMax);
      case "ack":
        if (!this.#isReady()) return this.#lookMs;
        this.#i2c.read(this.#ack);
        if (!isAck(this.#ack)) throw new Error("pn532: no ACK");
        return this.#expect("answer", answerMsMax);
      case "answer": {
        if (!this.#isReady()) return this.#lookMs;
        this.#i2c.read(answer);
        const dataBytes = answerDataBytes(answer, command);
        if (dataBytes === undefined) throw new Error("pn532: garbage");
        this.#phase = "command";
        return this.#take(command, answer, dataBytes);
      }
    }
  }

  #expect(phase: "ack" | "answer", msMax: number): number {
    this.#phase = phase;
    this.#deadlineMs = this.#nowMs() + msMax;
    return this.#lookMs;
  }

  /** Late is not too late: a flash erase may have kept the firmware from looking. */
  #isReady(): boolean {
    if (this.#irq !== undefined) {
      if (this.#irq.read() === 0) return true;
    } else {
      this.#i2c.read(this.#ready);
      if (((this.#ready[0] ?? 0) & 1) === 1) return true;
    }
    if (this.#nowMs() > this.#deadlineMs) throw new Error(`pn532: no ${this.#phase}`);
    return false;
  }

  #take(command: number, answer: Uint8Array, dataBytes: number): number {
    const isLast = this.#at === this.#exchanges.length - 1;
    if (command === 0x02 && answer[dataAt] !== icPn532) throw new Error("pn532: another chip");
    if (command === 0x4a) this.#takeCard(answer, dataBytes);
    this.#at += isLast ? -1 : 1;
    return isLast ? pauseMs : 0;
  }

  #takeCard(answer: Uint8Array, dataBytes: number): void {
    const count = answer[dataAt];
    const uidBytes = answer[uidAt - 1] ?? 0;
    const isCard = count === 1 && dataBytes === uidAt - dataAt + uidBytes && (uidBytes === 4 || uidBytes === 7 || uidBytes === 10);
    if (!isCard && !(count === 0 && dataBytes === 1)) throw new Error("pn532: odd card");
    this.#health.answered();
    if (isCard) this.#presence.seen(answer.slice(uidAt, uidAt + uidBytes));
    else this.#presence.empty();
  }

  close(): void {
    if (this.#guard.closed) return;
    this.#guard.close();
    this.#timer.clear(this.#next);
    this.#irq?.close();
    this.#i2c.close();
  }
}

function exchange(command: readonly number[], dataBytes: number, answerMsMax: number): Exchange {
  return { command: command[0] ?? 0, frame: commandFrame(command), answer: answerBuffer(dataBytes), answerMsMax };
}
