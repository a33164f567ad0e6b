// SPDX-License-Identifier: Apache-2.0
/**
 * A card of ISO/IEC 14443 type A as far as telling its UID goes, bit by bit: REQA, anticollision and select at its cascade levels.
 * Taken out of the field it forgets. A UID is 4, 7 or 10 bytes.
 */
const selectCodes: readonly number[] = Object.freeze([0x93, 0x95, 0x97]);
const cascadeTag = 0x88;
const cascadeBit = 0x04;
const byteBits = 8;
const headBits = 16;
const levelBits = 40;

export class Card {
  readonly uid: Uint8Array;
  /** SAK when the UID is complete: 0x20 a processor card, 0x08 MIFARE Classic, 0x00 NTAG. */
  readonly sak: number;
  /** The next level that it expects; undefined: it waits for REQA. */
  private level: number | undefined;

  constructor(uid: Uint8Array, sak = 0x20) {
    if (![4, 7, 10].includes(uid.length)) throw new RangeError("a UID has 4, 7 or 10 bytes");
    if (uid[0] === cascadeTag || (uid.length > 4 && uid[3] === cascadeTag)) throw new RangeError("a UID has no 88 at its start, or as byte 4");
    this.uid = uid.slice();
    this.sak = sak;
  }

  powerOff(): void {
    this.level = undefined;
  }

  /** An APDU over ISO 14443-4, if it is a processor card; undefined: it keeps silent. This one has no application. */
  command(_apdu: readonly number[]): number[] | undefined {
    return [0x6a, 0x82];
  }

  /** Bits in the order of the air, without parity. undefined: it keeps silent. */
  receive(bits: readonly number[]): number[] | undefined {
    if (bits.length === 7) return this.request(bits);
    const { level } = this;
    if (level === undefined) return undefined;
    const [code = 0, count = 0] = bytesOfBits(bits);
    const knownBits = ((count >> 4) - 2) * byteBits + (count & 0xf);
    const part = this.part(level);
    const own = [...bitsOf([...part, part.reduce((sum, byte) => sum ^ byte, 0)])];
    const claimed = bits.slice(headBits, headBits + knownBits);
    const isMeant = code === selectCodes[level] && knownBits <= levelBits && claimed.every((bit, index) => bit === own[index]);
    if (!isMeant || claimed.length !== knownBits) return this.refuse();
    if (knownBits < levelBits) return bits.length === headBits + knownBits ? own.slice(knownBits) : this.refuse();
    return this.selected(level, bits);
  }

  private request(bits: readonly number[]): number[] | undefined {
    const code = bytesOfBits(bits)[0];
    if (code !== 0x26 && code !== 0x52) return this.refuse();
    this.level = 0;
    return bitsOf([{ 4: 0x04, 7: 0x44, 10: 0x84 }[this.uid.length] ?? 0, 0x00]);
  }

  private selected(level: number, bits: readonly number[]): number[] | undefined {
    const bytes = bytesOfBits(bits);
    if (bits.length !== headBits + levelBits + headBits || airCrc(bytes.slice(0, 7)).some((byte, index) => byte !== bytes[7 + index])) {
      return this.refuse();
    }
    const isLast = level === this.lastLevel;
    this.level = isLast ? undefined : level + 1;
    const sak = isLast ? this.sak : cascadeBit;
    return bitsOf([sak, ...airCrc([sak])]);
  }

  private refuse(): undefined {
    this.level = undefined;
    return undefined;
  }

  private get lastLevel(): number {
    return (this.uid.length - 4) / 3;
  }

  private part(level: number): number[] {
    const rest = [...this.uid.slice(level * 3)];
    return level === this.lastLevel ? rest : [cascadeTag, ...rest.slice(0, 3)];
  }
}

export function bitsOf(bytes: readonly number[]): number[] {
  return bytes.flatMap((byte) => Array.from({ length: byteBits }, (_, bit) => (byte >> bit) & 1));
}

export function bytesOfBits(bits: readonly number[]): number[] {
  const bytes = Array.from({ length: Math.ceil(bits.length / byteBits) }, () => 0);
  bits.forEach((bit, index) => (bytes[index >> 3] = (bytes[index >> 3] ?? 0) | (bit << (index & 7))));
  return bytes;
}

/** CRC_A of ISO/IEC 13239 with start 6363, low byte first; by polynomial division, not as the firmware does it. */
export function airCrc(bytes: readonly number[]): [number, number] {
  let rest = 0xc6c6;
  for (const bit of bitsOf(bytes)) {
    const top = rest >> 15;
    rest = ((rest << 1) & 0xffff) ^ (top !== bit ? 0x1021 : 0);
  }
  const reversed = bytesOfBits([...Array(16).keys()].map((place) => (rest >> (15 - place)) & 1));
  return [reversed[0] ?? 0, reversed[1] ?? 0];
}
