// SPDX-License-Identifier: Apache-2.0
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import bringupC3 from "latchkey:bringup/esp32-c3";
import { board as c3 } from "../../boards/esp32-c3";
import { Random } from "../../host/board/random";
import { tolerancesOf } from "../../host/board/tolerances";
import type { VirtualBoardOptions } from "../../host/board/virtual-board";
import type { WiringFault } from "../../host/board/wiring-faults";
import { BringupRun, type BringupOptions } from "../../host/soak/bringup-run";
import { stress } from "../../host/soak/good-board";

/** The dead man's switch of the chip (bringup/motion.ts), and a poll. */
const silenceMs = 600 + 50;
const runs = 25;

const devkitBoard: Partial<VirtualBoardOptions> = {};
const c3Board: Partial<VirtualBoardOptions> = { board: c3, firmware: bringupC3 };

function newRun(seed: number, more: BringupOptions = {}, board = devkitBoard): BringupRun {
  return new BringupRun({ ...more, board: { seed, tolerances: tolerancesOf(seed), ...board, ...more.board }, maker: { seed, ...more.maker } });
}

/** Somewhere in the step "bolt", which takes so long. */
function somewhere(random: Random): number {
  return 2_000 + random.below(28_000);
}

describe("the motor is off", () => {
  for (const [name, board] of [["motor", devkitBoard], ["servo", c3Board]] as const) {
    test(`${name}: 0.65 s after the serial line was unplugged at whatever moment, and stays off`, () => {
      const random = new Random(31);
      let driven = 0;
      for (let seed = 1; seed <= runs; seed++) {
        const run = newRun(seed, { steps: ["bolt"] }, board);
        const unplugMs = somewhere(random);
        while (run.board.nowMs < unplugMs && run.session.outcome === undefined) run.step();
        run.isUnplugged = true;
        if (run.board.world.bolt.actuator.driven) driven++;
        run.board.run(silenceMs);
        assert.ok(!run.board.runUntil(() => run.board.world.bolt.actuator.driven, 5_000), `seed ${seed}, unplugged at ${unplugMs} ms`);
        assert.deepEqual(stress(run.board), [], `seed ${seed}`);
      }
      assert.ok(driven > 0, "some of these moments were inside a move");
    });

    test(`${name}: after a reset at whatever moment, until somebody asks for a move again`, () => {
      const random = new Random(77);
      for (let seed = 1; seed <= runs; seed++) {
        const run = newRun(seed, { steps: ["bolt"], maker: { afterFailure: "quit" } }, board);
        const resetMs = somewhere(random);
        while (run.board.nowMs < resetMs && run.session.outcome === undefined) run.step();
        if (run.session.outcome !== undefined) continue;
        run.board.reset();
        assert.ok(!run.board.world.bolt.actuator.driven, `seed ${seed}`);
        run.run(60_000);
        assert.equal(run.result("bolt")?.result, "fail", `seed ${seed}, reset at ${resetMs} ms`);
        assert.equal(run.result("bolt")?.suspects[0]?.id, "unexpectedReset");
        assert.ok(!run.board.runUntil(() => run.board.world.bolt.actuator.driven, 5_000));
        assert.deepEqual(stress(run.board), [], `seed ${seed}`);
      }
    });
  }

  test("after each step, after skip, back, repeat and quit in the middle of it, and after Ctrl-C", () => {
    for (const word of ["skip", "back", "repeat", "quit", "Ctrl-C"]) {
      const random = new Random(word.length);
      for (let seed = 1; seed <= 8; seed++) {
        const run = newRun(seed, { steps: ["indicator", "bolt"], maker: { afterFailure: "quit" } });
        const leaveMs = somewhere(random) + 6_000;
        while (run.board.nowMs < leaveMs && run.session.outcome === undefined) run.step();
        if (word === "Ctrl-C") run.session.quit();
        else run.session.answer(word);
        run.step();
        run.board.run(60);
        assert.ok(!run.board.world.bolt.actuator.driven, `${word}, seed ${seed}, at ${leaveMs} ms`);
        assert.deepEqual(stress(run.board), [], `${word}, seed ${seed}`);
      }
    }
  });
});

describe("no wiring fault makes the motor press for over 0.3 s", () => {
  // Whoever leaves out the step that finds it gets no worse: the step "bolt" begins with nothing known.
  const faults: readonly WiringFault[] = [
    "boltSwitchesSwapped",
    ...(["boltSwitchOpen", "boltSwitchShorted", "pullUpMissing"] as const).flatMap((id) => (["locked", "unlocked"] as const).map((end) => ({ id, end }))),
    "motorWiresSwapped",
    "motorWireOpen",
    "motorEnableOpen",
    "currentSenseOpen",
    "dividerSwapped",
    "dividerOpen",
    "adcNoisy",
  ];
  for (const wrongWay of ["swap", "keep"] as const) {
    test(`although contacts and battery were left out (${wrongWay} motor wires that are swapped)`, () => {
      for (const fault of faults) {
        for (const seed of [3, 4, 5, 6]) {
          const run = newRun(seed, { steps: ["bolt"], board: { wiring: [fault] }, maker: { wrongWay, afterFailure: "quit" } });
          run.run(200_000);
          assert.deepEqual(stress(run.board), [], `${JSON.stringify(fault)}, seed ${seed}`);
        }
      }
    });
  }

  test("although a fault appears at whatever moment", () => {
    const random = new Random(5);
    for (const fault of faults) {
      for (let count = 0; count < 4; count++) {
        const run = newRun(10 + count, { steps: ["bolt"], maker: { afterFailure: "quit" } });
        const atMs = somewhere(random);
        while (run.board.nowMs < atMs && run.session.outcome === undefined) run.step();
        run.board.setWiring([fault]);
        run.run(200_000);
        assert.deepEqual(stress(run.board), [], `${JSON.stringify(fault)} at ${atMs} ms, seed ${10 + count}`);
      }
    }
  });

  test("motor wires that are left the wrong way round are stored so, and the rest of the step passes", () => {
    for (let seed = 1; seed <= 6; seed++) {
      const run = newRun(seed, { steps: ["battery", "bolt"], board: { wiring: ["motorWiresSwapped"] }, maker: { wrongWay: "keep" } });
      run.run();
      assert.deepEqual(run.failed, [], `seed ${seed}`);
      assert.deepEqual(stress(run.board), [], `seed ${seed}`);
    }
  });
});

describe("bad input on the line", () => {
  const noises = [
    ...["\u0000\u0001garbage", "{", "x".repeat(700), "[]", "null", ""],
    ...['{"Command":"Move","Target":"Locked"', '{"Command":"Nope"}', '{"Command":"Nudge","Target":7,"PowerMs":9999}'],
    ...['{"Event":"Key","Key":5}', '{"Id":"x","Status":"SUCCESS"}'],
  ];

  /** Lines of noise in between, both ways; now and then a line is lost or garbled. */
  function noisy(seed: number, losses: number): BringupOptions {
    const random = new Random(seed);
    const spoil = (line: string, end: string): string[] => {
      const noise = noises[random.below(noises.length)]!;
      const chance = random.below(100);
      if (chance < losses / 2) return [];
      if (chance < losses) return [`${noise.slice(0, 20)}${line}`];
      return chance < 30 ? [`${noise}${end}`, line] : [line];
    };
    return { toChip: (line) => spoil(line, "\n"), fromChip: (line) => spoil(line, "") };
  }

  test("lines of noise, both ways, at every step: the session goes on, and a good board still passes", () => {
    for (let seed = 1; seed <= 6; seed++) {
      const run = newRun(seed, { ...noisy(seed, 0), board: { cardReader: true, fingerprintModule: true } });
      run.run();
      assert.equal(run.session.outcome?.result, "Done", `seed ${seed}`);
      assert.deepEqual(run.failed, [], `seed ${seed}`);
      assert.deepEqual(stress(run.board), []);
    }
  });

  test("lost and garbled lines: the session comes to its end, nothing moves too long, and nothing is called bad but the line", () => {
    let asked = 0;
    for (let seed = 1; seed <= 8; seed++) {
      const run = newRun(seed, { ...noisy(100 + seed, 4), steps: ["supply", "contacts", "battery", "bolt"], maker: { afterFailure: "skip" } });
      run.run(1_200_000);
      assert.equal(run.session.outcome?.result, "Done", `seed ${seed}`);
      assert.deepEqual(stress(run.board), [], `seed ${seed}`);
      asked += run.maker.asked.length;
    }
    assert.ok(asked > 0);
  });
});
