// SPDX-License-Identifier: Apache-2.0
/**
 * Counts the XS compute units of every callback into the firmware, by the callback's name. Work of the virtual board
 * itself is not counted: IO that is native on the chip costs its caller only a fixed charge. On Node all of it is 0.
 *
 * The meter does not move virtual time, so that both engines live through the same events. It does move the
 * microsecond clock that the firmware sees, so that the firmware's own measurement of its turns is deterministic.
 */
import { swapMeter, takeInstructions } from "./engine";

/** 40,000 units are 20 ms on the slowest chip (design, section 7). */
export const computeUnitsPerUs = 2;

/** The bodies of all modules; on the chip that is done on the computer that builds the image, and only main runs at boot. */
export const preloadTurn = "preload";
/** The main module's default export, which builds everything before the loop runs. */
export const mainTurn = "main";

export interface TurnStatistics {
  name: string;
  count: number;
  totalUnits: number;
  longestUnits: number;
  longestAtMs: number;
  /** Longest time inside one callback waiting for flash. */
  longestBlockedMs: number;
  /** 0 where no processor counts them. */
  totalInstructions: number;
  longestInstructions: number;
}

/** Hears of the end of every callback, and of every wait for flash inside one. */
export interface TurnListener {
  turn(units: number): void;
  blocked(durationUs: number): void;
}

const nothing = Object.freeze({
  count: 0,
  totalUnits: 0,
  longestUnits: 0,
  longestAtMs: 0,
  longestBlockedMs: 0,
  totalInstructions: 0,
  longestInstructions: 0,
});

export class Meter {
  readonly turns = new Map<string, TurnStatistics>();
  /** Where the processor is in time: ahead of virtual time by the compute of callbacks at the same moment. */
  private clockUs = 0;
  private readonly listener: TurnListener | undefined;

  constructor(listener?: TurnListener) {
    this.listener = listener;
  }

  /** Starts counting: the firmware runs from here. */
  enter(nowUs: number): void {
    if (this.clockUs < nowUs) this.clockUs = nowUs;
    swapMeter(0, 0);
  }

  /** Stops counting and returns the callback's units. */
  leave(turn: TurnStatistics, startUs: number, nowUs: number): number {
    const units = swapMeter(0, 0);
    turn.count += 1;
    turn.totalUnits += units;
    const instructions = takeInstructions();
    turn.totalInstructions += instructions;
    if (instructions > turn.longestInstructions) turn.longestInstructions = instructions;
    if (units > turn.longestUnits) {
      turn.longestUnits = units;
      turn.longestAtMs = startUs / 1000;
    }
    const blockedMs = (nowUs - startUs) / 1000;
    if (blockedMs > turn.longestBlockedMs) turn.longestBlockedMs = blockedMs;
    if (this.clockUs < nowUs) this.clockUs = nowUs;
    this.clockUs += (units / computeUnitsPerUs) | 0;
    this.listener?.turn(units);
    return units;
  }

  /** The statistics of the callbacks with this name. */
  turn(name: string): TurnStatistics {
    let turn = this.turns.get(name);
    if (turn === undefined) {
      turn = { name, ...nothing };
      this.turns.set(name, turn);
    }
    return turn;
  }

  /** Counts from here. Whoever holds a turn's statistics keeps the same object. */
  reset(): void {
    for (const turn of this.turns.values()) {
      Object.assign(turn, nothing);
    }
  }

  /** From here to `resume()` the board works, not the firmware. */
  pause(): number {
    return swapMeter(0, 0);
  }

  resume(units: number): void {
    swapMeter(0, units);
  }

  /** The firmware waited for flash inside a call. */
  blocked(durationUs: number): void {
    this.waited(durationUs);
    this.listener?.blocked(durationUs);
  }

  /** The firmware waited for something else. */
  waited(durationUs: number): void {
    this.clockUs += durationUs;
  }

  /** The microsecond clock inside a callback that has used `units` so far. */
  microseconds(nowUs: number, units: number): number {
    return Math.max(this.clockUs, nowUs) + Math.floor(units / computeUnitsPerUs);
  }
}
