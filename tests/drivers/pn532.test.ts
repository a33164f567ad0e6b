// SPDX-License-Identifier: Apache-2.0
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { Pn532 } from "../../drivers/pn532";
import { Pn532Part } from "../../host/board/world/pn532-part";
import type { DriverBenchOptions } from "../fixtures/driver-bench";
import { ReaderBench, readerPromises, uid4, uid7 } from "../fixtures/reader-bench";

const pins = { dataPin: 21, clockPin: 22 };
const irqPin = 18;

function pn532(wiring: { irqPin?: number } = {}, options: DriverBenchOptions = {}): ReaderBench {
  const cardReader = { kind: "pn532" as const, ...pins, ...wiring };
  return new ReaderBench({ ...options, cardReader }, (bench, common) => new Pn532({ ...common, i2c: bench.i2c, ...pins, ...wiring }));
}

const fieldOn = ({ reader }: ReaderBench): boolean => reader.part instanceof Pn532Part && reader.part.fieldOn;

describe("a PN532 that is asked over the bus", () => readerPromises(() => pn532()));
describe("a PN532 with an IRQ pin", () => readerPromises(() => pn532({ irqPin })));
describe("a PN532 whose interrupts all get lost", () => readerPromises(() => pn532({ irqPin }, { lostInterrupts: true })));

describe("a PN532", () => {
  test("has its field on for less than a fifth of the time when nothing is held up", () => {
    const reader = pn532();
    reader.run(1_000);
    let onMs = 0;
    for (let ms = 0; ms < 10_000; ms++) {
      reader.run(1);
      if (fieldOn(reader)) onMs++;
    }
    assert.ok(onMs > 100 && onMs < 2_000, `${onMs} of 10,000 ms`);
  });

  test("costs the bus at most 20 ms at a time, and ever more seldom, when a line is held down", () => {
    const waits: { atMs: number; durationMs: number }[] = [];
    const reader = new ReaderBench({ cardReader: { kind: "pn532", ...pins } }, (bench, common) => {
      const timed = <Result>(exchange: () => Result): Result => {
        const atMs = bench.nowMs();
        try {
          return exchange();
        } finally {
          waits.push({ atMs, durationMs: bench.nowMs() - atMs });
        }
      };
      const i2c = class extends bench.i2c {
        override write(data: Uint8Array): void {
          timed(() => super.write(data));
        }

        override read(into: Uint8Array): number {
          return timed(() => super.read(into));
        }
      };
      return new Pn532({ ...common, i2c, ...pins });
    });
    reader.run(1_000);
    reader.reader.setBusStuck(true);
    waits.length = 0;
    reader.run(60_000);
    assert.deepEqual(reader.answers, [false]);
    assert.ok(waits.length >= 8 && waits.length <= 12, `${waits.length} times in a minute`);
    for (const { durationMs } of waits) assert.equal(durationMs, 20);
    const pausesMs = waits.slice(1).map(({ atMs }, index) => atMs - waits[index]!.atMs);
    assert.deepEqual(pausesMs, [...pausesMs].sort((one, other) => one - other));
    assert.ok(pausesMs.at(-1)! > 10_000, `${pausesMs.join()} ms`);
    reader.reader.setBusStuck(false);
    reader.run(31_000);
    reader.show(uid4);
    assert.deepEqual(reader.cards, [uid4]);
  });

  test("waits for an ACK and an answer that come late, and not for one that comes far too late", () => {
    const reader = pn532();
    reader.run(1_000);
    reader.reader.faults.lateMs = 10;
    reader.run(3_000);
    reader.show(uid7);
    assert.deepEqual(reader.cards, [uid7]);
    reader.reader.faults.lateMs = 300;
    reader.run(10_000);
    reader.show(uid4);
    assert.deepEqual(reader.cards, [uid7]);
    assert.deepEqual(reader.answers, [false]);
  });

  test("takes no UID out of an answer that is too short for it, though its checksum is right", () => {
    const cardReader = { kind: "pn532" as const, ...pins };
    let changed = 0;
    const reader = new ReaderBench({ cardReader }, (bench, common) => {
      class Lying extends bench.i2c {
        override read(buffer: Uint8Array): number {
          const length = super.read(buffer);
          if (buffer[7] !== 0x4b || buffer[13] !== 4) return length;
          changed++;
          buffer[13] = 7;
          buffer[18] = (buffer[18] ?? 0) - 3;
          return length;
        }
      }
      return new Pn532({ ...common, i2c: Lying, ...pins });
    });
    reader.run(1_000);
    reader.show(uid4);
    assert.ok(changed > 0);
    assert.deepEqual(reader.cards, []);
    reader.run(30_000);
    reader.show(uid7);
    assert.deepEqual(reader.cards, [uid7]);
  });

  test("gives its bus back when the IRQ pin is taken", () => {
    const { bench, driver } = pn532({ irqPin });
    driver.close();
    new bench.io({ pin: irqPin, mode: bench.io.Output });
    const options = { ...bench, ...pins, irqPin, onCard() {}, onAnswers() {} };
    assert.throws(() => new Pn532(options), /in use/);
    assert.equal(bench.pending, false);
    new bench.i2c({ data: 21, clock: 22, address: 1, hz: 1, timeout: 1 }).close();
  });
});
