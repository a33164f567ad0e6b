// SPDX-License-Identifier: Apache-2.0
/**
 * Today's firmware starts for the first time on what an earlier one left, and its power is cut at every single storage operation while
 * it takes that over: whoever was there is there.
 */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { CutLock, masterPin, wrongPin } from "../power-cut/cut-lock";
import { elevenSettings, oneCount, twoCounts } from "./all";
import { imageOf, type Fixture } from "./fixture";
import { pins } from "./story";

const fixtures: readonly [string, Fixture][] = [["977cac0", oneCount], ["db0175a", elevenSettings]];
const second = 1_000;
/** All but the master, as ClearUser has it. */
const everybody = 0xfffe;
const others = [pins.ann, pins.zoe];

/** True: it was told that it is done. */
type Act = (lock: CutLock) => boolean;

/** Ann comes, and Ann and the master get another record. */
const change: Act = (lock) => {
  lock.powerUp();
  if (!lock.on || !lock.opensWith(pins.ann) || lock.ask("Login", { PIN: masterPin })?.Status !== "SUCCESS") return false;
  const another = { OperationType: 2, Credential: { CredentialType: 0, CredentialIndex: 0 }, CredentialData: masterPin };
  if (lock.ask("SetCredential", another)?.Status !== "SUCCESS") return false;
  if (lock.ask("Login", { PIN: masterPin })?.Status !== "SUCCESS") return false;
  return lock.ask("SetUser", { OperationType: 2, UserIndex: 2, UserName: "Anna" })?.Status === "SUCCESS";
};

const clear: Act = (lock) => {
  lock.powerUp();
  if (!lock.on || lock.ask("Login", { PIN: masterPin })?.Status !== "SUCCESS") return false;
  if (lock.ask("ClearUser", { UserIndex: everybody })?.Status !== "SUCCESS") return false;
  lock.board.run(second);
  return lock.on;
};

function opens(lock: CutLock, pin: string): boolean {
  const opened = lock.opensWith(pin);
  lock.board.run(2 * second);
  if (opened) lock.lock();
  return opened;
}

/** Plays it with the power cut at each operation in turn, and after the last. */
function cutEach(fixture: Fixture, act: Act, check: (lock: CutLock, done: boolean) => void): void {
  const whole = new CutLock(imageOf(fixture));
  assert.ok(act(whole));
  const { count } = whole.board.operations;
  assert.ok(count > 5);
  for (let operation = 1; operation <= count + 1; operation++) {
    const lock = new CutLock(imageOf(fixture));
    const before = lock.log;
    lock.board.cutPowerAt(operation);
    const done = act(lock);
    lock.board.cutPowerAt(0);
    if (lock.on) lock.board.cutPower();
    lock.board.run(second);
    lock.powerUp();
    try {
      assert.ok(opens(lock, masterPin), "the master does not come in");
      check(lock, done);
      assert.ok(opens(lock, masterPin), "the master does not come in again");
      assert.ok(!opens(lock, wrongPin), "a wrong PIN opens");
      assert.deepEqual(lock.log.slice(0, before.length), before, "entries of the log are gone");
      assert.equal(lock.ask("Login", { PIN: masterPin })?.Status, "SUCCESS");
      assert.equal(lock.ask("GetLog")?.Chain, "Intact");
      assert.deepEqual(lock.ask("GetUsers")?.Damaged, []);
      assert.deepEqual(lock.board.faults, []);
    } catch (error) {
      throw new Error(`operation ${operation} of ${count}: ${error instanceof Error ? error.message : ""}`, { cause: error });
    }
  }
}

describe("power cut at every operation on what an earlier firmware left", () => {
  for (const [name, fixture] of fixtures) {
    test(`while users of ${name} are changed: everybody is there, and an acknowledged change too`, () => {
      cutEach(fixture, change, (lock, done) => {
        for (const pin of others) assert.ok(opens(lock, pin), pin);
        lock.ask("Login", { PIN: masterPin });
        const name = lock.ask("GetUser", { UserIndex: 2 })?.UserName;
        assert.ok(name === "Anna" || (name === "Ann" && !done), String(name));
      });
    });
  }

  test("while all users of version 1 are cleared: all are there, or none", () => {
    cutEach(twoCounts, clear, (lock, done) => {
      const inside = others.filter((pin) => opens(lock, pin));
      assert.ok(inside.length === 0 || (inside.length === others.length && !done), `${inside.length} of ${others.length}`);
    });
  });
});
