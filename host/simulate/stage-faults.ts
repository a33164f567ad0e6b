// SPDX-License-Identifier: Apache-2.0
/** Nature's faults on the staged lock: which are on, and how each begins and ends. */
import type { VirtualBoard } from "../board/virtual-board";
import { SeededRandom } from "../soak/seeded-random";
import type { Act, ActName } from "./act";
import { flipFirmware, type FlippedArea, type FlippedPart } from "./stage-images";

/** Under this charge the battery counts as a fault: the lock warns, and may refuse to lock. */
const lowPercent = 35;
const bounceMsNew = 6;
const roomCelsius = 20;
const searchMax = 100;

export class StageFaults {
  readonly on = new Set<ActName>();
  logDamaged = false;
  /** When a bit of it last flipped, by the board's time. */
  readonly flipped = new Map<FlippedArea, number>();
  /** Pins are deaf: only a restart makes them hear again. */
  needsRestart = false;
  readonly #board: VirtualBoard;
  readonly #stuck = new Set<string>();

  constructor(board: VirtualBoard) {
    this.#board = board;
  }

  /** Of an act that is no fault nothing comes. */
  set(act: Act): void {
    const board = this.#board;
    switch (act.do) {
      case "magnet":
        return this.#mark(act.do, act.on);
      case "block":
        board.blockBolt(act.at);
        return this.#mark(act.do, act.at !== undefined);
      case "stickSwitch":
        board.stickBoltSwitch(act.end, act.stuck);
        if (act.stuck === undefined) this.#stuck.delete(act.end);
        else this.#stuck.add(act.end);
        return this.#mark(act.do, this.#stuck.size > 0);
      case "cells":
        board.setBattery({ chargePercent: act.chargePercent, chemistry: act.chemistry });
        return this.#mark("cells", act.chargePercent < lowPercent);
      case "drain":
        board.setBattery({ chargePercent: act.chargePercent });
        return this.#mark("cells", act.chargePercent < lowPercent);
      case "readerNoise":
        this.#disturbReaders(act.answers);
        return this.#mark(act.do, act.answers > 0);
      case "forgedFinger":
        if (board.fingerprint !== undefined) board.fingerprint.faults.forgedSlot = act.slot;
        return this.#mark(act.do, act.slot !== undefined);
      case "keypadNoise":
        board.setKeypadNoise(act.perSecond);
        return this.#mark(act.do, act.perSecond > 0);
      case "bounce":
        board.nature.setBounce(act.ms);
        return this.#mark(act.do, act.ms > bounceMsNew);
      case "friction":
        board.nature.setFriction(act.factor);
        return this.#mark(act.do, act.factor !== 1);
      case "temperature":
        board.nature.setTemperature(act.celsius);
        return this.#mark(act.do, act.celsius !== roomCelsius);
      case "loseInterrupts":
        return this.#loseInterrupts(act.on);
      case "doubleInterrupts":
        board.nature.doubleInterrupts(act.on);
        return this.#mark(act.do, act.on);
      case "delayTimers":
        board.nature.delayTimers(act.maxMs);
        return this.#mark(act.do, act.maxMs > 0);
      case "clockDrift":
        board.nature.setClockDrift(act.ppm);
        return this.#mark(act.do, act.ppm !== 0);
      case "flipBits":
        this.logDamaged = true;
        return this.#flipBits(act.count, act.seed);
      case "flipFirmware":
        return this.#flipFirmware(act.where, act.seed);
      case "fillNvs":
        board.nvs.fill(act.on);
        return this.#mark(act.do, act.on);
      case "randomFails":
        board.failures.randomFails = act.on;
        return this.#mark(act.do, act.on);
      default:
    }
  }

  endAll(): void {
    this.set({ do: "magnet", on: false });
    this.set({ do: "block" });
    this.set({ do: "stickSwitch", end: "locked" });
    this.set({ do: "stickSwitch", end: "unlocked" });
    this.set({ do: "cells", chargePercent: 100, chemistry: this.#board.world.battery.chemistry, offMs: 0 });
    this.set({ do: "readerNoise", answers: 0 });
    this.set({ do: "forgedFinger" });
    this.set({ do: "keypadNoise", perSecond: 0 });
    this.set({ do: "bounce", ms: bounceMsNew });
    this.set({ do: "friction", factor: 1 });
    this.set({ do: "temperature", celsius: roomCelsius });
    this.set({ do: "loseInterrupts", on: false });
    this.set({ do: "doubleInterrupts", on: false });
    this.set({ do: "delayTimers", maxMs: 0 });
    this.set({ do: "clockDrift", ppm: 0 });
    this.set({ do: "fillNvs", on: false });
    this.set({ do: "randomFails", on: false });
  }

  /** The chip has started anew. */
  restarted(): void {
    if (!this.needsRestart) return;
    this.needsRestart = false;
    this.#mark("loseInterrupts", false);
  }

  #disturbReaders(answers: number): void {
    const { world, fingerprint } = this.#board;
    if (world.cardReader !== undefined) world.cardReader.faults.garbage = answers;
    if (fingerprint === undefined) return;
    fingerprint.faults.wrongChecksums = answers;
    fingerprint.faults.strayBytes = Math.floor(answers / 2);
  }

  /** Pins that lost one stay deaf until the chip starts anew: until then the fault is on. */
  #loseInterrupts(on: boolean): void {
    this.#board.nature.loseInterrupts(on);
    this.needsRestart = !on && this.on.has("loseInterrupts");
    if (on) this.#mark("loseInterrupts", true);
  }

  #flipFirmware(where: FlippedPart, seed: number): void {
    const area = flipFirmware(this.#board, where, seed);
    if (area !== undefined) this.flipped.set(area, this.#board.nowMs);
  }

  /** Half of them where something is written, if it is found; most of a young log is blank. */
  #flipBits(count: number, seed: number): void {
    const { flash } = this.#board;
    const random = new SeededRandom(seed);
    for (let left = count; left > 0; left--) {
      let address = random.below(flash.bytes.length);
      const tries = random.oneIn(2) ? searchMax : 0;
      for (let tried = 0; tried < tries && flash.bytes[address] === 0xff; tried++) address = random.below(flash.bytes.length);
      flash.flipBits(address, 1 << random.below(8));
    }
  }

  #mark(name: ActName, on: boolean): void {
    if (on) this.on.add(name);
    else this.on.delete(name);
  }
}
