// SPDX-License-Identifier: Apache-2.0
/** The boot loader of the virtual board: which slot boots, and what becomes of an image on probation. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { encodeAppImage } from "../../host/board/app-image";
import { bootMs } from "../../host/board/chip-power";
import { factoryConfig } from "../../host/board/factory-config";
import { checkOf, imageStates, otaEntryBytes } from "../../host/board/ota-data";
import { otadataBytes } from "../../host/board/partitions";
import { virtualBoard, type VirtualBoard, type VirtualBoardOptions } from "../../host/board/virtual-board";

type Entry = Parameters<typeof otaEntryBytes>[0];

const image = (firmwareVersion: string): Uint8Array => encodeAppImage({ config: { ...factoryConfig, firmwareVersion } });

function otadata(...entries: (Entry | undefined)[]): Uint8Array {
  const bytes = new Uint8Array(otadataBytes).fill(0xff);
  entries.forEach((entry, index) => entry && bytes.set(otaEntryBytes(entry), index * 4096));
  return bytes;
}

/** Version 0.1.0 in ota_0 and 0.2.0 in ota_1, unless something else is there; powered up. */
function board(options: Partial<VirtualBoardOptions> = {}, ...entries: (Entry | undefined)[]): VirtualBoard {
  const { slotImages, ...others } = options;
  const images = { ota_0: image("0.1.0"), ota_1: image("0.2.0"), otadata: otadata(...entries), ...slotImages };
  const made = virtualBoard({ firmware: () => ({}), ...others, slotImages: images });
  made.powerUp();
  made.run(bootMs + 500);
  return made;
}

const states = (made: VirtualBoard): number[] => made.bootLoader.otadata.read().map(({ state }) => state);
const sequences = (made: VirtualBoard): number[] => made.bootLoader.otadata.read().map(({ sequence }) => sequence);

function restart(made: VirtualBoard): void {
  made.reset();
  made.run(bootMs + 500);
}

const { valid, pendingVerify, aborted, invalid } = imageStates;
const erased = 0xffff_ffff;

describe("the entry in force", () => {
  test("is the one with the higher sequence, whichever sector it is in", () => {
    assert.equal(board({}, { sequence: 1, state: valid }, { sequence: 2, state: valid }).state().runningSlot, 1);
    assert.equal(board({}, { sequence: 3, state: valid }, { sequence: 2, state: valid }).state().runningSlot, 0);
    assert.equal(board({}, { sequence: 4, state: valid }, { sequence: 3, state: valid }).state().runningSlot, 1);
  });

  for (const state of [invalid, aborted]) {
    test(`is not one of state ${state}, though its sequence is higher`, () => {
      assert.equal(board({}, { sequence: 1, state: valid }, { sequence: 2, state }).state().runningSlot, 0);
    });
  }

  test("is not one with a wrong check sum, though its sequence is higher", () => {
    assert.equal(board({}, { sequence: 1, state: valid }, { sequence: 2, state: valid, check: checkOf(2) ^ 1 }).state().runningSlot, 0);
  });

  test("has the check sum that ESP-IDF's tools write", () => {
    assert.equal(checkOf(1), 0x4743989a);
    assert.equal(checkOf(2), 0x55f63774);
  });
});

describe("without an entry in force", () => {
  test("ota_0 boots, and from then on an entry says so", () => {
    const made = board();
    assert.equal(made.state().runningSlot, 0);
    assert.deepEqual([sequences(made), states(made)], [[1, erased], [valid, erased]]);
    const { storageOperations } = made.state();
    restart(made);
    assert.equal(made.state().storageOperations, storageOperations, "said once");
  });

  test("ota_1 boots when ota_0 has no image, and the entry says that", () => {
    const made = board({ slotImages: { ota_0: new Uint8Array(0) } });
    assert.equal(made.state().runningSlot, 1);
    assert.equal(sequences(made)[0], 2);
  });

  test("ota_0 boots when both images were aborted, and nothing is written", () => {
    const made = board({}, { sequence: 1, state: aborted }, { sequence: 2, state: aborted });
    assert.equal(made.state().runningSlot, 0);
    assert.equal(made.state().storageOperations, 0);
  });
});

describe("a new image", () => {
  const entries = [{ sequence: 1, state: valid }, { sequence: 2, state: imageStates.new }] as const;

  test("boots on probation", () => {
    const made = board({}, ...entries);
    assert.deepEqual([made.state().runningSlot, made.state().onProbation, made.state().firmwareVersion], [1, true, "0.2.0"]);
    assert.deepEqual(states(made), [valid, pendingVerify]);
  });

  test("is aborted by any reset before it has marked itself as valid, and the other one boots, for good", () => {
    const made = board({}, ...entries);
    restart(made);
    assert.deepEqual([made.state().runningSlot, made.state().onProbation, made.state().firmwareVersion], [0, false, "0.1.0"]);
    assert.deepEqual(states(made), [valid, aborted]);
    restart(made);
    assert.equal(made.state().runningSlot, 0);
  });

  test("stays when it has marked itself as valid", () => {
    const firmware: VirtualBoardOptions["firmware"] = (load) => {
      const running = load("running-image") as { isOnProbation: () => boolean; markValid: () => void };
      if (running.isOnProbation()) running.markValid();
      return {};
    };
    const made = board({ firmware }, ...entries);
    assert.deepEqual([made.state().runningSlot, made.state().onProbation], [1, false]);
    assert.deepEqual(states(made), [valid, valid]);
    restart(made);
    assert.equal(made.state().runningSlot, 1);
  });

  test("that is damaged does not boot, and is aborted at the next start", () => {
    const damaged = image("0.2.0");
    damaged[60]! ^= 1;
    const made = board({ slotImages: { ota_1: damaged } }, ...entries);
    assert.deepEqual([made.state().runningSlot, made.state().onProbation], [0, false]);
    restart(made);
    assert.deepEqual(states(made), [valid, aborted]);
  });

  for (let operation = 1; operation <= 4; operation++) {
    for (const torn of [0, 0.3, 1]) {
      test(`leaves something that boots when the power goes at operation ${operation} of probation, ${torn} done`, () => {
        const made = virtualBoard({
          firmware: () => ({}),
          slotImages: { ota_0: image("0.1.0"), ota_1: image("0.2.0"), otadata: otadata(...entries) },
        });
        made.cutPowerAt(operation, torn);
        made.powerUp();
        made.run(1_000);
        if (made.state().powered) restart(made);
        assert.ok(!made.state().powered, "cut");
        made.powerUp();
        made.run(1_000);
        assert.equal(made.state().stoppedWhy, "");
        restart(made);
        assert.equal(made.state().stoppedWhy, "");
      });
    }
  }
});

describe("an image", () => {
  test("that is damaged does not boot: the other one does, and otadata stays as it is", () => {
    const damaged = image("0.2.0");
    damaged[100]! ^= 0x10;
    const made = board({ slotImages: { ota_1: damaged } }, { sequence: 1, state: valid }, { sequence: 2, state: valid });
    assert.equal(made.state().runningSlot, 0);
    assert.equal(made.state().storageOperations, 0);
  });

  test("is looked at again when a bit of it has flipped", () => {
    const made = board({}, { sequence: 1, state: valid }, { sequence: 2, state: valid });
    assert.equal(made.state().runningSlot, 1);
    made.appFlash.ota_1.flipBits(90, 4);
    restart(made);
    assert.equal(made.state().runningSlot, 0);
    made.appFlash.ota_1.flipBits(90, 4);
    restart(made);
    assert.equal(made.state().runningSlot, 1);
  });

  test("that is missing in both slots stops the board for good", () => {
    const made = board({ slotImages: { ota_0: new Uint8Array(0), ota_1: new Uint8Array(0) } });
    assert.equal(made.state().stoppedWhy, "no bootable image");
    assert.equal(made.state().bootCount, 0);
    restart(made);
    assert.equal(made.state().stoppedWhy, "no bootable image");
  });

  test("with a script runs it, and its syntax errors restart the chip", () => {
    const script = (text: string): Uint8Array => encodeAppImage({ config: factoryConfig, script: text, paddingBytes: 5_000 });
    const running = `function boot(load) { return { default() { globalThis.bootedVersion = load("mc/config").default.firmwareVersion; } }; }\n// end`;
    const made = board({ slotImages: { ota_0: script(running) } }, { sequence: 1, state: valid });
    assert.equal((globalThis as { bootedVersion?: string }).bootedVersion, "0.1.0");
    assert.equal(made.faults.length, 0);
    const wrong = board({ slotImages: { ota_1: script("function (") } }, { sequence: 1, state: valid }, { sequence: 2, state: imageStates.new });
    assert.equal(wrong.faults[0]?.where, "preload");
    wrong.run(1_000);
    assert.equal(wrong.state().runningSlot, 0, "went back");
  });
});

describe("a board from the factory", () => {
  test("boots its own image from ota_0, and touches neither slots nor otadata", () => {
    const made = virtualBoard({ firmware: () => ({}), config: { firmwareVersion: "0.7.0" } });
    made.powerUp();
    made.run(1_000);
    const { runningSlot, firmwareVersion, onProbation, storageOperations } = made.state();
    assert.deepEqual([runningSlot, firmwareVersion, onProbation, storageOperations], [0, "0.7.0", false, 0]);
    assert.ok(made.appFlash.ota_0.untouched && made.appFlash.otadata.untouched);
  });

  test("has there what a complete image is when somebody looks", () => {
    const made = virtualBoard({ firmware: () => ({}) });
    const start = new Uint8Array(2);
    made.appFlash.ota_0.read(0, start);
    assert.deepEqual([...start], [0xe9, 1]);
    assert.equal(made.bootLoader.image(0)?.config.chip, "virtual");
    made.powerUp();
    made.run(1_000);
    assert.deepEqual([made.state().runningSlot, made.state().storageOperations], [0, 0]);
  });

  test("is new no more when one of its partitions was put there", () => {
    const slotImages = { ota_1: image("0.2.0"), otadata: otadata({ sequence: 1, state: valid }, { sequence: 2, state: valid }) };
    const made = virtualBoard({ firmware: () => ({}), slotImages });
    made.powerUp();
    made.run(1_000);
    assert.equal(made.state().runningSlot, 1);
    made.appFlash.ota_1.flipBits(90, 4);
    restart(made);
    assert.deepEqual([made.state().runningSlot, made.state().firmwareVersion], [0, factoryConfig.firmwareVersion]);
  });

  test("runs what firmwareOf gives for a version, and its own firmware for any other", () => {
    const ran: string[] = [];
    const note = (name: string) => () => {
      ran.push(name);
      return {};
    };
    const firmwareOf = ({ firmwareVersion }: { firmwareVersion: string }) => (firmwareVersion === "0.2.0" ? note("new") : undefined);
    board({ firmware: note("own"), firmwareOf }, { sequence: 1, state: valid });
    board({ firmware: note("own"), firmwareOf }, { sequence: 2, state: valid });
    assert.deepEqual(ran, ["own", "new"]);
  });
});
