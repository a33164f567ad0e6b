// SPDX-License-Identifier: Apache-2.0
/**
 * A matrix keypad, 4x3 or 4x4, without diodes. Reports a key once when it goes down; collecting keys into an entry is not
 * its business, and it never remembers a key longer than it is held.
 *
 * Rows are inputs with pull-up, columns are open-drain (HW-09). The mode of a pin is fixed when it is opened, and closing
 * one turns its pull-up on (HW-08), so columns cannot turn from output to input between two looks. Open-drain does
 * the same: a column is low when looked at and floats otherwise, so two keys in one row never short two outputs, whatever
 * is pressed, and no resistor or diode is needed.
 *
 * Idle: all columns low, so that any key pulls its row down and interrupts; a slow poll stands behind the interrupts, which
 * can get lost (SDK, digitalbank.c). Only while a key is down the columns are looked at one by one, every 10 ms.
 */
import { Guard } from "./guard";
import type { DigitalClass, DigitalIO, NowMs, OnError, TimerService } from "./io";
import { KeypadScan } from "./keypad-scan";
import { idlePollMs, Poll } from "./poll";

const scanMs = 10;

const low = 0;
const released = 1;

export interface KeypadOptions {
  io: DigitalClass;
  timer: TimerService;
  nowMs: NowMs;
  rowPins: readonly number[];
  columnPins: readonly number[];
  /** One string a row, one character a column. */
  keys: readonly string[];
  /** A key went down, debounced. */
  onKey: (key: string) => void;
  /** A key has been down for over 10 s and is ignored until it is up. */
  onStuck: (key: string) => void;
  onError: OnError;
}

export class Keypad {
  readonly #guard: Guard;
  readonly #poll: Poll;
  readonly #nowMs: NowMs;
  readonly #rows: DigitalIO[] = [];
  readonly #columns: DigitalIO[] = [];
  readonly #keys: readonly string[];
  readonly #scan = new KeypadScan();
  readonly #onKey: (key: string) => void;
  readonly #onStuck: (key: string) => void;
  #scanning = false;

  constructor({ io, timer, nowMs, rowPins, columnPins, keys, onKey, onStuck, onError }: KeypadOptions) {
    if (keys.length !== rowPins.length) throw new RangeError("keys: one string a row");
    if (keys.some((row) => row.length !== columnPins.length)) throw new RangeError("keys: one character a column");
    this.#guard = new Guard(onError);
    this.#nowMs = nowMs;
    this.#keys = keys;
    this.#onKey = onKey;
    this.#onStuck = onStuck;
    this.#poll = new Poll(
      timer,
      this.#guard.wrap(() => this.#tick()),
    );
    try {
      for (const pin of columnPins) {
        this.#columns.push(new io({ pin, mode: io.OutputOpenDrain, initialValue: low }));
      }
      rowPins.forEach((pin, row) => {
        const onReadable = this.#guard.wrap(() => this.#rowFell(row));
        this.#rows.push(new io({ pin, mode: io.InputPullUp, edge: io.Falling, onReadable }));
      });
      this.#poll.every(idlePollMs);
    } catch (error) {
      this.close();
      throw error;
    }
  }

  /** Looking at the columns one by one makes edges too: while scanning, and later on the rows of stuck keys. */
  #rowFell(row: number): void {
    if (this.#scanning || (this.#scan.stuck & this.#bitsOf(row)) !== 0) return;
    this.#look();
  }

  #tick(): void {
    if (this.#scanning || this.#scan.stuck !== 0 || this.#rows.some((row) => row.read() === low)) this.#look();
  }

  #look(): void {
    const scan = this.#scan;
    scan.update(this.#readMatrix(), this.#nowMs());
    const { pressed, newlyStuck } = scan;
    this.#scanning = !scan.idle;
    this.#poll.every(this.#scanning ? scanMs : idlePollMs);
    if (pressed >= 0) this.#onKey(this.#keyAt(pressed));
    for (let index = 0; newlyStuck >> index !== 0; index++) {
      if ((newlyStuck >> index) & 1) this.#onStuck(this.#keyAt(index));
    }
  }

  #readMatrix(): number {
    const columns = this.#columns;
    let bits = 0;
    for (const column of columns) column.write(released);
    let lowBefore = 0;
    for (let column = 0; column < columns.length; column++) {
      columns[column]?.write(low);
      let lowNow = 0;
      for (let row = 0; row < this.#rows.length; row++) {
        const pin = this.#rows[row];
        if (pin?.read() !== low) continue;
        // It may still be charging through its pull-up from the column before (45 k and 100 pF: 5 us): look again.
        if ((lowBefore >> row) & 1 && pin.read() !== low) continue;
        lowNow |= 1 << row;
        bits |= 1 << (row * columns.length + column);
      }
      columns[column]?.write(released);
      lowBefore = lowNow;
    }
    for (const column of columns) column.write(low);
    return bits;
  }

  #bitsOf(row: number): number {
    const columns = this.#columns.length;
    return ((1 << columns) - 1) << (row * columns);
  }

  #keyAt(index: number): string {
    const columns = this.#columns.length;
    return this.#keys[Math.trunc(index / columns)]?.charAt(index % columns) ?? "";
  }

  close(): void {
    if (this.#guard.closed) return;
    this.#guard.close();
    this.#poll.stop();
    for (const row of this.#rows) row.close();
    for (const column of this.#columns) column.close();
  }
}
