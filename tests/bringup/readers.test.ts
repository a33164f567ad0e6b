// SPDX-License-Identifier: Apache-2.0
import { describe, test } from "node:test";
import assert from "node:assert/strict";
import { newBringup, type BringupBoard, type BringupBoardOptions } from "../fixtures/bringup-board";
import { lockedLock, newLock, WholeLock, type WholeLockOptions } from "../fixtures/whole-lock";

const second = 1_000;
const fitted = { cardReader: true, fingerprintModule: true };

function opened(options: BringupBoardOptions = fitted): BringupBoard {
  const bringup = newBringup(options);
  assert.deepEqual(bringup.command("OpenReaders"), { Id: 1, Status: "SUCCESS", CardReader: true, Module: "Fingerprint" });
  bringup.board.run(4 * second);
  return bringup;
}

function lastModule(bringup: BringupBoard): Record<string, unknown> {
  return bringup.events("FingerModule").at(-1) ?? {};
}

/** Lays and lifts a finger as the module asks for it. */
function enrol(bringup: BringupBoard, slot: number): unknown {
  bringup.command("EnrolFinger", { Slot: slot });
  for (let times = 0; times < 2; times++) {
    bringup.board.run(2 * second);
    bringup.board.layFinger("index");
    bringup.board.run(2 * second);
    bringup.board.liftFinger();
  }
  bringup.board.run(2 * second);
  return bringup.events("Enrol").at(-1)?.Step;
}

describe("readers", () => {
  test("are silent until somebody asks for them", () => {
    const bringup = newBringup(fitted);
    bringup.board.run(5 * second);
    assert.deepEqual([...bringup.events("CardReader"), ...bringup.events("FingerModule")], []);
    assert.equal(bringup.refused("EnrolFinger", { Slot: 0 }), "INVALID_IN_STATE");
  });

  test("that answer are told, with what the module says of itself", () => {
    const bringup = opened();
    assert.deepEqual(bringup.events("CardReader"), [{ Event: "CardReader", Answers: true }]);
    const { Answers, Capacity, Count, Password, SecurityLevel, Identity } = lastModule(bringup);
    assert.deepEqual([Answers, Capacity, Count, Password, SecurityLevel], [true, 200, 0, "Factory", 3]);
    assert.match(Identity as string, /^[0-9a-f]{56}$/);
    assert.equal(bringup.board.fingerprint!.password, 0);
    bringup.command("OpenReaders");
    bringup.assertSound();
  });

  test("that do not answer are told, too", () => {
    const bringup = opened({});
    assert.deepEqual(bringup.events("CardReader"), [{ Event: "CardReader", Answers: false }]);
    assert.deepEqual(bringup.events("FingerModule"), [{ Event: "FingerModule", Answers: false }]);
    const miswired = opened({ ...fitted, wiring: ["fingerprintSwapped", "cardReaderSilent"] });
    assert.deepEqual(miswired.events("CardReader"), [{ Event: "CardReader", Answers: false }]);
    assert.equal(lastModule(miswired).Answers, false);
    miswired.assertSound();
  });

  test("read a card", () => {
    const bringup = opened();
    bringup.board.holdCard("04a1b2c3d4e5f6");
    bringup.board.run(second);
    assert.deepEqual(bringup.events("Card"), [{ Event: "Card", Uid: "04a1b2c3d4e5f6" }]);
  });

  test("enrol a finger, know it again, and forget it", () => {
    const bringup = opened();
    assert.equal(enrol(bringup, 3), "Stored");
    bringup.board.layFinger("index");
    bringup.board.run(2 * second);
    assert.deepEqual(bringup.events("Finger").at(-1), { Event: "Finger", Slot: 3 });
    bringup.board.liftFinger();
    bringup.board.run(2 * second);
    bringup.command("EraseFinger", { Slot: 3 });
    assert.equal(bringup.board.fingerprint!.templates.size, 0);
    bringup.board.layFinger("index");
    bringup.board.run(2 * second);
    assert.deepEqual(bringup.events("Finger").at(-1), { Event: "Finger", Slot: -1 });
    bringup.assertSound();
  });

  test("say when a module does not erase", () => {
    const bringup = opened();
    assert.equal(enrol(bringup, 0), "Stored");
    bringup.board.fingerprint!.faults.refusesToErase = true;
    assert.equal(bringup.refused("EraseFinger", { Slot: 0 }), "FAILURE");
    assert.equal(bringup.refused("EraseFinger", { Slot: 200 }), "INVALID_COMMAND");
  });

  test("give a module the very password that the lock would: the lock takes it as its own", () => {
    const bringup = opened();
    assert.equal(enrol(bringup, 0), "Stored");
    const { password } = bringup.board.fingerprint!;
    assert.notEqual(password, 0);
    const lock = new WholeLock({ ...keptBy(bringup), fingerprintModule: true });
    lock.board.fingerprint!.password = password;
    lock.board.fingerprint!.templates.set(0, "index");
    lock.powerUp();
    lock.board.run(5 * second);
    assert.equal(lock.board.fingerprint!.password, password);
    assert.equal(lock.board.fingerprint!.templates.size, 0, "it empties what it takes over");
    lock.setUp();
    assert.equal(lock.command("GetFingerModule").State, "Ready");
    lock.assertSound();
  });

  test("leave a module alone that has somebody else's password", () => {
    const bringup = newBringup(fitted);
    bringup.board.fingerprint!.password = 12_345;
    bringup.command("OpenReaders");
    bringup.board.run(4 * second);
    assert.equal(lastModule(bringup).Password, "Strange");
    assert.equal(bringup.refused("EnrolFinger", { Slot: 0 }), "INVALID_IN_STATE");
    assert.equal(bringup.board.fingerprint!.password, 12_345);
  });
});

describe("the device key", () => {
  test("is made by bring-up as the lock would make it, and the lock starts with it as with its own", () => {
    const bringup = newBringup();
    const lock = newLock(keptBy(bringup));
    assert.equal(lock.ask("GetSetUp").DeviceKey, "Loaded");
    lock.setUp();
    lock.assertSound();
  });

  test("is left as it is where a lock has users, present or missing", () => {
    const { kept } = lockedLock();
    const before = kept.nvsEntries!.find(({ key }) => key === "deviceKey");
    const after = keptBy(newBringup(kept)).nvsEntries!.find(({ key }) => key === "deviceKey");
    assert.deepEqual(after, before);
    const without = kept.nvsEntries!.filter(({ key }) => key !== "deviceKey");
    assert.ok(!keptBy(newBringup({ ...kept, nvsEntries: without })).nvsEntries!.some(({ key }) => key === "deviceKey"));
  });
});

function keptBy({ board }: BringupBoard): WholeLockOptions {
  const entries = [...(board.nvs.open("latchkey", true) ?? [])];
  return {
    flashImage: board.flash.bytes.slice(),
    nvsEntries: entries.map(([key, { type, value }]) => ({ domain: "latchkey", key, type, value })),
  };
}
