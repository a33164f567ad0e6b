// SPDX-License-Identifier: Apache-2.0
/**
 * What people do with a lock while its power is cut, and what must hold afterwards. Each play begins with the power-up,
 * so that the cuts fall into that too.
 */
import assert from "node:assert/strict";
import { AuditEvent } from "../../lock/audit";
import { CutLock, masterPin, wrongPin, type LockImage } from "./cut-lock";

export interface Scenario {
  name: string;
  makeImage(): LockImage;
  /** True: the lock let it be seen that it was done, before the power went. */
  play(lock: CutLock): boolean;
  /** After the power came back. */
  check(lock: CutLock, acknowledged: boolean): void;
}

const second = 1_000;
const newAutoRelockTime = 45;

function locked(attempts: number): LockImage {
  const lock = new CutLock({});
  lock.powerUp();
  lock.setUp();
  lock.board.run(second);
  lock.lock();
  for (let count = 0; count < attempts; count++) lock.opensWith(wrongPin);
  assert.equal(lock.attempts, attempts);
  lock.board.cutPower();
  return lock.image;
}

export const scenarios: readonly Scenario[] = [
  {
    name: "set-up",
    makeImage: () => ({}),
    play(lock) {
      lock.powerUp();
      lock.setUp();
      // Looked at again and again, so that it is seen as soon as it can be.
      let done = false;
      for (let looks = 0; looks < 10; looks++) done ||= lock.isSetUp;
      lock.board.run(second);
      return done;
    },
    check(lock, acknowledged) {
      if (!lock.isSetUp) {
        assert.ok(!acknowledged, "a set-up that was done is gone");
        lock.setUp();
        lock.board.run(second);
        assert.ok(lock.isSetUp, "it cannot be set up again");
      }
    },
  },
  {
    name: "unlock",
    makeImage: () => locked(0),
    play(lock) {
      lock.powerUp();
      lock.board.type(`${masterPin}#`);
      const motorRan = lock.board.runUntil(() => lock.board.state().boltDriven, second);
      lock.board.run(3 * second);
      return motorRan;
    },
    check(lock, acknowledged) {
      const accepted = lock.log.some(({ event, userIndex }) => event === AuditEvent.accepted && userIndex === 1);
      assert.ok(accepted || !acknowledged, "the motor ran, and the log does not say for whom");
      assert.ok(!lock.isLockedOut);
    },
  },
  {
    name: "wrong PIN",
    makeImage: () => locked(2),
    play(lock) {
      lock.powerUp();
      lock.opensWith(wrongPin);
      return lock.isLockedOut;
    },
    check(lock, acknowledged) {
      const { attempts } = lock;
      // It may only be uncounted as long as it was not judged.
      const judged = acknowledged || lock.log.filter(({ event }) => event === AuditEvent.refused).length === 3;
      assert.ok(attempts === 3 || (attempts === 2 && !judged), "the attempt is forgotten");
      assert.equal(lock.isLockedOut, attempts === 3);
      if (attempts === 3) assert.ok(!lock.opensWith(masterPin), "the lockout is forgotten");
    },
  },
  {
    name: "settings change",
    makeImage: () => locked(0),
    play(lock) {
      lock.powerUp();
      lock.ask("Login", { PIN: masterPin });
      const reply = lock.ask("SetSetting", { Name: "AutoRelockTime", Value: newAutoRelockTime });
      lock.board.run(second);
      return reply?.["Status"] === "SUCCESS";
    },
    check(lock, acknowledged) {
      lock.ask("Login", { PIN: masterPin });
      const settings = lock.ask("GetSettings")?.["Settings"] as { Name: string; Value: number }[];
      const value = settings.find(({ Name }) => Name === "AutoRelockTime")?.Value;
      assert.ok(value === newAutoRelockTime || (value === 30 && !acknowledged), `AutoRelockTime is ${value}`);
    },
  },
];
