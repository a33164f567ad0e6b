// SPDX-License-Identifier: Apache-2.0
/**
 * Card reader and fingerprint or face module, with the lock's drivers, once somebody asks for them: what answers, and what is read.
 *
 * A module gets no password from here, unless it has the factory's and an enrolment is asked for: without its own password the driver
 * reads no finger. It is the password that the lock would give it, and it is on flash before the module has it, as the lock does it
 * (lock/biometrics.ts), so the lock knows the module as its own; it empties the module when it first accepts it.
 */
import type { Board } from "../boards/board";
import { openCardReader } from "../drivers/card-reader";
import type { I2cClass, NowMs, OnError, SerialClass, SpiClass, TimerService } from "../drivers/io";
import { openTemplateReader } from "../drivers/open-template-reader";
import { answerAt, answerDataBytes } from "../drivers/pn532-frame";
import { isRc522Version } from "../drivers/rc522";
import type { EnrolStep, TemplateModule, TemplateReader } from "../drivers/template-reader";
import { sealRecord } from "../crypto/checked-record";
import { hexOf } from "../crypto/hex";
import type { Reply } from "../link/command";
import { asWord } from "../link/word";
import { faceKind, fingerKind } from "../lock/biometrics";
import type { Loop } from "../lock/loop";
import type { Records } from "../lock/parts";
import type { Heard } from "./heard";

/** A reader that is there has answered by then. */
const answerMsMax = 2_000;
const adoptTries = 30;
const adoptPollMs = 100;
const eraseMsMax = 5_000;
/** As in lock/biometrics.ts. */
const formatVersion = 1;

export interface ReadersOptions {
  board: Board;
  heard: Heard;
  i2c: I2cClass;
  spi: SpiClass;
  serial: SerialClass;
  timer: TimerService;
  nowMs: NowMs;
  loop: Pick<Loop, "after" | "cancel">;
  records: Records;
  /** Of the lock's; undefined: there is no key. */
  fingerPassword: number | undefined;
  facePassword: number | undefined;
  tell: (event: object) => void;
  onError: OnError;
}

export class Readers {
  readonly #options: ReadersOptions;
  #isOpen = false;
  #cardAnswers: boolean | undefined;
  #reader: TemplateReader | undefined;
  #module: TemplateModule | undefined;
  #erased: ((done: boolean) => void) | undefined;

  constructor(options: ReadersOptions) {
    this.#options = options;
  }

  get isOpen(): boolean {
    return this.#isOpen;
  }

  /** For good. What answers is told. */
  open(): void {
    if (this.#isOpen) return;
    this.#isOpen = true;
    const { board, heard, i2c, spi, serial, timer, nowMs, loop, fingerPassword, facePassword, tell, onError } = this.#options;
    const common = { io: heard.digital, timer, nowMs, onError };
    openCardReader(board.cardReader, {
      ...common,
      i2c: hearing(i2c, () => this.#cardReader(true)),
      spi: hearingSpi(spi, () => this.#cardReader(true)),
      onCard: (uid) => tell({ Event: "Card", Uid: hexOf(uid) }),
      onAnswers: (answers) => this.#cardReader(answers),
    });
    if (board.cardReader !== undefined) {
      loop.after("cardReader", answerMsMax, () => {
        if (this.#cardAnswers === undefined) this.#cardReader(false);
      });
    }
    this.#reader = openTemplateReader(board.fingerprint ?? board.face, {
      ...common,
      serial,
      password: board.fingerprint === undefined ? facePassword : fingerPassword,
      onMatch: (slot) => this.#seen(slot),
      onNoMatch: () => this.#seen(-1),
      onEnrol: (step, slot) => this.#enrol(step, slot),
      onErased: (_slot, done) => this.#hasErased(done),
      onModule: (module) => this.#hasFound(module),
    });
  }

  /** What follows is told. */
  enrol(slot: number): Reply | undefined {
    const refused = this.#refused(slot);
    if (refused !== undefined) return refused;
    if (this.#reader?.ready !== true && !this.#adopt()) return { Status: "INVALID_IN_STATE", Reason: "its password cannot be stored" };
    this.#enrolWhenReady(slot, adoptTries);
    return undefined;
  }

  /** `done` hears whether it was erased; not if it is refused. */
  erase(slot: number, done: (erased: boolean) => void): Reply | undefined {
    const refused = this.#reader?.ready === true ? this.#refused(slot) : notReady;
    if (refused !== undefined) return refused;
    this.#erased = done;
    this.#options.loop.after("erase", eraseMsMax, () => this.#hasErased(false));
    this.#reader?.delete(slot);
    return undefined;
  }

  get #isFace(): boolean {
    return this.#options.board.fingerprint === undefined;
  }

  #refused(slot: number): Reply | undefined {
    if (this.#module === undefined) return notReady;
    if (this.#module.password === "strange") return { Status: "INVALID_IN_STATE", Reason: "it has a password that is not this lock's" };
    if (slot >= this.#module.capacity) return { Status: "CONSTRAINT_ERROR", Reason: `Slot: below ${this.#module.capacity}` };
    return undefined;
  }

  /** False: its password is not on flash, so it does not get it. */
  #adopt(): boolean {
    const { records, fingerPassword, facePassword } = this.#options;
    const { passwordRecord } = this.#isFace ? faceKind : fingerKind;
    const password = this.#isFace ? facePassword : fingerPassword;
    if (password === undefined) return false;
    const bytes = new Uint8Array(4);
    new DataView(bytes.buffer).setUint32(0, password);
    try {
      records.write(passwordRecord, sealRecord(passwordRecord, formatVersion, bytes));
    } catch {
      return false;
    }
    this.#reader?.adopt();
    return true;
  }

  #enrolWhenReady(slot: number, tries: number): void {
    if (this.#reader?.ready === true) this.#reader.enrol(slot);
    else if (tries === 0) this.#enrol("failed", slot);
    else this.#options.loop.after("enrol", adoptPollMs, () => this.#enrolWhenReady(slot, tries - 1));
  }

  #cardReader(answers: boolean): void {
    if (answers === this.#cardAnswers) return;
    this.#cardAnswers = answers;
    this.#options.tell({ Event: "CardReader", Answers: answers });
  }

  #hasFound(module: TemplateModule | undefined): void {
    this.#module = module;
    // That changes nothing in it, and from now on it is read.
    if (module?.password === "ours") this.#reader?.adopt();
    const facts = module && {
      Identity: hexOf(module.identity),
      Capacity: module.capacity,
      Count: module.count,
      Password: asWord(module.password),
      SecurityLevel: module.securityLevel,
    };
    this.#options.tell({ Event: this.#isFace ? "FaceModule" : "FingerModule", Answers: module !== undefined, ...facts });
  }

  #seen(slot: number): void {
    this.#options.tell({ Event: this.#isFace ? "Face" : "Finger", Slot: slot });
  }

  #enrol(step: EnrolStep, slot: number): void {
    this.#options.tell({ Event: "Enrol", Step: asWord(step), Slot: slot });
  }

  #hasErased(done: boolean): void {
    const erased = this.#erased;
    this.#erased = undefined;
    this.#options.loop.cancel("erase");
    erased?.(done);
  }
}

const notReady: Reply = Object.freeze({ Status: "INVALID_IN_STATE", Reason: "no module is ready" });

/** The driver tells of a card reader when it falls silent, not when it first answers: this hears a whole answer of a PN532. */
function hearing(base: I2cClass, onAnswer: () => void): I2cClass {
  return class extends base {
    override read(buffer: Uint8Array): number {
      const count = super.read(buffer);
      const command = (buffer[answerAt + 1] ?? 0) - 1;
      if (buffer.length > answerAt && answerDataBytes(buffer, command) !== undefined) onAnswer();
      return count;
    }
  };
}

/** The same for an RC522, whose driver asks for its version again and again. */
function hearingSpi(base: SpiClass, onAnswer: () => void): SpiClass {
  return class extends base {
    override transfer(bytes: Uint8Array): void {
      const asked = bytes[0] ?? 0;
      super.transfer(bytes);
      if (isRc522Version(asked, bytes[1] ?? 0)) onAnswer();
    }
  };
}
