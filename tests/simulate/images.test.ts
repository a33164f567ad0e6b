// SPDX-License-Identifier: Apache-2.0
import { describe, test } from "node:test";
import assert from "node:assert/strict";
import nacl from "tweetnacl";
import { demoSeeds } from "../../host/board/demo-keys";
import { decodeAppImage } from "../../host/board/app-image";
import { headerBytes } from "../../host/board/image-bytes";
import { imageNamed, imageNames, makeImage, signerOf } from "../../host/simulate/images";
import { fromHex, toHex } from "../fixtures/bytes";

const seeds = [...demoSeeds, "03".repeat(32)];

describe("the simulator's images", () => {
  test("have the signatures that stand in the table", () => {
    const table = imageNames.map((name) => {
      const { secretKey } = nacl.sign.keyPair.fromSeed(fromHex(seeds[signerOf(name)]!));
      return [name, toHex(nacl.sign.detached(makeImage(name).offer.subarray(0, headerBytes), secretKey))] as const;
    });
    const lines = table.map(([name, signature]) => `  ${name}: "${signature}",`).join("\n");
    for (const [name, signature] of table) assert.equal(toHex(imageNamed(name).offer.subarray(headerBytes)), signature, `${name}; all of them:\n${lines}`);
  });

  test("are of 8,192 to 20,000 bytes, whole, and no two blocks of two of them are alike", () => {
    const blocks = new Set<string>();
    let count = 0;
    for (const name of imageNames) {
      const { image } = imageNamed(name);
      assert.ok(image.length >= 8_192 && image.length <= 20_000, `${name} has ${image.length} bytes`);
      assert.ok(decodeAppImage(image) !== undefined, name);
      for (let at = 0; at < image.length; at += 4_096, count++) blocks.add(toHex(image.subarray(at, at + 4_096)));
    }
    assert.equal(blocks.size, count);
  });
});
