// SPDX-License-Identifier: Apache-2.0
/**
 * A lock that gets an update while its power may go at any moment, and the owner who wants that update. It is held at every moment to what
 * an update may never break: what boots is, byte for byte, an image that was signed and is allowed here; what is written to a slot are
 * bytes of such an image, at their place. `proveItself()` says the rest: its users, its log, and whom it lets in.
 */
import { decodeEntry, frameBytes, hasRightCheck, sectorBytes } from "../../storage/audit-format";
import type { AppPartition } from "../board/partitions";
import type { Answer } from "../board/ask";
import type { Firmware } from "../board/chip-power";
import { encodeText } from "../board/engine";
import { sectorSize } from "../board/flash";
import type { NvsEntry } from "../board/nvs";
import { imageStates, otaEntryBytes } from "../board/ota-data";
import { addPin } from "../board/pin-credential";
import { lineOf } from "../board/send-update";
import { base64, type SignedImage } from "../board/signed-image";
import { virtualBoard, type VirtualBoard } from "../board/virtual-board";
import { pins } from "./pins";
import { must } from "./soak-lock";

export const master = pins[0]!;
const guest = pins[2]!;
const wrongPin = "135791";
const domain = "latchkey";
const second = 1_000;
/** Of a slot, to be kept: more than any image here has. */
const slotBytesKept = 6 * sectorSize;
/** Offers, installations, and waits on probation until one update is done, at most: three power cuts take some. */
const stepsMax = 40;
/** They change with time and power-ups, or are the update's own; all others only by the master's will. */
const livelyRecords: readonly string[] = Object.freeze(["attempts", "battery", "boot", "wallClock", "audit.head"]);

/** What stays when the power is off. */
export interface LockState {
  flashImage: Uint8Array;
  nvsEntries: readonly (NvsEntry & { domain: string; key: string })[];
  slotImages: Partial<Record<AppPartition, Uint8Array>>;
}

export interface UpdateLockOptions {
  firmware: Firmware;
  /** May run and may be written: the one that the factory put there first. */
  images: readonly SignedImage[];
  /** Without it: a new one. */
  state?: LockState;
  seed?: number;
}

export class UpdateLock {
  readonly board: VirtualBoard;
  /** Of the images, those that may be written to a slot now. */
  writable: readonly SignedImage[];
  /** Lines of an update on which a bit flips on their way: the first is 0. */
  garbled: { line: number; bit: number } | undefined;
  readonly #images: readonly SignedImage[];
  #lines = 0;
  /** Where a bit of flash was flipped. */
  #flippedAt: number | undefined;
  /** Until somebody can throw it. */
  #wrong: string | undefined;
  #users = "";
  #log: Uint8Array;

  constructor({ firmware, images, state, seed = 1 }: UpdateLockOptions) {
    this.#images = images;
    this.writable = images;
    const otadata = otaEntryBytes({ sequence: 1, state: imageStates.valid });
    this.board = virtualBoard({
      firmware: (load) => {
        this.#checkBooted();
        return firmware(load);
      },
      boltPosition: 1,
      leapOverIdle: true,
      seed,
      slotImages: { ota_0: images[0]!.image, otadata },
      ...state,
      onAppFlash: (partition, address, bytes) => this.#checkWritten(partition, address, bytes),
    });
    this.#log = this.board.flash.bytes.slice();
    this.#users = this.#usersAndSettings();
  }

  /** A lock that is set up, with two users, and locked; its power is off. */
  static setUp(options: UpdateLockOptions): LockState {
    const lock = new UpdateLock(options);
    const { board } = lock;
    lock.powerUp();
    board.pressButton(5.5 * second);
    board.run(7 * second);
    board.type(`${master}#${master}#`);
    board.run(second);
    must(lock.asMaster("SetCredential", addPin(2, guest))?.["Status"] === "SUCCESS", "the guest gets no PIN");
    lock.ask("Logout");
    board.run(second);
    board.cutPower();
    return lock.state;
  }

  get state(): LockState {
    const { flash, appFlash, nvs } = this.board;
    const start = (partition: AppPartition): Uint8Array => {
      const bytes = new Uint8Array(Math.min(slotBytesKept, appFlash[partition].size));
      appFlash[partition].read(0, bytes);
      return bytes;
    };
    const entries = [...(nvs.open(domain, true) ?? [])];
    return {
      flashImage: flash.bytes.slice(),
      nvsEntries: entries.map(([key, { type, value }]) => ({ domain, key, type, value })),
      slotImages: { ota_0: start("ota_0"), ota_1: start("ota_1"), otadata: start("otadata") },
    };
  }

  /** Of the log, in the order in which they stand on flash. */
  get events(): number[] {
    const { bytes } = this.board.flash;
    const events: number[] = [];
    for (let at = 0; at < bytes.length; at += frameBytes) {
      if (at % sectorBytes === 0 || bytes[at + 3] === 0xff || !hasRightCheck(bytes.subarray(at, at + frameBytes))) continue;
      events.push(decodeEntry(new DataView(bytes.buffer, at, frameBytes)).event);
    }
    return events;
  }

  get on(): boolean {
    return this.board.power.on;
  }

  /** There is power, and no slot has a whole image. */
  get isDark(): boolean {
    const { power, bootLoader } = this.board;
    return power.on && power.stopped !== undefined && bootLoader.image(0) === undefined && bootLoader.image(1) === undefined;
  }

  powerUp(): void {
    this.board.powerUp();
    this.board.run(2 * second);
    this.check();
  }

  restart(): void {
    if (this.on) this.board.cutPower();
    this.board.cutPowerAt(0);
    this.board.run(second);
    this.powerUp();
  }

  /** A bit of flash flips by itself. */
  flip(partition: AppPartition, address: number, mask: number): void {
    if (partition !== "otadata") this.#flippedAt = address;
    this.board.appFlash[partition].flipBits(address, mask);
  }

  check(): void {
    must(this.#wrong === undefined, this.#wrong ?? "");
    const [fault] = this.board.faults;
    must(fault === undefined, `an exception left ${fault?.where}: ${fault?.message}\n${fault?.stack}`);
  }

  /** undefined: the power went meanwhile, the lock restarted, or the line came while flash was erased, which loses bytes (docs/console.md). */
  ask(command: string, given: object = {}): Answer | undefined {
    const text = encodeText(`${JSON.stringify({ Command: command, ...given })}\n`);
    if (command.includes("Update") && this.#lines++ === this.garbled?.line) return this.#garble(text, this.garbled.bit);
    const { line, power } = this.board;
    const { lineCount, lostBytes } = line;
    const { bootCount } = power;
    this.board.serialWrite(text);
    const isOver = (): boolean => line.lineCount > lineCount || power.stopped !== undefined || power.bootCount !== bootCount;
    const over = this.board.runUntil(isOver, 2 * second);
    this.check();
    if (line.lineCount > lineCount) return JSON.parse(line.lines[line.lines.length - 1]!) as Answer;
    must(over || line.lostBytes > lostBytes, `no answer to ${command}`);
    if (!over) {
      // Ends what came of the line.
      this.board.serialWrite("\n");
      this.board.run(second);
    }
    return undefined;
  }

  asMaster(command: string, given: object = {}): Answer | undefined {
    const answer = this.ask(command, given);
    if (answer?.["Status"] !== "UNSUPPORTED_ACCESS") return answer;
    const login = this.ask("Login", { PIN: master });
    must(login === undefined || login["Status"] === "SUCCESS", `the master cannot log in: ${JSON.stringify(login)}`);
    return login && this.ask(command, given);
  }

  /** What an owner does who wants the image of this version, until it runs for good or the power goes. */
  update(image: SignedImage, version: string): void {
    for (let steps = 0; this.on && !this.isDark; steps++) {
      must(steps < stepsMax, `the update does not end: ${JSON.stringify(this.asMaster("GetUpdate"))}`);
      const now = this.asMaster("GetUpdate");
      if (now === undefined) this.board.run(2 * second);
      else if (now["Stage"] === "Probation") this.board.run(66 * second);
      else if (now["Stage"] === "Ready") this.#install();
      else if (now["Stage"] === "Idle" && now["FirmwareVersion"] === version) return;
      else this.send(image);
    }
  }

  /** Offers it, and sends it as far as it is taken. */
  send({ offer, stream }: Pick<SignedImage, "offer" | "stream">): Answer | undefined {
    let answer = this.asMaster("OfferUpdate", { Header: base64(offer) });
    while (answer?.["Status"] === "SUCCESS" && Number(answer["Next"]) < stream.length) answer = this.sendLine(stream, Number(answer["Next"]));
    return answer;
  }

  /** Up to the end of the block. */
  sendLine(stream: Uint8Array, at: number): Answer | undefined {
    return this.asMaster("UpdateData", lineOf(stream, at));
  }

  /** Locked, it opens for who has a PIN and for nobody else; it has its users, settings and every entry of its log. */
  proveItself(): void {
    const { board } = this;
    must(this.board.stopped === undefined, `it does not run: ${board.stopped?.why}`);
    must(this.#usersAndSettings() === this.#users, "users, settings or keys have changed");
    const { bytes } = board.flash;
    must(this.#log.every((byte, at) => byte === 0xff || byte === bytes[at]), "entries of the log have changed");
    this.#log = bytes.slice();
    this.lock();
    must(!this.#opensWith(wrongPin), "a wrong PIN opens");
    must(this.#opensWith(guest), "the guest's PIN does not open");
    this.lock();
    must(this.asMaster("GetLog")?.["Chain"] === "Intact", "the chain of the log is broken");
    must(this.asMaster("GetLoop")?.["Faults"] === 0, "an exception was caught");
  }

  /** The bolt thrown by the inside button. When it does not know where the bolt is, the first press only opens. */
  lock(): void {
    for (let presses = 0; presses < 3 && this.board.boltPosition < 0.97; presses++) {
      this.board.pressButton();
      this.board.runUntil(() => this.board.boltPosition > 0.99, 3 * second);
    }
    this.board.run(second);
    must(this.board.boltPosition > 0.97, "it does not lock");
  }

  /** What comes back may be anything, in several lines. */
  #garble(text: Uint8Array, bit: number): undefined {
    const at = (bit >> 3) % (text.length - 1);
    text[at]! ^= 1 << (bit & 7);
    this.board.serialWrite(text);
    this.board.run(second);
    this.check();
  }

  #install(): void {
    const { power } = this.board;
    const { bootCount } = power;
    this.asMaster("InstallUpdate", { Now: 1 });
    this.board.runUntil(() => power.bootCount !== bootCount || !power.on, 5 * second);
    this.board.run(2 * second);
    this.check();
  }

  #opensWith(pin: string): boolean {
    this.board.type(`${pin}#`);
    const opened = this.board.runUntil(() => this.board.boltPosition < 0.01, 2 * second);
    this.board.run(second);
    return opened;
  }

  #usersAndSettings(): string {
    return [...(this.board.nvs.open(domain, true) ?? [])]
      .filter(([key]) => !livelyRecords.includes(key) && !key.startsWith("update"))
      .map(([key, { value }]) => `${key} ${String(value)}`)
      .sort()
      .join("\n");
  }

  #checkBooted(): void {
    const { slot } = this.board.power.image!;
    const runs = this.#images.some(({ image }) => {
      const bytes = new Uint8Array(image.length);
      this.board.bootLoader.slots[slot].read(0, bytes);
      return bytes.every((byte, at) => byte === image[at]);
    });
    if (!runs) this.#wrong ??= "an image runs that was not signed, or is not allowed";
  }

  /** Pages are programmed; where it is a whole sector, that was erased. The last byte may be torn: more bits are 1 than there should be. */
  #checkWritten(partition: AppPartition, address: number, bytes: Uint8Array): void {
    if (partition === "otadata" || bytes.length === sectorSize) return;
    const last = bytes.length - 1;
    const isVerified = this.writable.some(({ image }) =>
      bytes.every((byte, at) => {
        const wanted = image[address + at];
        return byte === wanted || address + at === this.#flippedAt || (at === last && wanted !== undefined && (byte & wanted) === wanted);
      }),
    );
    if (!isVerified) this.#wrong ??= `bytes were written to ${partition} at ${address} that nobody signed`;
  }
}
