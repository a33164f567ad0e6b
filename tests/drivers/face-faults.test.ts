// SPDX-License-Identifier: Apache-2.0
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { Random } from "../../host/board/random";
import { frameOf } from "../../host/board/world/face-frames";
import { readyFace } from "../fixtures/face-bench";

type Bench = ReturnType<typeof readyFace>;

/** Until the module looks for somebody. */
function untilItLooks({ bench, module }: Bench): void {
  const { looks } = module;
  while (module.looks === looks) bench.run(1);
}

/** What another look tells, long after whatever went wrong. */
function laterLook(it: Bench, face: string): string[] {
  it.module.show(undefined);
  it.bench.run(60_000);
  if (!it.reader.ready) it.reader.adopt();
  it.bench.run(1_000);
  it.facts.length = 0;
  it.module.show(face);
  it.reader.look();
  it.bench.run(5_000);
  return [...it.facts];
}

describe("a face module that glitches", () => {
  for (const fault of ["wrongChecksums", "cutShort", "overLong"] as const) {
    test(`is used again after an answer that is spoilt (${fault}), and no match is made of it`, () => {
      const it = readyFace();
      it.module.show("Ada");
      it.reader.look();
      untilItLooks(it);
      it.module.faults[fault] = 1;
      it.bench.run(20_000);
      assert.deepEqual([it.facts, it.module.faults[fault]], [[], 0]);
      assert.deepEqual(laterLook(it, "Ada"), ["match 5"]);
    });
  }

  test("is understood through stray bytes", () => {
    const it = readyFace();
    it.module.faults.strayBytes = 9;
    it.module.show("Ada");
    it.reader.look();
    it.bench.run(20_000);
    assert.deepEqual(it.facts, ["match 5"]);
    assert.ok(it.module.faults.strayBytes < 9);
  });

  test("whose answers are all too late never has one of them taken for the answer to something else", () => {
    for (let lateMs = 500; lateMs <= 30_000; lateMs += 590) {
      const it = readyFace();
      it.module.show("Ada");
      it.reader.look();
      untilItLooks(it);
      it.module.faults.lateMs = lateMs;
      it.bench.run(200);
      // She goes, and somebody else asks to be looked at, as often as it is possible.
      it.bench.run(11_000);
      it.facts.length = 0;
      it.module.show("Eve");
      for (let times = 0; times < 60; times++) {
        it.reader.look();
        it.bench.run(1_000);
      }
      assert.deepEqual(it.facts.filter((fact) => fact.startsWith("match")), [], `${lateMs} ms late`);
    }
  });

  test("that restarts by itself while it looks is used again", () => {
    const it = readyFace();
    it.reader.look();
    untilItLooks(it);
    it.module.setPower(false);
    it.module.setPower(true);
    assert.deepEqual(laterLook(it, "Ada"), ["match 5"]);
  });

  test("ends an enrolment that was under way, and nothing is put under another slot by it", () => {
    const it = readyFace();
    it.reader.enrol(6);
    it.bench.run(1_000);
    it.module.faults.wrongChecksums = 1;
    it.module.show("Bob");
    it.bench.run(30_000);
    assert.deepEqual(it.facts, ["lay 6", "failed 6"]);
    it.reader.enrol(7);
    it.bench.run(5_000);
    assert.deepEqual(it.facts.slice(2), ["lay 7", "known 7"], "the module has him under 6, which is nobody's");
    it.reader.enrol(6);
    it.bench.run(5_000);
    assert.equal(it.facts.at(-1), "stored 6");
  });

  test("and is to erase, erases as soon as it is right again", () => {
    const it = readyFace();
    it.module.faults.wrongChecksums = 1_000;
    it.reader.delete(5);
    it.bench.run(20_000);
    it.module.faults.wrongChecksums = 0;
    it.bench.run(400_000);
    it.reader.adopt();
    it.bench.run(30_000);
    assert.equal(it.facts.at(-1), "erased 5");
  });
});

describe("a right answer at the wrong time", () => {
  const name = [..."latchkey0abcdef1-005"].map((character) => character.charCodeAt(0));
  const match = frameOf(0x00, [0x12, 0, 0, 1, ...name, ...new Array<number>(32 - name.length).fill(0), 0, 200]);

  test("is no match when it answers something else, although a name stands in it, too", () => {
    const it = readyFace();
    it.reader.look();
    untilItLooks(it);
    it.module.line.send(frameOf(0x00, [0x22, ...[...match].slice(6, -1)]));
    it.bench.run(9_000);
    assert.deepEqual(it.facts, []);
  });

  test("is not taken for a match while something else is asked", () => {
    const it = readyFace();
    it.module.line.send(match);
    it.bench.run(100);
    it.reader.delete(9);
    it.module.line.send(match);
    it.bench.run(5_000);
    assert.deepEqual(it.facts, ["erased 9"]);
  });

  test("is believed when somebody sends it while a look goes on: the wire proves nothing", () => {
    const it = readyFace();
    it.module.show("Eve");
    it.reader.look();
    untilItLooks(it);
    it.module.line.send(match);
    it.bench.run(5_000);
    assert.deepEqual(it.facts, ["match 5"]);
  });

  test("is no match, and no stranger either, when the module tells that the eyes are shut", () => {
    const it = readyFace();
    it.reader.look();
    untilItLooks(it);
    it.module.line.send(frameOf(0x00, [...match.slice(5, -2), 0xcc]));
    it.bench.run(9_000);
    assert.deepEqual(it.facts, []);
  });

  test("is too short, or too long, for a match", () => {
    for (const frame of [frameOf(0x00, [0x12, 0, 0, 1, ...name]), frameOf(0x00, [0x12, 0, 0, 1, ...name, ...new Array<number>(60).fill(0)])]) {
      const it = readyFace();
      it.reader.look();
      untilItLooks(it);
      it.module.line.send(frame);
      it.bench.run(5_000);
      assert.deepEqual(it.facts, []);
    }
  });
});

describe("the face driver", () => {
  test("survives any bytes on its wire, and is as good as before", () => {
    for (let seed = 1; seed <= 25; seed++) {
      const random = new Random(seed);
      const it = readyFace();
      for (let times = 0; times < 30; times++) {
        const bytes = Uint8Array.from({ length: 1 + random.below(300) }, () =>
          random.below(3) === 0 ? random.below(256) : ([0xef, 0xaa, 0x00, 0x12, 0x01, 0x24][random.below(6)] ?? 0),
        );
        it.module.line.send(bytes);
        if (random.below(3) === 0) it.reader.look();
        it.module.show(random.below(2) === 0 ? "Eve" : undefined);
        it.bench.run(random.below(900));
      }
      const told = it.facts.filter((fact) => fact !== "silent" && fact !== "no match" && !fact.startsWith("module FM225-0001, ours"));
      assert.deepEqual(told, [], `seed ${seed}`);
      assert.deepEqual(laterLook(it, "Ada"), ["match 5"], `seed ${seed}`);
      assert.deepEqual(it.bench.errors, []);
    }
  });

  test("forgets the look that was asked for when an enrolment begins: else it would read who was just enrolled", () => {
    const it = readyFace({ supplyPin: 13 });
    it.bench.run(20_000);
    it.module.show("Bob");
    it.reader.look();
    it.bench.run(100);
    it.reader.enrol(6);
    it.bench.run(20_000);
    assert.deepEqual([it.facts, it.module.looks], [["lay 6", "stored 6"], 0]);
  });

  test("is silent after close, closes twice, and its port and pin can be opened again", () => {
    const supplyPin = 13;
    const it = readyFace({ supplyPin });
    it.module.show("Ada");
    it.reader.look();
    it.bench.run(200);
    it.reader.close();
    it.reader.close();
    it.bench.run(400_000);
    assert.deepEqual(it.facts, []);
    assert.equal(it.bench.pending, false);
    assert.equal(it.module.hasPower, false);
    assert.throws(() => it.reader.look(), /closed/);
  });

  test("hears its module although every interrupt gets lost", () => {
    const it = readyFace({ lostInterrupts: true });
    assert.deepEqual(laterLook(it, "Ada"), ["match 5"]);
  });
});
