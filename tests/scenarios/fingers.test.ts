// SPDX-License-Identifier: Apache-2.0
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import bootS3 from "latchkey:firmware/esp32-s3";
import { board as s3 } from "../../boards/esp32-s3";
import { CredentialType, UserStatus } from "../../lock/user-record";
import { lockedLock, second, WholeLock, type WholeLockOptions } from "../fixtures/whole-lock";

const fitted: WholeLockOptions = { fingerprintModule: true };

/** Closed and thrown, with an empty module that the lock trusts. */
function lockWithModule(options: WholeLockOptions = {}) {
  const lock = lockedLock({ ...fitted, ...options });
  const module = lock.board.fingerprint;
  assert.ok(module !== undefined);
  return { lock, module };
}

/** Ada's finger into this slot, as user 3. */
function enrolAda({ lock, module }: ReturnType<typeof lockWithModule>, slot = 4): void {
  lock.command("EnrolFinger", { Slot: slot });
  for (const finger of ["Ada", undefined, "Ada"]) {
    lock.board.run(second);
    module.lay(finger);
    lock.board.run(2 * second);
  }
  assert.equal(lock.command("GetFingerModule").Step, "Stored");
  module.lay(undefined);
  lock.command("SetCredential", {
    OperationType: 0,
    Credential: { CredentialType: CredentialType.fingerprint, CredentialIndex: 1 },
    CredentialData: String(slot),
    UserIndex: null,
    UserStatus: UserStatus.occupiedEnabled,
    UserType: 0,
  });
  lock.ask("Logout");
  lock.board.run(2 * second);
}

/** False: the motor did not even start, within four seconds. */
function opensBy(finger: string, { lock, module }: ReturnType<typeof lockWithModule>): boolean {
  module.lay(finger);
  const started = lock.board.runUntil(() => lock.motorOn, 4 * second);
  if (started) lock.until(() => lock.back, 3 * second, "the bolt is back");
  module.lay(undefined);
  lock.board.run(2 * second);
  return started;
}

describe("a lock with a fingerprint module", () => {
  test("takes the first one into use, gives it a password and empties it", () => {
    const lock = new WholeLock(fitted);
    const module = lock.board.fingerprint;
    module?.templates.set(3, "somebody in the factory");
    lock.powerUp();
    lock.board.run(3 * second);
    assert.equal(lock.count("fingerModuleAccepted"), 1);
    assert.notEqual(module?.password, 0);
    assert.equal(module?.templates.size, 0);
    assert.deepEqual(module?.complaints, []);
    lock.restart();
    lock.board.run(3 * second);
    assert.equal(lock.count("fingerModuleAccepted"), 1);
    assert.equal(lock.count("fingerModuleStrange"), 0);
  });

  test("opens for an enrolled finger and for no other", () => {
    for (const options of [{}, { board: s3, firmware: bootS3 }]) {
      const it = lockWithModule(options);
      enrolAda(it);
      assert.equal(opensBy("Eve", it), false);
      assert.equal(opensBy("Ada", it), true);
      assert.deepEqual(it.module.complaints, []);
      it.lock.assertSound();
    }
  });

  test("counts fingers that it does not know like wrong PINs, and locks out", () => {
    const it = lockWithModule();
    enrolAda(it);
    for (let tries = 0; tries < 5; tries++) opensBy("Eve", it);
    assert.ok(it.lock.count("lockedOut") > 0);
    assert.equal(opensBy("Ada", it), false);
  });

  test("gives every lock's module another password", () => {
    const passwords = [1, 2, 3].map((seed) => lockWithModule({ seed }).module.password);
    assert.equal(new Set(passwords).size, 3);
  });

  test("does not use another module until the master accepts it, which erases all fingers in it", () => {
    const it = lockWithModule();
    enrolAda(it);
    const { lock, module } = it;
    module.swap("FFFF0000");
    module.templates.set(4, "Eve");
    lock.board.run(second);
    assert.equal(opensBy("Eve", it), false);
    assert.equal(lock.count("fingerModuleStrange"), 1);
    assert.equal(lock.command("GetFingerModule").State, "Strange");
    assert.equal(lock.ask("EnrolFinger", { Slot: 1 }).Status, "INVALID_IN_STATE");
    lock.restart();
    lock.board.run(5 * second);
    assert.equal(opensBy("Eve", it), false);
    lock.command("AcceptFingerModule");
    lock.board.run(3 * second);
    assert.equal(module.templates.size, 0);
    assert.equal(lock.command("GetFingerModule").State, "Ready");
    lock.ask("Logout");
    assert.equal(opensBy("Eve", it), false);
  });

  test("raises an alarm at another module, until its own is back", () => {
    const { lock, module } = lockWithModule();
    const { serial, password } = module;
    assert.deepEqual(lock.says("Alarms"), []);
    for (const [otherSerial, otherPassword] of [["FFFF0000", 0], [serial, 12_345], [undefined, 0]] as const) {
      module.swap(otherSerial, otherPassword);
      lock.board.run(400 * second);
      assert.deepEqual(lock.says("Alarms"), ["FingerModuleStrange"], `${otherSerial} ${otherPassword}`);
      module.swap(serial, password);
      lock.board.run(400 * second);
      assert.deepEqual(lock.says("Alarms"), []);
    }
    assert.equal(lock.count("fingerModuleStrange"), 3);
  });

  test("ends that alarm when the master accepts the other one, and knows no alarm for silence", () => {
    const { lock, module } = lockWithModule();
    module.faults.isSilent = true;
    lock.board.run(400 * second);
    assert.deepEqual(lock.says("Alarms"), []);
    module.faults.isSilent = false;
    module.swap("FFFF0000");
    lock.board.run(400 * second);
    assert.deepEqual(lock.says("Alarms"), ["FingerModuleStrange"]);
    lock.command("AcceptFingerModule");
    assert.deepEqual(lock.says("Alarms"), []);
  });

  test("uses no module that refuses to be emptied, raises an alarm, and empties it as soon as it can be", () => {
    const it = lockWithModule();
    enrolAda(it);
    const { lock, module } = it;
    module.swap("FFFF0000");
    module.templates.set(4, "Eve");
    module.faults.refusesToErase = true;
    lock.board.run(400 * second);
    lock.command("AcceptFingerModule");
    lock.board.run(3 * second);
    assert.deepEqual(lock.says("Alarms"), ["FingerModuleStrange"]);
    assert.equal(lock.command("GetFingerModule").State, "Strange");
    assert.equal(lock.count("fingerNotErased"), 1);
    lock.ask("Logout");
    assert.equal(opensBy("Eve", it), false);
    lock.restart();
    lock.board.run(5 * second);
    assert.equal(opensBy("Eve", it), false, "not after a power cut either");
    module.faults.refusesToErase = false;
    lock.restart();
    lock.board.run(5 * second);
    assert.deepEqual([module.templates.size, lock.says("Alarms")], [0, []]);
    lock.restart();
    module.templates.set(4, "Ada");
    lock.board.run(5 * second);
    assert.equal(opensBy("Ada", it), true, "and only then");
  });

  test("writes down that one finger was not erased, and goes on with the module", () => {
    const it = lockWithModule();
    enrolAda(it);
    const { lock, module } = it;
    module.faults.refusesToErase = true;
    lock.command("EraseFinger", { Slot: 4 });
    lock.ask("Logout");
    lock.board.run(2 * second);
    assert.equal(lock.count("fingerNotErased"), 1);
    assert.deepEqual(lock.says("Alarms"), []);
    assert.equal(opensBy("Ada", it), true);
    module.faults.refusesToErase = false;
    lock.command("EraseFinger", { Slot: 4 });
    lock.ask("Logout");
    lock.board.run(2 * second);
    assert.deepEqual([lock.count("fingerNotErased"), module.templates.size], [1, 0]);
  });

  test("writes down once that its module was taken away, and that it is back", () => {
    const { lock, module } = lockWithModule();
    module.faults.isSilent = true;
    lock.board.run(400 * second);
    assert.equal(lock.count("fingerModuleSilent"), 1);
    assert.equal(lock.command("GetFingerModule").State, "Silent");
    module.faults.isSilent = false;
    lock.board.run(400 * second);
    assert.equal(lock.count("fingerModuleBack"), 1);
    assert.equal(lock.count("fingerModuleSilent"), 1);
  });

  test("can use its module after a factory reset, without anybody's finger in it", () => {
    const it = lockWithModule();
    enrolAda(it);
    const { lock, module } = it;
    const { password } = module;
    lock.board.setCover(false);
    lock.board.pressButton(11 * second);
    lock.board.run(20 * second);
    assert.equal(lock.count("factoryResetStarted"), 0, "the log begins anew");
    assert.equal(lock.count("fingerModuleAccepted"), 1);
    assert.equal(module.templates.size, 0);
    assert.equal(module.password, password);
    lock.board.setCover(true);
    lock.setUp();
    assert.equal(lock.command("GetFingerModule").State, "Ready");
  });

  test("says nothing of a module that was never fitted", () => {
    const lock = lockedLock();
    lock.board.run(600 * second);
    assert.equal(lock.count("fingerModuleSilent"), 0);
    assert.equal(lock.command("GetFingerModule").State, "None");
    assert.equal(lock.ask("EnrolFinger", { Slot: 0 }).Status, "INVALID_IN_STATE");
  });

  test("refuses slots that are none", () => {
    const { lock } = lockWithModule();
    lock.command("GetFingerModule");
    for (const slot of [-1, 1.5, 1000, "1"]) assert.notEqual(lock.ask("EnrolFinger", { Slot: slot }).Status, "SUCCESS");
    assert.equal(lock.ask("EnrolFinger", { Slot: 200 }).Status, "INVALID_COMMAND");
    assert.equal(lock.ask("EnrolFinger").Status === "SUCCESS", false);
  });
});
