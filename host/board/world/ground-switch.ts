// SPDX-License-Identifier: Apache-2.0
/** A contact between a pin and ground, as boards/board.ts describes: closed reads 0, open is left to the pull-up. */
import type { LoadTime } from "../energy/load-time";
import { undriven, type LevelSource, type Pins } from "../pins";
import type { Random } from "../random";
import type { Scheduler } from "../scheduler";
import { Contact, type Bounce } from "./contact";

export interface GroundSwitchOptions {
  pins: Pins;
  scheduler: Scheduler;
  random: Random;
  pin: number;
  /** A resistor to 3.3 V outside the chip. */
  externalPullUp?: boolean;
  /** Counts how long current flows through the pull-up. */
  pull: LoadTime;
  /** Left out: as new, for ever. */
  bounce?: Bounce;
}

export class GroundSwitch implements LevelSource {
  /** Stuck closed (true) or open (false), whatever moves it. */
  private stuck: boolean | undefined;
  private closed = false;
  private readonly contact: Contact;
  private readonly options: GroundSwitchOptions;

  constructor(options: GroundSwitchOptions) {
    const { pins, scheduler, random, pin, bounce } = options;
    this.options = options;
    this.contact = new Contact(scheduler, random, () => this.changed(), bounce);
    pins.connect(pin, { source: this });
  }

  get settled(): boolean {
    return this.stuck ?? this.contact.settled;
  }

  set(closed: boolean): void {
    this.contact.set(closed);
  }

  stick(stuck: boolean | undefined): void {
    this.stuck = stuck;
    this.changed();
  }

  levelOf(): number {
    if (this.closed) return 0;
    return this.options.externalPullUp ? 1 : undriven;
  }

  private changed(): void {
    const closed = this.stuck ?? this.contact.closed;
    if (closed !== this.closed) this.options.pull.add(closed);
    this.closed = closed;
    this.options.pins.changed(this.options.pin);
  }
}
