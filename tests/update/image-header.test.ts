// SPDX-License-Identifier: Apache-2.0
import { describe, test } from "node:test";
import assert from "node:assert/strict";
import { factoryConfig } from "../../host/board/factory-config";
import { firmwareIdentity } from "../../update/firmware-identity";
import { blockCount, decodeHeader, sentBytes, streamBytes, versionCode } from "../../update/image-header";
import { judgeHeader } from "../../update/refusal";
import { Trust, trustRecord } from "../../update/trust";
import { FakeRecords } from "../fixtures/fake-lock-parts";
import { NaclDigest } from "../fixtures/nacl-digest";
import { encodeHeader, type HeaderFields } from "../../host/board/signed-image";
import { toHex } from "../fixtures/bytes";

/** The first 8 bytes of SHA-512 of the first demo key, computed by node:crypto. */
const keyId = Uint8Array.of(0, 0, 0, 0, 0, 0, 0, 0);
const good: HeaderFields = {
  magic: "LATCHKEY",
  format: 1,
  dataVersion: 1,
  securityVersion: 1,
  imageBytes: 20_000,
  blockBytes: 4096,
  product: "latchkey",
  board: "esp32-devkit",
  chip: "virtual",
  version: "0.2.0",
  keyId,
  firstHash: new Uint8Array(32).fill(7),
};

describe("a header", () => {
  test("is read as it was written", () => {
    const { firstHash, keyId: id, ...fields } = decodeHeader(encodeHeader(good))!;
    assert.deepEqual(
      { ...fields, id, hash: toHex(firstHash) },
      {
        dataVersion: 1,
        securityVersion: 1,
        imageBytes: 20_000,
        product: "latchkey",
        board: "esp32-devkit",
        chip: "virtual",
        version: "0.2.0",
        id: "0".repeat(16),
        hash: "07".repeat(32),
      },
    );
  });

  test("has texts that may fill their places, and names of 16 and 24 characters", () => {
    const fields = { ...good, product: "a".repeat(16), board: "b-1.".repeat(6), chip: "9".repeat(16), version: "999.999.999" };
    const header = decodeHeader(encodeHeader(fields))!;
    assert.deepEqual([header.product, header.board, header.chip, header.version], [fields.product, fields.board, fields.chip, fields.version]);
  });

  for (const [what, fields] of Object.entries<Partial<HeaderFields>>({
    "another magic word": { magic: "LATCHKEX" },
    "a format that is not known": { format: 2 },
    "blocks of another size": { blockBytes: 8192 },
    "an image that is too short to be one": { imageBytes: 8191 },
    "no product": { product: "" },
    "no board": { board: "" },
    "no chip": { chip: "" },
    "a text with capitals": { board: "ESP32-devkit" },
    "a text with a space": { product: "latch key" },
    "no version": { version: "" },
    "a version of two numbers": { version: "1.2" },
    "a version of four": { version: "1.2.3.4" },
    "a version with a leading zero": { version: "1.02.3" },
    "a version with a letter": { version: "1.2.3a" },
    "a version over 999": { version: "1.1000.3" },
  })) {
    test(`is refused with ${what}`, () => assert.equal(decodeHeader(encodeHeader({ ...good, ...fields })), undefined));
  }

  test("is refused with anything behind the end of a text, or in the last bytes", () => {
    for (const at of [24 + 15, 40 + 23, 64 + 15, 80 + 15, 136, 140, 143]) {
      const bytes = encodeHeader(good);
      bytes[at] = 0x61;
      assert.equal(decodeHeader(bytes), undefined, `byte ${at}`);
    }
  });
});

describe("the blocks of an image", () => {
  test("are as many as it needs, the last one shorter", () => {
    assert.deepEqual([8192, 8193, 20_000].map(blockCount), [2, 3, 5]);
    assert.deepEqual([0, 1, 4].map((block) => sentBytes(block, 20_000)), [4128, 4128, 32 + 20_000 - 16_384]);
    assert.equal(sentBytes(1, 8192), 4128);
    assert.equal(streamBytes(20_000), 20_000 + 5 * 32);
  });

  test("versions have an order as numbers", () => {
    assert.equal(versionCode("1.2.3"), 1_050_627);
    assert.ok(versionCode("1.0.0") > versionCode("0.999.999"));
    assert.ok(versionCode("999.999.999") < 2 ** 31);
  });
});

describe("what is refused by its header", () => {
  const config = { ...factoryConfig, securityVersion: 3 };
  const identity = firmwareIdentity(config, "esp32-devkit");
  const records = new FakeRecords();
  const trust = new Trust(records);
  const known = toKeyId(identity.updateKeys[0]!);
  const judge = (fields: Partial<HeaderFields>, options: Partial<Parameters<typeof judgeHeader>[1]> = {}): string => {
    const header = decodeHeader(encodeHeader({ ...good, securityVersion: 3, keyId: known, ...fields }))!;
    const judged = judgeHeader(header, { identity, trust, slotBytes: 100_000, Digest: NaclDigest, ...options });
    return "refusal" in judged ? judged.refusal : "fits";
  };

  test("is nothing when all fits, up to the last byte of the slot", () => {
    assert.equal(judge({}), "fits");
    assert.equal(judge({ imageBytes: 100_000, securityVersion: 4, dataVersion: 2, version: "0.0.1" }), "fits");
  });

  for (const [refusal, fields] of Object.entries<Partial<HeaderFields>>({
    product: { product: "latchkey2" },
    board: { board: "esp32-c3" },
    chip: { chip: "esp32" },
    securityVersion: { securityVersion: 2 },
    dataVersion: { dataVersion: 0 },
    tooLarge: { imageBytes: 100_001 },
    unknownKey: { keyId },
  })) {
    test(`is told with its own reason: ${refusal}`, () => assert.equal(judge(fields), refusal));
  }

  test("is a key that was revoked, by this firmware or by one before it", () => {
    assert.equal(judge({}, { identity: { ...identity, revokedKeys: [toHex(known)] } }), "revokedKey");
    const raised = new Trust(new FakeRecords());
    raised.raise({ ...identity, revokedKeys: [toHex(known)] });
    assert.equal(judge({}, { trust: raised }), "revokedKey");
  });

  test("is whatever is older than the newest that ever ran here for good", () => {
    const raised = new Trust(new FakeRecords());
    raised.raise({ ...identity, securityVersion: 5 });
    assert.equal(judge({ securityVersion: 4 }, { trust: raised }), "securityVersion");
    assert.equal(judge({ securityVersion: 5 }, { trust: raised }), "fits");
  });

  test("is everything when nobody knows what was allowed", () => {
    records.write(trustRecord, Uint8Array.of(1, 2, 3));
    assert.equal(judge({}, { trust: new Trust(records) }), "trustDamaged");
  });
});

describe("what no image takes back", () => {
  const identity = firmwareIdentity(factoryConfig, "esp32-devkit");

  test("survives a power cut, and only grows", () => {
    const records = new FakeRecords();
    new Trust(records).raise({ ...identity, securityVersion: 7, revokedKeys: ["aa".repeat(8)] });
    new Trust(records).raise({ ...identity, securityVersion: 6, revokedKeys: [] });
    const trust = new Trust(records);
    assert.equal(trust.securityVersion, 7);
    assert.ok(trust.isRevoked("aa".repeat(8)));
    assert.ok(!trust.isRevoked("bb".repeat(8)));
  });

  test("is written once, not at each start", () => {
    const records = new FakeRecords();
    new Trust(records).raise(identity);
    const written = records.read(trustRecord);
    records.write = () => assert.fail("written again");
    new Trust(records).raise(identity);
    assert.deepEqual(records.read(trustRecord), written);
  });

  test("keeps the newest eight revoked keys", () => {
    const records = new FakeRecords();
    for (let number = 0; number < 9; number++) new Trust(records).raise({ ...identity, revokedKeys: [`0${number}`.repeat(8)] });
    const trust = new Trust(records);
    assert.deepEqual([0, 1, 8].map((number) => trust.isRevoked(`0${number}`.repeat(8))), [false, true, true]);
  });

  test("is made anew by what runs, when its record is garbled", () => {
    const records = new FakeRecords();
    records.write(trustRecord, Uint8Array.of(1, 2, 3));
    const trust = new Trust(records);
    assert.ok(trust.isDamaged);
    trust.raise(identity);
    assert.ok(!trust.isDamaged);
    assert.ok(!new Trust(records).isDamaged);
  });
});

function toKeyId(publicKey: string): Uint8Array {
  const digest = new NaclDigest("SHA512");
  digest.write(Uint8Array.from({ length: 32 }, (_, at) => parseInt(publicKey.slice(2 * at, 2 * at + 2), 16)));
  return new Uint8Array(digest.close(), 0, 8);
}
