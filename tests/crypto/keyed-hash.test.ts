// SPDX-License-Identifier: Apache-2.0
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import nacl from "tweetnacl";
import { KeyedHash } from "../../crypto/keyed-hash";
import type { KeyedHash as KeyedHashPart } from "../../lock/parts";
import { fromAscii, repeated, toHex } from "../fixtures/bytes";
import { NaclDigest } from "../fixtures/nacl-digest";

/** RFC 4231, HMAC-SHA-512. Cases 6 and 7 have keys longer than a block, which we do not take. */
const vectors = [
  {
    name: "test case 1",
    key: repeated(0x0b, 20),
    message: fromAscii("Hi There"),
    mac: "87aa7cdea5ef619d4ff0b4241a1d6cb02379f4e2ce4ec2787ad0b30545e17cde",
  },
  {
    name: "test case 2",
    key: fromAscii("Jefe"),
    message: fromAscii("what do ya want for nothing?"),
    mac: "164b7a7bfcf819e2e395fbe73b56e0a387bd64222e831fd610270cd7ea250554",
  },
  {
    name: "test case 3",
    key: repeated(0xaa, 20),
    message: repeated(0xdd, 50),
    mac: "fa73b0089d56a284efb0f0756c890be9b1b5dbdd8ee81a3655f83e33b2279d39",
  },
  {
    name: "test case 4",
    key: Uint8Array.from({ length: 25 }, (_, i) => i + 1),
    message: repeated(0xcd, 50),
    mac: "b0ba465637458c6990e5a8c5f61d4af7e576d97ff94b872de76f8050361ee3db",
  },
];

const key = Uint8Array.from({ length: 32 }, (_, i) => 7 * i + 3);
const message = Uint8Array.from([1, 5, 9, 7, 5, 3, 0]);

describe("keyed hash", () => {
  for (const vector of vectors) {
    test(`RFC 4231 ${vector.name}, its first 16 bytes, and 32 for a subkey`, () => {
      const hash = new KeyedHash({ Digest: NaclDigest, key: vector.key });
      assert.equal(toHex(hash.mac(vector.message)), vector.mac.slice(0, 32));
      const asText = String.fromCharCode(...vector.message);
      assert.equal(toHex(hash.subkey(asText)), vector.mac);
    });
  }

  test("RFC 4231 test case 5 is cut to 128 bits, as we do", () => {
    const hash = new KeyedHash({ Digest: NaclDigest, key: repeated(0x0c, 20) });
    assert.equal(toHex(hash.mac(fromAscii("Test With Truncation"))), "415fad6271580a531d4179bc891d87a6");
  });

  test("a mac is 16 bytes in a buffer of its own, so zeroing it leaves nothing behind", () => {
    const mac: KeyedHashPart = new KeyedHash({ Digest: NaclDigest, key });
    const result = mac.mac(message);
    assert.equal(result.length, 16);
    assert.equal(result.buffer.byteLength, 16);
    assert.equal(result.byteOffset % 4, 0, "users compare it word by word");
  });

  test("agrees with HMAC spelt out over nacl.hash", () => {
    const padded = (byte: number) => Array.from({ length: 128 }, (_, i) => (key[i] ?? 0) ^ byte);
    const inner = nacl.hash(Uint8Array.from([...padded(0x36), ...message]));
    const outer = nacl.hash(Uint8Array.from([...padded(0x5c), ...inner]));
    const hash = new KeyedHash({ Digest: NaclDigest, key });
    assert.equal(toHex(hash.mac(message)), toHex(outer.subarray(0, 16)));
  });

  test("every bit of the message changes it", () => {
    const hash = new KeyedHash({ Digest: NaclDigest, key });
    const seen = [toHex(hash.mac(message))];
    for (let bit = 0; bit < message.length * 8; bit += 3) {
      const flipped = message.slice();
      flipped[bit >> 3]! ^= 1 << (bit & 7);
      seen.push(toHex(hash.mac(flipped)));
    }
    assert.equal(new Set(seen).size, seen.length);
  });

  test("every byte of the key changes it, the first and the last too", () => {
    const seen = [toHex(new KeyedHash({ Digest: NaclDigest, key }).mac(message))];
    for (let at = 0; at < key.length; at += 31) {
      const flipped = key.slice();
      flipped[at]! ^= 0x80;
      seen.push(toHex(new KeyedHash({ Digest: NaclDigest, key: flipped }).mac(message)));
    }
    assert.equal(new Set(seen).size, 3);
  });

  test("the same message gives the same mac again, and a longer one another", () => {
    const hash = new KeyedHash({ Digest: NaclDigest, key });
    assert.equal(toHex(hash.mac(message)), toHex(hash.mac(message)));
    assert.notEqual(toHex(hash.mac(message)), toHex(hash.mac(Uint8Array.from([...message, 0]))));
  });

  test("keeps its own copy of the key", () => {
    const given = key.slice();
    const hash = new KeyedHash({ Digest: NaclDigest, key: given });
    given.fill(0);
    assert.equal(toHex(hash.mac(message)), toHex(new KeyedHash({ Digest: NaclDigest, key }).mac(message)));
  });

  test("subkeys differ by purpose and from the mac of that purpose", () => {
    const hash = new KeyedHash({ Digest: NaclDigest, key });
    assert.notEqual(toHex(hash.subkey("pin")), toHex(hash.subkey("audit")));
    assert.equal(hash.subkey("pin").length, 32);
  });

  test("refuses a key of no bytes or of more than a block", () => {
    assert.throws(() => new KeyedHash({ Digest: NaclDigest, key: new Uint8Array(0) }), /key/);
    assert.throws(() => new KeyedHash({ Digest: NaclDigest, key: new Uint8Array(129) }), /key/);
    assert.equal(new KeyedHash({ Digest: NaclDigest, key: repeated(1, 128) }).mac(message).length, 16);
  });
});
