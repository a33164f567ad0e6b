// SPDX-License-Identifier: Apache-2.0
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { fingerprintOn } from "../fixtures/fingerprint-bench";

describe("a fingerprint module at start", () => {
  test("is told of, with who it is, and not read before it is adopted", () => {
    const { bench, facts, reader, module } = fingerprintOn();
    bench.run(2_000);
    assert.deepEqual(facts, ["module R503 B001 A1B2C3D4, factory password, 200 slots, 0 used, level 3"]);
    module.lay("Ada");
    bench.run(3_000);
    assert.equal(module.searches, 0);
    assert.equal(reader.ready, false);
    assert.deepEqual(module.complaints, []);
  });

  test("gets the lock's password when it is adopted, and keeps it", () => {
    const { bench, facts, reader, module, password } = fingerprintOn();
    bench.run(2_000);
    reader.adopt();
    bench.run(500);
    assert.equal(module.password, password);
    assert.equal(reader.ready, true);
    assert.equal(facts.length, 1);
    reader.close();
    const again = fingerprintOn({}, bench);
    again.module.setPower(false);
    again.module.setPower(true);
    bench.run(2_000);
    assert.match(again.facts[0] ?? "", /A1B2C3D4, ours password/);
  });

  test("with a password that is neither ours nor the factory's is told of, and never read", () => {
    const { bench, facts, reader, module } = fingerprintOn({ prepare: (it) => (it.password = 99) });
    bench.run(2_000);
    assert.match(facts[0] ?? "", /strange password/);
    reader.adopt();
    module.lay("Ada");
    bench.run(5_000);
    assert.equal(reader.ready, false);
    assert.equal(module.searches, 0);
    assert.equal(module.password, 99);
  });

  test("without product information is known by its kind only", () => {
    const { bench, facts, reader, module } = fingerprintOn({ prepare: (it) => (it.serial = undefined) });
    bench.run(2_000);
    assert.deepEqual(facts, ["module (no serial), factory password, 200 slots, 0 used, level 3"]);
    reader.adopt();
    module.templates.set(3, "Ada");
    bench.run(500);
    module.lay("Ada");
    bench.run(2_000);
    assert.deepEqual(facts.slice(1), ["match 3"]);
    assert.deepEqual(module.complaints, [], "no ring was asked of it");
  });

  test("that is not there is told once, and tried on ever more rarely", () => {
    const { bench, facts, module } = fingerprintOn({ prepare: (it) => (it.faults.isSilent = true) });
    bench.run(2_899);
    assert.deepEqual(facts, []);
    bench.run(1);
    assert.deepEqual(facts, ["silent"]);
    bench.run(60_000);
    assert.deepEqual(facts, ["silent"]);
    module.faults.isSilent = false;
    bench.run(600_000);
    assert.equal(facts.length, 2);
    assert.match(facts[1] ?? "", /^module R503/);
  });

  test("is refused a password that is none", () => {
    for (const password of [0, -1, 1.5, 2 ** 32]) {
      assert.throws(() => fingerprintOn({ password }), /password/);
    }
  });
});

describe("a finger that is laid on", () => {
  test("is told by its slot, once, until it is lifted and laid on again", () => {
    const { bench, facts, module } = adopted();
    module.templates.set(5, "Ada");
    module.lay("Ada");
    bench.run(5_000);
    assert.deepEqual(facts, ["match 5"]);
    module.lay(undefined);
    bench.run(1_000);
    module.lay("Ada");
    bench.run(1_500);
    assert.deepEqual(facts, ["match 5", "match 5"]);
    assert.deepEqual(module.complaints, []);
  });

  test("that is in no slot is told as such", () => {
    const { bench, facts, module } = adopted();
    module.templates.set(5, "Ada");
    module.lay("Eve");
    bench.run(5_000);
    assert.deepEqual(facts, ["no match"]);
    assert.equal(module.searches, 1);
    assert.equal(module.ring, "red flashing");
  });

  test("that leaves a smudge only is told to nobody but by the ring", () => {
    const { bench, facts, module } = adopted();
    module.templates.set(5, "Ada");
    module.lay("Ada", "smudged");
    bench.run(5_000);
    assert.deepEqual(facts, []);
    assert.equal(module.searches, 0);
    assert.equal(module.ring, "purple flashing");
  });

  test("is found by the slow poll when every interrupt gets lost", () => {
    const { bench, facts, module } = adopted({ lostInterrupts: true });
    module.templates.set(5, "Ada");
    module.lay("Ada");
    bench.run(1_500);
    assert.deepEqual(facts, ["match 5"]);
  });

  test("is looked for all the time where no touch pin tells", () => {
    const { bench, facts, module } = adopted({ touchPin: undefined });
    module.templates.set(5, "Ada");
    for (let times = 1; times <= 2; times++) {
      module.lay("Ada");
      bench.run(3_000);
      assert.equal(facts.length, times);
      module.lay(undefined);
      bench.run(1_000);
    }
    assert.deepEqual(facts, ["match 5", "match 5"]);
    assert.deepEqual(module.complaints, []);
  });

  test("cannot be searched for more than once a second, however it is tapped", () => {
    const { bench, module } = adopted();
    for (let taps = 0; taps < 200; taps++) {
      module.lay("Eve");
      bench.run(700);
      module.lay(undefined);
      bench.run(100);
    }
    assert.ok(module.searches > 60, `${module.searches}`);
    assert.ok(module.searches <= 160, `${module.searches}`);
  });

  test("costs far less than a turn may", () => {
    const { bench, facts, module } = adopted();
    module.templates.set(5, "Ada");
    module.lay("Ada");
    bench.run(2_000);
    assert.deepEqual(facts, ["match 5"]);
    assert.ok(bench.longestUnits < 10_000, `${bench.longestUnits}`);
  });
});

describe("enrolling", () => {
  test("takes the finger twice, and stores it", () => {
    const { bench, facts, module, reader } = adopted();
    reader.enrol(7);
    bench.run(500);
    assert.deepEqual(facts, ["lay 7"]);
    assert.equal(module.ring, "blue breathing");
    module.lay("Ada");
    bench.run(1_500);
    assert.deepEqual(facts, ["lay 7", "lift 7"]);
    assert.equal(module.ring, "yellow flashing");
    module.lay(undefined);
    bench.run(1_000);
    module.lay("Ada");
    bench.run(3_000);
    assert.deepEqual(facts, ["lay 7", "lift 7", "lay 7", "stored 7"]);
    assert.equal(module.templates.get(7), "Ada");
    bench.run(5_000);
    assert.equal(facts.length, 4, "the finger that still lies there opens nothing");
    assert.deepEqual(module.complaints, []);
  });

  test("asks again for a smudge", () => {
    const { bench, facts, module, reader } = adopted();
    reader.enrol(0);
    module.lay("Ada", "smudged");
    bench.run(1_500);
    assert.deepEqual(facts, ["lay 0", "poor 0"]);
    module.lay(undefined);
    bench.run(1_000);
    module.lay("Ada");
    bench.run(1_500);
    assert.deepEqual(facts.slice(2), ["lift 0"]);
  });

  test("refuses two different fingers, and one that has a slot already", () => {
    const { bench, facts, module, reader } = adopted();
    reader.enrol(1);
    for (const finger of ["Ada", undefined, "Eve"]) {
      module.lay(finger);
      bench.run(2_000);
    }
    assert.equal(facts.at(-1), "different 1");
    assert.equal(module.templates.size, 0);
    module.templates.set(9, "Eve");
    module.lay(undefined);
    bench.run(1_000);
    reader.enrol(1);
    module.lay("Eve");
    bench.run(2_000);
    assert.equal(facts.at(-1), "known 1");
  });

  test("may replace what is in the slot with the same finger", () => {
    const { bench, facts, module, reader } = adopted();
    module.templates.set(9, "Eve");
    reader.enrol(9);
    for (const finger of ["Eve", undefined, "Eve"]) {
      module.lay(finger);
      bench.run(2_000);
    }
    assert.equal(facts.at(-1), "stored 9");
  });

  test("ends by itself when nobody comes, and when it is cancelled", () => {
    const { bench, facts, module, reader } = adopted();
    reader.enrol(2);
    bench.run(30_000);
    assert.deepEqual(facts, ["lay 2", "tooLate 2"]);
    reader.enrol(3);
    bench.run(1_000);
    reader.cancel();
    bench.run(1_000);
    assert.deepEqual(facts.slice(2), ["lay 3", "cancelled 3"]);
    assert.equal(module.ring, "");
    reader.cancel();
    module.lay("Ada");
    bench.run(3_000);
    assert.deepEqual(facts.slice(4), ["no match"]);
    assert.equal(module.templates.size, 0);
  });

  test("fails at once for a slot that is not there, and before the module is adopted", () => {
    const { facts, reader, bench } = adopted();
    reader.enrol(200);
    assert.deepEqual(facts, ["failed 200"]);
    assert.throws(() => reader.enrol(-1), /slot/);
    assert.throws(() => reader.enrol(1000), /slot/);
    reader.close();
    const early = fingerprintOn({}, bench);
    early.reader.enrol(1);
    assert.deepEqual(early.facts, ["failed 1"]);
  });
});

describe("erasing", () => {
  test("takes one slot, or all of them", () => {
    const { bench, facts, module, reader } = adopted();
    for (const slot of [1, 2, 3]) module.templates.set(slot, `finger ${slot}`);
    reader.delete(2);
    bench.run(500);
    assert.deepEqual([...module.templates.keys()], [1, 3]);
    reader.empty();
    bench.run(500);
    assert.equal(module.templates.size, 0);
    assert.deepEqual(facts, ["erased 2", "erased -1"]);
  });

  test("is made good when the module answers again, before any finger is told", () => {
    const { bench, facts, module, reader } = adopted();
    module.templates.set(2, "Eve");
    module.faults.isSilent = true;
    reader.delete(2);
    module.lay("Eve");
    bench.run(10_000);
    assert.deepEqual(facts, ["silent"]);
    module.faults.isSilent = false;
    bench.run(60_000);
    assert.match(facts[1] ?? "", /^module/);
    reader.adopt();
    bench.run(3_000);
    assert.deepEqual(facts.slice(2), ["erased 2", "no match"]);
  });
});

/** Adopted, with its password, and nothing told yet. */
function adopted(options: Parameters<typeof fingerprintOn>[0] = {}) {
  const it = fingerprintOn(options);
  it.bench.run(2_000);
  it.reader.adopt();
  it.bench.run(1_000);
  it.facts.length = 0;
  return it;
}
