// SPDX-License-Identifier: Apache-2.0
/**
 * The name that a face is stored under, which comes back with every match: "latchkey", eight hexadecimal digits that are this lock's,
 * a hyphen, the slot in three digits; the rest is zeros. So a face that another lock or a computer has put into the module is
 * found out. It is no proof: the name goes over the wire in the clear. 20 characters, because a maker's library sends no more.
 */
import { nameBytes } from "./face-commands";

const slotDigits = 3;

export function nameOf(slot: number, password: number): number[] {
  const text = prefixOf(password) + String(slot).padStart(slotDigits, "0");
  return Array.from({ length: nameBytes }, (_, at) => (at < text.length ? text.charCodeAt(at) : 0));
}

/** undefined: not a name of this lock's. */
export function slotOf(name: Uint8Array, password: number): number | undefined {
  const prefix = prefixOf(password);
  for (let at = 0; at < prefix.length; at++) if (name[at] !== prefix.charCodeAt(at)) return undefined;
  let slot = 0;
  for (let at = prefix.length; at < prefix.length + slotDigits; at++) {
    const digit = name[at]! - 48;
    if (!(digit >= 0 && digit <= 9)) return undefined;
    slot = slot * 10 + digit;
  }
  for (let at = prefix.length + slotDigits; at < nameBytes; at++) if (name[at] !== 0) return undefined;
  return slot;
}

function prefixOf(password: number): string {
  return `latchkey${password.toString(16).padStart(8, "0")}-`;
}
