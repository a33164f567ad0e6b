// SPDX-License-Identifier: Apache-2.0
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { Rc522 } from "../../drivers/rc522";
import { Mfrc522Part } from "../../host/board/world/mfrc522-part";
import { ReaderBench, readerPromises, uid10, uid4, uid7 } from "../fixtures/reader-bench";

const pins = { clockPin: 18, inPin: 19, outPin: 23, selectPin: 5 };

function rc522(): ReaderBench {
  const cardReader = { kind: "rc522" as const, ...pins };
  return new ReaderBench({ cardReader }, (bench, common) => new Rc522({ ...common, spi: bench.spi, ...pins }));
}

const fieldOn = ({ reader }: ReaderBench): boolean => reader.part instanceof Mfrc522Part && reader.part.fieldOn;

describe("an RC522", () => {
  readerPromises(rc522);

  test("has its field on for less than a tenth of the time when nothing is held up", () => {
    const reader = rc522();
    reader.run(1_000);
    let onMs = 0;
    for (let ms = 0; ms < 10_000; ms++) {
      reader.run(1);
      if (fieldOn(reader)) onMs++;
    }
    assert.ok(onMs > 100 && onMs < 1_000, `${onMs} of 10,000 ms`);
  });

  test("finds one of several cards whose UIDs differ in any bit, at any level", () => {
    const pairs = [
      [uid4, "c25a17e4"], [uid4, "435a17e4"], [uid4, "c35a17e5"], [uid4, "c35a1764"], [uid4, uid7, uid10],
      [uid7, "04a1b2c3d4e5f7"], [uid7, "04a1b2c3d4e576"], [uid7, "04a1b3c3d4e5f6"], [uid10, "04112233445566778898"], [uid10, "84112233445566778899"],
    ];
    for (const uids of pairs) {
      const reader = rc522();
      for (const uid of uids) reader.hold(uid);
      reader.run(1_000);
      assert.equal(reader.cards.length, 1, uids.join());
      assert.ok(uids.includes(reader.cards[0] ?? ""), uids.join());
      assert.deepEqual(reader.errors, []);
    }
  });

  test("reads through cards that answer just before its timer ends, and not after", () => {
    const reader = rc522();
    reader.run(1_000);
    reader.reader.faults.lateMs = 4;
    reader.show(uid10);
    assert.deepEqual(reader.cards, [uid10]);
    reader.reader.faults.lateMs = 400;
    reader.run(10_000);
    assert.deepEqual(reader.answers, [false]);
  });

  test("moves at most 30 registers in one callback, whatever the bus makes of them", () => {
    const levels = [undefined, 0xff, undefined, undefined, 64, undefined, 6];
    let levelsRead = 0;
    let accesses = 0;
    let most = 0;
    const cardReader = { kind: "rc522" as const, ...pins };
    const reader = new ReaderBench({ cardReader }, (bench, common) => {
      class Counting extends bench.spi {
        override transfer(bytes: Uint8Array): void {
          const isLevel = bytes[0] === (0x80 | (0x0a << 1));
          most = Math.max(most, ++accesses);
          super.transfer(bytes);
          if (isLevel) bytes[1] = levels[levelsRead++ % levels.length] ?? bytes[1] ?? 0;
        }
      }
      const set = (callback: () => void, ms: number): unknown => common.timer.set(() => ((accesses = 0), callback()), ms);
      return new Rc522({ ...common, spi: Counting, ...pins, timer: { ...common.timer, set, clear: (id) => common.timer.clear(id) } });
    });
    reader.hold(uid10);
    reader.run(5_000);
    assert.ok(most > 15 && most <= 30, `${most}`);
  });

  test("frees its pins", () => {
    const { bench, driver } = rc522();
    driver.close();
    for (const pin of Object.values(pins)) new bench.io({ pin, mode: bench.io.Output });
    assert.throws(() => new Rc522({ ...bench, ...pins, onCard() {}, onAnswers() {} }), /in use/);
    assert.equal(bench.pending, false);
  });
});
