// SPDX-License-Identifier: Apache-2.0
/** The bench on a bare 32-bit RISC-V: figures that can be repeated, and memory that ends where the chip's does. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { describe, test } from "node:test";
import { buildChip, missingChipTools } from "../../host/chip-bench/build-chip";
import { creationOf } from "../../host/chip-bench/creation";
import type { ChipScenario } from "../../host/chip-bench/chip-scenarios";
import type { Creation } from "../../host/chip-bench/memory";
import { runChip, type ChipResult } from "../../host/chip-bench/run-chip";

/** The log alone: seconds of work where a whole lock takes many. */
function appends(changed: Partial<Creation> = {}, board = "esp32-devkit"): Promise<ChipResult> {
  return run("appends", board, changed);
}

async function run(scenario: ChipScenario, board: string, changed: Partial<Creation> = {}): Promise<ChipResult> {
  const creation = { ...creationOf(board), ...changed };
  const request = { creation, scenarios: [scenario], collectInterval: 0 };
  const [result] = await runChip({ program: await buildChip(false), board, request });
  assert.ok(result);
  return result;
}

describe("The bench on a chip", { skip: missingChipTools() ?? false }, () => {
  test("counts the same instructions in every run", async () => {
    const first = await appends();
    assert.ok(first.figures.instructions > 1_000_000);
    assert.equal(first.figures.callbacks, 16);
    assert.deepEqual(await appends(), first);
  });

  test("runs in the block of memory that the ESP32-C3 has for everything", async () => {
    assert.ok((await appends({}, "esp32-c3")).figures.instructions > 1_000_000);
  });

  test("checks the signature of an image on an ESP32-C3 in under a second, and in no turn over 10 ms", async () => {
    const { instructions, longestInstructions, callbacks } = (await run("signature", "esp32-c3")).figures;
    const instructionsPerMs = 160_000 / 1.5;
    assert.equal(callbacks, 143);
    assert.ok(instructions > 50_000_000 && instructions < 1_000 * instructionsPerMs, `${instructions} instructions`);
    assert.ok(longestInstructions < 10 * instructionsPerMs, `${longestInstructions} instructions`);
  });

  test("ends where the chip would restart: no slots, no chunks, no stack", async () => {
    await assert.rejects(appends({ slots: 40 }), /memory full/);
    await assert.rejects(appends({ chunkBytes: 100 }), /memory full/);
    await assert.rejects(appends({ stackSlots: 90 }), /stack overflow/);
    await assert.rejects(appends({ staticBytes: 12_000, slots: 64, chunkBytes: 512 }, "esp32-c3"), /memory full/);
  });
});

describe("Memory of the image", () => {
  test("is the SDK's, with a stack from our manifest that holds the deepest turn", () => {
    const { creation } = JSON.parse(readFileSync("manifest.json", "utf8")) as { creation: { stack: number } };
    // 419 slots were found in use; the SDK gives the ESP32-C3 384, with which setting the master PIN restarts it.
    assert.ok(creation.stack >= 419 * 1.5);
    assert.equal(creationOf("esp32-c3").stackSlots, creation.stack);
    assert.equal(creationOf("esp32-c3").staticBytes, 94_208);
    assert.equal(creationOf("esp32-devkit").slots, 4_928);
    // The SDK starts with 512 slots and grows by 64, so that garbage was collected within most turns.
    assert.equal(creationOf("esp32-c3").slots, 3_072);
    const { staticBytes, slots, chunkBytes, stackSlots } = creationOf("esp32-c3");
    assert.ok((slots + stackSlots) * 16 + chunkBytes < staticBytes);
  });

  test("is not guessed for a board that nobody looked up", () => {
    assert.throws(() => creationOf("esp32-other"), /not known/);
  });
});
