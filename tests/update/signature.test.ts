// SPDX-License-Identifier: Apache-2.0
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { signedHeader, signerSeed } from "../../host/bench/signed-header";
import { turnUnitsMax } from "../../host/board/chip-speed";
import type { InTurns } from "../../lock/in-turns";
import { checkSignature, type SignatureVerdict } from "../../update/signature";
import { fromHex, toHex } from "../fixtures/bytes";
import { ChargedDigest, unitsOf } from "../fixtures/charged-digest";
import { edgeCases, rfc8032Vectors, type SignatureVector } from "../fixtures/ed25519-vectors";
import { NaclDigest } from "../fixtures/nacl-digest";
import { flipped, isValid, signed, type Signed } from "../fixtures/signatures";

const p = 2n ** 255n - 19n;
const L = 2n ** 252n + 27742317777372353535851937790883648493n;
const signBit = 1n << 255n;

const fromVector = ({ publicKey, message, signature }: SignatureVector): Signed => ({
  publicKey: fromHex(publicKey),
  message: fromHex(message),
  signature: fromHex(signature),
});

function littleEndian(value: bigint): Uint8Array {
  return fromHex(value.toString(16).padStart(64, "0")).reverse();
}

function valueOf(bytes: Uint8Array): bigint {
  return BigInt(`0x${toHex(bytes.slice().reverse())}`);
}

function withR(original: Signed, R: bigint): Signed {
  return { ...original, signature: Uint8Array.of(...littleEndian(R), ...original.signature.slice(32)) };
}

function withS(original: Signed, S: bigint): Signed {
  return { ...original, signature: Uint8Array.of(...original.signature.slice(0, 32), ...littleEndian(S)) };
}

describe("a signature of RFC 8032", () => {
  for (const vector of rfc8032Vectors) {
    test(`is valid: ${vector.name}`, () => {
      assert.ok(isValid(fromVector(vector)));
    });

    test(`is refused with another bit of the message, or another message: ${vector.name}`, () => {
      const original = fromVector(vector);
      const { message } = original;
      if (message.length > 0) assert.ok(!isValid(flipped(original, "message", message.length * 8 - 1)));
      assert.ok(!isValid({ ...original, message: Uint8Array.of(...message, 0) }));
    });
  }

  test("is refused under another's key", () => {
    const [first, second] = rfc8032Vectors;
    assert.ok(!isValid({ ...fromVector(first!), publicKey: fromHex(second!.publicKey) }));
  });
});

describe("an odd signature", () => {
  for (const [index, { valid, why, ...vector }] of edgeCases.entries()) {
    test(`${index} is ${valid ? "valid" : "refused"}: ${why}`, () => {
      assert.equal(isValid(fromVector(vector)), valid);
    });
  }

  const ours = signed(fromHex("3f"), 7);

  // Wycheproof's Ed25519 tests 10 to 29, "special values for r and s", are this table.
  test("of special values is refused: R and S of 0, 1, L - 1, L and p", () => {
    const key = fromHex("7d4d0e7f6153a69b6242b522abbee685fda4420f8834b108c3bdae369ef549fa");
    for (const publicKey of [key, ours.publicKey]) {
      for (const R of [0n, 1n, L, p]) {
        for (const S of [0n, 1n, L - 1n, L, p]) assert.ok(!isValid(withS(withR({ ...ours, publicKey }, R), S)), `${R} ${S}`);
      }
    }
  });

  test("of all zeros is refused, also under a key of all zeros", () => {
    const zeros = { message: ours.message, signature: new Uint8Array(64) };
    assert.ok(!isValid({ ...zeros, publicKey: ours.publicKey }));
    assert.ok(!isValid({ ...zeros, publicKey: new Uint8Array(32) }));
  });

  test("is refused with L, 2 L and so on added to S, which means the same number", () => {
    const S = valueOf(ours.signature.slice(32));
    assert.ok(isValid(withS(ours, S)));
    for (let times = 1n; S + times * L < 1n << 256n; times++) assert.ok(!isValid(withS(ours, S + times * L)), String(times));
  });

  test("is refused with the other sign of R or of the key", () => {
    assert.ok(!isValid(withR(ours, valueOf(ours.signature.slice(0, 32)) ^ signBit)));
    assert.ok(!isValid({ ...ours, publicKey: littleEndian(valueOf(ours.publicKey) ^ signBit) }));
  });

  test("is refused under a key of small order, in any encoding", () => {
    const y8 = 0x7a03ac9277fdc74ec6cc392cfa53202a0f67100d760b3cba4fd84d3d706a17c7n;
    for (const y of [0n, 1n, p - 1n, p, p + 1n, y8, p - y8]) {
      for (const sign of [0n, signBit]) {
        const publicKey = littleEndian(y | sign);
        // S*B = R + k*A for R = S*B, wherever k*A is nothing: one of eight messages at least.
        for (let byte = 0; byte < 16; byte++) {
          const B = fromHex("58" + "66".repeat(31));
          const signature = Uint8Array.of(...B, 1, ...new Uint8Array(31));
          assert.ok(!isValid({ publicKey, message: Uint8Array.of(byte), signature }), `${y} ${byte}`);
        }
      }
    }
  });

  test("is refused under a key that is no point, or not the only encoding of one", () => {
    // y = 2 is on no point of the curve; 3 is, and so p + 3 would be.
    for (const y of [2n, p + 3n, p + 4n, signBit - 1n, 2n * signBit - 1n]) {
      assert.ok(!isValid({ ...ours, publicKey: littleEndian(y) }), String(y));
    }
  });
});

describe("a signature that tweetnacl made", () => {
  test("is valid, for messages of many lengths under many keys", () => {
    for (let length = 0; length < 300; length += 37) {
      assert.ok(isValid(signed(Uint8Array.from({ length }, (_, at) => at * length), length)), `${length} bytes`);
    }
  });

  test("is refused with any of these bits flipped (all of them: signature-bits.node.test.ts)", () => {
    const original = signed(Uint8Array.from({ length: 144 }, (_, at) => at), 3);
    for (const [part, bits] of [["publicKey", 256], ["message", 1152], ["signature", 512]] as const) {
      for (let bit = 0; bit < bits; bit += 127) assert.ok(!isValid(flipped(original, part, bit)), `${part} ${bit}`);
    }
  });

  test("is what the bench on a chip checks", () => {
    const { message, publicKey, signature } = signedHeader();
    const again = signed(message, signerSeed);
    assert.equal(toHex(publicKey), toHex(again.publicKey));
    assert.equal(toHex(signature), toHex(again.signature));
    assert.ok(isValid(again));
  });
});

describe("checking a signature", () => {
  test("throws for a key or a signature of the wrong length", () => {
    const ours = signed(new Uint8Array(1), 1);
    for (const length of [0, 31, 33]) assert.throws(() => isValid({ ...ours, publicKey: new Uint8Array(length) }), /publicKey/);
    for (const length of [0, 63, 65]) assert.throws(() => isValid({ ...ours, signature: new Uint8Array(length) }), /signature/);
  });

  test("takes views of a longer buffer", () => {
    const { publicKey, message, signature } = signed(Uint8Array.of(5, 6), 8);
    const all = Uint8Array.of(9, ...publicKey, ...message, ...signature, 9);
    const views = { publicKey: all.subarray(1, 33), message: all.subarray(33, 35), signature: all.subarray(35, 99) };
    assert.ok(isValid(views));
    assert.ok(!isValid({ ...views, message: all.subarray(34, 36) }));
  });

  test("goes by the bytes that it got, whatever becomes of them between its pieces", () => {
    const good = signed(Uint8Array.of(1, 2, 3), 4);
    const verdictAfter = (given: Signed, change: (given: Signed) => void): boolean => {
      let work: InTurns<SignatureVerdict> = checkSignature({ ...given, Digest: NaclDigest });
      change(given);
      while (typeof work === "function") work = work();
      return work.valid;
    };
    const copy = (from: Signed): Signed => ({ publicKey: from.publicKey.slice(), message: from.message.slice(), signature: from.signature.slice() });
    assert.ok(verdictAfter(copy(good), ({ publicKey, message, signature }) => [publicKey, message, signature].forEach((each) => each.fill(0))));
    assert.ok(!verdictAfter(flipped(good, "message", 0), ({ message }) => message.set(good.message)));
    assert.ok(!verdictAfter(flipped(good, "signature", 3), ({ signature }) => signature.set(good.signature)));
  });

  /** Units of each piece, on XS. A hash that is charged as on the virtual board gives the same work, and the verdict is not looked at. */
  function unitsOfPieces({ publicKey, message, signature }: Signed): number[] {
    const units: number[] = [];
    let work: InTurns<SignatureVerdict> = () => checkSignature({ publicKey, message, signature, Digest: ChargedDigest });
    while (typeof work === "function") {
      const piece: () => InTurns<SignatureVerdict> = work;
      units.push(unitsOf(() => (work = piece())));
    }
    return units;
  }

  test("takes no piece over half the budget of a turn, and 143 of them", () => {
    for (let seed = 0; seed < 10; seed++) {
      const units = unitsOfPieces(signed(new Uint8Array(144).fill(seed), seed));
      assert.equal(units.length, 143);
      assert.ok(Math.max(...units) <= turnUnitsMax / 2, units.join());
    }
  });

  test("takes the same in every run, and over a million units in all on XS", () => {
    const [first, second, third] = Array.from({ length: 3 }, () => unitsOfPieces(signedHeader()));
    assert.deepEqual(second, third);
    const total = first!.reduce((sum, units) => sum + units);
    // On Node nothing is counted.
    assert.ok(total === 0 || (total > 1_000_000 && total < 1_300_000), `${total} units`);
  });

  test("takes one piece where S is too large", () => {
    assert.equal(unitsOfPieces(withS(signedHeader(), L)).length, 1);
    assert.equal(unitsOfPieces(withS(signedHeader(), L - 1n)).length, 143);
  });

  // Nobody knows how to make a signature that holds for such a point of large order, so the verdict alone would not tell.
  test("ends early at a key and an R that are no encoding of a point, or not the only one, or of small order", () => {
    const header = signedHeader();
    for (const [y, pieces] of [[p + 3n, 1], [signBit - 1n, 1], [2n, 7], [1n | signBit, 7], [1n, 8], [3n, 143]] as const) {
      assert.equal(unitsOfPieces({ ...header, publicKey: littleEndian(y) }).length, pieces, `key ${y}`);
      assert.equal(unitsOfPieces(withR(header, y)).length, Math.min(pieces + 7, 143), `R ${y}`);
    }
  });
});
