// SPDX-License-Identifier: Apache-2.0
/**
 * LED and passive piezo buzzer: plays one pattern at a time, and nothing runs when none does. Muting takes the sound away
 * and leaves the light. The PWM is held open with duty 0 between sounds: an ESP32-C3 has two in all (HW-32),
 * and opening one when a sound is due could fail.
 */
import { Guard } from "./guard";
import { indicatorPatterns, type IndicatorPattern, type IndicatorSteps } from "./indicator-patterns";
import type { DigitalClass, DigitalIO, OnError, PwmClass, PwmIO, TimerService } from "./io";

/** Where small piezos are loudest (HW-28). */
const hz = 2700;
const resolution = 10;
const halfDuty = 1 << (resolution - 1);

export interface BuzzerOptions {
  pwm: PwmClass;
  pin: number;
}

export interface IndicatorOptions {
  io: DigitalClass;
  ledPin: number;
  ledActiveLow: boolean;
  /** Left out: light only. */
  buzzer?: BuzzerOptions | undefined;
  timer: TimerService;
  onError: OnError;
}

export class Indicator {
  readonly #guard: Guard;
  readonly #timer: TimerService;
  readonly #led: DigitalIO;
  readonly #lit: number;
  readonly #buzzer: PwmIO | undefined;
  readonly #nextStep: () => void;
  #timerId: unknown;
  #muted = false;

  #playing: IndicatorSteps = indicatorPatterns.off;
  #step = 0;
  #sounding = false;

  constructor({ io, ledPin, ledActiveLow, buzzer, timer, onError }: IndicatorOptions) {
    this.#guard = new Guard(onError);
    this.#timer = timer;
    this.#nextStep = this.#guard.wrap(() => {
      this.#timerId = undefined;
      this.#step++;
      this.#play();
    });
    this.#lit = ledActiveLow ? 0 : 1;
    this.#led = new io({ pin: ledPin, mode: io.Output, initialValue: 1 - this.#lit });
    try {
      this.#buzzer = buzzer && new buzzer.pwm({ pin: buzzer.pin, hz, resolution });
    } catch (error) {
      this.#led.close();
      throw error;
    }
  }

  /** Returns at once. A newer pattern replaces an older one. */
  show(pattern: IndicatorPattern): void {
    this.#guard.assertOpen();
    this.#cancel();
    this.#playing = indicatorPatterns[pattern];
    this.#step = 0;
    this.#play();
  }

  configure({ muted }: { muted: boolean }): void {
    this.#guard.assertOpen();
    this.#muted = muted;
    if (muted) this.#sound(false);
  }

  #play(): void {
    const { steps, repeats } = this.#playing;
    const step = this.#step < steps.length * repeats ? steps[this.#step % steps.length] : undefined;
    this.#led.write(step?.light ? this.#lit : 1 - this.#lit);
    this.#sound(step?.sound === true && !this.#muted);
    if (step) this.#timerId = this.#timer.set(this.#nextStep, step.lengthMs);
  }

  #sound(on: boolean): void {
    if (on === this.#sounding) return;
    this.#sounding = on;
    this.#buzzer?.write(on ? halfDuty : 0);
  }

  #cancel(): void {
    if (this.#timerId === undefined) return;
    this.#timer.clear(this.#timerId);
    this.#timerId = undefined;
  }

  close(): void {
    if (this.#guard.closed) return;
    this.#guard.close();
    this.#cancel();
    this.#sound(false);
    this.#buzzer?.close();
    this.#led.close();
  }
}
