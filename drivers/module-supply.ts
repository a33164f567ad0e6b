// SPDX-License-Identifier: Apache-2.0
/** The switch of a module's supply: on while it is needed and some seconds longer, since who came once often comes again. */
import type { Guard } from "./guard";
import type { DigitalClass, DigitalIO, TimerService } from "./io";

const lingerMs = 10_000;

export class ModuleSupply {
  readonly #pin: DigitalIO;
  readonly #timer: TimerService;
  readonly #off: () => void;
  #timerId: unknown;
  #on = false;

  constructor({ io, pin, timer, guard }: { io: DigitalClass; pin: number; timer: TimerService; guard: Guard }) {
    this.#timer = timer;
    this.#off = guard.wrap(() => this.off());
    this.#pin = new io({ pin, mode: io.Output, initialValue: 0 });
  }

  get on(): boolean {
    return this.#on;
  }

  need(): void {
    this.#stop();
    this.#on = true;
    this.#pin.write(1);
  }

  /** It may go off soon. */
  release(): void {
    if (this.#on && this.#timerId === undefined) this.#timerId = this.#timer.set(this.#off, lingerMs);
  }

  off(): void {
    this.#stop();
    this.#on = false;
    this.#pin.write(0);
  }

  #stop(): void {
    if (this.#timerId !== undefined) this.#timer.clear(this.#timerId);
    this.#timerId = undefined;
  }

  close(): void {
    this.off();
    this.#pin.close();
  }
}
