// SPDX-License-Identifier: Apache-2.0
/**
 * Several looks at all that can be read, over some 20 ms: raw, without the debouncing of the drivers that hold the pins open. A pin
 * that is not the same at every look is unsteady: bouncing, or without the pull-up that it should have (HW-03).
 */
import type { Board } from "../boards/board";
import { adcMillivolts } from "../drivers/adc";
import type { Loop } from "../lock/loop";
import type { Heard } from "./heard";
import type { Pack } from "./pack";

const looks = 8;
const lookMs = 3;
const readsPerLook = 8;
/** For lamp, buzzer and pack to come to rest. */
const loadMs = 60;

interface Line {
  name: string;
  pin: number;
  highs: number;
  lows: number;
}

/** Raw millivolts at the pack, and the rest as the answer has it. */
export interface Seen {
  rawMillivolts: number | undefined;
  noiseMillivolts: number | undefined;
  levels: Record<string, string>;
  milliamps: number | undefined;
}

export class Looks {
  readonly #heard: Heard;
  readonly #board: Board;
  readonly #pack: Pack;
  readonly #loop: Pick<Loop, "after">;

  constructor({ heard, board, pack, loop }: { heard: Heard; board: Board; pack: Pack; loop: Pick<Loop, "after"> }) {
    this.#heard = heard;
    this.#board = board;
    this.#pack = pack;
    this.#loop = loop;
  }

  /** One at a time. */
  take(done: (seen: Seen) => void): void {
    this.#next(new Look(this.#board), looks, done);
  }

  /** What the pack has just before `change`, and a little later. */
  step(change: () => void, done: (beforeMillivolts: number | undefined, afterMillivolts: number | undefined) => void): void {
    const before = this.#pack.mean();
    change();
    this.#loop.after("look", loadMs, () => done(before, this.#pack.mean()));
  }

  #next(look: Look, left: number, done: (seen: Seen) => void): void {
    look.take(this.#heard, this.#pack);
    if (left === 1) done(look.seen);
    else this.#loop.after("look", lookMs, () => this.#next(look, left - 1, done));
  }
}

class Look {
  readonly #lines: Line[] = [];
  readonly #sense: { pin: number; milliampsPerVolt: number } | undefined;
  #sum = 0;
  #lowest = Infinity;
  #highest = -Infinity;
  #milliamps = 0;
  #count = 0;

  constructor({ doorPin, buttonPin, tamperPin, boltSwitches, bolt }: Board) {
    this.#line("Door", doorPin);
    this.#line("Button", buttonPin);
    this.#line("Tamper", tamperPin);
    this.#line("LockedSwitch", boltSwitches?.lockedPin);
    this.#line("UnlockedSwitch", boltSwitches?.unlockedPin);
    this.#sense = bolt.kind === "motor" ? bolt.currentSense : undefined;
  }

  take(heard: Heard, pack: Pack): void {
    for (let read = 0; read < readsPerLook; read++) {
      for (const line of this.#lines) {
        if (heard.level(line.pin) === 0) line.lows++;
        else line.highs++;
      }
      const millivolts = pack.look() ?? NaN;
      this.#sum += millivolts;
      this.#lowest = Math.min(this.#lowest, millivolts);
      this.#highest = Math.max(this.#highest, millivolts);
      if (this.#sense) this.#milliamps += (adcMillivolts(heard.reading(this.#sense.pin) ?? NaN) * this.#sense.milliampsPerVolt) / 1000;
      this.#count++;
    }
  }

  get seen(): Seen {
    const levels: Record<string, string> = {};
    for (const { name, highs, lows } of this.#lines) levels[name] = highs === 0 ? "Low" : lows === 0 ? "High" : "Unsteady";
    return {
      rawMillivolts: known(this.#sum / this.#count),
      noiseMillivolts: known(this.#highest - this.#lowest),
      levels,
      milliamps: this.#sense && known(this.#milliamps / this.#count),
    };
  }

  #line(name: string, pin: number | undefined): void {
    if (pin !== undefined) this.#lines.push({ name, pin, highs: 0, lows: 0 });
  }
}

/** undefined: the ADC failed at one of the looks. */
function known(value: number): number | undefined {
  return Number.isNaN(value) ? undefined : Math.round(value);
}
