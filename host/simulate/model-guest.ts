// SPDX-License-Identifier: Apache-2.0
/** Guest codes by the format of docs/guest-codes.md, and the lock's record of them by storage/RECORDS.md. */
import { HashKey } from "./model-hash";

export interface GuestWish {
  /** Local, counted from 2000-01-01 00:00. */
  startHour: number;
  hours: number;
  once: boolean;
  serial: number;
}

export const guestDigits = 9;

const hoursOf = Object.freeze([1, 2, 3, 4, 6, 8, 12, 24, 48, 72, 96, 120, 144, 168, 240, 336, 672, 1440, 2160, 4320, 8784]);
const leftCount = 31_250;
const rightCount = 32_000;
const roundCount = 10;
const saltBytes = 12;
const idBytes = 4;
const usedFlag = 2 ** 30;
const hourSeconds = 3_600;

/** What the lock and RevokeGuestCode call it. */
export function guestIdOf({ startHour, hours, once, serial }: GuestWish): number {
  return ((startHour * 2 + (once ? 1 : 0)) * 32 + hoursOf.indexOf(hours)) * 8 + serial;
}

export function isOnce(id: number): boolean {
  return Math.floor(id / 256) % 2 === 1;
}

export function guestDigitsOf(id: number, key: HashKey): string {
  let left = Math.floor(id / rightCount);
  let right = id % rightCount;
  for (let round = 0; round < roundCount; round += 2) {
    left = (left + rounded(round, right, key)) % leftCount;
    right = (right + rounded(round + 1, left, key)) % rightCount;
  }
  return String(left * rightCount + right).padStart(guestDigits, "0");
}

function idOfDigits(digits: string, key: HashKey): number {
  let left = Math.floor(Number(digits) / rightCount);
  let right = Number(digits) % rightCount;
  for (let round = roundCount - 2; round >= 0; round -= 2) {
    right = (right - (rounded(round + 1, left, key) % rightCount) + rightCount) % rightCount;
    left = (left - (rounded(round, right, key) % leftCount) + leftCount) % leftCount;
  }
  return left * rightCount + right;
}

function rounded(round: number, half: number, key: HashKey): number {
  const [one = 0, two = 0, three = 0, four = 0] = key.mac(Uint8Array.of(1, round, half % 256, Math.floor(half / 256)), 4);
  return one + two * 2 ** 8 + three * 2 ** 16 + (four % 128) * 2 ** 24;
}

export class GuestModel {
  readonly #root: HashKey;
  #key: HashKey | undefined;
  #dead: ReadonlySet<number> = new Set();

  constructor(deviceKey: HashKey) {
    this.#root = deviceKey.purpose("latchkey guest 1");
  }

  /** The record; undefined: there is none. */
  take(payload: Uint8Array | undefined): void {
    this.#key = undefined;
    if (payload === undefined) return;
    const key = new Uint8Array(32);
    for (const half of [0, 1]) key.set(this.#root.mac(Uint8Array.of(half, ...payload.subarray(0, saltBytes)), 16), half * 16);
    this.#key = new HashKey(key);
    const view = new DataView(payload.buffer, payload.byteOffset, payload.length);
    const dead = new Set<number>();
    for (let at = saltBytes; at < payload.length; at += idBytes) dead.add(view.getUint32(at, true) % usedFlag);
    this.#dead = dead;
  }

  /** undefined: no code has these digits. */
  read(digits: string): GuestWish & { id: number } | undefined {
    if (this.#key === undefined || digits.length !== guestDigits) return undefined;
    const id = idOfDigits(digits, this.#key);
    const [serial, length] = [id % 8, Math.floor(id / 8) % 32];
    const once = isOnce(id);
    const startHour = Math.floor(id / 512);
    const hours = hoursOf[length];
    if (hours === undefined || serial >= (hours <= 24 ? 8 : 2)) return undefined;
    if ((once && hours > 168) || (hours >= 1440 && startHour % 24 !== 0)) return undefined;
    return { id, startHour, hours, once, serial };
  }

  opensAt({ id, startHour, hours }: GuestWish & { id: number }, localSeconds: number): boolean {
    const hour = Math.floor(localSeconds / hourSeconds);
    return !this.#dead.has(id) && startHour <= hour && hour < startHour + hours;
  }

  isDead(id: number): boolean {
    return this.#dead.has(id);
  }
}
