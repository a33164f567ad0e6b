// SPDX-License-Identifier: Apache-2.0
/**
 * `Uint8Array.prototype.setFromBase64`, which XS 17 on the chip has and the engines on the computer may lack (ECMA-262,
 * proposal "ArrayBuffer base64"). Only what a call without options does: the usual alphabet, white space between the digits,
 * and a last group that may lack its "=". A bundle takes it in before everything else: firmware modules freeze the built-ins.
 */
import { swapMeter } from "./engine";

interface Decoded {
  read: number;
  written: number;
}

const chargeUnits = 20;
const chargeUnitsPerCharacter = 0.5;
const digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
const whiteSpace = " \t\n\f\r";

if (!("setFromBase64" in Uint8Array.prototype)) {
  Object.defineProperty(Uint8Array.prototype, "setFromBase64", {
    configurable: true,
    writable: true,
    value: function setFromBase64(this: Uint8Array, text: unknown): Decoded {
      if (!(this instanceof Uint8Array)) throw new TypeError("not a Uint8Array");
      if (typeof text !== "string") throw new TypeError("not a string");
      const units = swapMeter(0, 0);
      try {
        return decodeInto(this, text);
      } finally {
        swapMeter(0, units + chargeUnits + Math.ceil(text.length * chargeUnitsPerCharacter));
      }
    },
  });
}

/** Whole groups of four digits, as many as fit; what was decoded before a mistake is written. */
function decodeInto(into: Uint8Array, text: string): Decoded {
  let read = 0;
  let written = 0;
  let group: number[] = [];
  if (into.length === 0) return { read, written };
  for (let at = 0; at < text.length; at += 1) {
    const character = text[at] as string;
    if (whiteSpace.includes(character)) continue;
    if (character === "=") {
      checkPadding(group.length, text.slice(at));
      break;
    }
    const digit = digits.indexOf(character);
    if (digit < 0) throw new SyntaxError("not a digit of base64");
    const room = into.length - written;
    if (room === group.length - 1) return { read, written };
    group.push(digit);
    if (group.length < 4) continue;
    written += put(group, into, written);
    group = [];
    read = at + 1;
    if (written === into.length) return { read, written };
  }
  if (group.length === 1) throw new SyntaxError("one digit is left over");
  return { read: text.length, written: written + put(group, into, written) };
}

/** After two digits come two "=", after three one, and then nothing. */
function checkPadding(count: number, rest: string): void {
  const padding = [...rest].filter((character) => !whiteSpace.includes(character)).join("");
  if (count < 2 || padding !== "=".repeat(4 - count)) throw new SyntaxError("\"=\" in the wrong place");
}

/** One byte less than digits. */
function put(group: readonly number[], into: Uint8Array, at: number): number {
  const [one = 0, two = 0, three = 0, four = 0] = group;
  const bytes = [(one << 2) | (two >> 4), ((two & 15) << 4) | (three >> 2), ((three & 3) << 6) | four];
  const count = Math.max(group.length - 1, 0);
  for (let index = 0; index < count; index += 1) into[at + index] = bytes[index] as number;
  return count;
}
