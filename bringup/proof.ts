// SPDX-License-Identifier: Apache-2.0
/**
 * Whether a bolt with a motor may have power for longer than 0.3 s: not before driven moves have shown, since power-up, that each
 * direction leads from one switch to the other, and that the motor's current is seen. A motor that turns the other way, a switch
 * that is cut or stuck, and switches that are swapped each leave this unproven, so none of them can press against an end stop for
 * longer. Pure: told what moves did.
 */
import type { BoltMove, BoltPosition, BoltTarget } from "../drivers/bolt";
import type { TraceFigures } from "./trace";

export const unprovenMs = 300;
/** A bolt that has become slower gets so much more; what is left over at the end stop stays below 0.3 s. */
const marginMs = 250;
/** HW-20. */
const powerMsLimit = 1500;
/** A starting motor draws more. The ADC of an ESP32 shows 71 mA where nothing is connected. */
const seenMilliampsMin = 150;
/** A motor that runs draws less than half of its stall current; three quarters of it catch every stall. */
const stallOverRunning = 1.5;

/** On the way from one end to the other, by one move or by several. */
interface Way {
  target: BoltTarget;
  poweredMs: number;
  peakMilliamps: number;
}

export class Proof {
  readonly #sensesCurrent: boolean;
  #way: Way | undefined;
  #lockedMs: number | undefined;
  #unlockedMs: number | undefined;
  #startMilliamps = 0;
  #runningMilliamps = 0;

  constructor({ sensesCurrent }: { sensesCurrent: boolean }) {
    this.#sensesCurrent = sensesCurrent;
  }

  /** Why not; undefined: it is proven. */
  get missing(): string | undefined {
    if (this.#lockedMs === undefined) return "no move has led from the unlocked switch to the locked one";
    if (this.#unlockedMs === undefined) return "no move has led from the locked switch to the unlocked one";
    if (this.#sensesCurrent && this.#startMilliamps < seenMilliampsMin) return "no current was seen when the motor started";
    return undefined;
  }

  /** The longest power time that is allowed now. */
  get powerMsMax(): number {
    if (this.missing !== undefined) return unprovenMs;
    return Math.min(Math.max(this.#lockedMs ?? 0, this.#unlockedMs ?? 0) + marginMs, powerMsLimit);
  }

  /** The highest limit of the stall current that is allowed in a long move: surely below the real one. Infinity: nothing is known. */
  get stallMilliampsMax(): number {
    const running = this.#runningMilliamps === 0 ? Infinity : this.#runningMilliamps * stallOverRunning;
    return this.#startMilliamps === 0 ? running : Math.round(Math.min(running, this.#startMilliamps));
  }

  /** A driven move has ended: where it was, where it is. */
  moved(from: BoltPosition, { target, result, position }: BoltMove, figures: TraceFigures): void {
    const { poweredMs, startMilliamps = 0, peakMilliamps = 0 } = figures;
    this.#startMilliamps = Math.max(this.#startMilliamps, startMilliamps);
    const before = this.#way;
    this.#way = undefined;
    if (result === "jammed" || result === "movedByHand" || position === "unknown") return;
    let way: Way | undefined;
    if (from === opposite(target) && position !== from) way = { target, poweredMs, peakMilliamps };
    else if (from === "between" && before?.target === target) {
      way = { target, poweredMs: before.poweredMs + poweredMs, peakMilliamps: Math.max(before.peakMilliamps, peakMilliamps) };
    }
    if (way === undefined) return;
    if (position !== target) this.#way = way;
    else this.#arrived(way);
  }

  /** Somebody turned it meanwhile: what comes now proves nothing. */
  turnedByHand(): void {
    this.#way = undefined;
  }

  /** All of it is to be proven anew, because the wires count differently now. */
  forget(): void {
    this.#way = undefined;
    this.#lockedMs = undefined;
    this.#unlockedMs = undefined;
  }

  #arrived({ target, poweredMs, peakMilliamps }: Way): void {
    // The latest counts: many short moves take longer than one.
    if (target === "locked") this.#lockedMs = poweredMs;
    else this.#unlockedMs = poweredMs;
    this.#runningMilliamps = Math.max(this.#runningMilliamps, peakMilliamps);
  }
}

function opposite(target: BoltTarget): BoltTarget {
  return target === "locked" ? "unlocked" : "locked";
}
