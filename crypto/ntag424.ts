// SPDX-License-Identifier: Apache-2.0
/**
 * What is said to an NTAG 424 DNA, byte by byte: AuthenticateEV2First with key 0, and ChangeKey of key 0. Nothing here knows whose
 * key it is or when it is said: crypto/card-proof.ts. Source: NXP data sheet NT4H2421Gx, 9.1 and 10; NXP AN12196, whose tables are the
 * tests; for keys of their own for each card NXP AN10922, 2.2.
 */
import { AesKey, blockBytes, type BlockCipherClass } from "./aes-key";
import { equal } from "./equal";

/** ISOSelectFile of the card's one application, D2760000850101. */
export const selectApplication: readonly number[] = Object.freeze([0x00, 0xa4, 0x04, 0x0c, 0x07, 0xd2, 0x76, 0, 0, 0x85, 0x01, 0x01, 0x00]);
/** AuthenticateEV2First, part 1: key 0, no capabilities. */
export const authenticateFirst: readonly number[] = Object.freeze([0x90, 0x71, 0x00, 0x00, 0x02, 0x00, 0x00, 0x00]);

const additionalFrame: readonly number[] = Object.freeze([0x90, 0xaf, 0x00, 0x00, 2 * blockBytes]);
const changeKeyHead: readonly number[] = Object.freeze([0x90, 0xc4, 0x00, 0x00, 1 + 2 * blockBytes + 8, 0x00]);
const statusBytes = 2;
const tiBytes = 4;

/** How an answer ends. */
export const CardStatus = Object.freeze({ selected: 0x9000, ok: 0x9100, more: 0x91af, wrongKey: 0x91ae } as const);

/** SW1 SW2; -1: not even that is there. */
export function statusOf(answer: Uint8Array): number {
  const { length } = answer;
  return length < statusBytes ? -1 : answer[length - 2]! * 256 + answer[length - 1]!;
}

/** What stands before a status of this kind, if it has this length; else undefined. A copy. */
export function dataOf(answer: Uint8Array, status: number, length: number): Uint8Array | undefined {
  return statusOf(answer) === status && answer.length === length + statusBytes ? answer.slice(0, length) : undefined;
}

/** NXP AN10922: a key that only this card has. UID and `system` have 16 to 31 bytes together. */
export function diversified(root: AesKey, uid: Uint8Array, system: ArrayLike<number>): Uint8Array {
  const input = new Uint8Array(1 + uid.length + system.length);
  input[0] = 0x01;
  input.set(uid, 1);
  input.set(system, 1 + uid.length);
  return root.cmac(input);
}

/** AuthenticateEV2First, part 2: E(RndA, RndB turned by a byte). */
export function secondPart(key: AesKey, rndA: Uint8Array, rndB: Uint8Array): Uint8Array {
  const both = new Uint8Array(2 * blockBytes);
  both.set(rndA);
  both.set(turned(rndB), blockBytes);
  key.encrypt(both);
  return command(additionalFrame, both);
}

/** Out of the card's last answer, E(TI, RndA turned by a byte, capabilities): its TI. undefined: it does not know the key. */
export function provedTi(key: AesKey, answer: Uint8Array, rndA: Uint8Array): Uint8Array | undefined {
  key.decrypt(answer);
  return equal(answer.subarray(tiBytes, tiBytes + blockBytes), turned(rndA)) ? answer.slice(0, tiBytes) : undefined;
}

/** What follows an authentication. */
export interface CardSession {
  encryption: AesKey;
  mac: AesKey;
  ti: Uint8Array;
  commands: number;
}

export function cardSession(BlockCipher: BlockCipherClass, key: AesKey, rndA: Uint8Array, rndB: Uint8Array, ti: Uint8Array): CardSession {
  const vector = Uint8Array.of(0xa5, 0x5a, 0x00, 0x01, 0x00, 0x80, ...rndA.subarray(0, 8), ...rndB.subarray(6), ...rndA.subarray(8));
  for (let i = 0; i < 6; i++) vector[8 + i]! ^= rndB[i]!;
  const encryption = key.cmac(vector);
  vector[0] = 0x5a;
  vector[1] = 0xa5;
  const mac = key.cmac(vector);
  const session = { encryption: new AesKey(BlockCipher, encryption), mac: new AesKey(BlockCipher, mac), ti, commands: 0 };
  encryption.fill(0);
  mac.fill(0);
  return session;
}

/** ChangeKey of key 0, with which the session was begun. The card's answer to it has no MAC, and ends the session. */
export function changeKey({ encryption, mac, ti, commands }: CardSession, newKey: Uint8Array, version: number): Uint8Array {
  const counter = [commands & 255, commands >> 8];
  const start = new Uint8Array(blockBytes);
  start.set([0xa5, 0x5a, ...ti, ...counter]);
  encryption.encrypt(start);
  const data = new Uint8Array(2 * blockBytes);
  data.set(newKey);
  data.set([version, 0x80], blockBytes);
  encryption.encrypt(data, start);
  const long = mac.cmac(Uint8Array.of(0xc4, ...counter, ...ti, 0x00, ...data));
  return command(changeKeyHead, Uint8Array.of(...data, ...long.filter((_, place) => place % 2 === 1)));
}

function command(head: readonly number[], data: Uint8Array): Uint8Array {
  const apdu = new Uint8Array(head.length + data.length + 1);
  apdu.set(head);
  apdu.set(data, head.length);
  return apdu;
}

function turned(random: Uint8Array): Uint8Array {
  const result = new Uint8Array(blockBytes);
  result.set(random.subarray(1));
  result[blockBytes - 1] = random[0]!;
  return result;
}
