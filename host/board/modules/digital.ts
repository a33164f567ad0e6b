// SPDX-License-Identifier: Apache-2.0
/** "embedded:io/digital" as in SDK 8.2.3 (modules/io/digital). Stricter: read facts B2 beside it. */
import type { Chip } from "../chip";
import { swapMeter } from "../engine";
import { undriven } from "../pins";
import { Task } from "../task-queue";

const modes = Object.freeze({ Input: 0, InputPullUp: 1, InputPullDown: 2, InputPullUpDown: 3, Output: 8, OutputOpenDrain: 9 });
const rising = 1;
const falling = 2;
const chargeUnits = 4;

interface Options {
  pin: number;
  mode: number;
  edge?: number;
  onReadable?: (triggered: number) => void;
  initialValue?: number;
  activeLow?: boolean;
  format?: string;
}

export function digitalModule(chip: Chip): object {
  const { pins } = chip;

  class Digital {
    static readonly Input = modes.Input;
    static readonly InputPullUp = modes.InputPullUp;
    static readonly InputPullDown = modes.InputPullDown;
    static readonly InputPullUpDown = modes.InputPullUpDown;
    static readonly Output = modes.Output;
    static readonly OutputOpenDrain = modes.OutputOpenDrain;
    static readonly ActiveLow = 16;
    static readonly Rising = rising;
    static readonly Falling = falling;

    private pin: number;
    private readonly isInput: boolean;
    private readonly isOpenDrain: boolean;
    private readonly invert: number;
    private message: Task | undefined;
    /** The message of an interrupt got lost: this instance never hears of one again. */
    private deaf = false;

    constructor(options: Options) {
      const { pin, mode, onReadable } = options;
      this.pin = pin;
      this.isInput = mode >= modes.Input && mode <= modes.InputPullUpDown;
      this.isOpenDrain = mode === modes.OutputOpenDrain;
      this.invert = options.activeLow ? 1 : 0;
      chip.native(chargeUnits, () => {
        pins.checkFree(pin);
        if (!(Object.values(modes) as number[]).includes(mode)) throw new RangeError(`invalid mode ${mode}`);
        if (options.format !== undefined && options.format !== "number") throw new RangeError("invalid format");
        if (this.isInput) this.claimInput(options);
        else this.claimOutput(options);
        if (this.isInput && onReadable !== undefined) this.listen(options, onReadable);
      });
    }

    get format(): string {
      return "number";
    }

    close(): void {
      chip.native(chargeUnits, () => {
        if (this.pin < 0) return;
        if (this.message !== undefined) chip.withdraw(this.message);
        this.message = undefined;
        pins.release(this.pin);
        this.pin = -1;
      });
    }

    /** Without `chip.native()` and its closure: this is called more often than anything else. */
    read(): number {
      const units = swapMeter(0, 0);
      if (!chip.alive || this.pin < 0) this.check();
      if (!this.isInput) throw new Error("can't read output");
      const level = pins.level(this.pin) ^ this.invert;
      swapMeter(0, units + chargeUnits);
      return level;
    }

    write(value: number): void {
      this.check();
      if (this.isInput) throw new Error("can't write input");
      const level = (Number(value) ? 1 : 0) ^ this.invert;
      chip.native(chargeUnits, () => pins.setDrive(this.pin, this.isOpenDrain && level === 1 ? undriven : level));
    }

    private check(): void {
      chip.check();
      if (this.pin < 0) throw new Error("Digital is closed");
    }

    private claimInput({ pin, mode, edge = 0, onReadable }: Options): void {
      if (onReadable !== undefined && (edge < rising || edge > (rising | falling))) throw new RangeError("invalid edges");
      if (mode !== modes.Input) pins.checkPull(pin);
      pins.claim(pin, "Digital");
      pins.setPull(pin, mode === modes.InputPullUp ? 1 : mode === modes.InputPullDown ? 0 : undriven);
      pins.setDrive(pin, undriven);
    }

    private claimOutput({ pin, initialValue = 0, onReadable }: Options): void {
      if (onReadable !== undefined) throw new RangeError("onReadable on an output");
      pins.checkOutput(pin);
      pins.claim(pin, "Digital");
      const level = (Number(initialValue) ? 1 : 0) ^ this.invert;
      pins.setDrive(pin, this.isOpenDrain && level === 1 ? undriven : level);
    }

    private listen({ pin, edge = 0 }: Options, onReadable: (triggered: number) => void): void {
      const turn = chip.meter.turn(`digital ${pin}`);
      const mask = 1 << (pin & 31);
      const message = new Task(() => {
        chip.received(message);
        chip.call(turn, onReadable, this, mask);
      });
      this.message = message;
      const up = (edge & rising) !== 0;
      const down = (edge & falling) !== 0;
      pins.watch(pin, {
        rising: this.invert ? down : up,
        falling: this.invert ? up : down,
        trigger: () => {
          if (this.deaf || message.queued) return;
          this.deaf = chip.options.faults.losesInterruptOf(pin) || !chip.post(message);
        },
      });
    }
  }

  return { default: Digital };
}
