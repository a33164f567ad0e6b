// SPDX-License-Identifier: Apache-2.0
/**
 * A PN532 on I2C: says once that a card of ISO 14443 type A is held up, its UID, and whether it proved to be that card. What that is
 * worth is not its business.
 * Source: NXP user manual UM0701-02; times and wiring HW-40 to HW-42.
 *
 * Four times a second it asks for one card, and switches the field off again. Between a command, its ACK and its answer the
 * firmware goes on: each step is one short exchange on the bus, and the next comes with the IRQ pin or with a timer. Anything
 * unexpected ends the conversation; the next one begins with an abort and the whole set-up, since the reader may have restarted.
 *
 * A processor card that is new is asked for its proof before it is told of: field off, and selected once more for ISO 14443-4. What is
 * said then, and how long, is for `proof` to know. A card that is lost on the way is tried again, three times in all, and then told of
 * without a proof.
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
/** Of the answer to RATS, which stands behind the UID and begins with its length. */
const atsBytesMax = 20;
const processorCard = 0x20;
/** A status byte, 32 bytes and two more: the longest answer that a proof has. */
const sayBytes = 35;
/** The card may take so long for one command: writing a key takes longest (HW-50). */
const sayMsMax = 300;
const sayCommand: readonly number[] = Object.freeze([0x40, 0x01]);
const lostMax = 3;
/** Places in the order of exchanges. */
const lookAt = 4;
const offAt = 5;
const proveAt = 6;
const selectAt = 8;
const sayAt = 9;
const icPn532 = 0x32;

/** What is said to a card so that it proves itself (crypto/card-proof.ts). */
export interface CardTalk {
  /** undefined: this is no card that could. */
  begin(uid: Uint8Array): ArrayLike<number> | undefined;
  /** After the card's answer; undefined: nothing more is to be said. */
  next(answer: Uint8Array): ArrayLike<number> | undefined;
  readonly proved: boolean;
}

export interface Pn532Options {
  i2c: I2cClass;
  dataPin: number;
  clockPin: number;
  /** Low while a frame waits. Left out: the bus is asked. */
  irqPin?: number;
  io: DigitalClass;
  timer: TimerService;
  nowMs: NowMs;
  /** Left out: no card can prove itself. */
  proof?: CardTalk | undefined;
  /** Once per card held up, and again only after it was taken away. */
  onCard: (uid: Uint8Array, proved: boolean) => void;
  /** A reader that has worked no longer answers, or does again. */
  onAnswers: (answers: boolean) => void;
  onError: OnError;
}

interface Exchange {
  readonly command: number;
  frame: Uint8Array;
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
  readonly #proof: CardTalk | undefined;
  readonly #turn: () => void;
  readonly #i2c: I2cIO;
  readonly #irq: DigitalIO | undefined;
  readonly #abort = ackFrame();
  readonly #ready = new Uint8Array(1);
  readonly #ack = new Uint8Array(1 + this.#abort.length);
  /** Set-up, then the two that are repeated: look for a card, field off. Then what a proof takes, which ends with the field off too. */
  readonly #exchanges: readonly Exchange[] = [
    exchange([0x02], 4, 50), // GetFirmwareVersion
    exchange([0x14, 0x01, 0x14, 0x01], 0, 50), // SAMConfiguration: normal mode, IRQ pin in use
    exchange([0x12, 0x04], 0, 50), // SetParameters: no RATS, so that an answer ends with the UID
    exchange([0x32, 0x05, 0xff, 0x01, 0x01], 0, 50), // RFConfiguration: look twice for a card, not for ever
    exchange([0x4a, 0x01, 0x00], uidAt - dataAt + uidBytesMax, 150), // InListPassiveTarget: one, 106 kbit/s type A
    exchange([0x32, 0x01, 0x00], 0, 50), // RFConfiguration: field off
    exchange([0x32, 0x01, 0x00], 0, 50),
    exchange([0x12, 0x14], 0, 50), // SetParameters: RATS
    exchange([0x4a, 0x01, 0x00], uidAt - dataAt + uidBytesMax + atsBytesMax, 150),
    exchange(sayCommand, sayBytes, sayMsMax), // InDataExchange, once for each command
    exchange([0x12, 0x04], 0, 50),
    exchange([0x32, 0x01, 0x00], 0, 50),
  ];
  /** Whom a proof is asked of. */
  #uid: Uint8Array | undefined;
  /** So many times in a row a card was lost before it was done. */
  #lost = 0;
  #at = 0;
  #phase: "abort" | "command" | "ack" | "answer" = "abort";
  #deadlineMs = 0;
  #next: unknown;

  constructor({ i2c, dataPin, clockPin, irqPin, io, timer, nowMs, proof, onCard, onAnswers, onError }: Pn532Options) {
    this.#guard = new Guard(onError);
    this.#presence = new CardPresence(this.#guard.wrap(onCard));
    this.#health = new ReaderHealth(nowMs, this.#guard.wrap(onAnswers));
    this.#timer = timer;
    this.#proof = proof;
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
      this.#lose();
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
    const at = this.#at;
    const isLast = at === offAt || at === this.#exchanges.length - 1;
    if (command === 0x02 && answer[dataAt] !== icPn532) throw new Error("pn532: another chip");
    this.#at = isLast ? lookAt : at + 1;
    if (at === lookAt) this.#takeCard(answer, dataBytes);
    else if (at === selectAt) this.#takeSelected(answer);
    else if (at === sayAt) this.#takeSaid(answer, dataBytes);
    return isLast ? pauseMs : 0;
  }

  #takeCard(answer: Uint8Array, dataBytes: number): void {
    const count = answer[dataAt];
    const uidBytes = answer[uidAt - 1] ?? 0;
    const isCard = count === 1 && dataBytes === uidAt - dataAt + uidBytes && (uidBytes === 4 || uidBytes === 7 || uidBytes === 10);
    if (!isCard && !(count === 0 && dataBytes === 1)) throw new Error("pn532: odd card");
    this.#health.answered();
    if (!isCard) {
      this.#lost = 0;
      this.#presence.empty();
      return;
    }
    const uid = answer.slice(uidAt, uidAt + uidBytes);
    const isProcessor = ((answer[uidAt - 2] ?? 0) & processorCard) !== 0;
    const first = isProcessor && this.#presence.isNext ? this.#proof?.begin(uid) : undefined;
    if (first === undefined) {
      this.#presence.seen(uid);
      return;
    }
    this.#uid = uid;
    this.#say(first);
    this.#at = proveAt;
  }

  /** The same card again, and now it takes commands; else it is not spoken to. */
  #takeSelected(answer: Uint8Array): void {
    const uid = this.#uid ?? new Uint8Array(0);
    const isSame = answer[dataAt] === 1 && answer[uidAt - 1] === uid.length && uid.every((byte, place) => answer[uidAt + place] === byte);
    if (isSame) return;
    this.#at = sayAt + 1;
    this.#lose();
  }

  #takeSaid(answer: Uint8Array, dataBytes: number): void {
    if (dataBytes === 0 || answer[dataAt] !== 0) {
      this.#lose();
      return;
    }
    const next = this.#proof?.next(answer.subarray(dataAt + 1, dataAt + dataBytes));
    if (next !== undefined) {
      this.#say(next);
      this.#at = sayAt;
      return;
    }
    this.#tell(this.#proof?.proved === true);
  }

  #say(command: ArrayLike<number>): void {
    this.#exchanges[sayAt]!.frame = commandFrame(sayCommand, command);
  }

  /** It was taken away, or does not speak as it should: so it can be tried again. */
  #lose(): void {
    if (this.#uid === undefined) return;
    if (++this.#lost >= lostMax) this.#tell(false);
    else this.#uid = undefined;
  }

  #tell(proved: boolean): void {
    const uid = this.#uid;
    this.#uid = undefined;
    this.#lost = 0;
    if (uid !== undefined) this.#presence.seen(uid, proved);
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
