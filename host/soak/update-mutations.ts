// SPDX-License-Identifier: Apache-2.0
/** What somebody without the private keys can make of the images that were signed: headers and lines of blocks with something wrong in them. */
import { lineBytes, sentBlockBytes } from "../board/send-update";
import { base64, type SignedImage } from "../board/signed-image";
import type { SeededRandom } from "./seeded-random";

/** Where the fields of a header begin (update/FORMAT.md), then both halves of the signature, and the end. */
const fieldsAt: readonly number[] = [0, 8, 10, 12, 16, 20, 24, 40, 64, 80, 96, 104, 136, 144, 176, 208];
const signatureAt = 144;
const sAt = 176;
/** Of Curve25519, from its lowest byte: S and S + this are the same to a careless verifier. */
const groupOrder: readonly number[] = [
  0xed, 0xd3, 0xf5, 0x5c, 0x1a, 0x63, 0x12, 0x58, 0xd6, 0x9c, 0xf7, 0xa2, 0xde, 0xf9, 0xde, 0x14, ...new Array<number>(15).fill(0), 0x10,
];

type Mutation = (bytes: Uint8Array, random: SeededRandom, other: Uint8Array) => void;

const headerMutations: readonly Mutation[] = [
  (bytes, random) => void (bytes[random.below(bytes.length)]! ^= 1 << random.below(8)),
  (bytes, random) => inField(random, (at) => (bytes[at] = random.below(256))),
  (bytes, random) => inField(random, (at) => (bytes[at] = 0)),
  (bytes, random) => inField(random, (at) => (bytes[at] = 0xff)),
  (bytes, random, other) => inField(random, (at) => (bytes[at] = other[at]!)),
  (bytes, _random, other) => bytes.set(other.subarray(signatureAt), signatureAt),
  (bytes, _random, other) => bytes.set(other.subarray(0, signatureAt)),
  (bytes, random) => bytes.forEach((_, at) => (bytes[at] = random.below(256))),
  (bytes) => addGroupOrder(bytes),
  (bytes) => {
    // The identity as R and nothing as S: right for a public key of small order.
    bytes.fill(0, signatureAt);
    bytes[signatureAt] = 1;
  },
];

/** The Header of an offer; most are base64 of as many bytes as there should be. */
export function mutatedOffer(random: SeededRandom, images: readonly SignedImage[]): unknown {
  const bytes = random.pick(images).offer.slice();
  const other = random.pick(images).offer;
  for (let left = random.oneIn(4) ? 3 : 1; left > 0; left--) random.pick(headerMutations)(bytes, random, other);
  return random.oneIn(5) ? mutatedText(random, base64(bytes)) : base64(bytes);
}

/** A line of blocks; `next`: where the lock wants it. */
export function mutatedData(random: SeededRandom, next: number, images: readonly SignedImage[]): object {
  const { stream } = random.pick(images);
  const from = random.pick([next, next, next, 0, next - lineBytes, next + sentBlockBytes, next - (next % sentBlockBytes), random.below(stream.length)]);
  const at = random.oneIn(4) ? random.pick([0, next + 1, next - 1, next + sentBlockBytes, random.below(0x8000_0000)]) : next;
  const length = random.oneIn(3) ? random.between(1, lineBytes) : lineBytes;
  const blockEnd = next - (next % sentBlockBytes) + sentBlockBytes;
  const bytes = stream.slice(Math.max(0, from), Math.max(0, from) + (random.oneIn(8) ? length : Math.min(length, blockEnd - next)));
  if (random.oneIn(2) && bytes.length > 0) bytes[random.below(bytes.length)]! ^= 1 << random.below(8);
  return { At: at, Data: random.oneIn(10) ? mutatedText(random, base64(bytes)) : base64(bytes) };
}

function mutatedText(random: SeededRandom, text: string): unknown {
  const at = random.below(text.length + 1);
  return random.pick<unknown>([
    text.slice(0, at),
    text + text.slice(0, at),
    `${text.slice(0, at)}${String.fromCharCode(random.between(1, 0x17f))}${text.slice(at + 1)}`,
    `${text.slice(0, at)} ${text.slice(at + 1)}`,
    text.replaceAll("+", "-").replaceAll("/", "_"),
    text.replaceAll("=", "A"),
    text.replaceAll("=", ""),
    `${text.slice(0, at)}=${text.slice(at + 1)}`,
    "",
    at,
    null,
    [text],
  ]);
}

function inField(random: SeededRandom, change: (at: number) => void): void {
  const field = random.below(fieldsAt.length - 1);
  for (let at = fieldsAt[field]!; at < fieldsAt[field + 1]!; at++) change(at);
}

function addGroupOrder(bytes: Uint8Array): void {
  let carry = 0;
  groupOrder.forEach((byte, at) => {
    const sum = bytes[sAt + at]! + byte + carry;
    bytes[sAt + at] = sum;
    carry = sum >> 8;
  });
}
