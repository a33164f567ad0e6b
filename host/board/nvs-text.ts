// SPDX-License-Identifier: Apache-2.0
/** NVS entries as JSON-able text and back, for the host's file: see NvsChange in host-calls.ts. */
import type { NvsChange } from "./host-calls";
import type { NvsEntry, NvsValue } from "./nvs";

export function nvsChange(domain: string, key: string, entry: NvsEntry | undefined): NvsChange {
  if (entry === undefined) return { domain, key };
  const { type, value } = entry;
  return { domain, key, type, value: value instanceof Uint8Array ? toHexadecimal(value) : String(value) };
}

export function nvsEntry(change: NvsChange): NvsEntry & { domain: string; key: string } {
  const { domain, key, type, value } = change;
  if (type === undefined || value === undefined) throw new Error(`NVS key "${key}" has no value`);
  return { domain, key, type, value: parseValue(type, value) };
}

function parseValue(type: string, text: string): NvsValue {
  if (type === "buffer") return fromHexadecimal(text);
  if (type === "string") return text;
  return type.endsWith("64") ? BigInt(text) : Number(text);
}

function toHexadecimal(bytes: Uint8Array): string {
  let text = "";
  for (const byte of bytes) text += byte.toString(16).padStart(2, "0");
  return text;
}

function fromHexadecimal(text: string): Uint8Array {
  const bytes = new Uint8Array(text.length / 2);
  for (let index = 0; index < bytes.length; index += 1) bytes[index] = parseInt(text.slice(2 * index, 2 * index + 2), 16);
  return bytes;
}
