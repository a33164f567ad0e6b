// SPDX-License-Identifier: Apache-2.0
/** Whether a firmware image for the chip fits into its slot (chip/partitions.csv), with room for the next versions. */
import { existsSync, readFileSync, statSync } from "node:fs";
import { basename, join, resolve } from "node:path";
import { slotBytes } from "../board/partitions";

/** More than this of a slot is tight: the build fails. */
export const fullShare = 0.9;

/**
 * What an image has beside its JavaScript: XS, the SDK's native modules, ESP-IDF. An assumption. The SDK's hello world took 346,496 bytes
 * on an ESP32 in January 2022 (Moddable-OpenSource/moddable, issue 762); NVS, digests, drivers and a newer ESP-IDF come on top.
 */
export const nativeBytesAssumed = 600_000;

export interface ImageSize {
  bytes: number;
  /** undefined: the image was built, and measured. */
  estimatedFrom: { javaScriptBytes: number } | undefined;
}

/**
 * Of what the SDK's tool has left in its output folder since then, under the name of the manifest's folder; undefined: it did not come
 * so far.
 */
export function imageSize(output: string, platform: string, sinceMs: number, name = basename(resolve())): ImageSize | undefined {
  const image = join(output, "bin", platform, "release", name, "xs_esp32.bin");
  if (isSince(image, sinceMs)) return { bytes: statSync(image).size, estimatedFrom: undefined };
  const linked = join(output, "tmp", platform, "release", name, "mc.xs.c");
  if (!isSince(linked, sinceMs)) return undefined;
  const bytes = javaScriptBytes(readFileSync(linked, "utf8"));
  return { bytes: bytes + nativeBytesAssumed, estimatedFrom: { javaScriptBytes: bytes } };
}

export function isTight({ bytes }: ImageSize): boolean {
  return bytes > fullShare * slotBytes;
}

export function imageSizeText(size: ImageSize): string {
  const { bytes, estimatedFrom } = size;
  const share = `${((100 * bytes) / slotBytes).toFixed(1)} % of a slot of ${number(slotBytes)}`;
  const text = estimatedFrom
    ? `The image would have about ${number(bytes)} bytes, ${share}: an estimate, from ${number(estimatedFrom.javaScriptBytes)} of ` +
      `JavaScript in mc.xs.c and ${number(nativeBytesAssumed)} assumed for XS, the SDK and ESP-IDF.`
    : `The image has ${number(bytes)} bytes, ${share}.`;
  return isTight(size) ? `${text}\nThat is too tight: more than ${fullShare * 100} % leaves the next versions no room.` : text;
}

/**
 * Bytes in flash of what xsl has linked, from its C source: slots of 16 bytes, pointers of 4, host functions of 12, byte code, and
 * strings, each counted where it stands although the C linker keeps equal ones once.
 */
export function javaScriptBytes(source: string): number {
  const count = (name: string): number => Number(new RegExp(`#define mx${name}Count (\\d+)`).exec(source)?.[1] ?? 0);
  const sum = (pattern: RegExp): number => [...source.matchAll(pattern)].reduce((total, match) => total + Number(match[1]), 0);
  const slots = count("Heap") + count("Stack");
  const pointers = count("Keys") + count("Names") + count("Symbols");
  const functions = sum(/\bgxBuilders\d*\[(\d+)\] = \{/g);
  const arrays = sum(/\bconst txU1 \w+\[(\d+)\] = \{/g);
  let strings = 0;
  for (const [, text = ""] of source.matchAll(/"((?:[^"\\\n]|\\.)*)"/g)) {
    strings += text.replace(/\\(x[0-9a-f]{2}|[0-7]{1,3}|.)/gi, "?").length + 1;
  }
  return 16 * slots + 4 * pointers + 12 * functions + arrays + strings;
}

function isSince(path: string, sinceMs: number): boolean {
  return existsSync(path) && statSync(path).mtimeMs >= sinceMs;
}

function number(value: number): string {
  return value.toLocaleString("en-US");
}
