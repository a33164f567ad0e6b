// SPDX-License-Identifier: Apache-2.0
import assert from "node:assert/strict";
import { cpSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, test } from "node:test";
import { setTimeout } from "node:timers/promises";
import { LockProcess } from "../../host/app/lock-process";
import { StateFolder } from "../../host/app/state-folder";
import { encodeAppImage } from "../../host/board/app-image";
import type { BoardState } from "../../host/board/board-state";
import { factoryConfig } from "../../host/board/factory-config";
import { imageStates, otaEntryBytes } from "../../host/board/ota-data";

const pin = "739164#";
const patienceMs = 30_000;

let folder: string;
let locks: LockProcess[];
let state: BoardState;
let lines: string[];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "latchkey-lock-"));
  locks = [];
  lines = [];
});

afterEach(async () => {
  for (const lock of locks) await lock.close();
  rmSync(folder, { recursive: true });
});

async function start(name: string, fresh = false): Promise<LockProcess> {
  const lock = await LockProcess.start({
    folder: join(folder, name),
    fresh,
    board: "esp32-devkit",
    engine: "xs",
    onReply: (reply) => {
      state = reply.state;
      lines.push(...reply.lines);
    },
    onFlash: () => undefined,
    onStopped: (why) => assert.fail(why),
  });
  locks.push(lock);
  lock.speed = 20;
  void lock.live();
  await until(() => state.nowMs > 1_000);
  return lock;
}

async function until(condition: () => boolean): Promise<void> {
  for (let waitedMs = 0; !condition(); waitedMs += 20) {
    assert.ok(waitedMs < patienceMs, "it never happened");
    await setTimeout(20);
  }
}

async function setUpState(lock: LockProcess): Promise<string> {
  lines = [];
  await lock.act({ op: "serial", text: '{"Command":"GetStatus"}\n' });
  await until(() => lines.length > 0);
  return String((JSON.parse(lines[0] ?? "") as { SetUp: unknown }).SetUp);
}

async function setUp(lock: LockProcess): Promise<void> {
  await lock.act({ op: "button", on: true });
  const pressedMs = state.nowMs;
  await until(() => state.nowMs > pressedMs + 5_500);
  await lock.act({ op: "button", on: false });
  await lock.act({ op: "type", keys: pin + pin });
  await until(() => state.nowMs > pressedMs + 12_000);
}

describe("a lock in real time", () => {
  test("is set up, and still is when its process was killed", async () => {
    const lock = await start("first");
    assert.equal(await setUpState(lock), "Waiting");
    await setUp(lock);
    assert.equal(await setUpState(lock), "Done");
    // What is on disk now is all that a kill leaves.
    cpSync(join(folder, "first"), join(folder, "killed"), { recursive: true });
    rmSync(join(folder, "killed/in-use"));
    assert.equal(await setUpState(await start("killed")), "Done");
  });

  test("is set up no more when it starts anew", async () => {
    const lock = await start("first");
    await setUp(lock);
    await lock.close();
    locks.pop();
    assert.equal(await setUpState(await start("first", true)), "Waiting");
  });

  test("boots an image that was installed before its process was killed, and the old one when that did not prove itself", async () => {
    const path = join(folder, "updated");
    const files = new StateFolder(path, true);
    files.writeAppFlash("ota_1", 0, encodeAppImage({ config: { ...factoryConfig, firmwareVersion: "0.9.9" } }));
    files.writeAppFlash("otadata", 0, otaEntryBytes({ sequence: 1, state: imageStates.valid }));
    files.writeAppFlash("otadata", 4096, otaEntryBytes({ sequence: 2, state: imageStates.new }));
    files.close();
    const boots: unknown[] = [];
    for (let times = 0; times < 2; times++) {
      const lock = await start("updated");
      boots.push([state.firmwareVersion, state.runningSlot, state.onProbation]);
      await lock.close();
      locks.pop();
    }
    assert.deepEqual(boots, [["0.9.9", 1, true], [factoryConfig.firmwareVersion, 0, false]]);
  });

  test("goes with the clock", async () => {
    const lock = await start("first");
    lock.speed = 1;
    const [startedMs, virtualMs] = [performance.now(), state.nowMs];
    await setTimeout(1_000);
    const driftMs = state.nowMs - virtualMs - (performance.now() - startedMs);
    assert.ok(Math.abs(driftMs) < 500, `${driftMs} ms`);
  });
});
