// SPDX-License-Identifier: Apache-2.0
/** The tables of NXP AN12196 rev. 2.0 (rev. 1.8 counts those of ChangeKey one higher), and of AN10922. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { AesKey } from "../../crypto/aes-key";
import {
  authenticateFirst, cardSession, CardStatus, changeKey, dataOf, diversified, provedTi, secondPart, selectApplication, statusOf,
} from "../../crypto/ntag424";
import { fromHex, toHex } from "../fixtures/bytes";
import { HostAes } from "../fixtures/host-aes";

const keyOf = (hex: string): AesKey => new AesKey(HostAes, fromHex(hex));

/** AN12196, table 14: AuthenticateEV2First with key 0. */
const factoryKey = "00000000000000000000000000000000";
const rndA = fromHex("13c5db8a5930439fc3def9a4c675360f");
const challenge = fromHex("a04c124213c186f22399d33ac2a3021591af");
const proof = fromHex("3fa64db5446d1f34cd6ea311167f5e4985b89690c04a05f17fa7ab2f081206639100");

describe("messages to an NTAG 424 DNA", () => {
  test("select its application and begin as in AN12196", () => {
    assert.equal(toHex(Uint8Array.from(selectApplication)), "00a4040c07d276000085010100");
    assert.equal(toHex(Uint8Array.from(authenticateFirst)), "9071000002000000");
  });

  test("authenticate as in AN12196, table 14", () => {
    const key = keyOf(factoryKey);
    const rndB = dataOf(challenge, CardStatus.more, 16)!;
    key.decrypt(rndB);
    assert.equal(toHex(rndB), "b9e2fc789b64bf237cccaa20ec7e6e48");
    assert.equal(
      toHex(secondPart(key, rndA, rndB)),
      "90af00002035c3e05a752e0144bac0de51c1f22c56b34408a23d8aea266cab947ea8e0118d00",
    );
    assert.equal(toHex(provedTi(key, dataOf(proof, CardStatus.ok, 32)!, rndA)!), "9d00c4df");
  });

  test("have the session keys of AN12196, table 14", () => {
    const session = cardSession(HostAes, keyOf(factoryKey), rndA, fromHex("b9e2fc789b64bf237cccaa20ec7e6e48"), fromHex("9d00c4df"));
    // A MAC under a key is all that can be seen of it.
    const nothing = new Uint8Array(0);
    assert.equal(toHex(session.encryption.cmac(nothing)), toHex(keyOf("1309c877509e5a215007ff0ed19ca564").cmac(nothing)));
    assert.equal(toHex(session.mac.cmac(nothing)), toHex(keyOf("4c6626f5e72ea694202139295c7a7fc7").cmac(nothing)));
  });

  test("change key 0 as in AN12196, table 26", () => {
    const session = {
      encryption: keyOf("4cf3cb41a22583a61e89b158d252fc53"),
      mac: keyOf("5529860b2fc5fb6154b7f28361d30bf9"),
      ti: fromHex("7614281a"),
      commands: 3,
    };
    assert.equal(
      toHex(changeKey(session, fromHex("5004bf991f408672b1ef00f08f9e8647"), 1)),
      "90c400002900c0eb4deefeddf0b513a03a95a75491818580503190d4d05053ff75668a01d6fda6610234bded643200",
    );
  });

  test("a card's own key is made as in AN10922, 2.2.1", () => {
    const root = keyOf("00112233445566778899aabbccddeeff");
    const uid = fromHex("04782e21801d80");
    assert.equal(toHex(diversified(root, uid, fromHex("3042f54e585020416275"))), "a8dd63a3b89d54b37ca802473fda9175");
    assert.notEqual(toHex(diversified(root, fromHex("04782e21801d81"), fromHex("3042f54e585020416275"))), "a8dd63a3b89d54b37ca802473fda9175");
  });

  test("whichever bit of the card's proof is another one in what proves it, there is no proof", () => {
    const key = keyOf(factoryKey);
    for (let bit = 0; bit < 32 * 8; bit++) {
      const spoiled = dataOf(proof, CardStatus.ok, 32)!;
      spoiled[bit >> 3]! ^= 1 << (bit & 7);
      assert.equal(provedTi(key, spoiled, rndA), undefined, `bit ${bit}`);
    }
  });

  test("no other key and no other random number makes a proof of it", () => {
    assert.equal(provedTi(keyOf("00000000000000000000000000000001"), dataOf(proof, CardStatus.ok, 32)!, rndA), undefined);
    const other = rndA.slice();
    other[15]! ^= 1;
    assert.equal(provedTi(keyOf(factoryKey), dataOf(proof, CardStatus.ok, 32)!, other), undefined);
  });

  test("answers have a status, and data of one length only", () => {
    assert.equal(statusOf(fromHex("91")), -1);
    assert.equal(statusOf(fromHex("9100")), CardStatus.ok);
    assert.equal(dataOf(proof, CardStatus.ok, 31), undefined);
    assert.equal(dataOf(proof, CardStatus.ok, 33), undefined);
    assert.equal(dataOf(proof, CardStatus.more, 32), undefined);
  });
});
