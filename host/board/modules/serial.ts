// SPDX-License-Identifier: Apache-2.0
/** "embedded:io/serial" as in SDK 8.2.3 on the ESP32: a bare 128-byte FIFO each way. Stricter: reading more than there is throws. */
import type { Chip } from "../chip";
import type { ChipRules } from "../chip-rules";
import type { SerialLine } from "../serial-line";
import { Task } from "../task-queue";
import { bytesOf } from "./buffers";

const chargeUnits = 20;

interface Options {
  transmit?: number;
  receive?: number;
  port?: number;
  baud: number;
  format?: string;
  onReadable?: (count: number) => void;
  onWritable?: (count: number) => void;
}

export function serialModule(chip: Chip, rules: ChipRules, lines: readonly SerialLine[]): object {
  const { pins } = chip;

  class Serial {
    private readonly usedPins: number[];
    /** undefined: nothing is connected to this port. */
    private readonly line: SerialLine | undefined;
    private storedFormat: string;
    private open = true;
    private messages: Task[] = [];
    /** A message got lost in a full queue: the SDK never sends another. */
    private deaf = false;

    constructor(options: Options) {
      const { transmit, receive, port = 0, baud, format = "buffer", onReadable, onWritable } = options;
      this.usedPins = [transmit, receive].filter((pin) => pin !== undefined);
      this.storedFormat = checkFormat(format);
      const line = lines.find(({ wiring }) => wiring.port === port);
      this.line = line;
      chip.native(chargeUnits, () => {
        if (this.usedPins.length === 0) throw new Error("invalid");
        for (const pin of this.usedPins) pins.checkFree(pin);
        if (!Number.isInteger(port) || port < 0 || port >= rules.uartCount) throw new RangeError(`invalid port ${port}`);
        if (!Number.isInteger(baud) || baud <= 0 || baud > 20_000_000) throw new RangeError(`invalid baud ${baud}`);
        if (line !== undefined) {
          if (line.attached) throw new RangeError("port in use");
          if (onReadable === undefined) throw new Error("a port without onReadable is broken on this chip");
          line.attach({ baud, onReadable: this.listener(onReadable), onWritable: this.listener(onWritable) });
        }
        for (const pin of this.usedPins) pins.claim(pin, "Serial");
      });
    }

    get format(): string {
      return this.storedFormat;
    }

    set format(format: string) {
      this.storedFormat = checkFormat(format);
    }

    close(): void {
      chip.native(chargeUnits, () => {
        if (!this.open) return;
        this.open = false;
        for (const message of this.messages) chip.withdraw(message);
        this.line?.detach();
        for (const pin of this.usedPins) pins.release(pin);
      });
    }

    read(into?: number | ArrayBuffer | ArrayBufferView): ArrayBuffer | number | undefined {
      this.check();
      return chip.native(chargeUnits, () => {
        const { line } = this;
        const available = line?.receivedCount ?? 0;
        if (line === undefined || available === 0) {
          chip.leftNoTrace();
          return undefined;
        }
        if (this.storedFormat === "number") return line.receive(new Uint8Array(1))[0];
        if (typeof into === "object") {
          const bytes = bytesOf(into);
          return line.receive(bytes.subarray(0, Math.min(bytes.length, available))).length;
        }
        const count = into ?? available;
        if (!Number.isInteger(count) || count <= 0 || count > available) throw new RangeError(`${count} bytes are not there`);
        return line.receive(new Uint8Array(count)).buffer as ArrayBuffer;
      });
    }

    write(data: unknown): void {
      this.check();
      chip.native(chargeUnits, () => {
        const bytes = this.storedFormat === "number" ? Uint8Array.of(data as number) : bytesOf(data);
        this.line?.transmit(bytes);
      });
    }

    private check(): void {
      chip.check();
      if (!this.open) throw new Error("Serial is closed");
    }

    /** An interrupt of the line becomes a message, and the message a callback with the count. */
    private listener(callback: ((count: number) => void) | undefined): ((count: () => number) => void) | undefined {
      if (callback === undefined) return undefined;
      const turn = chip.meter.turn(this.messages.length === 0 ? "serial onReadable" : "serial onWritable");
      let counter = (): number => 0;
      const message = new Task(() => {
        chip.received(message);
        const count = counter();
        if (count > 0) chip.call(turn, callback, this, count);
      });
      this.messages.push(message);
      return (count) => {
        counter = count;
        if (!this.deaf && !message.queued) this.deaf = !chip.post(message);
      };
    }
  }

  return { default: Serial };
}

function checkFormat(format: string): string {
  if (format !== "buffer" && format !== "number") throw new RangeError("invalid format");
  return format;
}
