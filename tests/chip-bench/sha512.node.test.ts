// SPDX-License-Identifier: Apache-2.0
/** The hash in C that stands for the SDK's, against published vectors and every length around a block. */
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, describe, test } from "node:test";

describe("SHA-512 of the bare machine", () => {
  const folder = mkdtempSync(join(tmpdir(), "latchkey-sha512-"));
  const program = join(folder, "sha512");
  after(() => rmSync(folder, { recursive: true }));
  execFileSync("cc", ["tests/chip-bench/sha512-vectors.c", "host/chip-bench/native/sha512.c", "-o", program]);
  const hash = (text: string): string => execFileSync(program, [text]).toString();

  test("gives the published hash of abc and of two blocks (FIPS 180-4 examples)", () => {
    assert.equal(
      hash("abc"),
      "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f",
    );
    assert.equal(
      hash("abcdefghbcdefghicdefghijdefghijkefghijklfghijklmghijklmnhijklmnoijklmnopjklmnopqklmnopqrlmnopqrsmnopqrstnopqrstu"),
      "8e959b75dae313da8cf4f72814fc143f8f7779c6eb9f7fa17299aeadb6889018501d289e4900f7e4331b99dec4b5433ac7d329eeb6dd26545e96e55b874be909",
    );
  });

  test("agrees with Node's at every length where padding turns", () => {
    for (const length of [0, 1, 111, 112, 113, 127, 128, 129, 239, 240, 241, 256]) {
      const text = "k".repeat(length);
      assert.equal(hash(text), createHash("sha512").update(text).digest("hex"), `${length} bytes`);
    }
  });
});
