// SPDX-License-Identifier: Apache-2.0
/**
 * The chip's pins: who has claimed them, what the firmware drives, what the world puts on them, and edges.
 * A reset frees every pin and lets it float; the world hears of it like of any other change.
 */
import type { ChipRules } from "./chip-rules";
import type { Random } from "./random";

/** A part of the world that puts levels on pins. */
export interface LevelSource {
  /** 0, 1, or -1 when nothing is connected and the pull decides. */
  levelOf(pin: number): number;
}

/** A part of the world that hangs on pins which the firmware drives. */
export interface PinListener {
  pinChanged(pin: number): void;
}

export interface Edges {
  rising: boolean;
  falling: boolean;
  trigger(): void;
}

export interface PwmSignal {
  hz: number;
  resolution: number;
  duty: number;
}

export const undriven = -1;

export class Pins {
  /** Counts changes by the world, and looks at pins that float. */
  activity = 0;
  /** Told of every change that the world makes. */
  worldListener: { stimulus(): void } | undefined;
  private readonly rules: ChipRules;
  private readonly random: Random;
  private readonly owners: (string | undefined)[] = [];
  private readonly drive: number[] = [];
  private readonly pull: number[] = [];
  private readonly lastLevel: number[] = [];
  private readonly pwm: (PwmSignal | undefined)[] = [];
  private readonly edges: (Edges | undefined)[] = [];
  private readonly sources: (LevelSource | undefined)[] = [];
  private readonly listeners: (PinListener | undefined)[] = [];

  constructor(rules: ChipRules, random: Random) {
    this.rules = rules;
    this.random = random;
    this.reset();
  }

  /** Wires a part of the world to a pin. */
  connect(pin: number, part: { source?: LevelSource; listener?: PinListener }): void {
    if (part.source !== undefined) this.sources[pin] = part.source;
    if (part.listener !== undefined) this.listeners[pin] = part.listener;
  }

  reset(): void {
    for (let pin = 0; pin < this.rules.pinCount; pin += 1) {
      this.owners[pin] = undefined;
      this.edges[pin] = undefined;
      this.pwm[pin] = undefined;
      this.pull[pin] = undriven;
      this.lastLevel[pin] = 0;
      this.setDrive(pin, undriven);
    }
  }

  /** Throws when the pin does not exist or is taken. */
  claim(pin: number, owner: string): void {
    this.checkFree(pin);
    this.owners[pin] = owner;
  }

  checkFree(pin: number): void {
    if (!Number.isInteger(pin) || pin < 0 || pin >= this.rules.pinCount || this.rules.unusablePins.includes(pin)) {
      throw new Error(`invalid pin ${pin}`);
    }
    const owner = this.owners[pin];
    if (owner !== undefined) throw new Error(`pin ${pin} is in use by ${owner}`);
  }

  isOwner(owner: string): boolean {
    return this.owners.includes(owner);
  }

  checkOutput(pin: number): void {
    if (pin >= this.rules.inputOnlyFrom) throw new RangeError(`pin ${pin} is input only`);
  }

  checkPull(pin: number): void {
    if (pin >= this.rules.inputOnlyFrom) throw new RangeError(`pin ${pin} has no pull resistors`);
  }

  /** As `gpio_reset_pin` does: an input. The pull-up that it leaves on is weaker than the pull-downs that the parts have. */
  release(pin: number): void {
    this.owners[pin] = undefined;
    this.edges[pin] = undefined;
    this.setDrive(pin, undriven);
  }

  /** PWM's own way to let go: the pin stays an output, low. */
  releaseDriven(pin: number): void {
    this.owners[pin] = undefined;
    this.setPwm(pin, undefined);
  }

  /** `level` 0, 1 or `undriven`. */
  setDrive(pin: number, level: number): void {
    if (this.drive[pin] === level) return;
    this.drive[pin] = level;
    this.listeners[pin]?.pinChanged(pin);
  }

  /** `level` 0, 1 or `undriven`. */
  setPull(pin: number, level: number): void {
    this.pull[pin] = level;
  }

  setPwm(pin: number, signal: PwmSignal | undefined): void {
    this.pwm[pin] = signal;
    this.drive[pin] = signal !== undefined && signal.duty > 0 ? 1 : 0;
    this.listeners[pin]?.pinChanged(pin);
  }

  watch(pin: number, edges: Edges): void {
    this.lastLevel[pin] = this.level(pin);
    this.edges[pin] = edges;
  }

  driven(pin: number): number {
    return this.drive[pin] ?? undriven;
  }

  pwmOf(pin: number): PwmSignal | undefined {
    return this.pwm[pin];
  }

  /** What an input reads: the world, else the pull, else noise. */
  level(pin: number): number {
    const source = this.sources[pin];
    const external = source === undefined ? undriven : source.levelOf(pin);
    if (external !== undriven) return external;
    const pull = this.pull[pin] ?? undriven;
    if (pull !== undriven) return pull;
    this.activity += 1;
    return this.random.below(2);
  }

  /** The world tells that the level on this pin may have changed. */
  changed(pin: number): void {
    this.activity += 1;
    this.worldListener?.stimulus();
    const edges = this.edges[pin];
    if (edges === undefined) return;
    const level = this.level(pin);
    if (level === this.lastLevel[pin]) return;
    this.lastLevel[pin] = level;
    if (level === 1 ? edges.rising : edges.falling) edges.trigger();
  }
}
