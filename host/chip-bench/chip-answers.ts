// SPDX-License-Identifier: Apache-2.0
/**
 * Answers the firmware's calls of the SDK's native functions with the virtual board's own modules. Objects of the board
 * are known to the firmware by number, and so are the firmware's callbacks here.
 */
import type { Load } from "../board/modules/modules";
import { callFirmware, releaseCallback } from "./machine";

type Value = number | boolean | string | ArrayBuffer | undefined;

interface Thing {
  [method: string]: (...values: unknown[]) => Value;
}

/** What the board's object was made with: let go when it is closed. */
interface Opened {
  readonly thing: Thing;
  readonly callbacks: readonly number[];
}

interface TimerModule {
  set(callback: () => void, delayMs: number, repeatMs: number): object;
  schedule(id: object, delayMs?: number, repeatMs?: number): void;
  clear(id: object): void;
}

type ThingClass = new (options: object) => Thing;

export class ChipAnswers {
  private readonly load: Load;
  private readonly opened = new Map<number, Opened>();
  private readonly timers = new Map<number, { id: object; callback: number }>();
  private lastNumber = 0;

  constructor(load: Load) {
    this.load = load;
  }

  answer(name: string, values: readonly Value[]): Value {
    const first = values[0];
    const numbers = values as readonly number[];
    switch (name) {
      case "digital": return this.digital(values);
      case "analog": return this.make("embedded:io/analog", { pin: first, esp32: { attenuation: values[1], calibrated: values[2] } });
      case "pwm": return this.make("embedded:io/pwm", { pin: first, hz: values[1], resolution: values[2] });
      case "serial": return this.serial(numbers);
      case "keyValue":
      case "flash": return this.open(name === "flash" ? "embedded:storage/flash" : "embedded:storage/key-value", values);
      case "timerSet": return this.setTimer(numbers);
      case "timerSchedule": return this.scheduleTimer(numbers);
      case "timerClear": return this.clearTimer(numbers[0]!);
      case "ticks":
      case "microseconds": return (this.default("time") as Record<string, number>)[name];
      case "setTime": return (this.default("time") as Thing)["set"]!(first);
      case "fillRandom": return (this.load("hardware-random") as Thing)["fillRandom"]!(first);
      case "update": return this.update(numbers[0]!, values);
      case "isOnProbation":
      case "markValid":
      case "bootsFromNowOn": return (this.load("running-image") as Thing)[name]!();
      case "resetReason": return (this.default("resetReason") as () => { reason: number })().reason;
      case "restart": return restart();
      default: return this.method(name, numbers[0]!, values.slice(1));
    }
  }

  private method(name: string, number: number, values: readonly Value[]): Value {
    const { thing, callbacks } = this.opened.get(number)!;
    if (name === "pwmHz") return (thing as unknown as { hz: number }).hz;
    if (name === "pwmResolution") return (thing as unknown as { resolution: number }).resolution;
    if (name === "flashSize") return (thing["status"]!() as unknown as { size: number }).size;
    if (name === "close") {
      for (const callback of callbacks) releaseCallback(callback);
      this.opened.delete(number);
    }
    return thing[methods[name] ?? name]!(...values);
  }

  private digital([pin, mode, edge, onReadable, initialValue, activeLow]: readonly Value[]): number {
    const options = present({ pin, mode, edge, initialValue, activeLow });
    if (onReadable === undefined) return this.make("embedded:io/digital", options);
    const callback = onReadable as number;
    return this.make("embedded:io/digital", { ...options, onReadable: () => callFirmware(callback) }, [callback]);
  }

  private serial([port, baud, receive, transmit, onReadable, onWritable]: readonly number[]): number {
    const callbacks = [onReadable, onWritable].filter((callback) => callback !== undefined);
    const listener = (callback: number | undefined) =>
      callback === undefined ? undefined : (count: number): void => callFirmware(callback, count);
    const listeners = present({ onReadable: listener(onReadable), onWritable: listener(onWritable) });
    return this.make("embedded:io/serial", { port, baud, receive, transmit, format: "buffer", ...listeners }, callbacks);
  }

  private open(specifier: string, [path, mode]: readonly Value[]): number {
    const module = this.default(specifier) as { open(options: object): Thing };
    return this.keep(module.open(present({ path, mode })), []);
  }

  private update(partition: number, [, mode, byteLength]: readonly Value[]): number {
    const module = this.default("embedded:update") as { open(options: object): Thing };
    return this.keep(module.open(present({ partition: this.opened.get(partition)!.thing, mode, byteLength })), []);
  }

  private setTimer([callback, delayMs, repeatMs]: readonly number[]): number {
    const number = ++this.lastNumber;
    const once = repeatMs === 0;
    // A plain function: the board names the timer's turns after it, and the firmware's has no name here.
    const fire = (): void => {
      callFirmware(callback!);
      if (once) this.forgetTimer(number);
    };
    Object.defineProperty(fire, "name", { value: "" });
    const id = (this.default("timer") as TimerModule).set(fire, delayMs!, repeatMs!);
    this.timers.set(number, { id, callback: callback! });
    return number;
  }

  private scheduleTimer([number, delayMs, repeatMs]: readonly number[]): undefined {
    const timer = this.timers.get(number!);
    if (timer === undefined) throw new TypeError("not a live timer");
    (this.default("timer") as TimerModule).schedule(timer.id, delayMs, repeatMs);
  }

  private clearTimer(number: number): undefined {
    const timer = this.timers.get(number);
    if (timer !== undefined) (this.default("timer") as TimerModule).clear(timer.id);
    this.forgetTimer(number);
  }

  private forgetTimer(number: number): void {
    const timer = this.timers.get(number);
    if (timer === undefined) return;
    releaseCallback(timer.callback);
    this.timers.delete(number);
  }

  private make(specifier: string, options: object, callbacks: readonly number[] = []): number {
    return this.keep(new (this.default(specifier) as ThingClass)(options), callbacks);
  }

  private keep(thing: Thing, callbacks: readonly number[]): number {
    this.opened.set(++this.lastNumber, { thing, callbacks });
    return this.lastNumber;
  }

  private default(specifier: string): unknown {
    return (this.load(specifier) as { default: unknown }).default;
  }
}

/** The firmware's names of methods that two of the SDK's modules give different arguments. */
const methods: Readonly<Record<string, string>> = Object.freeze({
  readInto: "read",
  readAt: "read",
  writeAt: "write",
  store: "write",
  erase: "eraseBlock",
});

function restart(): undefined {
  (globalThis as unknown as { System: { restart(): void } }).System.restart();
}

/** The board tells an option that is undefined from one that is not there. */
function present(options: object): object {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined));
}
