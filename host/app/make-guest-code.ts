// SPDX-License-Identifier: Apache-2.0
/**
 * Makes a guest code out of what a person says, or tells why there is none. It needs nothing of the lock but its guest
 * key: times are those of the clock on the lock's wall, so it asks for no time zone either. An app does the same.
 */
import { digitsOfGuestId, guestCodeId, guestLengths } from "../../crypto/guest-code";
import { KeyedHash } from "../../crypto/keyed-hash";
import { weaknessOf } from "../../lock/pin-rules";
import { dateText, hourOfText } from "./guest-text";
import { NodeDigest } from "./node-digest";

const keyBytes = 32;

export interface GuestCodeWish {
  /** 64 hexadecimal digits, as GetGuestKey answers. */
  key: string;
  /** As 2026-12-24T15, or 2026-12-24 for the midnight with which that day begins. */
  from: string;
  /** The first hour in which it does not open any more. */
  to: string;
  once: boolean;
  serial: number;
}

export interface MadeGuestCode {
  Code: string;
  /** What the lock calls it in its log, and RevokeGuestCode takes. It tells nobody the code. */
  CodeId: number;
  From: string;
  To: string;
  Once: boolean;
  Serial: number;
}

/** Throws an Error whose message is for the person. */
export function makeGuestCode({ key, from, to, once, serial }: GuestCodeWish): MadeGuestCode {
  const startHour = hourOf(from);
  const endHour = hourOf(to);
  const hours = endHour - startHour;
  const id = guestCodeId({ startHour, hours, once, serial });
  if (id === undefined) throw new Error(whyNot(startHour, hours, once));
  const hash = keyedHash(key);
  const digits = digitsOfGuestId(id, hash);
  if (weaknessOf(digits) !== undefined) throw new Error("this code would be too easy to guess: take another --serial");
  return {
    Code: digits.join(""),
    CodeId: id,
    From: dateText(startHour),
    To: dateText(endHour),
    Once: once,
    Serial: serial,
  };
}

function hourOf(text: string): number {
  const hour = hourOfText(text);
  if (hour === undefined) throw new Error(`"${text}" is no hour: 2026-12-24T15 is one, or 2026-12-24 for its midnight`);
  return hour;
}

/** The code does not exist; which of its parts is it? */
function whyNot(startHour: number, hours: number, once: boolean): string {
  if (hours <= 0) return "it would end before it begins";
  const row = guestLengths.find((each) => each.hours === hours);
  if (row === undefined) {
    const shorter = guestLengths.filter((each) => each.hours < hours).at(-1);
    const longer = guestLengths.find((each) => each.hours > hours);
    const ends = [shorter, longer].flatMap((each) => (each === undefined ? [] : [`--to ${dateText(startHour + each.hours)}`]));
    return `there is no code for ${hours} hours; the nearest: ${ends.join(" or ")}`;
  }
  if (once && !row.mayBeOnce) return "a code for one use lives seven days at most";
  if (startHour % row.gridHours !== 0) return "a code for more than 28 days begins at midnight";
  return `of such codes there are ${row.serials}: --serial 0 to ${row.serials - 1}`;
}

function keyedHash(text: string): KeyedHash {
  const hex = text.replace(/\s/g, "");
  if (!/^[0-9a-f]{64}$/i.test(hex)) throw new Error(`the guest key has ${keyBytes * 2} hexadecimal digits`);
  const key = Uint8Array.from({ length: keyBytes }, (_, at) => parseInt(hex.slice(at * 2, at * 2 + 2), 16));
  return new KeyedHash({ Digest: NodeDigest, key });
}
