// SPDX-License-Identifier: Apache-2.0
/**
 * "log": what is on the audit partition is followed write by write. Each whole entry must continue sequence and chain; what
 * is in the log is never written over; only the oldest sector is erased, and none of the newest 3,810 entries with it, less what
 * power cuts in the middle of a write have cost (FORMAT.md, capacity).
 *
 * Under all faults alike, a power cut in the middle of a write included. After bits have flipped by themselves
 * (`stage.logDamaged`) the chain may be broken and entries may be lost: then entries are only read, not judged.
 */
import { chainOfHeader, entryAt, isGenuine, keptEntriesMin, macAt, sectorBytes, slotBytes, slotsPerSector } from "./model-log";
import type { Entry } from "./model-log";
import type { HashKey } from "./model-hash";
import type { Scene } from "./watch-scene";

const eventCodes = 256;

export class LogWatch {
  lastSequence = 0;
  onEntry: ((entry: Entry) => void) | undefined;
  readonly #scene: Scene;
  readonly #key: HashKey;
  readonly #bytes: Uint8Array;
  /** Sequence of the entry in each slot; 0: none that counts. */
  readonly #slots: number[];
  /** Sequence of the newest entry of each event. */
  readonly #newest: number[] = new Array<number>(eventCodes).fill(0);
  #chain: Uint8Array = new Uint8Array(8);
  /** Slots that power cuts may have cost: one a torn entry, a sector a torn header or erase. */
  #lostSlots = 0;

  constructor(scene: Scene, key: HashKey) {
    this.#scene = scene;
    this.#key = key;
    this.#bytes = scene.board.flash.bytes;
    this.#slots = new Array<number>(this.#bytes.length / slotBytes).fill(0);
    this.#readAll();
    this.#follow();
  }

  /** Sequence of the newest entry of this event; 0: there is none. */
  newest(event: number): number {
    return this.#newest[event] ?? 0;
  }

  #readAll(): void {
    const found: { slot: number; entry: Entry }[] = [];
    for (let slot = 0; slot < this.#slots.length; slot++) {
      const entry = slot % slotsPerSector === 0 ? undefined : entryAt(this.#bytes, slot * slotBytes);
      if (entry !== undefined) found.push({ slot, entry });
    }
    found.sort((one, other) => one.entry.sequence - other.entry.sequence);
    const [oldest] = found;
    if (oldest === undefined) return;
    this.#chain = chainOfHeader(this.#bytes, Math.floor(oldest.slot / slotsPerSector));
    this.lastSequence = oldest.entry.sequence - 1;
    for (const { slot, entry } of found) this.#take(slot, entry);
  }

  #follow(): void {
    const { flash } = this.#scene.board;
    const program = flash.program.bind(flash);
    const erase = flash.erase.bind(flash);
    flash.program = (address, data, block) => {
      this.#beforeProgram(address, data.length);
      try {
        program(address, data, block);
      } finally {
        this.#afterProgram(address, data.length);
      }
    };
    flash.erase = (first, end, block) => {
      this.#beforeErase(first, end);
      try {
        erase(first, end, block);
      } finally {
        if (!this.#scene.board.power.on) this.#lostSlots += slotsPerSector;
      }
    };
  }

  #beforeProgram(address: number, length: number): void {
    const last = Math.floor((address + length - 1) / slotBytes);
    for (let slot = Math.floor(address / slotBytes); slot <= last; slot++) {
      const sequence = this.#slots[slot]!;
      if (sequence > 0 && this.#isJudged) this.#scene.fail("log", `entry ${sequence} of the log is written over`);
    }
  }

  #afterProgram(address: number, length: number): void {
    for (let slot = Math.ceil(address / slotBytes); (slot + 1) * slotBytes <= address + length; slot++) {
      if (slot % slotsPerSector === 0) continue;
      const entry = entryAt(this.#bytes, slot * slotBytes);
      if (entry !== undefined) this.#take(slot, entry);
    }
    if (!this.#scene.board.power.on) this.#lostSlots += (address / slotBytes) % slotsPerSector === 0 ? slotsPerSector : 1;
  }

  #beforeErase(first: number, end: number): void {
    const { bolt } = this.#scene.board.world;
    if (bolt.actuator.driven) this.#scene.fail("motor", "a sector of the log is erased while the motor runs");
    const slotsEnd = (end * sectorBytes) / slotBytes;
    for (let slot = first * slotsPerSector; slot < slotsEnd; slot++) {
      const sequence = this.#slots[slot]!;
      this.#slots[slot] = 0;
      if (sequence === 0 || sequence <= this.lastSequence - keptEntriesMin + this.#lostSlots || !this.#isJudged) continue;
      this.#scene.fail("log", `entry ${sequence} of the log is erased while ${this.lastSequence} is the newest`);
    }
  }

  #take(slot: number, entry: Entry): void {
    const { sequence, event } = entry;
    const address = slot * slotBytes;
    const continues = sequence === this.lastSequence + 1 && isGenuine(this.#bytes, address, this.#chain, this.#key);
    if (!continues && this.#isJudged) {
      // Half a write may look whole by chance, once in 65,536.
      if (!this.#scene.board.power.on) return;
      this.#scene.fail("log", `entry ${sequence} of the log does not continue the chain after ${this.lastSequence}`);
    }
    this.lastSequence = sequence;
    this.#chain = macAt(this.#bytes, address);
    this.#slots[slot] = sequence;
    this.#newest[event] = sequence;
    this.onEntry?.(entry);
  }

  get #isJudged(): boolean {
    return !this.#scene.stage.logDamaged;
  }
}
