// SPDX-License-Identifier: Apache-2.0
/**
 * A membrane keypad without diodes: current takes every path that closed keys open, so three keys at the corners of a
 * rectangle show the fourth as well. Nothing here knows what the firmware makes of it.
 *
 * Its wires are its lines, rows first and then columns. Any of their pins can be read while others are driven. Which lines are
 * connected is worked out when a contact changes: the firmware looks hundreds of times a second while a key is down.
 */
import type { Board } from "../../../boards/board";
import type { LoadTime } from "../energy/load-time";
import { undriven, type LevelSource, type PinListener, type Pins } from "../pins";
import type { Random } from "../random";
import type { Scheduler } from "../scheduler";
import { Task } from "../task-queue";
import type { WiringFault } from "../wiring-faults";
import { Contact, type Bounce } from "./contact";

const glitchUsMax = 1_500;
const noLine = -1;

export interface KeypadParts {
  pins: Pins;
  scheduler: Scheduler;
  random: Random;
  keypad: Board["keypad"];
  /** Counts how long any key connects a row's pull-up to a column. */
  pull: LoadTime;
  bounce: Bounce;
}

export class KeypadMatrix implements LevelSource, PinListener {
  /** Looks that found two lines driven to different levels connected: a short circuit of two outputs. */
  shorts = 0;
  private readonly pins: Pins;
  private readonly pull: LoadTime;
  private readonly scheduler: Scheduler;
  private readonly random: Random;
  private readonly keypad: Board["keypad"];
  private readonly contacts: Contact[] = [];
  /** Where each line should be connected, and where it is; `noLine`: its wire is broken. */
  private readonly ownPins: readonly number[];
  private pinOfLine: number[] = [];
  private lineOfPin: number[] = [];
  /** Lines that are always connected, by a short or a stuck key, as pairs. */
  private bridges: (readonly [number, number])[] = [];
  /** The other lines that each line is connected to, over others too, as bits. */
  private readonly connected: number[];
  private anyConnected = false;
  /** Lines that the firmware drives, as bits. */
  private low = 0;
  private high = 0;
  private glitchIntervalUs = 0;
  private glitchContact: Contact | undefined;
  private readonly glitch = new Task(() => this.stepGlitch());

  constructor(parts: KeypadParts) {
    this.pins = parts.pins;
    this.pull = parts.pull;
    this.scheduler = parts.scheduler;
    this.random = parts.random;
    this.keypad = parts.keypad;
    this.ownPins = [...parts.keypad.rowPins, ...parts.keypad.columnPins];
    this.connected = this.ownPins.map(() => 0);
    const count = parts.keypad.rowPins.length * parts.keypad.columnPins.length;
    for (let index = 0; index < count; index += 1) {
      this.contacts.push(new Contact(this.scheduler, this.random, () => this.contactChanged(), parts.bounce));
    }
    this.connectLines(this.ownPins.slice());
    for (const pin of this.ownPins) this.pins.connect(pin, { source: this, listener: this });
  }

  /** Keys that are down, in the order of the keypad. One that sticks by itself is not among them. */
  get keysDown(): string {
    let keys = "";
    for (const key of this.keypad.keys.join("")) if (this.contactOf(key).settled) keys += key;
    return keys;
  }

  setKey(key: string, down: boolean): void {
    this.contactOf(key).set(down);
  }

  /** From now on it is wired like this. */
  setWiring(faults: readonly WiringFault[]): void {
    const rowCount = this.keypad.rowPins.length;
    const pinOfLine = this.ownPins.slice();
    const swap = (one: number, other: number): void => {
      [pinOfLine[one], pinOfLine[other]] = [pinOfLine[other] as number, pinOfLine[one] as number];
    };
    if (faults.includes("rowsSwapped")) swap(0, 1);
    if (faults.includes("rowColumnSwapped")) swap(rowCount - 1, rowCount);
    this.bridges = [];
    for (const fault of faults) {
      if (typeof fault === "string") continue;
      if (fault.id === "keypadLineOpen") pinOfLine[fault.line] = noLine;
      if (fault.id === "keypadLinesShorted") this.bridges.push(fault.lines);
      if (fault.id === "keypadKeyStuck") this.bridges.push(this.linesOf(this.indexOf(fault.key)));
    }
    this.connectLines(pinOfLine);
    this.contactChanged();
  }

  /** Spurious short closings of random keys, so many a second on average; 0 stops them. */
  setNoise(perSecond: number): void {
    this.glitchIntervalUs = perSecond === 0 ? 0 : Math.round(1_000_000 / perSecond);
    this.scheduler.world.remove(this.glitch);
    this.glitchContact?.set(false);
    this.glitchContact = undefined;
    if (this.glitchIntervalUs > 0) this.scheduleGlitch(2 * this.glitchIntervalUs);
  }

  levelOf(pin: number): number {
    const others = this.connected[this.lineOfPin[pin] ?? noLine] ?? 0;
    if ((others & this.low) === 0) return (others & this.high) === 0 ? undriven : 1;
    if ((others & this.high) !== 0) this.shorts += 1;
    return 0;
  }

  pinChanged(pin: number): void {
    const line = this.lineOfPin[pin] ?? noLine;
    if (line === noLine) return;
    this.noteDrive(line, pin);
    const others = this.connected[line] ?? 0;
    for (let other = 0; others >> other !== 0; other += 1) if ((others >> other) & 1) this.tell(other);
  }

  private indexOf(key: string): number {
    const row = this.keypad.keys.findIndex((keys) => keys.includes(key));
    if (key.length !== 1 || row < 0) throw new Error(`the keypad has no key "${key}"`);
    return row * this.keypad.columnPins.length + (this.keypad.keys[row]?.indexOf(key) ?? 0);
  }

  private contactOf(key: string): Contact {
    return this.contacts[this.indexOf(key)] as Contact;
  }

  private linesOf(index: number): [number, number] {
    const columnCount = this.keypad.columnPins.length;
    return [Math.trunc(index / columnCount), this.keypad.rowPins.length + (index % columnCount)];
  }

  private connectLines(pinOfLine: number[]): void {
    this.pinOfLine = pinOfLine;
    this.lineOfPin = [];
    this.low = 0;
    this.high = 0;
    pinOfLine.forEach((pin, line) => {
      if (pin === noLine) return;
      this.lineOfPin[pin] = line;
      this.noteDrive(line, pin);
    });
  }

  private noteDrive(line: number, pin: number): void {
    const driven = this.pins.driven(pin);
    const bit = 1 << line;
    this.low = driven === 0 ? this.low | bit : this.low & ~bit;
    this.high = driven === 1 ? this.high | bit : this.high & ~bit;
  }

  private contactChanged(): void {
    const before = this.anyConnected;
    this.connected.fill(0);
    this.anyConnected = this.bridges.length > 0;
    for (const [one, other] of this.bridges) this.join(one, other);
    this.contacts.forEach((contact, index) => {
      if (!contact.closed) return;
      this.anyConnected = true;
      const [row, column] = this.linesOf(index);
      this.join(row, column);
    });
    if (before !== this.anyConnected) this.pull.add(this.anyConnected);
    for (let line = 0; line < this.pinOfLine.length; line += 1) this.tell(line);
  }

  /** What was connected to one of them is connected to all that was connected to the other. */
  private join(one: number, other: number): void {
    const group = (this.connected[one] ?? 0) | (this.connected[other] ?? 0) | (1 << one) | (1 << other);
    for (let line = 0; group >> line !== 0; line += 1) if ((group >> line) & 1) this.connected[line] = group & ~(1 << line);
  }

  private tell(line: number): void {
    const pin = this.pinOfLine[line] ?? noLine;
    if (pin !== noLine) this.pins.changed(pin);
  }

  private scheduleGlitch(usMax: number): void {
    this.scheduler.after(this.scheduler.world, this.glitch, 1 + this.random.below(usMax));
  }

  private stepGlitch(): void {
    if (this.glitchContact !== undefined) {
      this.glitchContact.set(false);
      this.glitchContact = undefined;
      this.scheduleGlitch(2 * this.glitchIntervalUs);
      return;
    }
    const contact = this.contacts[this.random.below(this.contacts.length)];
    // A key that someone holds down is left alone.
    if (contact !== undefined && !contact.settled) {
      contact.set(true);
      this.glitchContact = contact;
    }
    this.scheduleGlitch(glitchUsMax);
  }
}
