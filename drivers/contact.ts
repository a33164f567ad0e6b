// SPDX-License-Identifier: Apache-2.0
/**
 * A contact between a pin and ground: door reed, tamper loop, inside button. It says "connected" or not, once that has been
 * stable; the first state after power-up is reported too. What it means for the door is not its business.
 *
 * Interrupts on both edges, and a slow poll behind them, since an interrupt whose message finds the
 * queue full is lost, and with it every later one of that pin (SDK, digitalbank.c).
 * While something changes it looks every 10 ms, so that bouncing is noticed even without interrupts.
 */
import { Debounced } from "./debounced";
import { Guard } from "./guard";
import type { DigitalClass, DigitalIO, NowMs, OnError, TimerService } from "./io";
import { idlePollMs, Poll } from "./poll";

const changingPollMs = 10;

export interface ContactOptions {
  io: DigitalClass;
  /** Has a pull-up inside; low is connected. */
  pin: number;
  timer: TimerService;
  nowMs: NowMs;
  /** How long it has to be connected before that is reported. Mechanical contacts: 50, a door that should be shut: 300. */
  closedMs: number;
  /** The same for not connected. */
  openMs: number;
  onChange: (connected: boolean) => void;
  onError: OnError;
}

export class Contact {
  readonly #guard: Guard;
  readonly #poll: Poll;
  readonly #pin: DigitalIO;
  readonly #nowMs: NowMs;
  readonly #connected: Debounced<boolean>;
  readonly #onChange: (connected: boolean) => void;

  constructor({ io, pin, timer, nowMs, closedMs, openMs, onChange, onError }: ContactOptions) {
    this.#guard = new Guard(onError);
    this.#nowMs = nowMs;
    this.#onChange = onChange;
    this.#connected = new Debounced((connected) => (connected ? closedMs : openMs));
    this.#poll = new Poll(
      timer,
      this.#guard.wrap(() => this.#look(false)),
    );
    this.#pin = new io({
      pin,
      mode: io.InputPullUp,
      edge: io.Rising | io.Falling,
      onReadable: this.#guard.wrap(() => this.#look(true)),
    });
    try {
      this.#look(true);
    } catch (error) {
      this.close();
      throw error;
    }
  }

  #look(edge: boolean): void {
    const changed = this.#connected.update(this.#pin.read() === 0, this.#nowMs(), edge);
    this.#poll.every(this.#connected.pending ? changingPollMs : idlePollMs);
    if (changed) this.#onChange(this.#connected.value === true);
  }

  close(): void {
    if (this.#guard.closed) return;
    this.#guard.close();
    this.#poll.stop();
    this.#pin.close();
  }
}
