// SPDX-License-Identifier: Apache-2.0
/**
 * What drivers do not tell is heard where they meet the hardware: these IO classes do what the SDK's do and note what passes. The
 * drivers get them in place of the SDK's and know nothing of it; no driver is changed for bring-up, or copied.
 *
 * Noted are the times of a contact's edges, what the ADC reads, and what is written to an output. Whoever wants to look at a pin
 * that a driver has opened looks here, and is not noted.
 */
import type { AnalogClass, DigitalClass, DigitalIO, DigitalOptions } from "../drivers/io";

/** Edges that lie further apart do not belong to the same bouncing. */
const burstUs = 100_000;

interface Burst {
  firstUs: number;
  lastUs: number;
}

export interface HeardOptions {
  digital: DigitalClass;
  analog: AnalogClass;
  /** A free-running microsecond counter. */
  nowUs: () => number;
}

export class Heard {
  readonly digital: DigitalClass;
  readonly analog: AnalogClass;
  /** By pin, as long as they are open. */
  readonly #inputs = new Map<number, DigitalIO>();
  readonly #channels = new Map<number, () => number | undefined>();
  readonly #bursts = new Map<number, Burst>();
  readonly #onWrite = new Map<number, (value: number) => void>();
  readonly #onReading = new Map<number, (reading: number) => void>();
  readonly #nowUs: () => number;

  constructor({ digital, analog, nowUs }: HeardOptions) {
    this.#nowUs = nowUs;
    this.digital = this.#hearDigital(digital);
    this.analog = this.#hearAnalog(analog);
  }

  /** The level of an input that a driver holds open; undefined: none does. */
  level(pin: number): number | undefined {
    return this.#inputs.get(pin)?.read();
  }

  /** What the ADC reads now on a channel that a driver holds open; undefined: none does, or the reading failed. */
  reading(pin: number): number | undefined {
    return this.#channels.get(pin)?.();
  }

  /** From the first to the last edge of the latest bouncing on this pin, which is over then. */
  takeBounceUs(pin: number): number {
    const burst = this.#bursts.get(pin);
    this.#bursts.delete(pin);
    return burst === undefined ? 0 : burst.lastUs - burst.firstUs;
  }

  /** Microseconds since the last edge on this pin. */
  quietUs(pin: number): number {
    const burst = this.#bursts.get(pin);
    return burst === undefined ? Infinity : this.#nowUs() - burst.lastUs;
  }

  /** Called after each write to this output. */
  onWrite(pin: number, listener: (value: number) => void): void {
    this.#onWrite.set(pin, listener);
  }

  /** Called with each reading that a driver gets on this pin. */
  onReading(pin: number, listener: (reading: number) => void): void {
    this.#onReading.set(pin, listener);
  }

  #edge(pin: number): void {
    const nowUs = this.#nowUs();
    const burst = this.#bursts.get(pin);
    if (burst !== undefined && nowUs - burst.lastUs < burstUs) burst.lastUs = nowUs;
    else this.#bursts.set(pin, { firstUs: nowUs, lastUs: nowUs });
  }

  #hearDigital(base: DigitalClass): DigitalClass {
    const inputs = this.#inputs;
    const onWrite = this.#onWrite;
    const edge = (pin: number): void => this.#edge(pin);
    return class extends base {
      readonly #pin: number;

      constructor(options: DigitalOptions) {
        super(withEar(options, edge));
        this.#pin = options.pin;
        if (options.mode !== base.Output && options.mode !== base.OutputOpenDrain) inputs.set(options.pin, this);
      }

      override write(value: number): void {
        super.write(value);
        onWrite.get(this.#pin)?.(value);
      }

      override close(): void {
        inputs.delete(this.#pin);
        super.close();
      }
    };
  }

  #hearAnalog(base: AnalogClass): AnalogClass {
    const channels = this.#channels;
    const onReading = this.#onReading;
    return class extends base {
      readonly #pin: number;

      constructor(options: ConstructorParameters<AnalogClass>[0]) {
        super(options);
        this.#pin = options.pin;
        channels.set(options.pin, () => super.read());
      }

      override read(): number | undefined {
        const reading = super.read();
        if (reading !== undefined) onReading.get(this.#pin)?.(reading);
        return reading;
      }

      override close(): void {
        channels.delete(this.#pin);
        super.close();
      }
    };
  }
}

function withEar(options: DigitalOptions, edge: (pin: number) => void): DigitalOptions {
  const { pin, onReadable } = options;
  if (onReadable === undefined) return options;
  const heard = (): void => {
    edge(pin);
    onReadable();
  };
  return { ...options, onReadable: heard };
}
