// SPDX-License-Identifier: Apache-2.0
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { board } from "../../boards/esp32-devkit";
import type { Heard } from "../../bringup/heard";
import { Readers } from "../../bringup/readers";
import { DriverBench } from "../fixtures/driver-bench";
import { FakeRecords } from "../fixtures/fake-lock-parts";
import { uid4 } from "../fixtures/reader-bench";

const cardReader = Object.freeze({ kind: "rc522", clockPin: 18, inPin: 19, outPin: 23, selectPin: 5 } as const);

/** No board here has one, so it is tried without a firmware around it. */
function opened(unplugged: boolean): { bench: DriverBench; told: object[] } {
  const bench = new DriverBench({ cardReader });
  if (bench.cardReader !== undefined) bench.cardReader.faults.unplugged = unplugged;
  const told: object[] = [];
  const { timer, nowMs, i2c, spi, serial, onError } = bench;
  const readers = new Readers({
    board: { ...board, cardReader },
    heard: { digital: bench.io } as Heard,
    ...{ i2c, spi, serial, timer, nowMs, onError },
    loop: { after: (_name, delayMs, run) => void timer.set(run, delayMs), cancel: () => undefined },
    records: new FakeRecords(),
    fingerPassword: undefined,
    facePassword: undefined,
    tell: (event) => told.push(event),
  });
  readers.open();
  bench.run(3_000);
  return { bench, told };
}

describe("an RC522 under bring-up", () => {
  test("is told of when it answers, and its cards", () => {
    const { bench, told } = opened(false);
    assert.deepEqual(told, [{ Event: "CardReader", Answers: true }]);
    bench.cardReader?.field.hold(uid4);
    bench.run(1_000);
    assert.deepEqual(told.slice(1), [{ Event: "Card", Uid: uid4 }]);
  });

  test("is told of as silent when it does not", () => {
    assert.deepEqual(opened(true).told, [{ Event: "CardReader", Answers: false }]);
  });
});
