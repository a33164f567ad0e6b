// SPDX-License-Identifier: Apache-2.0
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { describe, test } from "node:test";
import { blocksOf, brokenBlock, decodeImage, encodeImage, imageHash, isFirmwareVersion, type ImageToSign } from "../../host/app/image-file";
import { isSignedBy, keyIdOf, signingKeyOf } from "../../host/app/image-keys";

const { publicKey, sign } = signingKeyOf(new Uint8Array(32).fill(1));
const stranger = signingKeyOf(new Uint8Array(32).fill(2));
const ramp = (length: number) => Uint8Array.from({ length }, (_, at) => (7 * at + Math.floor(at / 256)) % 256);
const example: ImageToSign = {
  image: ramp(8_292),
  sign,
  dataVersion: 1,
  securityVersion: 2,
  product: "latchkey",
  board: "esp32-devkit",
  chip: "esp32",
  firmwareVersion: "0.2.0",
  keyId: keyIdOf(publicKey),
};
const file = encodeImage(example);

/** Whether an owner's program would let it through. */
function isGood(bytes: Uint8Array): boolean {
  try {
    const image = decodeImage(bytes);
    return isSignedBy(image, publicKey) && brokenBlock(image) === undefined;
  } catch (error) {
    assert.ok(error instanceof Error && !(error instanceof RangeError || error instanceof TypeError), String(error));
    return false;
  }
}

function changed(at: number, byte: number): Buffer {
  const bytes = Buffer.from(file);
  bytes[at] = byte;
  return bytes;
}

describe("a firmware image", () => {
  test("is byte by byte the worked example of update/FORMAT.md", () => {
    const [, page = ""] = readFileSync("update/FORMAT.md", "utf8").split("## A worked example");
    const shown = [...page.matchAll(/```\n([^`]+)```/g)].map(([, text = ""]) => text.trim());
    const [shownKey, header, signature, hashes, digest] = shown.map((text) => text.replaceAll("\n", ""));
    assert.equal(Buffer.from(publicKey).toString("hex"), shownKey);
    assert.equal(file.toString("hex", 0, 144), header);
    assert.equal(file.toString("hex", 144, 208), signature);
    const blocks = blocksOf(file.subarray(208));
    assert.deepEqual(blocks.map((block) => block.length), [4_128, 4_128, 132]);
    assert.equal(blocks.map((block) => imageHash(block).toString("hex")).join(""), hashes);
    assert.equal(createHash("sha256").update(file).digest("hex"), digest);
    assert.ok(page.includes(`${file.length.toLocaleString("en")} bytes`));
  });

  test("comes back as it was signed, whatever the length of its last block", () => {
    for (const length of [8_192, 8_193, 12_287, 12_288, 0x1d_0000]) {
      const { header, stream } = decodeImage(encodeImage({ ...example, image: ramp(length) }));
      assert.equal(header.imageBytes, length);
      assert.deepEqual(Buffer.concat(blocksOf(stream).map((block) => block.subarray(32))), Buffer.from(ramp(length)));
    }
    const { image, sign: signer, ...asked } = example;
    assert.equal(signer, sign);
    const firstHash = imageHash(file.subarray(208, 208 + 4_128));
    assert.deepEqual(decodeImage(file).header, { ...asked, imageBytes: image.length, firstHash });
  });

  test("is not made of what its header cannot say", () => {
    const wrong: Partial<ImageToSign>[] = [
      { image: ramp(8_191) },
      { image: ramp(0x1d_0001) },
      { securityVersion: -1 },
      { securityVersion: 2 ** 32 },
      { dataVersion: 65_536 },
      { board: "a-name-of-more-than-24-chars" },
      { board: "" },
      { board: "ESP32" },
      { firmwareVersion: "0.2" },
    ];
    for (const change of wrong) assert.throws(() => encodeImage({ ...example, ...change }), /./, Object.keys(change)[0]);
    for (const version of ["0.0.0", "1.20.999"]) assert.ok(isFirmwareVersion(version), version);
    for (const version of ["1.2", "1.2.3.4", "01.2.3", "1.2.1000", "1.2.x", "v1.2.3"]) assert.ok(!isFirmwareVersion(version), version);
  });
});

describe("a firmware image with a fault", () => {
  test("is bad with any one bit flipped, and good with none", () => {
    assert.ok(isGood(file));
    for (let at = 0; at < file.length; at += at < 300 ? 1 : 37) {
      const bit = 1 << at % 8;
      assert.ok(!isGood(changed(at, file[at]! ^ bit)), `byte ${at}`);
    }
  });

  test("is bad when it is cut off anywhere, or goes on", () => {
    for (const length of [0, 7, 8, 100, 207, 208, 209, 4_335, 4_336, file.length - 1]) assert.ok(!isGood(file.subarray(0, length)), `${length} bytes`);
    assert.throws(() => decodeImage(Buffer.concat([file, Buffer.alloc(1)])), /8597 bytes, where the header says 8596/);
  });

  test("is bad with blocks of another image that the same key signed, and tells the first of them", () => {
    const other = encodeImage({ ...example, image: ramp(8_292).reverse() });
    const spliced = Buffer.from(file);
    other.copy(spliced, 208 + 4_128, 208 + 4_128);
    assert.ok(isSignedBy(decodeImage(spliced), publicKey));
    assert.equal(brokenBlock(decodeImage(spliced)), 1);
    const swapped = Buffer.concat([file.subarray(0, 208), other.subarray(208)]);
    assert.equal(brokenBlock(decodeImage(swapped)), 0);
    assert.equal(brokenBlock(decodeImage(file)), undefined);
  });

  test("is bad when its last block names a block after it", () => {
    const blocks = blocksOf(file.subarray(208)).map((block) => Buffer.from(block));
    blocks[2]![0] = 1;
    imageHash(blocks[2]!).copy(blocks[1]!);
    imageHash(blocks[1]!).copy(blocks[0]!);
    const header = Buffer.from(file.subarray(0, 144));
    imageHash(blocks[0]!).copy(header, 104);
    const forged = Buffer.concat([header, sign(header), ...blocks]);
    assert.ok(isSignedBy(decodeImage(forged), publicKey));
    assert.equal(brokenBlock(decodeImage(forged)), 2);
  });

  test("is nobody else's: neither under another key's id, nor with another key's signature", () => {
    assert.ok(isSignedBy(decodeImage(file), publicKey));
    assert.ok(!isSignedBy(decodeImage(file), stranger.publicKey));
    const claimed = encodeImage({ ...example, sign: stranger.sign });
    assert.ok(!isSignedBy(decodeImage(claimed), publicKey));
    const renamed = encodeImage({ ...example, keyId: keyIdOf(stranger.publicKey) });
    for (const key of [publicKey, stranger.publicKey]) assert.ok(!isSignedBy(decodeImage(renamed), key));
  });
});
