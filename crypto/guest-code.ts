// SPDX-License-Identifier: Apache-2.0
/**
 * Guest codes: nine digits that say from which hour on they open, for how long, whether once or often, and which of
 * several they are. The lock needs nothing but its guest key and the time to read one, so it may be offline when one is
 * made. Used by the lock and by `npx latchkey guest` alike; docs/guest-codes.md is the format, with vectors.
 *
 * A code is a number below 10^9, its id, under a permutation of all such numbers that is keyed with the guest key (a
 * Feistel network with HMAC-SHA-512, after NIST SP 800-38G). There is no check sum: what protects is that at any moment
 * only 7,440 ids open, and that nobody without the key can say which digits have such an id, whatever other codes he has
 * seen. A tag beside readable fields would let a guest forge from his own code (the page says how).
 *
 * Hours are those of the lock's local civil time, counted from 2000-01-01 00:00.
 */
import type { KeyedHash } from "./keyed-hash";

export const guestDigits = 9;

/** An id in two halves: left × 32,000 + right. */
const leftCount = 31_250;
const rightCount = 32_000;
const idCount = leftCount * rightCount;
/** As FF1 has. */
const rounds = 10;
/** First byte of every message that is hashed. */
const formatVersion = 1;

/** What a code says. */
export interface GuestCode {
  startHour: number;
  /** One of `guestLengths`. */
  hours: number;
  once: boolean;
  /** From 0: tells codes apart that are else the same. */
  serial: number;
}

export interface GuestLength {
  readonly hours: number;
  /** A code of this length begins at an hour that is a multiple of this: 24 is midnight. */
  readonly gridHours: number;
  readonly serials: number;
  readonly mayBeOnce: boolean;
}

const onceHoursMax = 168;
/** The place in this table is part of the format: add at the end only, at most 32. */
export const guestLengths: readonly GuestLength[] = Object.freeze([
  ...[1, 2, 3, 4, 6, 8, 12, 24].map((hours) => lengthOf(hours, 8)),
  ...[2, 3, 4, 5, 6, 7, 10, 14, 28].map((days) => lengthOf(days * 24, 2)),
  ...[60, 90, 180, 366].map((days) => lengthOf(days * 24, 2, 24)),
]);
const lengthsMax = 32;

/** The table as numbers, with rows that never open in its empty places: so reading takes the same steps for every id. */
const hoursAt = filled((row) => row.hours, 0);
const gridAt = filled((row) => row.gridHours, 1);
const serialsAt = filled((row) => row.serials, 0);
const onceMaskAt = filled((row) => (row.mayBeOnce ? -1 : 0), 0);

/** undefined: there is no such code. */
export function guestCodeId({ startHour, hours, once, serial }: GuestCode): number | undefined {
  const place = guestLengths.findIndex((row) => row.hours === hours);
  if (place < 0 || !Number.isInteger(startHour) || startHour < 0) return undefined;
  if (!Number.isInteger(serial) || serial < 0 || serial > 7) return undefined;
  const id = ((startHour * 2 + (once ? 1 : 0)) * lengthsMax + place) * 8 + serial;
  return isGuestId(id) ? id : undefined;
}

/** False: no window, length or serial that this format has. */
export function isGuestId(id: number): boolean {
  return Number.isInteger(id) && id >= 0 && id < idCount && opensMask(id, id >>> 9) !== 0;
}

/** Of an id that is one. */
export function guestCodeOf(id: number): GuestCode {
  return { startHour: id >>> 9, hours: hoursAt[(id >>> 3) & 31]!, once: (id & 256) !== 0, serial: id & 7 };
}

/** -1 (all bits set) when the code of this id opens in this hour, else 0. The same steps for every id below 10^9. */
export function opensMask(id: number, hour: number): number {
  const place = (id >>> 3) & 31;
  const startHour = id >>> 9;
  const sinceStart = hour - startHour;
  const inWindow = ~(sinceStart >> 31) & ((sinceStart - hoursAt[place]!) >> 31);
  const onGrid = ((startHour % gridAt[place]!) - 1) >> 31;
  const serialIsOne = ((id & 7) - serialsAt[place]!) >> 31;
  const onceIsAllowed = ~((0 - ((id >>> 8) & 1)) & ~onceMaskAt[place]!);
  return inWindow & onGrid & serialIsOne & onceIsAllowed;
}

/** The nine digits of an id, one a byte. */
export function digitsOfGuestId(id: number, key: Pick<KeyedHash, "mac">): Uint8Array {
  let left = Math.floor(id / rightCount);
  let right = id % rightCount;
  for (let round = 0; round < rounds; round += 2) {
    left = (left + (scrambled(round, right, key) % leftCount)) % leftCount;
    right = (right + (scrambled(round + 1, left, key) % rightCount)) % rightCount;
  }
  let rest = left * rightCount + right;
  const digits = new Uint8Array(guestDigits);
  for (let at = guestDigits - 1; at >= 0; at--) {
    digits[at] = rest % 10;
    rest = Math.floor(rest / 10);
  }
  return digits;
}

/** The id of nine digits, one a byte; it need not be one that ever opens. The same steps whatever the digits. */
export function guestIdOfDigits(digits: Uint8Array, key: Pick<KeyedHash, "mac">): number {
  let code = 0;
  for (let at = 0; at < guestDigits; at++) code = code * 10 + digits[at]!;
  let left = (code / rightCount) | 0;
  let right = code % rightCount;
  for (let round = rounds - 2; round >= 0; round -= 2) {
    right = (right + rightCount - (scrambled(round + 1, left, key) % rightCount)) % rightCount;
    left = (left + leftCount - (scrambled(round, right, key) % leftCount)) % leftCount;
  }
  return left * rightCount + right;
}

/** 31 bits: so many that taking them modulo a half's size favours no value by more than one in 60,000. */
function scrambled(round: number, half: number, key: Pick<KeyedHash, "mac">): number {
  const mac = key.mac(Uint8Array.of(formatVersion, round, half & 255, half >> 8));
  return mac[0]! | (mac[1]! << 8) | (mac[2]! << 16) | ((mac[3]! & 127) << 24);
}

function lengthOf(hours: number, serials: number, gridHours = 1): GuestLength {
  return Object.freeze({ hours, gridHours, serials, mayBeOnce: hours <= onceHoursMax });
}

function filled(value: (row: GuestLength) => number, empty: number): readonly number[] {
  return Object.freeze(Array.from({ length: lengthsMax }, (_, at) => (guestLengths[at] ? value(guestLengths[at]) : empty)));
}
