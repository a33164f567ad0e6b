// SPDX-License-Identifier: Apache-2.0
/** A contact between a pin and ground, as boards/board.ts describes: closed reads 0, open is left to the pull-up. */
import { undriven, type LevelSource, type Pins } from "../pins";
import type { Random } from "../random";
import type { Scheduler } from "../scheduler";
import { Contact } from "./contact";

export interface GroundSwitchOptions {
  pins: Pins;
  scheduler: Scheduler;
  random: Random;
  pin: number;
  /** A resistor to 3.3 V outside the chip. */
  externalPullUp?: boolean;
}

export class GroundSwitch implements LevelSource {
  /** Stuck closed (true) or open (false), whatever moves it. */
  private stuck: boolean | undefined;
  private readonly contact: Contact;
  private readonly options: GroundSwitchOptions;

  constructor(options: GroundSwitchOptions) {
    const { pins, scheduler, random, pin } = options;
    this.options = options;
    this.contact = new Contact(scheduler, random, () => pins.changed(pin));
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
    this.options.pins.changed(this.options.pin);
  }

  levelOf(): number {
    if (this.stuck ?? this.contact.closed) return 0;
    return this.options.externalPullUp ? 1 : undriven;
  }
}
