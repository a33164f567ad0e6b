// SPDX-License-Identifier: Apache-2.0
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { AesKey } from "../../crypto/aes-key";
import { fromHex, toHex } from "../fixtures/bytes";
import { HostAes } from "../fixtures/host-aes";

const keyOf = (hex: string): AesKey => new AesKey(HostAes, fromHex(hex));

/** RFC 4493, section 4. */
const rfcKey = "2b7e151628aed2a6abf7158809cf4f3c";
const rfcMessage =
  "6bc1bee22e409f96e93d7e117393172aae2d8a571e03ac9c9eb76fac45af8e5130c81c46a35ce411e5fbc1191a0a52eff69f2445df4f9b17ad2b417be66c3710";
const rfcMacs: readonly [number, string][] = [
  [0, "bb1d6929e95937287fa37d129b756746"],
  [16, "070a16b46b4d4144f79bdd9dd04a287c"],
  [40, "dfa66747de9ae63030ca32611497c827"],
  [64, "51f0bebf7e3b9d92fc49741779363cfe"],
];
/** NIST SP 800-38A, F.2.1, under the same key. */
const cbcStart = "000102030405060708090a0b0c0d0e0f";
const cbcCoded =
  "7649abac8119b246cee98e9b12e9197d5086cb9b507219ee95db113a917678b273bed6b8e3c1743b7116e69e222295163ff1caa1681fac09120eca307586e1a7";

describe("an AES key", () => {
  test("encrypts the block of FIPS 197, appendix C.1, and decrypts it", () => {
    const key = keyOf("000102030405060708090a0b0c0d0e0f");
    const block = fromHex("00112233445566778899aabbccddeeff");
    key.encrypt(block);
    assert.equal(toHex(block), "69c4e0d86a7b0430d8cdb78070b4c55a");
    key.decrypt(block);
    assert.equal(toHex(block), "00112233445566778899aabbccddeeff");
  });

  test("chains blocks as NIST SP 800-38A does", () => {
    const key = keyOf(rfcKey);
    const bytes = fromHex(rfcMessage);
    key.encrypt(bytes, fromHex(cbcStart));
    assert.equal(toHex(bytes), cbcCoded);
  });

  test("decrypts what it encrypted, of one block and of many", () => {
    const key = keyOf(rfcKey);
    for (const length of [16, 32, 64]) {
      const bytes = fromHex(rfcMessage).slice(0, length);
      key.encrypt(bytes);
      assert.notEqual(toHex(bytes), rfcMessage.slice(0, 2 * length));
      key.decrypt(bytes);
      assert.equal(toHex(bytes), rfcMessage.slice(0, 2 * length));
    }
  });

  test("makes the MACs of RFC 4493, and leaves the message as it is", () => {
    const key = keyOf(rfcKey);
    for (const [length, mac] of rfcMacs) {
      const message = fromHex(rfcMessage).slice(0, length);
      assert.equal(toHex(key.cmac(message)), mac, `${length} bytes`);
      assert.equal(toHex(message), rfcMessage.slice(0, 2 * length));
    }
  });

  test("makes another MAC of a message with one bit changed", () => {
    const message = fromHex(rfcMessage).slice(0, 40);
    message[39]! ^= 1;
    assert.notEqual(toHex(keyOf(rfcKey).cmac(message)), rfcMacs[2]?.[1]);
  });

  test("has 16 bytes, and does not depend on the caller's copy", () => {
    for (const length of [0, 15, 17, 32]) assert.throws(() => new AesKey(HostAes, new Uint8Array(length)), /key: /);
    const bytes = fromHex(rfcKey);
    const key = new AesKey(HostAes, bytes);
    bytes.fill(0);
    assert.equal(toHex(key.cmac(new Uint8Array(0))), rfcMacs[0]?.[1]);
  });
});
