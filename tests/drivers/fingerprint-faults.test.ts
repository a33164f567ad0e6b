// SPDX-License-Identifier: Apache-2.0
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { Random } from "../../host/board/random";
import { answerPacket } from "../../host/board/world/fingerprint-packets";
import { fingerprintOn } from "../fixtures/fingerprint-bench";

/** Adopted, Ada's finger in slot 5, and nothing told yet. */
function ready(options: Parameters<typeof fingerprintOn>[0] = {}) {
  const it = fingerprintOn(options);
  it.bench.run(2_000);
  it.reader.adopt();
  it.bench.run(1_000);
  it.facts.length = 0;
  it.module.templates.set(5, "Ada");
  return it;
}

describe("a fingerprint module that glitches", () => {
  test("is used again after an answer with a wrong checksum, and nothing is told of it", () => {
    const { bench, facts, module } = ready();
    module.faults.wrongChecksums = 1;
    module.lay("Ada");
    bench.run(4_000);
    assert.deepEqual(facts, ["match 5"]);
    assert.equal(module.faults.wrongChecksums, 0);
  });

  test("is understood through stray bytes", () => {
    const { bench, facts, module } = ready();
    module.faults.strayBytes = 5;
    module.lay("Ada");
    bench.run(4_000);
    assert.deepEqual(facts, ["match 5"]);
    assert.equal(module.faults.strayBytes, 0);
  });

  test("whose answers are all too late is silent: none of them is taken for the answer to something else", () => {
    for (let lateMs = 200; lateMs <= 6_000; lateMs += 170) {
      const { bench, facts, module } = ready();
      module.faults.lateMs = lateMs;
      module.lay("Eve");
      bench.run(20_000);
      const told = facts.filter((fact) => fact !== "silent" && fact !== "no match" && !fact.startsWith("module R503"));
      assert.deepEqual(told, [], `${lateMs} ms late`);
    }
  });

  test("that restarts by itself is used again, since the password is said before each search", () => {
    const { bench, facts, module } = ready();
    module.setPower(false);
    module.setPower(true);
    bench.run(1_000);
    module.lay("Ada");
    bench.run(2_000);
    assert.deepEqual(facts, ["match 5"]);
  });

  test("ends an enrolment that was under way", () => {
    const { bench, facts, module, reader } = ready();
    reader.enrol(6);
    bench.run(1_000);
    module.faults.wrongChecksums = 1;
    bench.run(3_000);
    assert.deepEqual(facts, ["lay 6", "failed 6"]);
    module.lay("Ada");
    bench.run(2_000);
    module.lay(undefined);
    bench.run(1_000);
    module.lay("Ada");
    bench.run(2_000);
    assert.equal(facts.at(-1), "match 5");
  });
});

describe("a right answer at the wrong time", () => {
  const stray = answerPacket([0]);

  test("is not taken for the answer to a search: it is too short for that", () => {
    const { bench, facts, module } = ready();
    module.lay("Ada");
    while (module.searches === 0) bench.run(1);
    module.line.send(stray);
    bench.run(5_000);
    assert.deepEqual(facts, ["match 5"]);
  });

  test("is not taken for the answer to the password, when it came while nothing was asked", () => {
    const { bench, module } = ready({ lostInterrupts: true });
    module.swap("FFFF0000");
    bench.run(100);
    module.line.send(stray);
    bench.run(20);
    module.lay("Eve");
    bench.run(3_000);
    assert.equal(module.searches, 0);
  });
});

describe("erasing a slot", () => {
  test("goes before the match that is being searched for", () => {
    const { bench, facts, module, reader } = ready();
    module.lay("Ada");
    while (module.searches === 0) bench.run(1);
    reader.delete(5);
    bench.run(2_000);
    assert.deepEqual(facts, ["no match", "erased 5"]);
  });

  test("waits while the module is asked who it is after a glitch", () => {
    for (let delayMs = 0; delayMs < 1_000; delayMs += 20) {
      const { bench, facts, module, reader } = ready();
      module.faults.wrongChecksums = 1;
      module.lay("Ada");
      while (module.faults.wrongChecksums > 0) bench.run(1);
      bench.run(delayMs);
      reader.delete(9);
      bench.run(5_000);
      assert.deepEqual(module.complaints, [], `after ${delayMs} ms`);
      assert.deepEqual(facts.sort(), ["erased 9", "match 5"], `after ${delayMs} ms`);
    }
  });
});

describe("a fingerprint module that is taken away", () => {
  test("is told of once within five minutes, and is not read when it comes back before it is adopted again", () => {
    const { bench, facts, module, reader } = ready();
    module.faults.isSilent = true;
    bench.run(310_000);
    assert.deepEqual(facts, ["silent"]);
    assert.equal(reader.ready, false);
    module.faults.isSilent = false;
    module.lay("Ada");
    bench.run(60_000);
    assert.equal(facts.length, 2);
    assert.match(facts[1] ?? "", /A1B2C3D4, ours password/);
    reader.adopt();
    bench.run(2_000);
    assert.deepEqual(facts.slice(2), ["match 5"]);
  });

  test("and replaced is found out by the next finger, before any search in it", () => {
    const { bench, facts, module } = ready();
    module.swap("FFFF0000");
    module.templates.set(1, "Eve");
    bench.run(1_000);
    module.lay("Eve");
    bench.run(10_000);
    assert.equal(facts.length, 1);
    assert.match(facts[0] ?? "", /FFFF0000, factory password/);
    assert.equal(module.searches, 0);
  });

  test("and replaced is found out within five minutes even when nobody comes", () => {
    const { bench, facts, module } = ready();
    module.swap("FFFF0000");
    bench.run(301_000);
    assert.match(facts.join(), /FFFF0000/);
  });

  test("and replaced by a board that agrees to everything is believed: the wire proves nothing", () => {
    const { bench, facts, module } = ready();
    module.faults.forgedSlot = 5;
    module.lay("Eve");
    bench.run(2_000);
    assert.deepEqual(facts, ["match 5"]);
  });

  test("that finds a slot which it cannot have is not believed", () => {
    const { bench, facts, module } = ready();
    module.faults.forgedSlot = 200;
    module.lay("Eve");
    bench.run(2_000);
    assert.deepEqual(facts, ["no match"]);
  });
});

describe("the fingerprint driver", () => {
  test("survives any bytes on its wire, and is as good as before", () => {
    for (let seed = 1; seed <= 40; seed++) {
      const random = new Random(seed);
      const { bench, facts, module, reader } = ready();
      for (let times = 0; times < 30; times++) {
        const bytes = Uint8Array.from({ length: 1 + random.below(200) }, () =>
          random.below(3) === 0 ? random.below(256) : ([0xef, 0x01, 0xff, 0x07, 0x00, 0x03][random.below(6)] ?? 0),
        );
        module.line.send(bytes);
        module.lay(random.below(2) === 0 ? "Eve" : undefined);
        bench.run(random.below(700));
      }
      module.lay(undefined);
      // Longer than any back-off that these glitches can have led to.
      bench.run(60_000);
      if (!reader.ready) reader.adopt();
      bench.run(1_000);
      const told = facts.filter((fact) => fact !== "silent" && fact !== "no match" && !fact.startsWith("module R503 B001 A1B2C3D4,"));
      assert.deepEqual(told, [], `seed ${seed}`);
      facts.length = 0;
      module.lay("Ada");
      bench.run(3_000);
      assert.deepEqual(facts, ["match 5"], `seed ${seed}`);
      assert.deepEqual(bench.errors, []);
    }
  });

  test("is silent after close, closes twice, and its port and pin can be opened again", () => {
    const { bench, facts, module, reader } = ready();
    reader.enrol(6);
    module.lay("Ada");
    bench.run(100);
    reader.close();
    reader.close();
    facts.length = 0;
    bench.run(400_000);
    assert.deepEqual(facts, []);
    assert.equal(bench.pending, false);
    fingerprintOn({}, bench).reader.close();
    assert.throws(() => reader.enrol(1), /closed/);
  });

  test("goes on when its listener throws, and tells of it", () => {
    const facts: string[] = [];
    const onMatch = (slot: number) => {
      facts.push(`match ${slot}`);
      throw new Error("nobody home");
    };
    const { bench, module } = ready({ onMatch });
    for (let times = 0; times < 2; times++) {
      module.lay("Ada");
      bench.run(2_000);
      module.lay(undefined);
      bench.run(1_000);
    }
    assert.deepEqual(facts, ["match 5", "match 5"]);
    assert.deepEqual(bench.errors, ["nobody home", "nobody home"]);
  });
});
