// SPDX-License-Identifier: Apache-2.0
/**
 * Finds out the UID of one card, by anticollision and select of ISO/IEC 14443-3 type A: which frame to send next, and what an
 * answer means. It knows no reader. Of several cards held up at once it takes one. A UID is believed only when its check byte
 * fits, and the card has answered to it with the right CRC, at every cascade level.
 */
const selectCodes: readonly number[] = Object.freeze([0x93, 0x95, 0x97]);
const cascadeTag = 0x88;
/** In SAK: the UID goes on at the next level. */
const cascadeBit = 0x04;
const levelBits = 32;
const levelBytes = 5;
const selectBytes = 9;
const crcStart = 0x6363;

export type SelectVerdict = "next" | "done" | "bad";

export class CardSelect {
  /** What to send, `frameBytes` of it; of the last byte only `lastBits` bits, if not 0. The answer goes on where these end. */
  readonly frame = new Uint8Array(selectBytes);
  frameBytes = 0;
  lastBits = 0;
  readonly #uid = new Uint8Array(10);
  #uidBytes = 0;
  #level = 0;
  /** UID and check byte of this level, as far as `#knownBits`. */
  readonly #part = new Uint8Array(levelBytes);
  #knownBits = 0;
  #isSelecting = false;

  get uid(): Uint8Array {
    return this.#uid.slice(0, this.#uidBytes);
  }

  /** Several cards may have answered to REQA. */
  start(): void {
    this.#uidBytes = 0;
    this.#level = 0;
    this.#ask();
  }

  /**
   * The answer to `frame`: its bytes, of which the first is shared with the last that was sent. `collision`: the place of the first
   * bit, counted from 1 at the beginning of this level's UID, in which cards differ; 0: none.
   */
  take(answer: Uint8Array, answerBytes: number, collision: number): SelectVerdict {
    if (this.#isSelecting) return collision === 0 ? this.#takeSak(answer, answerBytes) : "bad";
    const first = this.#knownBits >> 3;
    if (answerBytes !== levelBytes - first) return "bad";
    const ownBits = (1 << (this.#knownBits & 7)) - 1;
    const shared = ((this.#part[first] ?? 0) & ownBits) | ((answer[0] ?? 0) & ~ownBits);
    this.#part.set(answer.subarray(0, answerBytes), first);
    this.#part[first] = shared;
    if (collision !== 0) return this.#choose(collision);
    const [a = 0, b = 0, c = 0, d = 0, check = 0] = this.#part;
    if ((a ^ b ^ c ^ d) !== check) return "bad";
    this.#select();
    return "next";
  }

  /** Goes on with the cards that have a 1 there. */
  #choose(collision: number): SelectVerdict {
    if (collision <= this.#knownBits || collision > levelBits) return "bad";
    const place = (collision - 1) >> 3;
    const bit = 1 << ((collision - 1) & 7);
    this.#part[place] = ((this.#part[place] ?? 0) & (bit - 1)) | bit;
    this.#knownBits = collision;
    this.#fill();
    return "next";
  }

  #takeSak(answer: Uint8Array, answerBytes: number): SelectVerdict {
    const crc = crcA(answer, 1);
    if (answerBytes !== 3 || answer[1] !== (crc & 0xff) || answer[2] !== crc >> 8) return "bad";
    const goesOn = ((answer[0] ?? 0) & cascadeBit) !== 0;
    const isLastLevel = this.#level === selectCodes.length - 1;
    if (isLastLevel ? goesOn : goesOn !== (this.#part[0] === cascadeTag)) return "bad";
    for (let index = goesOn ? 1 : 0; index < levelBytes - 1; index++) this.#uid[this.#uidBytes++] = this.#part[index] ?? 0;
    if (!goesOn) return "done";
    this.#level++;
    this.#ask();
    return "next";
  }

  #ask(): void {
    this.#isSelecting = false;
    this.#knownBits = 0;
    this.#fill();
  }

  /** NVB counts whole bytes in its upper half, further bits in its lower. */
  #fill(): void {
    this.frame[0] = selectCodes[this.#level] ?? 0;
    this.frame[1] = 0x20 + ((this.#knownBits >> 3) << 4) + (this.#knownBits & 7);
    this.frame.set(this.#part, 2);
    this.frameBytes = 2 + ((this.#knownBits + 7) >> 3);
    this.lastBits = this.#knownBits & 7;
  }

  #select(): void {
    this.#knownBits = levelBytes * 8;
    this.#fill();
    const crc = crcA(this.frame, selectBytes - 2);
    this.frame[selectBytes - 2] = crc & 0xff;
    this.frame[selectBytes - 1] = crc >> 8;
    this.frameBytes = selectBytes;
    this.#isSelecting = true;
  }
}

/** CRC_A of the first bytes; the low byte is sent first. */
export function crcA(bytes: Uint8Array, count: number): number {
  let crc = crcStart;
  for (let index = 0; index < count; index++) {
    crc ^= bytes[index] ?? 0;
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >> 1) ^ 0x8408 : crc >> 1;
  }
  return crc;
}
