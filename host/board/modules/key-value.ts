// SPDX-License-Identifier: Apache-2.0
/** "embedded:storage/key-value" as in SDK 8.2.3 on the ESP32. Stricter: integers that do not fit, and writes of another type, throw. */
import type { Chip } from "../chip";
import type { Nvs, NvsEntry, NvsValue } from "../nvs";
import { bytesOf } from "./buffers";

const chargeUnits = 100;

/** Smallest and largest value by integer format. */
const integerRanges = new Map<string, readonly [bigint, bigint]>(
  [8, 16, 32, 64].flatMap((bits): [string, readonly [bigint, bigint]][] => [
    [`uint${bits}`, [0n, 2n ** BigInt(bits) - 1n]],
    [`int${bits}`, [-(2n ** BigInt(bits - 1)), 2n ** BigInt(bits - 1) - 1n]],
  ]),
);

export function keyValueModule(chip: Chip, nvs: Nvs): object {
  const block = (us: number): void => chip.block(us);

  class Storage {
    private readonly domain: string;
    private readonly readOnly: boolean;
    private storedFormat: string;
    private open = true;

    constructor(domain: string, readOnly: boolean, format: string) {
      this.domain = domain;
      this.readOnly = readOnly;
      this.storedFormat = checkFormat(format);
    }

    get format(): string {
      return this.storedFormat;
    }

    set format(format: string) {
      this.storedFormat = checkFormat(format);
    }

    close(): void {
      chip.check();
      this.open = false;
    }

    read(key: string): unknown {
      this.check();
      return chip.native(chargeUnits, () => {
        const entry = nvs.read(this.domain, key);
        if (entry === undefined) return undefined;
        if (entry.type !== this.storedFormat) throw new TypeError(`mismatch: "${key}" is stored as ${entry.type}`);
        return entry.value instanceof Uint8Array ? entry.value.slice().buffer : entry.value;
      });
    }

    write(key: string, value: unknown): void {
      this.check();
      if (this.readOnly) throw new Error("read-only");
      chip.native(chargeUnits, () => nvs.write(this.domain, key, entryFor(this.storedFormat, value), block));
    }

    delete(key: string): void {
      this.check();
      if (this.readOnly) throw new Error("read-only");
      chip.native(chargeUnits, () => nvs.delete(this.domain, key, block));
    }

    [Symbol.iterator](): Iterator<string> {
      this.check();
      return [...(nvs.open(this.domain, false)?.keys() ?? [])][Symbol.iterator]();
    }

    private check(): void {
      chip.check();
      if (!this.open) throw new Error("storage is closed");
    }
  }

  function open({ path, mode = "r+", format = "buffer" }: { path?: string; mode?: string; format?: string }): object {
    chip.check();
    if (path === undefined) throw new Error("no path");
    if (mode !== "r" && mode !== "r+") throw new Error(`invalid mode "${mode}"`);
    const domain = path.endsWith("/") ? path.slice(0, -1) : path;
    if (nvs.open(domain, mode === "r+") === undefined) throw new Error("ESP_ERR_NVS_NOT_FOUND");
    return new Storage(domain, mode === "r", format);
  }

  return { default: { open } };
}

function checkFormat(format: string): string {
  if (format !== "buffer" && format !== "string" && !integerRanges.has(format)) throw new RangeError("unsupported");
  return format;
}

function entryFor(type: string, value: unknown): NvsEntry {
  return { type, value: valueFor(type, value) };
}

function valueFor(type: string, value: unknown): NvsValue {
  if (type === "buffer") return bytesOf(value).slice();
  if (type === "string") {
    if (typeof value !== "string") throw new TypeError("not a string");
    return value;
  }
  const wide = type.endsWith("64");
  if (typeof value !== (wide ? "bigint" : "number")) throw new TypeError(`not a value for ${type}`);
  const [smallest, largest] = integerRanges.get(type) ?? [0n, 0n];
  const integer = BigInt(value as number | bigint);
  if (integer < smallest || integer > largest) throw new RangeError(`does not fit ${type}`);
  return value as number | bigint;
}
