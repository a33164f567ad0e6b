// SPDX-License-Identifier: Apache-2.0
/**
 * A fingerprint module (R503; without product information an AS608) at the far end of a serial line, by the R503 user manual
 * 1.2.2. It is stricter than the module: what that would merely forgive, such as a command while it is busy, is in
 * `complaints`. Its flash and its faults outlive power cuts. Times that it takes are estimates. It costs no charge here.
 */
import type { Pins } from "../pins";
import type { Scheduler } from "../scheduler";
import type { SerialLine } from "../serial-line";
import { Task } from "../task-queue";
import { answerPacket, commandOf } from "./fingerprint-packets";

export type PrintQuality = "good" | "smudged";

export interface FingerprintFaults {
  /** The wires are cut or swapped: nothing gets through in either direction. */
  isSilent: boolean;
  /** Every answer comes so much later. */
  lateMs: number;
  /** So many of the next answers have a wrong checksum, or stray bytes before them. */
  wrongChecksums: number;
  strayBytes: number;
  /** Somebody put a board in its place that agrees to everything and finds this slot. */
  forgedSlot: number | undefined;
  /** Its flash is worn out, or it does not want to: what is in a slot stays. */
  refusesToErase: boolean;
}

export interface FingerprintModuleOptions {
  scheduler: Scheduler;
  line: SerialLine;
  pins: Pins;
  touchPin: number | undefined;
}

interface Reply {
  code: number;
  data?: readonly number[];
  ms?: number;
}

const readyUs = 50_000;
const readyByte = 0x55;
const bufferCount = 2;
const matchScore = 120;
const strayPattern = Object.freeze([0xef, 0x01, 0xff, 0x00, 0xef, 0xef, 0x55]);
const ringColours = Object.freeze(["", "red", "blue", "purple", "green", "yellow", "cyan", "white"]);
const ringModes = Object.freeze(["", "breathing", "flashing", "on", "off", "on", "off"]);

export class FingerprintModule {
  capacity = 200;
  password = 0;
  securityLevel = 3;
  /** undefined: it has no product information and no ring, as the AS608. */
  serial: string | undefined = "A1B2C3D4";
  /** Whose finger is in a slot. */
  readonly templates = new Map<number, string>();
  readonly faults: FingerprintFaults = {
    isSilent: false,
    lateMs: 0,
    wrongChecksums: 0,
    strayBytes: 0,
    forgedSlot: undefined,
    refusesToErase: false,
  };
  readonly complaints: string[] = [];
  /** Commands that it has understood. */
  commandCount = 0;
  searches = 0;
  /** Colour and mode, such as "blue breathing"; empty: dark. */
  ring = "";
  private readonly options: FingerprintModuleOptions;
  private laid: { finger: string; quality: PrintQuality } | undefined;
  private image: { finger: string; quality: PrintQuality } | undefined;
  private readonly buffers: (string | undefined)[] = [];
  private verified = false;
  private powered = false;
  private readyAtUs = 0;
  private busyUntilUs = 0;
  private answer: Uint8Array = new Uint8Array(0);
  private readonly answering = new Task(() => this.send());
  private readonly starting = new Task(() => this.options.line.send(Uint8Array.of(readyByte)));

  constructor(options: FingerprintModuleOptions) {
    this.options = options;
    const { line, pins, touchPin, scheduler } = options;
    line.onBytes = (bytes, arrivedUs) =>
      scheduler.at(scheduler.world, new Task(() => this.receive(bytes)), Math.ceil(arrivedUs));
    // Its touch output drives the pin while it has power.
    const levelOf = (): number => (!this.powered ? -1 : this.laid === undefined ? 1 : 0);
    if (touchPin !== undefined) pins.connect(touchPin, { source: { levelOf } });
  }

  get line(): SerialLine {
    return this.options.line;
  }

  get finger(): string {
    return this.laid?.finger ?? "";
  }

  setPower(on: boolean): void {
    const { scheduler } = this.options;
    this.powered = on;
    this.verified = false;
    this.image = undefined;
    this.buffers.length = 0;
    this.ring = "";
    this.busyUntilUs = 0;
    scheduler.world.remove(this.answering);
    scheduler.world.remove(this.starting);
    this.readyAtUs = scheduler.nowUs + readyUs;
    if (on && !this.faults.isSilent) scheduler.at(scheduler.world, this.starting, this.readyAtUs);
  }

  /** undefined: the finger is lifted. */
  lay(finger: string | undefined, quality: PrintQuality = "good"): void {
    this.laid = finger === undefined ? undefined : { finger, quality };
    const { touchPin, pins } = this.options;
    if (touchPin !== undefined) pins.changed(touchPin);
  }

  /** Another module is plugged in while the lock has power. */
  swap(serial: string | undefined, password = 0): void {
    this.serial = serial;
    this.password = password;
    this.templates.clear();
    this.setPower(this.powered);
  }

  private receive(packet: Uint8Array): void {
    const { nowUs } = this.options.scheduler;
    if (!this.powered || this.faults.isSilent) return;
    if (nowUs < this.readyAtUs) return this.complain("a command before it was ready");
    if (nowUs < this.busyUntilUs) return this.complain("a command while it was busy");
    const command = commandOf(packet);
    if (command === undefined) this.complain("a packet that is none");
    this.commandCount += 1;
    const { code, data = [], ms = 5 } = command === undefined ? { code: 0x01 } : this.execute(command);
    this.answer = answerPacket([code, ...data]);
    this.busyUntilUs = nowUs + (ms + this.faults.lateMs) * 1000;
    this.options.scheduler.at(this.options.scheduler.world, this.answering, this.busyUntilUs);
  }

  private send(): void {
    const { faults, answer } = this;
    const { line } = this.options;
    if (faults.isSilent) return;
    if (faults.strayBytes > 0) {
      faults.strayBytes -= 1;
      line.send(Uint8Array.from(strayPattern));
    }
    if (faults.wrongChecksums > 0) {
      faults.wrongChecksums -= 1;
      answer[answer.length - 1] = (answer[answer.length - 1] ?? 0) ^ 0x40;
    }
    line.send(answer);
  }

  private execute([code = 0, ...given]: readonly number[]): Reply {
    const isForged = this.faults.forgedSlot !== undefined;
    if (code === 0x13) return this.verify(numberOf(given, 0, 4));
    if (this.password !== 0 && !this.verified && !isForged && code !== 0x3c && code !== 0x0f) return { code: 0x21 };
    switch (code) {
      case 0x01:
        this.image = this.laid;
        return this.laid === undefined ? { code: 0x02, ms: 60 } : { code: 0, ms: 150 };
      case 0x02:
        return this.makeFeatures(given[0] ?? 0);
      case 0x04:
        return this.search(numberOf(given, 1, 2), numberOf(given, 3, 2));
      case 0x05:
        if (isForged) return { code: 0 };
        return { code: this.buffers[1] !== undefined && this.buffers[1] === this.buffers[2] ? 0 : 0x0a, ms: 60 };
      case 0x06:
        return this.store(given[0] ?? 0, numberOf(given, 1, 2));
      case 0x0c:
        return this.erase(numberOf(given, 0, 2), numberOf(given, 2, 2));
      case 0x0d:
        if (this.faults.refusesToErase) return { code: 0x11, ms: 200 };
        this.templates.clear();
        return { code: 0, ms: 200 };
      case 0x0f:
        return { code: 0, data: [0, 0, 0, 9, ...two(this.capacity), 0, this.securityLevel, 255, 255, 255, 255, 0, 2, 0, 6] };
      case 0x12:
        this.password = numberOf(given, 0, 4);
        this.verified = false;
        return { code: 0, ms: 40 };
      case 0x1d:
        return { code: 0, data: two(this.templates.size) };
      case 0x35:
        return this.setRing(given);
      case 0x3c:
        return this.product();
      default:
        this.complain(`command ${code}`);
        return { code: 0x1 };
    }
  }

  private verify(password: number): Reply {
    if (this.faults.forgedSlot !== undefined) return { code: 0 };
    this.verified = password === this.password;
    return { code: this.verified ? 0 : 0x13 };
  }

  private makeFeatures(buffer: number): Reply {
    if (buffer < 1 || buffer > bufferCount) this.complain(`buffer ${buffer}`);
    if (this.image === undefined) {
      this.complain("features without an image");
      return { code: 0x15 };
    }
    if (this.image.quality === "smudged") return { code: 0x06, ms: 120 };
    this.buffers[buffer] = this.image.finger;
    return { code: 0, ms: 250 };
  }

  private search(first: number, count: number): Reply {
    if (first + count > this.capacity) this.complain("a search beyond its slots");
    if (this.buffers[1] === undefined) this.complain("a search without features");
    this.searches += 1;
    const { forgedSlot } = this.faults;
    const slot = forgedSlot ?? [...this.templates].find(([, finger]) => finger === this.buffers[1])?.[0];
    if (slot === undefined) return { code: 0x09, data: [0, 0, 0, 0], ms: 50 };
    return { code: 0, data: [...two(slot), ...two(matchScore)], ms: 50 };
  }

  private store(buffer: number, slot: number): Reply {
    const finger = this.buffers[buffer];
    if (slot >= this.capacity) return { code: 0x0b };
    if (finger === undefined) return { code: 0x18 };
    this.templates.set(slot, finger);
    return { code: 0, ms: 80 };
  }

  private erase(first: number, count: number): Reply {
    if (first + count > this.capacity) return { code: 0x0b };
    if (this.faults.refusesToErase) return { code: 0x10, ms: 60 };
    for (let slot = first; slot < first + count; slot += 1) this.templates.delete(slot);
    return { code: 0, ms: 60 };
  }

  private setRing([mode = 0, , colour = 0]: readonly number[]): Reply {
    if (this.serial === undefined) return { code: 0x01 };
    const word = ringModes[mode];
    if (!word || !ringColours[colour]) this.complain(`ring ${mode} ${colour}`);
    this.ring = word === "off" ? "" : `${ringColours[colour] ?? ""} ${word ?? ""}`;
    return { code: 0 };
  }

  private product(): Reply {
    if (this.serial === undefined) return { code: 0x01 };
    const text = (value: string, length: number): number[] =>
      Array.from({ length }, (_, index) => value.charCodeAt(index) || 0);
    const fixed = [1, 2, ...text("GT-06", 8), 0, 192, 0, 192, ...two(768), ...two(this.capacity)];
    return { code: 0, data: [...text("R503", 16), ...text("B001", 4), ...text(this.serial, 8), ...fixed] };
  }

  private complain(what: string): void {
    this.complaints.push(what);
  }
}

function two(value: number): number[] {
  return [value >> 8, value & 0xff];
}

function numberOf(bytes: readonly number[], at: number, length: number): number {
  return bytes.slice(at, at + length).reduce((value, byte) => value * 256 + byte, 0);
}
