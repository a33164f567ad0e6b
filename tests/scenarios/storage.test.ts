// SPDX-License-Identifier: Apache-2.0
/** A full log, a full or failing flash, a clock without a battery: what the whole lock makes of them. */
import { describe, test } from "node:test";
import assert from "node:assert/strict";
import { AuditEvent } from "../../lock/audit";
import { flashSize, sectorSize } from "../../host/board/flash";
import { nvsEntriesMax } from "../../host/board/nvs";
import { guestPin, lockedLock, masterPin, minute, newLock, second, WholeLock } from "../fixtures/whole-lock";

/** 2026-11-21T02:00:00Z */
const utcTime = 1_795_226_400;

/** All of NVS but one entry. */
const fillers = Array.from({ length: nvsEntriesMax - 1 }, (_, index) => {
  return { domain: "others", key: `filler${index}`, type: "uint8", value: 1 };
});

/** Two entries of the log each time. */
function wiggleCover(lock: WholeLock, times: number): void {
  for (let count = 0; count < times; count++) {
    lock.board.setCover(false);
    lock.board.run(100);
    lock.board.setCover(true);
    lock.board.run(100);
  }
}

/** Leaves no room in NVS, and gives back how to make some. */
function fillNvs({ board: { nvs } }: WholeLock): () => void {
  const names: string[] = [];
  while (nvs.entriesUsed < nvsEntriesMax) {
    const name = `filler${names.length}`;
    nvs.restore("others", name, { type: "uint8", value: 1 });
    names.push(name);
  }
  return () => names.forEach((name) => nvs.delete("others", name, () => {}));
}

describe("the log", () => {
  test("full and wrapped: the newest two thousand and more are there, in an unbroken chain, also after a restart", () => {
    const lock = lockedLock();
    wiggleCover(lock, 2_100);
    lock.board.run(5 * second);
    lock.restart();
    lock.board.run(30 * second);
    const { First, Chain } = lock.command("GetLog", { Count: 1 });
    assert.equal(Chain, "Intact");
    assert.ok(Number(First) > 1);
    assert.ok(lock.nextEntry - Number(First) >= 2_000, `${lock.nextEntry - Number(First)} entries`);
    assert.ok(lock.opens(masterPin));
    assert.ok(Math.max(...lock.board.flash.eraseCounts) <= 3, "no sector wears out before the others");
  });

  test("is never erased while the motor runs, whatever is written meanwhile", () => {
    let motorRuns = (): boolean => false;
    let erases = 0;
    const lock = lockedLock({
      onFlash: (_address, bytes) => {
        if (bytes.length !== sectorSize) return;
        erases++;
        assert.ok(!motorRuns(), "an erase while the motor runs");
      },
    });
    const { actuator } = lock.board.world.bolt;
    motorRuns = () => actuator.driven;
    const before = erases;
    while (erases < before + 2) {
      lock.enter(masterPin);
      wiggleCover(lock, 5);
      lock.until(() => lock.back && !lock.motorOn, 3 * second, "unlocked");
      lock.board.pressButton();
      lock.board.run(200);
      wiggleCover(lock, 5);
      lock.until(() => lock.thrown && !lock.motorOn, 3 * second, "locked");
    }
    lock.assertSound();
  });

  test("what a console command leaves to do is done at once, not with the next key", () => {
    const lock = lockedLock();
    lock.command("SetTime", { UtcTime: utcTime });
    lock.board.run(second);
    const done = lock.board.operations.count;
    lock.board.press("5");
    lock.board.run(6 * second);
    assert.equal(lock.board.operations.count, done);
  });
});

describe("flash that fails", () => {
  test("for the log: people come in and out, the loss is counted, and told when it works again", () => {
    const lock = lockedLock();
    const { flash } = lock.board;
    const { program, erase } = flash;
    const fails = (): never => {
      throw new Error("flash: worn out");
    };
    flash.program = flash.erase = fails;
    assert.ok(lock.opens(guestPin));
    lock.lockByButton();
    flash.program = program;
    flash.erase = erase;
    assert.ok(lock.opens(masterPin));
    const lost = lock.log.filter(({ event }) => event === AuditEvent.entriesLost);
    assert.equal(lost.length, 1);
    assert.ok(lost[0]!.value >= 4);
    lock.assertSound();
  });

  test("from the first power-up on: a lock without a log says so and still works", () => {
    const lock = newLock({ flashImage: new Uint8Array(flashSize) });
    lock.board.flash.erase = () => {
      throw new Error("flash: worn out");
    };
    lock.setUp();
    lock.lockByButton();
    assert.ok(lock.opens(masterPin));
    assert.deepEqual(lock.board.faults, []);
  });

  test("NVS full: no attempt can be counted, so no PIN opens; button and thumb-turn do, and with room again the PIN", () => {
    const lock = lockedLock();
    const makeRoom = fillNvs(lock);
    assert.ok(!lock.opens(masterPin));
    assert.ok(lock.count("recordNotWritten") > 0);
    lock.board.pressButton();
    lock.until(() => lock.back, 3 * second, "the button opens");
    lock.board.run(2 * second);
    lock.lockByButton();
    makeRoom();
    assert.ok(lock.opens(masterPin));
    assert.deepEqual(lock.board.faults, []);
  });

  test("NVS full at the first power-up: no key, no set-up, and people get out", () => {
    const lock = newLock({ boltPosition: 1, nvsEntries: fillers });
    assert.equal(lock.ask("GetSetUp").DeviceKey, "FlashFailed");
    lock.board.pressButton();
    lock.until(() => lock.back, 3 * second, "the button opens");
    assert.deepEqual(lock.board.faults, []);
  });
});

describe("the time of day", () => {
  test("stamps the log once it is set, is unknown after a power cut, and cannot be set back, not behind the newest entry either", () => {
    const lock = lockedLock();
    assert.equal(lock.command("GetTime").UtcTime, null);
    lock.command("SetTime", { UtcTime: utcTime });
    lock.board.run(minute);
    assert.ok(lock.opens(guestPin));
    const accepted = lock.log.filter(({ event, userIndex }) => event === AuditEvent.accepted && userIndex === 2);
    assert.ok(Math.abs(accepted[0]!.utcSeconds - (utcTime + 60)) <= 5);
    lock.restart();
    assert.equal(lock.command("GetTime").UtcTime, null);
    assert.equal(lock.ask("SetTime", { UtcTime: utcTime - 3_600 }).Status, "CONSTRAINT_ERROR");
    assert.equal(lock.ask("SetTime", { UtcTime: utcTime }).Status, "CONSTRAINT_ERROR");
    lock.command("SetTime", { UtcTime: utcTime + 3_600 });
    assert.ok(Number(lock.command("GetTime").UtcTime) >= utcTime + 3_600);
  });
});

test("a random source that fails: no key and no set-up, until a power-up at which it works", () => {
  const lock = new WholeLock({});
  lock.board.failures.randomFails = true;
  lock.powerUp();
  assert.equal(lock.ask("GetSetUp").DeviceKey, "RandomUntrusted");
  lock.board.failures.randomFails = false;
  lock.restart();
  assert.equal(lock.ask("GetSetUp").DeviceKey, "Made");
  lock.setUp();
  lock.board.failures.randomFails = true;
  lock.restart();
  assert.equal(lock.ask("GetSetUp").DeviceKey, "Loaded", "a key that is there needs no random numbers");
});
