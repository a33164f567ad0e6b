// SPDX-License-Identifier: Apache-2.0
/** Stories that broke a promise, in files, and lived again in real time as the panel does it. */
import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, test } from "node:test";
import { setTimeout } from "node:timers/promises";
import { auditEntries } from "../../host/app/audit-entries";
import { auditText } from "../../host/app/audit-text";
import { LockProcess } from "../../host/app/lock-process";
import { bundleReplay } from "../../host/app/simulate-replay";
import { readReplayFile, writeReplayFile, type ReplayFile } from "../../host/app/simulate-replay-file";

const hour = 3_600_000;
const patienceMs = 30_000;

const replay: ReplayFile = {
  board: "esp32-devkit",
  failure: { promise: "truth", what: "planted", atMs: 9 * hour + 2_000 },
  commit: "0123abc",
  story: {
    seed: 17,
    days: 1,
    acts: [
      { atMs: 1_000, by: "household", act: { do: "type", keys: "914368#", gapMs: 250 } },
      { atMs: 5_000, by: "household", act: { do: "openDoor" } },
      { atMs: 9 * hour, by: "nature", act: { do: "cutPower", offMs: 1_000 } },
    ],
  },
};

let folder: string;
let path: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "latchkey-replay-"));
  path = join(folder, "new/seed-17.json");
});

afterEach(() => rmSync(folder, { recursive: true }));

describe("a replay file", () => {
  test("holds what was written", () => {
    writeReplayFile(path, replay);
    const { board, failure, commit, story } = readReplayFile(path);
    assert.deepEqual({ board, failure, commit, story }, replay);
  });

  test("is refused with a reason when it is something else", () => {
    writeReplayFile(path, replay);
    const good = JSON.parse(readFileSync(path, "utf8")) as Record<string, unknown>;
    const story = replay.story;
    const bad: [unknown, RegExp][] = [
      [[], /not a file of the simulator/],
      [null, /not a file of the simulator/],
      [{ ...good, format: 2 }, /format 2, and this simulator knows 1/],
      [{ ...good, board: 7 }, /no board/],
      [{ ...good, failure: undefined }, /no promise/],
      [{ ...good, story: { ...story, days: 0 } }, /no seed or no days/],
      [{ ...good, story: { ...story, acts: {} } }, /no acts/],
      [{ ...good, story: { ...story, acts: [...story.acts, { atMs: 1e9 }] } }, /act 4 of its story is none/],
      [{ ...good, story: { ...story, acts: [...story.acts].reverse() } }, /act 2 of its story comes before/],
    ];
    for (const [content, reason] of bad) {
      writeFileSync(path, JSON.stringify(content));
      assert.throws(() => readReplayFile(path), reason);
    }
    writeFileSync(path, "{");
    assert.throws(() => readReplayFile(path), /seed-17.json cannot be replayed/);
    assert.throws(() => readReplayFile(join(folder, "missing.json")), /missing.json cannot be replayed: ENOENT/);
  });
});

describe("a story in the engine of a lock in real time", () => {
  test("is done act by act, each told, and the hours in between are left out", async () => {
    const told: string[] = [];
    let doorOpen = false;
    const lock = await LockProcess.start({
      folder: join(folder, "state"),
      fresh: true,
      board: replay.board,
      engine: "xs",
      script: await bundleReplay(replay),
      onText: (text) => told.push(text),
      onReply: ({ state }) => (doorOpen ||= state.doorOpen),
      onFlash: () => undefined,
      onStopped: (why) => assert.fail(why),
    });
    try {
      assert.deepEqual(told, []);
      lock.speed = 20;
      void lock.live();
      for (let waitedMs = 0; told.length < 5; waitedMs += 20) {
        assert.ok(waitedMs < patienceMs, told.join("\n"));
        await setTimeout(20);
      }
      assert.deepEqual(told, [
        "day 1 00:00:01.000 household: types the master's PIN, #, a key every 250 ms",
        "day 1 00:00:05.000 household: opens the door, if the bolt lets go of it",
        "day 1 09:00:00.000 nature: power cut for 1 s",
        "day 1 09:00:02.000 ✖ planted",
        "The story is over, the lock goes on.",
      ]);
      assert.ok(doorOpen);
      const log = auditEntries(lock.flash, 0, lock.flash.length).map(auditText);
      assert.ok(log.includes("Door opened"), log.join("\n"));
      assert.ok(log.some((text) => text.startsWith("Set-up completed")), log.join("\n"));
    } finally {
      await lock.close();
    }
  });
});
