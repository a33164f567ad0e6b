// SPDX-License-Identifier: Apache-2.0
/**
 * The inside button. Short (under 2 s, on release): lock or unlock, in every mode, since whoever presses it is inside. Held 5 s: set-up on
 * a new lock, programming on one that is set up. Held 10 s with the cover off: factory reset. From 2 to 5 s it means nothing,
 * so that a hold given up early does not move the bolt. The indicator answers at the moment a hold has been long enough.
 */
import type { Access } from "./access";
import type { Loop } from "./loop";
import type { Clock, Indicator } from "./parts";

const shortMsMax = 2000;
const heldMs = 5000;
const heldLongMs = 10_000;
const deadline = "buttonHeld";

export interface ButtonOptions {
  loop: Loop;
  clock: Clock;
  indicator: Indicator;
  access: Access;
  onShort: () => void;
  coverIsOff: () => boolean;
  /** False: it cannot begin, since flash failed. */
  factoryReset: () => boolean;
}

export class Button {
  readonly #options: ButtonOptions;
  readonly #held = (): void => this.#heldFor5s();
  readonly #heldLong = (): void => this.#heldFor10s();
  #pressedMs: number | undefined;

  constructor(options: ButtonOptions) {
    this.#options = options;
  }

  /** Debounced. A second press without a release between them starts over. */
  changed(pressed: boolean): void {
    const { loop, clock } = this.#options;
    const pressedMs = this.#pressedMs;
    if (pressed) {
      this.#pressedMs = clock.nowMs();
      loop.after(deadline, heldMs, this.#held);
      return;
    }
    this.#pressedMs = undefined;
    loop.cancel(deadline);
    if (pressedMs !== undefined && clock.nowMs() - pressedMs < shortMsMax) this.#options.onShort();
  }

  #heldFor5s(): void {
    const { loop, access, indicator } = this.#options;
    loop.after(deadline, heldLongMs - heldMs, this.#heldLong);
    const status = access.isSetUp ? access.programming.start() : access.setUp.start();
    if (status !== "SUCCESS") indicator.show("refused");
  }

  #heldFor10s(): void {
    const { coverIsOff, factoryReset, indicator } = this.#options;
    if (coverIsOff()) indicator.show(factoryReset() ? "ok" : "refused");
  }
}
