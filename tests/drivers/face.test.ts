// SPDX-License-Identifier: Apache-2.0
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { faceOn, readyFace } from "../fixtures/face-bench";

const kinds = ["fm22x", "sen0677", "sen0736"] as const;

/** Asks for one look while this face is there. */
function look(it: ReturnType<typeof readyFace>, face: string | undefined, isAlive = true): string[] {
  it.facts.length = 0;
  it.module.show(face, isAlive);
  it.reader.look();
  it.bench.run(9_000);
  it.module.show(undefined);
  return [...it.facts];
}

describe("a face module at start", () => {
  test("is told of, with who it is, and does not look before it is adopted", () => {
    const { bench, facts, reader, module } = faceOn();
    module.show("Ada");
    bench.run(3_000);
    assert.deepEqual(facts, ["module FM225-0001, ours, 100 slots"]);
    reader.look();
    bench.run(3_000);
    assert.equal(module.looks, 0);
    assert.deepEqual(module.complaints, []);
  });

  test("without a serial number is known by its version only", () => {
    const { bench, facts } = faceOn({ prepare: (it) => (it.serial = undefined) });
    bench.run(3_000);
    assert.deepEqual(facts, ["module V1.4 (no serial), ours, 100 slots"]);
  });

  test("that is still looking for somebody, since the lock restarted meanwhile, is told to stop", () => {
    const it = readyFace();
    it.reader.enrol(6);
    it.bench.run(1_000);
    it.reader.close();
    const again = faceOn({}, it.bench);
    it.bench.run(3_000);
    assert.deepEqual(again.facts, ["module FM225-0001, ours, 100 slots"]);
  });

  test("that is not there is told once", () => {
    const { bench, facts, module } = faceOn({ prepare: (it) => (it.faults.isSilent = true) });
    bench.run(600_000);
    assert.deepEqual(facts, ["silent"]);
    module.faults.isSilent = false;
    bench.run(301_000);
    assert.deepEqual(facts.slice(1), ["module FM225-0001, ours, 100 slots"]);
  });
});

describe("another face module", () => {
  test("that was plugged in while the lock had power is found out before it looks for anybody", () => {
    const it = readyFace();
    it.module.swap("FM225-0666");
    it.bench.run(2_000);
    it.module.put("Eve", "latchkey0abcdef1-005");
    const { looks } = it.module;
    assert.deepEqual(look(it, "Eve"), ["module FM225-0666, ours, 100 slots"]);
    assert.equal(it.module.looks, looks);
  });

  test("is found out within five minutes even when nobody comes", () => {
    const it = readyFace();
    it.module.swap("FM225-0666");
    it.bench.run(301_000);
    assert.deepEqual(it.facts, ["module FM225-0666, ours, 100 slots"]);
  });

  test("without a serial number cannot be told from its like, but its faces can", () => {
    const it = readyFace({ prepare: (module) => (module.serial = undefined) });
    it.module.swap(undefined);
    it.bench.run(2_000);
    it.module.put("Eve", "boss");
    assert.deepEqual(look(it, "Eve"), ["no match", "module V1.4 (no serial), foreign, 100 slots"]);
  });
});

describe("a look for a face", () => {
  for (const kind of kinds) {
    test(`finds the slot of whoever was enrolled, and tells of a stranger, once for each look (${kind})`, () => {
      const it = readyFace({ kind });
      assert.deepEqual(look(it, "Ada"), ["match 5"]);
      assert.deepEqual(look(it, "Eve"), ["no match"]);
      assert.deepEqual(look(it, "Ada"), ["match 5"]);
      assert.deepEqual(it.module.complaints, []);
    });
  }

  test("is not begun unless it is asked for", () => {
    const it = readyFace();
    it.module.show("Ada");
    it.bench.run(400_000);
    assert.deepEqual([it.facts, it.module.looks], [[], 0]);
  });

  test("tells nothing when nobody comes, and ends by itself", () => {
    const it = readyFace();
    assert.deepEqual(look(it, undefined), []);
    assert.equal(it.module.looks, 1);
    assert.deepEqual(look(it, "Ada"), ["match 5"]);
  });

  test("counts a picture of somebody who was enrolled as a stranger", () => {
    const it = readyFace();
    assert.deepEqual(look(it, "Ada", false), ["no match"]);
  });

  test("that is asked for again while it goes on is one look, and so is one within a second", () => {
    const it = readyFace();
    it.module.show("Eve");
    for (let times = 0; times < 9; times++) {
      it.reader.look();
      it.bench.run(100);
    }
    it.bench.run(9_000);
    assert.deepEqual([it.facts, it.module.looks], [["no match"], 1]);
    it.reader.look();
    it.bench.run(9_000);
    assert.deepEqual(it.facts, ["no match", "no match"]);
  });

  test("is not begun in demonstration mode, in which the module would accept anybody", () => {
    const it = readyFace();
    it.module.demonstration = true;
    assert.deepEqual(look(it, "Eve"), ["no match"]);
  });
});

describe("a face that this lock did not enrol", () => {
  test("is a stranger, and the module is told of as foreign and does not look any more until it was emptied", () => {
    const it = readyFace();
    it.module.put("Eve", "latchkey00000001-005");
    assert.deepEqual(look(it, "Eve"), ["no match", "module FM225-0001, foreign, 100 slots"]);
    assert.equal(it.reader.ready, false);
    assert.deepEqual(look(it, "Ada"), []);
    it.reader.empty();
    it.reader.adopt();
    it.bench.run(5_000);
    assert.equal(it.module.faces.size, 0);
    assert.deepEqual(look(it, "Eve"), ["no match"]);
    assert.equal(it.reader.ready, true);
  });

  test("is one by each part of its name", () => {
    const names = ["latchkey0abcdef1-00", "latchkey0abcdef1-0050", "latchkey0abcdef2-005", "Latchkey0abcdef1-005", "latchkey0abcdef1-0a5", "", "5"];
    for (const name of names) {
      const it = readyFace();
      it.module.put("Eve", name);
      assert.equal(look(it, "Eve")[0], "no match", name);
    }
    const it = readyFace();
    it.module.put("Eve", "latchkey0abcdef1-006");
    assert.deepEqual(look(it, "Eve"), ["match 6"], "the test's own idea of a name is right");
  });

  test("with a slot that there is not is a stranger", () => {
    const it = readyFace();
    it.module.put("Eve", "latchkey0abcdef1-100");
    assert.deepEqual(look(it, "Eve"), ["no match"]);
  });
});

describe("enrolling a face", () => {
  for (const kind of kinds) {
    test(`puts it under its slot, refuses one that is known, and replaces what the slot had (${kind})`, () => {
      const it = readyFace({ kind });
      it.reader.enrol(6);
      it.module.show("Ada");
      it.bench.run(5_000);
      assert.deepEqual(it.facts, ["lay 6", "known 6"]);
      it.reader.enrol(5);
      it.module.show("Bob");
      it.bench.run(5_000);
      assert.deepEqual(it.facts.slice(2), ["lay 5", "stored 5"]);
      assert.deepEqual([...it.module.faces.values()].map(({ face }) => face), ["Bob"]);
      assert.deepEqual(it.module.complaints, []);
    });
  }

  test("ends when nobody comes", () => {
    const it = readyFace();
    it.reader.enrol(6);
    it.bench.run(19_000);
    assert.deepEqual(it.facts, ["lay 6"]);
    it.bench.run(3_000);
    assert.deepEqual(it.facts, ["lay 6", "tooLate 6"]);
  });

  test("is stopped at once when it is cancelled, and a look after that is a look", () => {
    const it = readyFace();
    it.reader.enrol(6);
    it.bench.run(2_000);
    it.reader.cancel();
    it.bench.run(500);
    assert.deepEqual(it.facts, ["lay 6", "cancelled 6"]);
    assert.deepEqual(look(it, "Ada"), ["match 5"]);
    assert.deepEqual(it.module.complaints, []);
    assert.equal(it.module.faces.size, 1);
  });

  test("is refused before the module is adopted, and in a slot that there is not", () => {
    const { bench, facts, reader } = faceOn();
    reader.enrol(1);
    bench.run(3_000);
    assert.equal(facts[0], "failed 1");
    const it = readyFace();
    it.reader.enrol(100);
    assert.deepEqual(it.facts, ["failed 100"]);
    assert.throws(() => it.reader.enrol(1000), /slot/);
  });
});

describe("erasing faces", () => {
  for (const kind of kinds) {
    test(`takes away that of a slot, or all (${kind})`, () => {
      const it = readyFace({ kind });
      for (const [slot, face] of [[6, "Bob"], [7, "Cleo"]] as const) {
        it.reader.enrol(slot);
        it.module.show(face);
        it.bench.run(5_000);
      }
      it.facts.length = 0;
      it.module.show(undefined);
      it.reader.delete(6);
      it.bench.run(3_000);
      assert.deepEqual([...it.module.faces.values()].map(({ face }) => face), ["Ada", "Cleo"]);
      it.reader.empty();
      it.bench.run(3_000);
      assert.deepEqual([it.facts, it.module.faces.size], [["erased 6", "erased -1"], 0]);
      assert.deepEqual(it.module.complaints, []);
    });
  }

  test("works with a module that is full", () => {
    const it = readyFace();
    for (let slot = 6; slot < 105; slot++) it.module.put(`guest ${slot}`, `latchkey0abcdef1-${String(slot).padStart(3, "0")}`);
    it.reader.delete(99);
    it.bench.run(10_000);
    assert.deepEqual([it.facts, it.module.faces.size], [["erased 99"], 99]);
  });

  test("goes before the match that is being looked for", () => {
    const it = readyFace();
    it.module.show("Ada");
    it.reader.look();
    while (it.module.looks === 0) it.bench.run(1);
    it.reader.delete(5);
    it.bench.run(5_000);
    assert.deepEqual(it.facts, ["no match", "erased 5"]);
  });
});

describe("a face module whose supply is switched", () => {
  const supplyPin = 13;

  test("has power while somebody is looked for and ten seconds longer, and none otherwise", () => {
    const it = readyFace({ supplyPin });
    it.bench.run(10_000);
    assert.equal(it.module.hasPower, false);
    const beforeUs = it.module.poweredUs;
    it.bench.run(600_000);
    assert.equal(it.module.poweredUs, beforeUs, "no supervision wakes it");
    assert.deepEqual(look(it, "Ada"), ["match 5"]);
    it.bench.run(10_000);
    assert.equal(it.module.hasPower, false);
    assert.ok(it.module.poweredUs - beforeUs < 15_000_000);
  });

  test("is asked who it is each time: another one is found out before it looks for anybody", () => {
    const it = readyFace({ supplyPin });
    it.bench.run(20_000);
    it.module.swap("FM225-0666");
    it.module.put("Eve", "latchkey0abcdef1-005");
    const { looks } = it.module;
    assert.deepEqual(look(it, "Eve"), ["module FM225-0666, ours, 100 slots"]);
    assert.equal(it.module.looks, looks);
  });

  test("that does not answer any more has its supply off between tries, and a look that was asked for is forgotten", () => {
    const it = readyFace({ supplyPin });
    it.bench.run(20_000);
    it.module.faults.isSilent = true;
    assert.deepEqual(look(it, "Ada"), []);
    const beforeUs = it.module.poweredUs;
    it.bench.run(3_600_000);
    assert.deepEqual(it.facts, ["silent"]);
    assert.ok(it.module.poweredUs - beforeUs < 300_000_000);
    it.module.faults.isSilent = false;
    it.module.show("Ada");
    const { looks } = it.module;
    it.bench.run(600_000);
    assert.equal(it.module.looks, looks);
    assert.equal(it.module.hasPower, false);
  });
});
