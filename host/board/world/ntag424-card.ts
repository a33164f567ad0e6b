// SPDX-License-Identifier: Apache-2.0
/**
 * An NTAG 424 DNA (NXP data sheet NT4H2421Gx) as far as its key 0 goes: AuthenticateEV2First and ChangeKey, really computed, with arithmetic
 * of its own and not the firmware's. Out of the field it keeps its key and forgets the rest. As it comes from the factory its key is all zero.
 */
import { callAes } from "../host-calls";
import { Card } from "./card";

const blockBytes = 16;
const zero: readonly number[] = Object.freeze(Array.from({ length: blockBytes }, () => 0));
const applicationName = "d2760000850101";
const status = Object.freeze({ selected: [0x90, 0x00], notFound: [0x6a, 0x82], ok: [0x91, 0x00], more: [0x91, 0xaf], wrongKey: [0x91, 0xae], illegal: [0x91, 0x1c], integrity: [0x91, 0x1e] });

interface Session {
  encryption: readonly number[];
  mac: readonly number[];
  ti: readonly number[];
}

export class Ntag424Card extends Card {
  /** Key 0. */
  key: readonly number[] = zero;
  /** Authentications that failed; a real card slows down, and at 1,000 it is dead. */
  failures = 0;
  /** After so many more commands it is out of the field; undefined: it stays. */
  commandsLeft: number | undefined;
  private drawn = 0;
  private isSelected = false;
  private rndB: readonly number[] | undefined;
  private session: Session | undefined;

  constructor(uid: Uint8Array) {
    super(uid);
    if (uid.length !== 7) throw new RangeError("an NTAG 424 has a UID of 7 bytes");
  }

  override powerOff(): void {
    super.powerOff();
    this.isSelected = false;
    this.rndB = undefined;
    this.session = undefined;
  }

  override command(apdu: readonly number[]): number[] | undefined {
    if (this.commandsLeft === 0) return undefined;
    if (this.commandsLeft !== undefined) this.commandsLeft -= 1;
    const [family, code, , , length = 0, ...rest] = apdu;
    const data = rest.slice(0, length);
    const { rndB } = this;
    this.rndB = undefined;
    if (family === 0x00 && code === 0xa4) {
      this.isSelected = hexOf(data) === applicationName;
      return this.isSelected ? status.selected : status.notFound;
    }
    if (family !== 0x90 || !this.isSelected || rest.length !== length + 1) return status.illegal;
    if (code === 0x71) return this.begin(data);
    if (code === 0xaf && rndB !== undefined) return this.authenticate(rndB, data);
    if (code === 0xc4 && this.session !== undefined) return this.changeKey(this.session, data);
    return status.illegal;
  }

  private begin([keyNumber]: readonly number[]): number[] {
    this.session = undefined;
    if (keyNumber !== 0) return status.illegal;
    this.rndB = this.draw();
    return [...aes(this.key, this.rndB), ...status.more];
  }

  private authenticate(rndB: readonly number[], data: readonly number[]): number[] {
    const plain = decrypted(this.key, data);
    const rndA = plain.slice(0, blockBytes);
    if (data.length !== 2 * blockBytes || hexOf(plain.slice(blockBytes)) !== hexOf(turned(rndB))) {
      this.failures += 1;
      return status.wrongKey;
    }
    const ti = this.draw().slice(0, 4);
    const mixed = rndA.slice(2, 8).map((byte, place) => byte ^ (rndB[place] ?? 0));
    const vector = [0x00, 0x01, 0x00, 0x80, ...rndA.slice(0, 2), ...mixed, ...rndB.slice(6), ...rndA.slice(8)];
    this.session = { encryption: cmac(this.key, [0xa5, 0x5a, ...vector]), mac: cmac(this.key, [0x5a, 0xa5, ...vector]), ti };
    return [...encrypted(this.key, [...ti, ...turned(rndA), ...zero.slice(0, 12)]), ...status.ok];
  }

  /** Key 0 only, by which the session began: no answer but its status, and no session any more. */
  private changeKey({ encryption, mac, ti }: Session, data: readonly number[]): number[] {
    this.session = undefined;
    const coded = data.slice(1, 1 + 2 * blockBytes);
    const short = cmac(mac, [0xc4, 0, 0, ...ti, ...data.slice(0, -8)]).filter((_, place) => place % 2 === 1);
    if (data[0] !== 0 || coded.length !== 2 * blockBytes || hexOf(short) !== hexOf(data.slice(-8))) return status.integrity;
    const start = aes(encryption, [0xa5, 0x5a, ...ti, ...zero.slice(0, 10)]);
    const plain = decrypted(encryption, coded, start);
    if (plain[blockBytes + 1] !== 0x80) return status.integrity;
    this.key = plain.slice(0, blockBytes);
    return status.ok;
  }

  /** Another one each time; nobody guesses in a test. */
  private draw(): number[] {
    this.drawn += 1;
    return aes(zero, [...this.uid, this.drawn & 255, this.drawn >> 8, ...zero].slice(0, blockBytes));
  }
}

function aes(key: readonly number[], block: readonly number[], isDecryption = false): number[] {
  return [...new Uint8Array(callAes(isDecryption, Uint8Array.from(key), Uint8Array.from(block)))];
}

function blocksOf(bytes: readonly number[]): number[][] {
  return Array.from({ length: Math.floor(bytes.length / blockBytes) }, (_, at) => bytes.slice(at * blockBytes, (at + 1) * blockBytes));
}

function xor(one: readonly number[], other: readonly number[]): number[] {
  return one.map((byte, place) => byte ^ (other[place] ?? 0));
}

function encrypted(key: readonly number[], bytes: readonly number[], start: readonly number[] = zero): number[] {
  let last = start;
  return blocksOf(bytes).flatMap((block) => (last = aes(key, xor(block, last))));
}

function decrypted(key: readonly number[], bytes: readonly number[], start: readonly number[] = zero): number[] {
  const blocks = blocksOf(bytes);
  return blocks.flatMap((block, at) => xor(aes(key, block, true), blocks[at - 1] ?? start));
}

function cmac(key: readonly number[], message: readonly number[]): number[] {
  const isWhole = message.length > 0 && message.length % blockBytes === 0;
  const padded = isWhole ? [...message] : [...message, 0x80, ...zero.slice(0, blockBytes - 1 - (message.length % blockBytes))];
  let mask = BigInt(`0x${hexOf(aes(key, zero))}`);
  for (let times = isWhole ? 1 : 2; times > 0; times--) mask = BigInt.asUintN(128, mask << 1n) ^ (mask >> 127n === 1n ? 0x87n : 0n);
  const last = padded.length - blockBytes;
  const maskBytes = mask.toString(16).padStart(2 * blockBytes, "0").match(/../g)?.map((byte) => parseInt(byte, 16)) ?? [];
  return encrypted(key, [...padded.slice(0, last), ...xor(padded.slice(last), maskBytes)]).slice(last);
}

function turned([first = 0, ...rest]: readonly number[]): number[] {
  return [...rest, first];
}

function hexOf(bytes: readonly number[]): string {
  return bytes.map((byte) => byte.toString(16).padStart(2, "0")).join("");
}
