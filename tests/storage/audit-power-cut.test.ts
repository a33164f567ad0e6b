// SPDX-License-Identifier: Apache-2.0
/** Cuts the power at every single flash and NVS operation of a run of the audit log, in several ways, and once more. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { assertHoldsItsEntries, entry, fill, settle, startLog } from "../fixtures/audit-log";
import { setCheck } from "../../storage/audit-format";
import type { AuditRing } from "../../storage/audit-ring";
import { PowerCut, StorageBoard, type StorageImage, type Torn } from "../fixtures/storage-board";

const sectorCount = 4;
const tornWays: readonly Torn[] = [0, 0.4, 1, "scattered"];
const appends = 9;

interface Run {
  image: StorageImage;
  /** Whether the idle slices get time between the appends. */
  slices: boolean;
}

/** A power-up and some appends. `acknowledged.next` is the sequence after the last one that append() returned for. */
function run(board: StorageBoard, { slices }: Run, acknowledged: { next: number }): void {
  const log = startLog(board, 2);
  if (slices) runDueSlices(log);
  acknowledged.next = Math.max(acknowledged.next, log.next);
  for (let count = 0; count < appends; count++) {
    log.append(entry(log.next));
    acknowledged.next = log.next;
    if (slices && count % 3 === 2) runDueSlices(log);
  }
}

/** Those that write: they come before the walk. */
function runDueSlices(log: AuditRing): void {
  for (let count = 0; count < 4; count++) log.slice();
}

function countOperations(scenario: Run): number {
  const board = new StorageBoard({ sectorCount, image: scenario.image });
  run(board, scenario, { next: 1 });
  return board.operations;
}

/** The power comes back: everything acknowledged is there, at most the entry under way besides, and the log goes on. */
function checkAfterCut(board: StorageBoard, acknowledged: { next: number }): void {
  board.powerUp();
  const log = startLog(board, 3);
  const { next } = log;
  const atMost = acknowledged.next + 1;
  assert.ok(next === acknowledged.next || next === atMost, `${acknowledged.next} comes next, not ${next}`);
  assert.notEqual(log.chain, "broken");
  runDueSlices(log);
  const { first } = log;
  fill(log, 3);
  const again = startLog(board, 4);
  settle(again);
  assert.equal(again.chain, "intact");
  assert.equal(again.next, next + 3);
  // A torn write costs its slot.
  assert.ok(next - first + again.tornSlots >= Math.min(next - 1, (sectorCount - 2) * 127), "too few are kept");
  // The chain speaks for the rest.
  assertHoldsItsEntries(again, 20);
}

function cutEverywhere(scenario: Run): void {
  const operations = countOperations(scenario);
  assert.ok(operations >= appends);
  for (let operation = 1; operation <= operations; operation++) {
    for (const torn of tornWays) {
      const id = `cut at operation ${operation}, torn ${torn}`;
      const board = new StorageBoard({ sectorCount, image: scenario.image, seed: operation });
      const acknowledged = { next: 1 };
      board.cutPowerAt(operation, torn);
      tolerateCut(board, () => run(board, scenario, acknowledged), id);
      withId(id, () => checkAfterCut(board, acknowledged));
    }
  }
}

/** The second cut falls into the repair of what the first one left. */
function cutTwice(scenario: Run): void {
  const operations = countOperations(scenario);
  for (let first = 1; first <= operations; first++) {
    for (let second = 1; second <= 4; second++) {
      const id = `cut at operation ${first}, then at ${second}`;
      const board = new StorageBoard({ sectorCount, image: scenario.image, seed: first });
      const acknowledged = { next: 1 };
      board.cutPowerAt(first, second % 2 === 0 ? 0.5 : "scattered");
      tolerateCut(board, () => run(board, scenario, acknowledged), id);
      board.powerUp();
      board.cutPowerAt(second, first % 2 === 0 ? 0.4 : "scattered");
      tolerateCut(board, () => run(board, scenario, acknowledged), id);
      withId(id, () => checkAfterCut(board, acknowledged));
    }
  }
}

function tolerateCut(board: StorageBoard, work: () => void, id: string): void {
  try {
    work();
  } catch (error) {
    // The ring may have put a name of its own on it; what counts is whether the power was cut.
    if (board.powered || !(error instanceof Error)) throw error;
    return;
  }
  assert.ok(!board.powered || id.includes("then"), `${id}: was never reached`);
}

function withId(id: string, check: () => void): void {
  try {
    check();
  } catch (error) {
    throw new Error(`${id}: ${error instanceof Error ? error.message : ""}`, { cause: error });
  }
}

function imageOf(prepare: (board: StorageBoard) => void): StorageImage {
  const board = new StorageBoard({ sectorCount });
  prepare(board);
  return board.image;
}

/** What is on flash before the run, and whether the slices get time in it. */
const scenarios: readonly { name: string; slices: boolean; prepare: (board: StorageBoard) => void }[] = [
  { name: "on a blank partition", slices: true, prepare: () => {} },
  {
    name: "on a partition full of garbage, without time for slices",
    slices: false,
    prepare: ({ flash }) => flash.bytes.forEach((_, index, bytes) => (bytes[index] = (index * 151) >> 3)),
  },
  {
    name: "where the ring comes round",
    slices: true,
    prepare: (board) => fill(startLog(board), 4 * 127 - 5),
  },
  {
    name: "where the ring comes round, without time for slices",
    slices: false,
    prepare: (board) => {
      const log = startLog(board);
      for (let sequence = 1; sequence <= 4 * 127 - 5; sequence++) log.append(entry(sequence));
    },
  },
];

describe("audit ring, power cut at every operation", () => {
  for (const { name, slices, prepare } of scenarios) {
    test(`loses and invents nothing ${name}`, () => cutEverywhere({ image: imageOf(prepare), slices }));
    test(`loses and invents nothing when cut twice ${name}`, () => cutTwice({ image: imageOf(prepare), slices }));
  }

  test("a torn entry is counted, and its slot left out", () => {
    const board = new StorageBoard({ sectorCount });
    const log = startLog(board);
    fill(log, 10);
    board.cutPowerAt(1, 0.5);
    assert.throws(() => log.append(entry(11)));
    board.powerUp();
    const again = startLog(board, 2);
    assert.equal(again.next, 11);
    settle(again);
    assert.equal(again.tornSlots, 1);
    fill(again, 1);
    assertHoldsItsEntries(again);
  });

  test("a whole entry is not counted as torn", () => {
    const board = new StorageBoard({ sectorCount });
    fill(startLog(board), 10);
    const again = startLog(board, 2);
    settle(again);
    assert.equal(again.tornSlots, 0);
  });

  test("a torn entry whose check is right by chance is not an entry", () => {
    for (const sequence of [10, 11, 12]) {
      const board = new StorageBoard({ sectorCount });
      const log = startLog(board);
      fill(log, 10);
      // The next slot gets a copy of the one before, with another sequence and a right check: only the MAC is wrong.
      const { bytes } = board.flash;
      bytes.copyWithin(11 * 32, 10 * 32, 11 * 32);
      bytes[11 * 32] = sequence;
      setCheck(bytes.subarray(11 * 32, 12 * 32));
      const again = startLog(board, 2);
      assert.equal(again.next, 11, `sequence ${sequence}`);
      fill(again, 5);
      settle(again);
      assert.equal(again.chain, "intact");
      assert.equal(again.tornSlots, 1);
      assertHoldsItsEntries(startLog(board, 3));
    }
  });

  test("the test notices a log that forgets: the last flash write of a run is undone", () => {
    const image = imageOf((board) => fill(startLog(board), 20));
    const board = new StorageBoard({ sectorCount, image });
    const acknowledged = { next: 1 };
    run(board, { image, slices: false }, acknowledged);
    board.flash.bytes.fill(0xff, 29 * 32, 30 * 32);
    assert.throws(() => checkAfterCut(board, acknowledged), /comes next/);
  });

  test("a power cut is an exception of its own kind in these tests", () => {
    const board = new StorageBoard({ sectorCount });
    board.cutPowerAt(1, 0);
    assert.throws(() => board.flashModule.open({ path: "audit", mode: "r+" }).eraseBlock(0, 1), PowerCut);
    assert.throws(() => board.flashModule.open({ path: "audit", mode: "r+" }), PowerCut);
  });
});
