// SPDX-License-Identifier: Apache-2.0
/**
 * A face module that speaks EF AA (HLK-FM225; SEN0677 or SEN0736 by `kind`) at the far end of a serial line, after the sources that
 * docs/biometrics.md names: none of it has been compared with a real one. What it would merely refuse is in `complaints`. Its flash and
 * its faults outlive power cuts. Times that it takes are estimates. It costs no charge here.
 */
import type { Pins } from "../pins";
import type { Scheduler } from "../scheduler";
import type { SerialLine } from "../serial-line";
import { Task } from "../task-queue";
import { frameOf, idOf, messageOf, text, two } from "./face-frames";

export interface FaceFaults {
  /** The wires are cut or swapped: nothing gets through in either direction. */
  isSilent: boolean;
  /** Every answer comes so much later. */
  lateMs: number;
  /** So many of the next answers have a wrong checksum, lack their end, claim to be far longer than they are, or come after stray bytes. */
  wrongChecksums: number;
  cutShort: number;
  overLong: number;
  strayBytes: number;
}

export interface FaceModuleOptions {
  scheduler: Scheduler;
  line: SerialLine;
  pins: Pins;
  /** It has power while this is high; left out: always. */
  supplyPin: number | undefined;
}

export interface StoredFace {
  face: string;
  /** 32 bytes. */
  name: readonly number[];
}

const readyUs = 800_000;
const lookUs = 100_000;
const idsMax = 100;
const strayPattern = Object.freeze([0xef, 0xaa, 0x00, 0xef, 0xaa, 0x01, 0x55]);
const unlocked = 200;
const nobody = -1;

export class FaceModule {
  kind: "fm22x" | "sen0677" | "sen0736" = "fm22x";
  /** undefined: it does not know the message that asks for it. */
  serial: string | undefined = "FM225-0001";
  version = "V1.4";
  readonly faces = new Map<number, StoredFace>();
  /** It accepts everybody, as the first face that it has. */
  demonstration = false;
  readonly faults: FaceFaults = { isSilent: false, lateMs: 0, wrongChecksums: 0, cutShort: 0, overLong: 0, strayBytes: 0 };
  readonly complaints: string[] = [];
  /** Looks for somebody that it was asked for. */
  looks = 0;
  private readonly options: FaceModuleOptions;
  private shown: { face: string; isAlive: boolean } | undefined;
  private chipOn = false;
  private powered = false;
  private readyAtUs = 0;
  private poweredBeforeUs = 0;
  private sinceUs = 0;
  /** Looking for somebody, until then. */
  private search: { message: number; untilUs: number; name: readonly number[] } | undefined;
  private readonly looking = new Task(() => this.look());
  private readonly starting = new Task(() => this.send(frameOf(0x01, [0])));

  constructor(options: FaceModuleOptions) {
    this.options = options;
    const { line, scheduler, pins, supplyPin } = options;
    line.onBytes = (bytes, arrivedUs) => scheduler.at(scheduler.world, new Task(() => this.receive(bytes)), Math.ceil(arrivedUs));
    if (supplyPin !== undefined) pins.connect(supplyPin, { listener: { pinChanged: () => this.supply() } });
  }

  get line(): SerialLine {
    return this.options.line;
  }

  get face(): string {
    return this.shown?.face ?? "";
  }

  get hasPower(): boolean {
    return this.powered;
  }

  /** How long it had power, in all. */
  get poweredUs(): number {
    return this.poweredBeforeUs + (this.powered ? this.options.scheduler.nowUs - this.sinceUs : 0);
  }

  setPower(on: boolean): void {
    this.chipOn = on;
    this.supply();
  }

  /** undefined: nobody is there. A picture of somebody is not alive. */
  show(face: string | undefined, isAlive = true): void {
    this.shown = face === undefined ? undefined : { face, isAlive };
  }

  /** Another module is plugged in. */
  swap(serial: string | undefined): void {
    this.serial = serial;
    this.faces.clear();
    this.start();
  }

  /** Somebody is put in by a computer. */
  put(face: string, name: string): void {
    this.faces.set(this.freeId, { face, name: Array.from({ length: 32 }, (_, at) => name.charCodeAt(at) || 0) });
  }

  private get freeId(): number {
    let id = 1;
    while (this.faces.has(id)) id += 1;
    return id;
  }

  private supply(): void {
    const { supplyPin, pins, scheduler } = this.options;
    const on = this.chipOn && (supplyPin === undefined || pins.driven(supplyPin) === 1);
    if (on === this.powered) return;
    if (on) this.sinceUs = scheduler.nowUs;
    else this.poweredBeforeUs = this.poweredUs;
    this.powered = on;
    this.start();
  }

  private start(): void {
    const { scheduler } = this.options;
    this.search = undefined;
    scheduler.world.remove(this.looking);
    scheduler.world.remove(this.starting);
    this.readyAtUs = scheduler.nowUs + readyUs;
    if (this.powered) scheduler.at(scheduler.world, this.starting, this.readyAtUs);
  }

  private receive(frame: Uint8Array): void {
    if (!this.powered || this.faults.isSilent) return;
    if (this.options.scheduler.nowUs < this.readyAtUs) return this.complain("a message before it was ready");
    const asked = messageOf(frame);
    if (asked === undefined) return this.complain("a frame that is none");
    const { message, data } = asked;
    if (this.search !== undefined && message !== 0x10 && message !== 0x11) {
      this.complain(`message ${message} while it was busy`);
      return this.answer(message, 1);
    }
    this.execute(message, data);
  }

  private execute(message: number, data: readonly number[]): void {
    switch (message) {
      case 0x10:
        return this.stop();
      case 0x11:
        return this.answer(message, 0, [this.search === undefined ? 0 : 1]);
      case 0x12:
        this.looks += 1;
        return this.begin(message, data[1] ?? 0, data.length === 2, []);
      case 0x1d:
        return this.begin(message, data[34] ?? 0, data.length === 35, data.slice(1, 33));
      case 0x26:
        if (this.kind === "sen0677") return this.answer(message, 1);
        return this.begin(message, data[36] ?? 0, data.length === 40 && data[34] === 1, data.slice(1, 33));
      case 0x20:
        this.check(data.length === (this.kind === "sen0736" ? 3 : 2), "delete");
        return this.answer(message, this.faces.delete(idOf(data)) ? 0 : 8, [], 200);
      case 0x21:
        this.check(data.length === (this.kind === "sen0736" ? 5 : 0), "delete all");
        this.faces.clear();
        return this.answer(message, 0, [], 500);
      case 0x22:
        return this.who(idOf(data));
      case 0x24:
        return this.list(data);
      case 0x30:
        return this.answer(message, 0, text(this.version));
      case 0x93:
        if (this.serial === undefined) return this.answer(message, 1);
        return this.answer(message, 0, [...text(this.serial), 0xff, this.looks & 0xff]);
      case 0xfe:
        if (this.kind !== "fm22x") return this.answer(message, 1);
        this.demonstration = data[0] === 1;
        return this.answer(message, 0);
      default:
        this.complain(`message ${message}`);
        return this.answer(message, 1);
    }
  }

  private stop(): void {
    const { search } = this;
    this.search = undefined;
    this.options.scheduler.world.remove(this.looking);
    this.answer(0x10, 0);
    // What was stopped is answered too, afterwards.
    if (search !== undefined) this.answer(search.message, 2, [], 100);
  }

  private begin(message: number, seconds: number, isRight: boolean, name: readonly number[]): void {
    this.check(isRight && seconds > 0, `message ${message} with wrong data`);
    this.search = { message, untilUs: this.options.scheduler.nowUs + seconds * 1_000_000, name };
    this.nextLook();
  }

  private nextLook(): void {
    const { scheduler } = this.options;
    scheduler.at(scheduler.world, this.looking, scheduler.nowUs + lookUs);
  }

  private look(): void {
    const { search, shown } = this;
    if (search === undefined || !this.powered) return;
    const isOver = this.options.scheduler.nowUs >= search.untilUs;
    if (shown === undefined && !isOver) {
      // Where the face is: nowhere; low byte first.
      this.send(frameOf(0x01, [1, 1, ...new Array<number>(15).fill(0)]));
      return this.nextLook();
    }
    this.search = undefined;
    if (shown === undefined) this.answer(search.message, 0x0d);
    else if (!shown.isAlive) this.answer(search.message, 0x0c, [], 300);
    else if (search.message === 0x12) this.recognise(shown.face);
    else this.enrol(search.message, shown.face, search.name);
  }

  private recognise(face: string): void {
    const [first = nobody] = this.faces.keys();
    const id = this.demonstration ? first : this.idOfFace(face);
    const found = this.faces.get(id);
    if (found === undefined) this.answer(0x12, 8, [], 300);
    else this.answer(0x12, 0, [...two(id), ...found.name, 0, unlocked], 300);
  }

  private enrol(message: number, face: string, name: readonly number[]): void {
    if (this.idOfFace(face) !== nobody) return this.answer(message, 0x0a, [], 300);
    if (this.faces.size >= idsMax) return this.answer(message, 9, [], 300);
    const id = this.freeId;
    this.faces.set(id, { face, name });
    this.answer(message, 0, [...two(id), 0], 600);
  }

  private who(id: number): void {
    const found = this.faces.get(id);
    if (found === undefined) this.answer(0x22, 8);
    else this.answer(0x22, 0, [...two(id), ...found.name, 0]);
  }

  private list(data: readonly number[]): void {
    this.check(data.length === (this.kind === "fm22x" ? 0 : 1), "list");
    const ids = [...this.faces.keys()].flatMap(two);
    this.answer(0x24, 0, [...(this.kind === "sen0736" ? two(this.faces.size) : [this.faces.size]), ...ids]);
  }

  private idOfFace(face: string): number {
    return [...this.faces].find(([, stored]) => stored.face === face)?.[0] ?? nobody;
  }

  private answer(message: number, result: number, data: readonly number[] = [], ms = 20): void {
    const { scheduler } = this.options;
    const dueUs = scheduler.nowUs + (ms + this.faults.lateMs) * 1000;
    scheduler.at(scheduler.world, new Task(() => this.send(this.spoilt(frameOf(0x00, [message, result, ...data])))), dueUs);
  }

  private spoilt(frame: Uint8Array): Uint8Array {
    const { faults } = this;
    if (faults.strayBytes > 0) {
      faults.strayBytes -= 1;
      this.send(Uint8Array.from(strayPattern));
    }
    if (faults.wrongChecksums > 0) {
      faults.wrongChecksums -= 1;
      frame[frame.length - 1] = (frame[frame.length - 1] ?? 0) ^ 0x40;
    } else if (faults.cutShort > 0) {
      faults.cutShort -= 1;
      return frame.slice(0, -2);
    } else if (faults.overLong > 0) {
      faults.overLong -= 1;
      frame[3] = 0x7f;
    }
    return frame;
  }

  private send(bytes: Uint8Array): void {
    if (this.powered && !this.faults.isSilent) this.options.line.send(bytes);
  }

  private check(isRight: boolean, what: string): void {
    if (!isRight) this.complain(what);
  }

  private complain(what: string): void {
    this.complaints.push(what);
  }
}
