// SPDX-License-Identifier: Apache-2.0
/**
 * Whether an Ed25519 signature (RFC 8032, without context or prehash) is valid, found out in pieces that each fit into a turn. Nothing
 * in it is secret, so it need not take the same time for everything.
 *
 * Implementations differ where a signature is odd ("Taming the many EdDSAs", 2020). Here S and R || A || message have one reading:
 * - S < L;
 * - A and R are the bytes that RFC 8032 gives their points: y < p, and no sign where x = 0;
 * - neither A nor R is of small order;
 * - S*B - k*A is R, with k = SHA-512(R || A || message) mod L: no cofactor.
 * A point may have a small-order part beside a large one, where the equation holds with it.
 *
 * The arithmetic on the curve is that of @noble/ed25519, on XS's BigInt, which is C. Of it only what needs no table: multiply() and all
 * that calls it (verify(), isSmallOrder()) fill one of 4,224 points in a variable of the module, which preloading has frozen, and do
 * all in one go. Its decoding of points is too long for a turn as well. What a piece costs: docs/cost.md.
 */
import { Point } from "@noble/ed25519";
import type { DigestClass } from "../crypto/keyed-hash";
import { afterwards, type InTurns } from "../lock/in-turns";

const publicKeyBytes = 32;
const signatureBytes = 64;

export interface SignatureVerdict {
  readonly valid: boolean;
}

export interface SignedMessage {
  publicKey: Uint8Array;
  message: Uint8Array;
  signature: Uint8Array;
  /** `Digest` of module "crypt". */
  Digest: DigestClass;
}

const accepted: SignatureVerdict = Object.freeze({ valid: true });
const refused: SignatureVerdict = Object.freeze({ valid: false });

/** The field, and what the curve -x^2 + y^2 = 1 + d x^2 y^2 is made of (RFC 8032, 5.1). */
const p = 2n ** 255n - 19n;
const d = 0x52036cee2b6ffe738cc740797779e89800700a4d4141d8ab75eb4dca135978a3n;
const rootOfMinus1 = 0x2b8324804fc1df0b2b4d00993dfbd7a72f431806ad2fe478c4ee1b274a0ea0b0n;
/** 2^252 - 3 in hexadecimal: 62 times f, and a d. */
const exponentDigits = 63;
const digitsPerPiece = 11;
/** Order of the base point B. */
const L = 0x1000000000000000000000000000000014def9dea2f79cd65812631a5cf5d3edn;
/** As many as L has, in whole pieces. */
const scalarBits = 256;
/** Each is a doubling, and mostly an addition. */
const bitsPerPiece = 2;
const bitsMask = 3n;

/** The bytes may be overwritten as soon as it has returned; wrong lengths throw. */
export function checkSignature({ publicKey, message, signature, Digest }: SignedMessage): InTurns<SignatureVerdict> {
  if (publicKey.length !== publicKeyBytes) throw new RangeError(`publicKey: ${publicKey.length} bytes`);
  if (signature.length !== signatureBytes) throw new RangeError(`signature: ${signature.length} bytes`);
  const s = littleEndian(signature.slice(32));
  if (s >= L) return refused;
  const encodedR = signature.slice(0, 32);
  const encodedA = publicKey.slice();
  const digest = new Digest("SHA512");
  digest.write(encodedR);
  digest.write(encodedA);
  digest.write(message);
  const k = littleEndian(new Uint8Array(digest.close())) % L;
  return afterwards(largePoint(encodedA), ({ point: A }) => {
    if (A === undefined) return refused;
    return afterwards(largePoint(encodedR), ({ point: R }) => {
      if (R === undefined) return refused;
      return afterwards(addedUp(s, k, A.negate()), (sum) => (sum.equals(R) ? accepted : refused));
    });
  });
}

/** s*B + k*P, for all bits of both at once (Straus), from the highest. */
function addedUp(s: bigint, k: bigint, P: Point): InTurns<Point> {
  const addends = [undefined, P, Point.BASE, Point.BASE.add(P)];
  const next = (sum: Point, bits: number): InTurns<Point> => {
    const left = bits - bitsPerPiece;
    const shift = BigInt(left);
    const sBits = Number((s >> shift) & bitsMask);
    const kBits = Number((k >> shift) & bitsMask);
    for (let bit = bitsPerPiece - 1; bit >= 0; bit--) {
      sum = sum.double();
      const addend = addends[2 * ((sBits >> bit) & 1) + ((kBits >> bit) & 1)];
      if (addend !== undefined) sum = sum.add(addend);
    }
    return left === 0 ? sum : () => next(sum, left);
  };
  return () => next(Point.ZERO, scalarBits);
}

/**
 * The point of which these bytes are the encoding (RFC 8032, 5.1.3), if there is one and it is not of small order.
 * Its x is the root of u / v, which is u v^3 (u v^7)^(2^252 - 3), perhaps times the root of -1.
 */
function largePoint(bytes: Uint8Array): InTurns<{ point?: Point }> {
  const sign = BigInt(bytes[31]! >> 7);
  const y = littleEndian(bytes) & (2n ** 255n - 1n);
  if (y >= p) return {};
  const u = (y * y - 1n + p) % p;
  const v = (y * y * d + 1n) % p;
  const v3 = (square(v) * v) % p;
  const uv7 = (((u * square(v3)) % p) * v) % p;
  const pow3 = (square(uv7) * uv7) % p;
  const pow12 = square(square(pow3));
  const pow13 = (pow12 * uv7) % p;
  const pow15 = (pow12 * pow3) % p;
  const next = (from: number, power: bigint): InTurns<{ point?: Point }> => {
    const end = Math.min(from + digitsPerPiece, exponentDigits);
    for (let digit = from; digit < end; digit++) {
      power = (square(square(square(square(power)))) * (digit < exponentDigits - 1 ? pow15 : pow13)) % p;
    }
    if (end < exponentDigits) return () => next(end, power);
    let x = (((u * v3) % p) * power) % p;
    const vxx = (v * square(x)) % p;
    if (vxx !== u) x = (x * rootOfMinus1) % p;
    if ((vxx !== u && vxx !== p - u) || (x === 0n && sign === 1n)) return {};
    const point = Point.fromAffine({ x: (x & 1n) === sign ? x : p - x, y });
    return () => (point.double().double().double().equals(Point.ZERO) ? {} : { point });
  };
  return () => next(1, pow15);
}

function square(value: bigint): bigint {
  return (value * value) % p;
}

/** By words of 32 bits: for a processor that reads only aligned ones, as of `npm run bench:chip`, XS 13.3 gets half of getBigUint64(). */
function littleEndian(bytes: Uint8Array): bigint {
  const view = new DataView(bytes.buffer);
  let value = 0n;
  for (let at = bytes.length - 4; at >= 0; at -= 4) value = (value << 32n) | BigInt(view.getUint32(at, true));
  return value;
}
