// SPDX-License-Identifier: Apache-2.0
/** "embedded:update" and "running-image" as firmware sees them: a whole update over the slot that does not run. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type flashModule from "embedded:storage/flash";
import { encodeAppImage } from "../../host/board/app-image";
import { bootMs, type Firmware } from "../../host/board/chip-power";
import { factoryConfig } from "../../host/board/factory-config";
import { imageStates } from "../../host/board/ota-data";
import { virtualBoard, type VirtualBoard, type VirtualBoardOptions } from "../../host/board/virtual-board";
import { bareBoard } from "../fixtures/bare-board";

interface Update {
  write(bytes: Uint8Array, byteOffset?: number): void;
  complete(): void;
  close(): void;
}

interface UpdateModule {
  open(options: { partition?: unknown; mode?: string; byteLength?: number }): Update;
}

interface Chip {
  flash: typeof flashModule;
  Update: UpdateModule;
  running: { isOnProbation(): boolean; markValid(): void };
  config: Record<string, unknown>;
}

const next = encodeAppImage({ config: { ...factoryConfig, firmwareVersion: "0.2.0" }, paddingBytes: 20_000 });
const sector = 4_096;

function chipOf(load: (specifier: string) => object): Chip {
  const defaultOf = (specifier: string): never => (load(specifier) as { default: never }).default;
  return {
    flash: defaultOf("embedded:storage/flash"),
    Update: defaultOf("embedded:update"),
    running: load("running-image") as Chip["running"],
    config: defaultOf("mc/config"),
  };
}

/** Runs the steps as the first callback of the firmware; a fault fails the test. */
function run(steps: (chip: Chip) => void, options: Omit<VirtualBoardOptions, "firmware"> = {}): VirtualBoard {
  return bareBoard(({ load }) => steps(chipOf(load)), options);
}

/** All blocks but the first. */
function writeRest({ flash }: Chip, image = next): void {
  const partition = flash.open({ path: "nextota", mode: "r+" });
  for (let at = sector; at < image.length; at += sector) {
    partition.eraseBlock(at / sector);
    partition.write(image.subarray(at, at + sector), at);
  }
}

function install(chip: Chip, image = next): void {
  const partition = chip.flash.open({ path: "nextota", mode: "r+" });
  const update = chip.Update.open({ partition, mode: "w", byteLength: sector });
  update.write(image.subarray(0, sector), 0);
  update.complete();
}

function restart(board: VirtualBoard): void {
  board.reset();
  board.run(bootMs + 1_000);
}

describe("an update over raw flash and mode \"w\"", () => {
  const updates: Firmware = (load) => {
    const chip = chipOf(load);
    if (chip.config.firmwareVersion === "0.1.0") {
      writeRest(chip);
      install(chip);
    }
    return {};
  };

  test("boots the new image at the next start, on probation, and the old one after that", () => {
    const board = virtualBoard({ firmware: updates });
    board.powerUp();
    board.run(5_000);
    assert.deepEqual(board.faults, []);
    assert.equal(board.state().firmwareVersion, "0.1.0");
    restart(board);
    assert.deepEqual([board.state().firmwareVersion, board.state().runningSlot, board.state().onProbation], ["0.2.0", 1, true]);
  });

  test("goes into ota_0 when ota_1 runs", () => {
    const slotImages = { ota_1: encodeAppImage({ config: factoryConfig }), ota_0: new Uint8Array(0), otadata: new Uint8Array(0) };
    const board = virtualBoard({ firmware: updates, slotImages });
    board.powerUp();
    board.run(5_000);
    assert.equal(board.state().runningSlot, 1);
    restart(board);
    assert.deepEqual([board.state().firmwareVersion, board.state().runningSlot], ["0.2.0", 0]);
  });

  test("leaves a slot that boots, whichever operation the power goes at", () => {
    const whole = virtualBoard({ firmware: updates });
    whole.powerUp();
    whole.run(5_000);
    const { storageOperations } = whole.state();
    assert.ok(storageOperations > 80, `${storageOperations} operations`);
    let newer = 0;
    for (let operation = 1; operation <= storageOperations; operation++) {
      for (const torn of [0, 0.4, 1]) {
        const board = virtualBoard({ firmware: updates, seed: operation });
        board.cutPowerAt(operation, torn);
        board.powerUp();
        board.run(5_000);
        assert.ok(!board.state().powered);
        board.powerUp();
        board.run(bootMs);
        assert.equal(board.state().stoppedWhy, "", `operation ${operation}, ${torn} done`);
        if (board.state().firmwareVersion === "0.2.0") newer += 1;
      }
    }
    assert.equal(newer, 1, "only when the last write was whole");
  });

  test("does not boot without its first sector", () => {
    const board = run((chip) => writeRest(chip));
    assert.equal(board.bootLoader.image(1), undefined);
    restart(board);
    assert.equal(board.state().runningSlot, 0);
  });
});

describe("complete()", () => {
  test("refuses an image with a wrong byte, and the old one stays", () => {
    const wrong = next.slice();
    wrong[9_000]! ^= 1;
    const board = run((chip) => {
      writeRest(chip, wrong);
      assert.throws(() => install(chip, wrong), /end failed/);
    });
    assert.ok(board.appFlash.otadata.untouched);
    restart(board);
    assert.equal(board.state().runningSlot, 0);
  });

  test("refuses when nothing was written, though the slot holds a whole image", () => {
    run(
      ({ flash, Update }) => {
        const partition = flash.open({ path: "nextota" });
        const update = Update.open({ partition, mode: "a" });
        assert.throws(() => update.complete(), /end failed/);
        assert.throws(() => update.complete(), /already complete/);
        assert.throws(() => update.write(next), /already complete/);
      },
      { slotImages: { ota_1: next } },
    );
  });

  test("blocks the chip while it reads the image twice, at 4 MB a second", () => {
    const image = encodeAppImage({ config: factoryConfig, paddingBytes: 400_000 });
    const board = run(
      (chip) => {
        const partition = chip.flash.open({ path: "nextota" });
        const update = chip.Update.open({ partition, mode: "w", byteLength: 1 });
        update.write(image.subarray(0, sector), 0);
        update.complete();
      },
      { slotImages: { ota_1: image } },
    );
    // 200 ms of reading; an erase and 16 pages; an erase and a page of otadata.
    const { longestBlockedMs } = board.turns.preload!;
    assert.ok(longestBlockedMs > 200 + 45 + 16 * 0.7 + 45 && longestBlockedMs < 310, `${longestBlockedMs} ms`);
  });
});

describe("open()", () => {
  test("erases as many sectors as hold the bytes, and no others", () => {
    const board = run(
      ({ flash, Update }) => {
        Update.open({ partition: flash.open({ path: "nextota" }), mode: "w", byteLength: sector + 1 });
      },
      { slotImages: { ota_1: new Uint8Array(5 * sector) } },
    );
    assert.deepEqual(board.appFlash.ota_1.eraseCounts.slice(0, 3), [1, 1, 0]);
  });

  test("refuses what is no slot to write to, a wrong mode, and a length that does not fit", () => {
    run(({ flash, Update }) => {
      const partition = flash.open({ path: "nextota" });
      assert.throws(() => Update.open({ mode: "w" }), /no partition/);
      assert.throws(() => Update.open({ partition: {}, mode: "w" }), TypeError);
      assert.throws(() => Update.open({ partition: flash.open({ path: "nextota", mode: "r" }), mode: "w" }), /read-only partition/);
      assert.throws(() => Update.open({ partition: flash.open({ path: "running" }), mode: "w" }), /read-only partition/);
      assert.throws(() => Update.open({ partition: flash.open({ path: "audit" }), mode: "w", byteLength: 1 }), /begin failed/);
      assert.throws(() => Update.open({ partition, mode: "x" }), RangeError);
      for (const byteLength of [-1, NaN, 0x1d_0001]) {
        assert.throws(() => Update.open({ partition, mode: "w", byteLength }), RangeError);
      }
      partition.close();
      assert.throws(() => Update.open({ partition, mode: "w", byteLength: 1 }), /closed/);
    });
  });

  test("refuses while the running image is on probation, and no longer once it is valid", () => {
    const firmware: Firmware = (load) => {
      const chip = chipOf(load);
      if (chip.config.firmwareVersion === "0.1.0") {
        writeRest(chip);
        install(chip);
      } else {
        const open = (): Update => chip.Update.open({ partition: chip.flash.open({ path: "nextota" }), mode: "w", byteLength: 1 });
        assert.ok(chip.running.isOnProbation());
        assert.throws(open, /begin failed/);
        chip.running.markValid();
        assert.ok(!chip.running.isOnProbation());
        open();
      }
      return {};
    };
    const board = virtualBoard({ firmware });
    board.powerUp();
    board.run(5_000);
    restart(board);
    assert.deepEqual(board.faults, []);
    assert.deepEqual([board.state().firmwareVersion, board.state().onProbation], ["0.2.0", false]);
    assert.deepEqual(board.bootLoader.otadata.read().map(({ state }) => state), [imageStates.valid, imageStates.valid]);
  });
});

describe("mode \"a\"", () => {
  test("erases sector by sector, takes the image in order, and no offset", () => {
    const board = run(({ flash, Update }) => {
      const update = Update.open({ partition: flash.open({ path: "nextota" }), mode: "a" });
      assert.throws(() => update.write(next.subarray(0, 10), 0), /offset not allowed/);
      for (let at = 0; at < next.length; at += 1_500) update.write(next.subarray(at, at + 1_500));
      update.complete();
    });
    assert.equal(board.bootLoader.image(1)?.config.firmwareVersion, "0.2.0");
    assert.equal(board.bootLoader.otadata.read()[1].state, imageStates.new);
  });

  test("refuses what does not begin as an image", () => {
    run(({ flash, Update }) => {
      const update = Update.open({ partition: flash.open({ path: "nextota" }), mode: "a" });
      assert.throws(() => update.write(Uint8Array.of(1, 2, 3)), /write failed/);
    });
  });
});

describe("flash", () => {
  test("has the running slot to read, not to write", () => {
    run(({ flash }) => {
      const running = flash.open({ path: "running" });
      assert.equal(running.status().size, 0x1d_0000);
      assert.equal(new Uint8Array(running.read(1, 0))[0], 0xe9);
      assert.throws(() => running.eraseBlock(0), /read-only/);
      assert.throws(() => running.write(Uint8Array.of(0), 0), /read-only/);
    });
  });

  test("takes writes to erased bytes of the next slot only", () => {
    run(({ flash }) => {
      const partition = flash.open({ path: "nextota" });
      partition.write(Uint8Array.of(5), 0x1c_ffff);
      assert.throws(() => partition.write(Uint8Array.of(250), 0x1c_ffff), /not erased/);
      assert.throws(() => partition.write(Uint8Array.of(5, 5), 0x1c_ffff), /not inside/);
    });
  });
});

describe("setFromBase64", () => {
  const decode = (text: unknown, length = 8): unknown[] => {
    const into = new Uint8Array(length);
    const { read, written } = into.setFromBase64(text as string);
    return [read, written, [...into.subarray(0, written)].join()];
  };

  test("reads whole groups, and a last one with or without padding", () => {
    assert.deepEqual(decode("AQID"), [4, 3, "1,2,3"]);
    assert.deepEqual(decode("AQI="), [4, 2, "1,2"]);
    assert.deepEqual(decode("AQ=="), [4, 1, "1"]);
    assert.deepEqual(decode("AQ"), [2, 1, "1"]);
    assert.deepEqual(decode("+/+/"), [4, 3, "251,255,191"]);
    assert.deepEqual(decode(" A Q\nI\tD "), [9, 3, "1,2,3"]);
    assert.deepEqual(decode(""), [0, 0, ""]);
  });

  test("never writes past the end, and stops before the group that does not fit", () => {
    assert.deepEqual(decode("AQIDBAUG", 3), [4, 3, "1,2,3"]);
    assert.deepEqual(decode("AQIDBAUG", 4), [4, 3, "1,2,3"]);
    assert.deepEqual(decode("AQIDBAUG", 5), [4, 3, "1,2,3"]);
    assert.deepEqual(decode("AQIDBAU=", 5), [8, 5, "1,2,3,4,5"]);
    assert.deepEqual(decode("AQIDBA==", 4), [8, 4, "1,2,3,4"]);
    assert.deepEqual(decode("AQID", 0), [0, 0, ""]);
  });

  test("refuses anything else", () => {
    for (const text of ["A", "AQIDA", "=", "A===", "AQ=", "AQ=D", "AQI==", "AQ==AQ==", "A-_A", "AQI\u00e9", "AQ=\u00a0="]) {
      assert.throws(() => decode(text), SyntaxError, text);
    }
    for (const text of [undefined, 5, new Uint8Array(4)]) assert.throws(() => decode(text), TypeError);
  });
});
