// SPDX-License-Identifier: Apache-2.0
/** A contact between a pin and ground, as boards/board.ts describes: closed reads 0, open is left to the pull-up. What a hand does to it and how it is wired are two things. */
import type { LoadTime } from "../energy/load-time";
import { undriven, type LevelSource, type Pins } from "../pins";
import type { Random } from "../random";
import type { Scheduler } from "../scheduler";
import { Contact, type Bounce } from "./contact";

export interface GroundSwitchOptions {
  pins: Pins;
  scheduler: Scheduler;
  random: Random;
  wiring: Pick<SwitchWiring, "pin" | "pullUp">;
  /** Counts how long current flows through the pull-up. */
  pull: LoadTime;
  bounce: Bounce;
}

export interface SwitchWiring {
  pin: number;
  /** A resistor to 3.3 V outside the chip. */
  pullUp: boolean;
  /** Its wire is cut, or touches ground. */
  fault: "open" | "shorted" | undefined;
}

export class GroundSwitch implements LevelSource {
  /** Stuck closed (true) or open (false), whatever moves it. */
  private stuck: boolean | undefined;
  private closed = false;
  private wiring: SwitchWiring;
  private readonly contact: Contact;
  private readonly options: GroundSwitchOptions;

  constructor(options: GroundSwitchOptions) {
    const { pins, scheduler, random, wiring, bounce } = options;
    this.options = options;
    this.wiring = { ...wiring, fault: undefined };
    this.contact = new Contact(scheduler, random, () => this.changed(), bounce);
    pins.connect(wiring.pin, { source: this });
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

  setWiring(wiring: SwitchWiring): void {
    this.wiring = wiring;
    this.options.pins.connect(wiring.pin, { source: this });
    this.changed();
  }

  levelOf(): number {
    if (this.closed) return 0;
    return this.wiring.pullUp ? 1 : undriven;
  }

  private changed(): void {
    const { fault, pin } = this.wiring;
    const closed = fault === undefined ? (this.stuck ?? this.contact.closed) : fault === "shorted";
    if (closed !== this.closed) this.options.pull.add(closed);
    this.closed = closed;
    this.options.pins.changed(pin);
  }
}
