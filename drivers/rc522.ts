// SPDX-License-Identifier: Apache-2.0
/**
 * An MFRC522 (RC522) on SPI: says once that a card of ISO 14443 type A is held up, and its UID. What that is worth is not its
 * business. Source: NXP data sheet MFRC522 rev. 3.9, chapters 8 and 9; times and wiring HW-43 and HW-44.
 *
 * Four times a second the field comes on, a card is asked for its UID (card-select.ts), and the field goes off. The chip sends
 * and receives by itself: each step only moves a few registers. Before each look the chip has to show its version, and each
 * exchange has to end by itself, which it does not after a restart: then the chip is set up anew.
 */
import { CardPresence } from "./card-presence";
import { CardSelect } from "./card-select";
import { Guard } from "./guard";
import type { NowMs, OnError, SpiClass, SpiIO, TimerService } from "./io";
import { ReaderHealth } from "./reader-health";

const hz = 1_000_000;
/** SPI2 in ESP-IDF: every chip has it. */
const port = 1;
const pauseMs = 240;
const startMs = 50;
const resetMs = 50;
/** A card needs so long in the field before it listens (ISO 14443-3). */
const fieldMs = 6;
const lookMs = 2;
/** The chip's own timer ends each exchange after 5 ms. */
const exchangeMsMax = 15;

const commandReg = 0x01;
const comIrqReg = 0x04;
const errorReg = 0x06;
const fifoDataReg = 0x09;
const fifoLevelReg = 0x0a;
const controlReg = 0x0c;
const bitFramingReg = 0x0d;
const collReg = 0x0e;
const txControlReg = 0x14;
const versionReg = 0x37;
/** In the first byte of a transfer. */
const reading = 0x80;

/** Genuine 1.0 and 2.0, and chips sold under the same name: HW-44. */
const versions: readonly number[] = Object.freeze([0x91, 0x92, 0x88, 0x90, 0xb2, 0x12]);
/** Timer: starts when sending ends, 25 us a tick, 200 ticks. 100 % ASK. Bits after a collision read 0. No CRC, 106 kbit/s. */
const settings: readonly (readonly [register: number, value: number])[] = Object.freeze([
  Object.freeze([0x2a, 0x80] as const),
  Object.freeze([0x2b, 0xa9] as const),
  Object.freeze([0x2c, 0] as const),
  Object.freeze([0x2d, 200] as const),
  Object.freeze([0x15, 0x40] as const),
  Object.freeze([0x12, 0] as const),
  Object.freeze([0x13, 0] as const),
  Object.freeze([collReg, 0] as const),
]);
const idle = 0;
const transceive = 0x0c;
const softReset = 0x0f;
const powerDown = 0x10;
const fieldOff = 0x80;
const fieldOn = 0x83;
const flush = 0x80;
const startSend = 0x80;
const allInterrupts = 0x7f;
const received = 0x30;
const timedOut = 0x01;
/** FIFO overflow, parity, protocol. */
const spoiled = 0x13;
const collided = 0x08;
const noPlace = 0x20;
const answerBytesMax = 5;
const requestA = 0x26;
const requestBits = 7;

/** Whether a transfer that began with this byte asked for the version, and got that of an RC522 or of a copy (HW-44). */
export function isRc522Version(asked: number, answer: number): boolean {
  return asked === (reading | (versionReg << 1)) && versions.includes(answer);
}

/** "none": nobody answered; "spoiled": something did, and it makes no sense. */
type Outcome = "waiting" | "none" | "spoiled" | "answer";

export interface Rc522Options {
  spi: SpiClass;
  clockPin: number;
  /** MISO of the module. */
  inPin: number;
  /** MOSI of the module. */
  outPin: number;
  /** The module calls it SDA or SS. */
  selectPin: number;
  timer: TimerService;
  nowMs: NowMs;
  /** Once per card held up, and again only after it was taken away. */
  onCard: (uid: Uint8Array, proved: boolean) => void;
  /** A reader that has worked no longer answers, or does again. */
  onAnswers: (answers: boolean) => void;
  onError: OnError;
}

export class Rc522 {
  readonly #guard: Guard;
  readonly #presence: CardPresence;
  readonly #health: ReaderHealth;
  readonly #timer: TimerService;
  readonly #nowMs: NowMs;
  readonly #turn: () => void;
  readonly #spi: SpiIO;
  readonly #select = new CardSelect();
  /** Address and value of one register. */
  readonly #access = new Uint8Array(2);
  readonly #answer = new Uint8Array(answerBytesMax);
  #answerBytes = 0;
  #collision = 0;
  #version = 0;
  #state: "reset" | "configure" | "look" | "request" | "requested" | "selecting" = "reset";
  #deadlineMs = 0;
  #next: unknown;

  constructor({ spi, clockPin, inPin, outPin, selectPin, timer, nowMs, onCard, onAnswers, onError }: Rc522Options) {
    this.#guard = new Guard(onError);
    this.#presence = new CardPresence(this.#guard.wrap(onCard));
    this.#health = new ReaderHealth(nowMs, this.#guard.wrap(onAnswers));
    this.#timer = timer;
    this.#nowMs = nowMs;
    this.#turn = this.#guard.wrap(() => this.#goOn());
    this.#spi = new spi({ clock: clockPin, in: inPin, out: outPin, select: selectPin, active: 0, mode: 0, hz, port });
    this.#next = timer.set(this.#turn, startMs);
  }

  #goOn(): void {
    let delayMs: number;
    try {
      delayMs = this.#step();
    } catch {
      this.#state = "reset";
      delayMs = this.#health.failed();
    }
    if (!this.#guard.closed) this.#next = this.#timer.set(this.#turn, delayMs);
  }

  /** Returns how long to wait for the next step, and throws when the chip does not do what it should. */
  #step(): number {
    switch (this.#state) {
      case "reset":
        // The first try after the pins were opened is lost: the select line was low already (HW-43).
        this.#version = this.#read(versionReg);
        if (!versions.includes(this.#version)) throw new Error("rc522: no reader");
        this.#write(commandReg, softReset);
        this.#state = "configure";
        return resetMs;
      case "configure":
        if ((this.#read(commandReg) & powerDown) !== 0) throw new Error("rc522: does not start");
        for (const [register, value] of settings) this.#write(register, value);
        this.#state = "look";
        return 0;
      case "look":
        if (this.#read(versionReg) !== this.#version) throw new Error("rc522: no answer");
        this.#write(txControlReg, fieldOn);
        this.#state = "request";
        return fieldMs;
      case "request":
        this.#select.frame[0] = requestA;
        return this.#send("requested", 1, requestBits);
      case "requested":
        return this.#takeRequested(this.#receive());
      case "selecting":
        return this.#takeSelecting(this.#receive());
    }
  }

  /** Sends the beginning of the frame. `framing`: bits of its last byte, and above them where the answer begins in its first. */
  #send(state: "requested" | "selecting", bytes: number, framing: number): number {
    this.#write(commandReg, idle);
    this.#write(comIrqReg, allInterrupts);
    this.#write(fifoLevelReg, flush);
    for (let index = 0; index < bytes; index++) this.#write(fifoDataReg, this.#select.frame[index] ?? 0);
    this.#write(bitFramingReg, framing);
    this.#write(commandReg, transceive);
    this.#write(bitFramingReg, startSend | framing);
    this.#state = state;
    this.#deadlineMs = this.#nowMs() + exchangeMsMax;
    return lookMs;
  }

  /** Takes an answer out of the chip. */
  #receive(): Outcome {
    const interrupts = this.#read(comIrqReg);
    if ((interrupts & received) === 0) {
      if ((interrupts & timedOut) !== 0) return "none";
      if (this.#nowMs() > this.#deadlineMs) throw new Error("rc522: no end of an exchange");
      return "waiting";
    }
    const errors = this.#read(errorReg);
    const bytes = this.#read(fifoLevelReg);
    if ((errors & spoiled) !== 0 || bytes > answerBytesMax || (this.#read(controlReg) & 7) !== 0) return "spoiled";
    for (let index = 0; index < bytes; index++) this.#answer[index] = this.#read(fifoDataReg);
    this.#answerBytes = bytes;
    this.#collision = 0;
    if ((errors & collided) === 0) return "answer";
    const place = this.#read(collReg);
    this.#collision = place & 0x1f || 32;
    return (place & noPlace) === 0 ? "answer" : "spoiled";
  }

  #takeRequested(outcome: Outcome): number {
    if (outcome === "waiting") return lookMs;
    if (outcome === "none") {
      this.#presence.empty();
      return this.#rest();
    }
    // Several cards may have answered with different bits: that does not matter here.
    this.#select.start();
    return this.#send("selecting", this.#select.frameBytes, this.#select.lastBits * 0x11);
  }

  #takeSelecting(outcome: Outcome): number {
    if (outcome === "waiting") return lookMs;
    if (outcome !== "answer") return this.#rest();
    const verdict = this.#select.take(this.#answer, this.#answerBytes, this.#collision);
    if (verdict === "next") return this.#send("selecting", this.#select.frameBytes, this.#select.lastBits * 0x11);
    if (verdict === "done") this.#presence.seen(this.#select.uid);
    return this.#rest();
  }

  /** The chip has done its part. */
  #rest(): number {
    this.#write(txControlReg, fieldOff);
    this.#health.answered();
    this.#state = "look";
    return pauseMs;
  }

  #read(register: number): number {
    return this.#transfer(reading | (register << 1), 0);
  }

  #write(register: number, value: number): void {
    this.#transfer(register << 1, value);
  }

  #transfer(address: number, value: number): number {
    this.#access[0] = address;
    this.#access[1] = value;
    this.#spi.transfer(this.#access);
    this.#spi.flush(true);
    return this.#access[1];
  }

  close(): void {
    if (this.#guard.closed) return;
    this.#guard.close();
    this.#timer.clear(this.#next);
    this.#spi.close();
  }
}
