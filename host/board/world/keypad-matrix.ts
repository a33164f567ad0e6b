// SPDX-License-Identifier: Apache-2.0
/**
 * A membrane keypad without diodes: current takes every path that closed keys open, so three keys at the corners of a
 * rectangle show the fourth as well. Nothing here knows what the firmware makes of it.
 *
 * The firmware looks at it hundreds of times a second while a key is down, so rows without a closed key cost nothing,
 * and no loop here makes an iterator.
 */
import type { Board } from "../../../boards/board";
import type { LoadTime } from "../energy/load-time";
import { undriven, type LevelSource, type PinListener, type Pins } from "../pins";
import type { Random } from "../random";
import type { Scheduler } from "../scheduler";
import { Task } from "../task-queue";
import { Contact, type Bounce } from "./contact";

const glitchUsMax = 1_500;

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
  /** Times that two columns driven to different levels were connected by keys: a short circuit of two outputs. */
  shorts = 0;
  private readonly pins: Pins;
  private readonly pull: LoadTime;
  private readonly scheduler: Scheduler;
  private readonly random: Random;
  private readonly keypad: Board["keypad"];
  private readonly contacts: Contact[] = [];
  /** Columns connected to each row, as bits. */
  private readonly closedColumns: number[];
  /** Columns connected to any row, as bits. */
  private allClosedColumns = 0;
  private readonly rowOfPin: number[] = [];
  private readonly columnBitOfPin: number[] = [];
  private glitchIntervalUs = 0;
  private glitchContact: Contact | undefined;
  private readonly glitch = new Task(() => this.stepGlitch());

  constructor(parts: KeypadParts) {
    this.pins = parts.pins;
    this.pull = parts.pull;
    this.scheduler = parts.scheduler;
    this.random = parts.random;
    this.keypad = parts.keypad;
    this.closedColumns = parts.keypad.rowPins.map(() => 0);
    const count = parts.keypad.rowPins.length * parts.keypad.columnPins.length;
    for (let index = 0; index < count; index += 1) {
      this.contacts.push(new Contact(this.scheduler, this.random, () => this.contactChanged(), parts.bounce));
    }
    parts.keypad.rowPins.forEach((pin, row) => {
      this.rowOfPin[pin] = row;
      this.pins.connect(pin, { source: this });
    });
    parts.keypad.columnPins.forEach((pin, column) => {
      this.columnBitOfPin[pin] = 1 << column;
      this.pins.connect(pin, { listener: this });
    });
  }

  /** Keys that are down, in the order of the keypad. */
  get keysDown(): string {
    let keys = "";
    for (const key of this.keypad.keys.join("")) if (this.contactOf(key).settled) keys += key;
    return keys;
  }

  setKey(key: string, down: boolean): void {
    this.contactOf(key).set(down);
  }

  /** Spurious short closings of random keys, so many a second on average; 0 stops them. */
  setNoise(perSecond: number): void {
    this.glitchIntervalUs = perSecond === 0 ? 0 : Math.round(1_000_000 / perSecond);
    this.scheduler.world.remove(this.glitch);
    this.glitchContact?.set(false);
    this.glitchContact = undefined;
    if (this.glitchIntervalUs > 0) this.scheduleGlitch(2 * this.glitchIntervalUs);
  }

  levelOf(rowPin: number): number {
    if (this.allClosedColumns === 0) return undriven;
    const columns = this.closedColumns[this.rowOfPin[rowPin] ?? -1] ?? 0;
    return columns === 0 ? undriven : this.levelOfColumns(this.columnsConnectedTo(columns));
  }

  pinChanged(columnPin: number): void {
    if ((this.allClosedColumns & (this.columnBitOfPin[columnPin] ?? 0)) === 0) return;
    for (let row = 0; row < this.closedColumns.length; row += 1) {
      if (this.closedColumns[row] !== 0) this.pins.changed(this.keypad.rowPins[row] as number);
    }
  }

  private contactOf(key: string): Contact {
    const row = this.keypad.keys.findIndex((keys) => keys.includes(key));
    const contact = this.contacts[row * this.keypad.columnPins.length + (this.keypad.keys[row]?.indexOf(key) ?? 0)];
    if (key.length !== 1 || contact === undefined) throw new Error(`the keypad has no key "${key}"`);
    return contact;
  }

  private contactChanged(): void {
    const columnCount = this.keypad.columnPins.length;
    const before = this.allClosedColumns;
    this.allClosedColumns = 0;
    for (let row = 0; row < this.closedColumns.length; row += 1) {
      let columns = 0;
      for (let column = 0; column < columnCount; column += 1) {
        if (this.contacts[row * columnCount + column]?.closed) columns |= 1 << column;
      }
      this.closedColumns[row] = columns;
      this.allClosedColumns |= columns;
    }
    if ((before === 0) !== (this.allClosedColumns === 0)) this.pull.add(before === 0);
    for (let row = 0; row < this.closedColumns.length; row += 1) this.pins.changed(this.keypad.rowPins[row] as number);
  }

  /** Every column that current can reach from these, over other rows too. */
  private columnsConnectedTo(columns: number): number {
    let reached = columns;
    for (let before = 0; before !== reached; ) {
      before = reached;
      for (let row = 0; row < this.closedColumns.length; row += 1) {
        const connected = this.closedColumns[row] ?? 0;
        if ((connected & reached) !== 0) reached |= connected;
      }
    }
    return reached;
  }

  private levelOfColumns(columns: number): number {
    let level = undriven;
    for (let column = 0; column < this.keypad.columnPins.length; column += 1) {
      if ((columns & (1 << column)) === 0) continue;
      const driven = this.pins.driven(this.keypad.columnPins[column] as number);
      if (driven === undriven || driven === level) continue;
      if (level !== undriven) this.shorts += 1;
      level = level === undriven ? driven : 0;
    }
    return level;
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
