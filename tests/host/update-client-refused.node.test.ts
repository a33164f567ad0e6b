// SPDX-License-Identifier: Apache-2.0
import assert from "node:assert/strict";
import { beforeEach, describe, test } from "node:test";
import type { UpdateClient, UpdateClientOptions } from "../../host/app/update-client";
import { WiredLock, clientOf, longMs, stream } from "../fixtures/wired-lock";

let lock: WiredLock;

const update = (options: Partial<UpdateClientOptions> = {}, now = false): UpdateClient => clientOf(lock, options, now);

function assertWhole(): void {
  assert.ok(lock.received.equals(stream));
}

beforeEach(() => {
  lock = new WiredLock(stream.length);
});

describe("the master PIN", () => {
  test("is tried once when it is wrong, and nothing is offered", () => {
    update({ pin: "111222" });
    assert.deepEqual(lock.run(longMs), { result: "Failed", text: "no login: wrong PIN" });
    assert.equal(lock.wrongPins, 1);
    assert.equal(lock.asked("OfferUpdate"), 0);
  });

  test("is sent to nobody who does not answer", () => {
    lock.cutPower(longMs);
    let text = "";
    update({ write: (line) => void (text += line) });
    assert.equal(lock.run(longMs)?.result, "Failed");
    assert.ok(!text.includes(lock.pin));
    assert.match(text, /GetStatus/);
  });

  test("waits out a lockout that is shorter than patience, and no longer one", () => {
    for (const [seconds, result] of [[30, "Ready"], [120, "Failed"]] as const) {
      lock = new WiredLock(stream.length);
      let untilMs = Infinity;
      lock.answers = ({ Command }) => {
        if (Command !== "Login") return undefined;
        untilMs = Math.min(untilMs, lock.nowMs + seconds * 1_000);
        const LockedOutSeconds = Math.ceil((untilMs - lock.nowMs) / 1_000);
        return LockedOutSeconds > 0 ? { Status: "BUSY", Reason: "locked out", LockedOutSeconds } : undefined;
      };
      update();
      assert.equal(lock.run(longMs)?.result, result);
    }
    assert.match(lock.client!.outcome!.text, /locked out for another 120 s/);
    assert.equal(lock.wrongPins, 0);
  });

  test("is sent again when the session ended meanwhile", () => {
    lock.answers = ({ Command }) =>
      Command === "UpdateData" && lock.heard.length === 50 ? { Status: "UNSUPPORTED_ACCESS", Reason: "log in first" } : undefined;
    update();
    assert.equal(lock.run(longMs)?.result, "Ready");
    assertWhole();
  });
});

describe("what the lock refuses", () => {
  test("ends the update with the lock's own words", () => {
    lock.answers = ({ Command }) => (Command === "OfferUpdate" ? { Status: "CONSTRAINT_ERROR", Reason: "another board's" } : undefined);
    update();
    assert.deepEqual(lock.run(longMs), { result: "Failed", text: "refused: another board's" });
    assert.equal(lock.asked("UpdateData"), 0);
  });

  test("because somebody types or a bolt moves comes a little later", () => {
    let busy = 5;
    lock.answers = ({ Command }) =>
      Command === "UpdateData" && lock.heard.length > 40 && busy-- > 0 ? { Status: "BUSY", Reason: "a bolt moves", Next: lock.received.length } : undefined;
    update();
    assert.equal(lock.run(longMs)?.result, "Ready");
    assertWhole();
  });

  test("when somebody cancelled it at the lock is not begun anew", () => {
    lock.answers = () => {
      if (lock.heard.length === 50) lock.stage = "Idle";
      return undefined;
    };
    update();
    assert.match(lock.run(longMs)?.text ?? "", /no image is being received/);
  });

  test("a flash that did not keep the image is told", () => {
    lock.answers = ({ Command }) => (Command === "GetUpdate" ? { Status: "SUCCESS", Stage: "Receiving", LastResult: "Failed" } : undefined);
    update({}, true);
    assert.match(lock.run(longMs)?.text ?? "", /flash did not keep the image/);
  });
});

describe("--cancel", () => {
  test("ends what is under way, and says when there is nothing", () => {
    update();
    lock.run(2_500);
    assert.equal(lock.stage, "Receiving");
    update({ job: "cancel" });
    assert.equal(lock.run(longMs)?.result, "Cancelled");
    assert.equal(lock.stage, "Idle");
    update({ job: "cancel" });
    assert.deepEqual(lock.run(longMs), { result: "Failed", text: "there is nothing to cancel" });
  });
});
