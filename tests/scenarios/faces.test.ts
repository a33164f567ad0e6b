// SPDX-License-Identifier: Apache-2.0
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import bootS3Face from "latchkey:firmware/esp32-s3-face";
import { board as s3Face } from "../../boards/esp32-s3-face";
import { CredentialRule, CredentialType, UserStatus } from "../../lock/user-record";
import { guestPin, lockedLock, second, WholeLock, type WholeLockOptions } from "../fixtures/whole-lock";

const fitted: WholeLockOptions = { board: s3Face, firmware: bootS3Face, faceModule: true };

/** Closed and thrown, with an empty module that the lock trusts. */
function lockWithModule(options: WholeLockOptions = {}) {
  const lock = lockedLock({ ...fitted, ...options });
  const module = lock.board.face;
  assert.ok(module !== undefined);
  return { lock, module };
}

type Fitted = ReturnType<typeof lockWithModule>;

/** Ada's face into this slot, without a user. */
function enrolFace({ lock, module }: Fitted, slot: number): void {
  lock.command("EnrolFace", { Slot: slot });
  lock.board.run(4 * second);
  module.show("Ada");
  lock.board.run(3 * second);
  assert.equal(lock.command("GetFaceModule").Step, "Stored");
  module.show(undefined);
}

function credential(slot: number, userIndex: number | null) {
  return {
    OperationType: 0,
    Credential: { CredentialType: CredentialType.face, CredentialIndex: 1 },
    CredentialData: String(slot),
    UserIndex: userIndex,
    UserStatus: userIndex === null ? UserStatus.occupiedEnabled : null,
    UserType: userIndex === null ? 0 : null,
  };
}

/** Ada's face into this slot, as user 3. */
function enrolAda(it: Fitted, slot = 4): void {
  enrolFace(it, slot);
  it.lock.command("SetCredential", credential(slot, null));
  it.lock.ask("Logout");
  it.lock.board.run(2 * second);
}

/** Somebody stands there and presses `*`. False: the motor did not even start, within nine seconds. */
function opensFor(face: string | undefined, { lock, module }: Fitted, isAlive = true): boolean {
  module.show(face, isAlive);
  lock.board.type("*");
  const started = lock.board.runUntil(() => lock.motorOn, 9 * second);
  if (started) lock.until(() => lock.back, 3 * second, "the bolt is back");
  module.show(undefined);
  lock.board.run(2 * second);
  return started;
}

describe("a lock with a face module", () => {
  test("takes the first one into use and empties it", () => {
    const lock = new WholeLock(fitted);
    lock.board.face?.put("somebody in the factory", "boss");
    lock.powerUp();
    lock.board.run(5 * second);
    assert.equal(lock.count("faceModuleAccepted"), 1);
    assert.equal(lock.board.face?.faces.size, 0);
    assert.deepEqual(lock.board.face?.complaints, []);
    lock.restart();
    lock.board.run(5 * second);
    assert.equal(lock.count("faceModuleAccepted"), 1);
    assert.equal(lock.count("faceModuleStrange"), 0);
  });

  test("opens for a face that was enrolled, and for no other, nor for a picture of it", () => {
    const it = lockWithModule();
    enrolAda(it);
    assert.equal(opensFor("Eve", it), false);
    assert.equal(opensFor("Ada", it, false), false);
    assert.equal(opensFor("Ada", it), true);
    assert.deepEqual(it.module.complaints, []);
    it.lock.assertSound();
  });

  test("looks only when `*` is pressed and nothing is typed", () => {
    const it = lockWithModule();
    enrolAda(it);
    const { lock, module } = it;
    module.show("Ada");
    lock.always(() => !lock.motorOn, 60 * second, "nobody asked to be looked at");
    assert.equal(module.hasPower, false);
    lock.board.type("12*");
    lock.always(() => !lock.motorOn, 10 * second, "`*` cleared what was typed");
    assert.equal(module.hasPower, false);
    lock.board.type("*");
    lock.until(() => lock.motorOn, 5 * second, "it opens");
  });

  test("opens for a face with a user of that slot only", () => {
    const it = lockWithModule();
    enrolFace(it, 7);
    it.lock.command("SetCredential", credential(8, null));
    assert.equal(opensFor("Ada", it), false);
    it.lock.command("ClearCredential", { Credential: { CredentialType: CredentialType.face, CredentialIndex: 1 } });
    it.lock.command("SetCredential", credential(7, null));
    assert.equal(opensFor("Ada", it), true);
  });

  test("counts faces that it does not know like wrong PINs, locks out, and then does not even look", () => {
    const it = lockWithModule();
    enrolAda(it);
    for (let tries = 0; tries < 3; tries++) opensFor("Eve", it);
    assert.equal(it.lock.count("lockedOut"), 1);
    const { looks } = it.module;
    assert.equal(opensFor("Ada", it), false);
    assert.equal(it.module.looks, looks);
    assert.equal(it.lock.opens(guestPin), false);
  });

  test("counts nothing when nobody stands there", () => {
    const it = lockWithModule();
    enrolAda(it);
    for (let tries = 0; tries < 6; tries++) opensFor(undefined, it);
    assert.equal(it.lock.count("lockedOut"), 0);
    assert.equal(opensFor("Ada", it), true);
  });

  test("asks a user with two factors for a PIN besides", () => {
    const it = lockWithModule();
    enrolFace(it, 4);
    it.lock.command("SetCredential", credential(4, 2));
    it.lock.command("SetUser", { OperationType: 2, UserIndex: 2, UserName: null, UserUniqueID: null, UserStatus: null, UserType: null, CredentialRule: CredentialRule.dual });
    it.lock.ask("Logout");
    assert.equal(opensFor("Ada", it), false);
    assert.equal(it.lock.opens(guestPin), true);
    it.lock.lockByButton();
    it.lock.board.run(20 * second);
    assert.equal(it.lock.opens(guestPin), false);
    assert.equal(opensFor("Ada", it), true);
  });

  test("does not use another module until the master accepts it, which erases all faces in it", () => {
    const it = lockWithModule();
    enrolAda(it);
    const { lock, module } = it;
    const [[, ada] = assert.fail("nobody")] = [...module.faces];
    module.swap("FM225-0666");
    module.put("Eve", String.fromCharCode(...ada.name));
    assert.equal(opensFor("Eve", it), false);
    assert.equal(lock.count("faceModuleStrange"), 1);
    assert.equal(lock.command("GetFaceModule").State, "Strange");
    assert.equal(lock.ask("EnrolFace", { Slot: 1 }).Status, "INVALID_IN_STATE");
    lock.restart();
    lock.board.run(5 * second);
    assert.equal(opensFor("Eve", it), false);
    lock.command("AcceptFaceModule");
    lock.board.run(5 * second);
    assert.equal(module.faces.size, 0);
    assert.equal(lock.command("GetFaceModule").State, "Ready");
    lock.ask("Logout");
    assert.equal(opensFor("Eve", it), false);
  });

  test("does not open for a face that a computer, or another lock, put into its own module, and writes that down", () => {
    const it = lockWithModule();
    enrolAda(it);
    const other = lockWithModule({ seed: 9 });
    enrolAda(other);
    const [[, ada] = assert.fail("nobody")] = [...other.module.faces];
    it.module.put("Eve", String.fromCharCode(...ada.name));
    assert.equal(opensFor("Eve", it), false);
    assert.equal(it.lock.count("faceModuleStrange"), 1);
    assert.equal(opensFor("Ada", it), false, "nobody until it was accepted");
    it.lock.command("AcceptFaceModule");
    it.lock.board.run(5 * second);
    assert.equal(it.module.faces.size, 0);
  });

  test("writes down that its module was taken away, once, and that it is back", () => {
    const it = lockWithModule();
    enrolAda(it);
    const { lock, module } = it;
    module.faults.isSilent = true;
    assert.equal(opensFor("Ada", it), false);
    lock.board.run(60 * second);
    assert.equal(lock.count("faceModuleSilent"), 1);
    assert.equal(lock.command("GetFaceModule").State, "Silent");
    module.faults.isSilent = false;
    lock.board.run(400 * second);
    assert.equal(lock.count("faceModuleBack"), 1);
    assert.equal(lock.count("faceModuleSilent"), 1);
    assert.equal(opensFor("Ada", it), true);
  });

  test("knows after a power cut in an enrolment at most a face that is nobody's, and can enrol it anew", () => {
    for (let afterMs = 1_000; afterMs <= 4_000; afterMs += 250) {
      const it = lockWithModule();
      const { lock, module } = it;
      module.show("Ada");
      lock.command("EnrolFace", { Slot: 4 });
      lock.board.run(afterMs);
      lock.restart();
      lock.board.run(3 * second);
      assert.equal(opensFor("Ada", it), false, `${afterMs} ms`);
      enrolAda(it);
      assert.equal(opensFor("Ada", it), true, `${afterMs} ms`);
      assert.equal(lock.count("faceModuleStrange"), 0);
    }
  });

  test("erases a user's faces with him, and everybody's on demand", () => {
    const it = lockWithModule();
    enrolAda(it);
    it.lock.command("EraseFace", { Slot: 4 });
    it.lock.board.run(5 * second);
    assert.equal(it.module.faces.size, 0);
    assert.equal(opensFor("Ada", it), false);
    enrolFace(it, 5);
    it.lock.command("EraseFace");
    it.lock.board.run(5 * second);
    assert.equal(it.module.faces.size, 0);
  });

  test("stays within the turn's budget, also with a module that is full", () => {
    const it = lockWithModule();
    enrolAda(it);
    const [[, ada] = assert.fail("nobody")] = [...it.module.faces];
    const prefix = String.fromCharCode(...ada.name.slice(0, 17));
    for (let slot = 5; slot < 104; slot++) it.module.put(`guest ${slot}`, prefix + String(slot % 100).padStart(3, "0"));
    it.lock.board.meter.turns.clear();
    assert.equal(opensFor("Ada", it), true);
    it.lock.command("EraseFace", { Slot: 50 });
    it.lock.board.run(20 * second);
    assert.equal(it.module.faces.size, 99);
    for (const { name, longestUnits } of Object.values(it.lock.board.turns)) {
      assert.ok(longestUnits < 40_000, `${name} takes ${longestUnits} units`);
    }
  });

  test("says nothing of a module that was never fitted", () => {
    const lock = lockedLock({ board: s3Face, firmware: bootS3Face });
    lock.board.run(600 * second);
    assert.equal(lock.count("faceModuleSilent"), 0);
    assert.equal(lock.command("GetFaceModule").State, "None");
    assert.equal(lock.ask("EnrolFace", { Slot: 0 }).Status, "INVALID_IN_STATE");
  });

  test("refuses slots that are none", () => {
    const { lock } = lockWithModule();
    lock.command("GetFaceModule");
    for (const slot of [-1, 1.5, 1000, "1"]) assert.notEqual(lock.ask("EnrolFace", { Slot: slot }).Status, "SUCCESS");
    assert.equal(lock.ask("EnrolFace", { Slot: 100 }).Status, "INVALID_COMMAND");
  });
});
