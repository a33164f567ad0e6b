// SPDX-License-Identifier: Apache-2.0
import assert from "node:assert/strict";
import { beforeEach, describe, test } from "node:test";
import type { UpdateClient, UpdateClientOptions } from "../../host/app/update-client";
import { WiredLock, clientOf, longMs, patienceMs, stream } from "../fixtures/wired-lock";

let lock: WiredLock;

const update = (options: Partial<UpdateClientOptions> = {}, now = false): UpdateClient => clientOf(lock, options, now);

function assertWhole(): void {
  assert.ok(lock.received.equals(stream));
}

beforeEach(() => {
  lock = new WiredLock(stream.length);
});

describe("an update", () => {
  test("brings every byte once, in lines that the console takes, and leaves no session behind", () => {
    let last = "";
    const client = update({ write: (line) => lock.write((last = line)) });
    assert.equal(lock.run(longMs)?.result, "Ready");
    assertWhole();
    assert.match(last, /"Logout"/);
    assert.equal(client.next, stream.length);
    assert.equal(lock.asked("UpdateData"), 9 * 13 + 1);
    assert.ok(lock.longestLine <= 512, `${lock.longestLine}`);
    assert.equal(lock.restarts, 0);
    assert.match(client.outcome!.text, /restarts into it when it is locked/);
  });

  test("sends a line when the one before is answered, since the lock has no room for more", () => {
    let written = 0;
    let answered = 0;
    const write = (line: string): void => {
      lock.write(line);
      if (!line.includes('"UpdateData"')) return;
      assert.equal(answered, written, "the line before is not answered");
      written++;
    };
    lock.answers = ({ Command }) => void (answered += Command === "UpdateData" ? 1 : 0);
    update({ write });
    lock.run(longMs);
    assertWhole();
    assert.equal(written, 118);
  });

  test("restarts the lock only when told to, and tells that the new firmware proved itself", () => {
    const client = update({}, true);
    assert.deepEqual(lock.run(longMs), { result: "Valid", text: "runs 0.2.0" });
    assert.equal(client.next, stream.length, "though the lock has forgotten the image");
    assert.equal(lock.restarts, 1);
    assert.equal(lock.asked("InstallUpdate"), 1);
  });

  test("tells that the lock went back, also when it fell back to the version that was offered", () => {
    lock.fate = "goes back";
    update({}, true);
    assert.deepEqual(lock.run(longMs), { result: "RolledBack", text: "0.2.0 did not prove itself; it runs 0.1.0 again" });
    lock = new WiredLock(stream.length);
    lock.fate = "goes back";
    lock.answers = ({ Command }) =>
      Command === "GetUpdate" && lock.stage === "Idle" ? { Status: "SUCCESS", Stage: "Idle", FirmwareVersion: "0.2.0", LastResult: "RolledBack" } : undefined;
    update({}, true);
    assert.equal(lock.run(longMs)?.result, "RolledBack");
  });

  test("does not wait for a probation without end", () => {
    lock.fate = "hangs on probation";
    update({}, true);
    const outcome = lock.run(longMs);
    assert.equal(outcome?.result, "Failed");
    assert.match(outcome.text, /15 minutes later 0\.2\.0 is still on probation/);
    assert.ok(lock.nowMs > 900_000 && lock.nowMs < 960_000, `${lock.nowMs}`);
  });

  test("knows what happened when the lock found a quiet moment before it could be asked", () => {
    lock.answers = ({ Command }) => {
      if (Command === "GetUpdate" && lock.restarts === 0) lock.restart();
      return undefined;
    };
    update();
    assert.deepEqual(lock.run(longMs), { result: "Ready", text: "has 0.2.0 on probation" });
  });
});

describe("an update over a bad wire", () => {
  test("goes on where the lock says, whichever line or answer is lost", () => {
    for (let lost = 1; lost < 60; lost++) {
      for (const way of ["losesLine", "losesAnswer"] as const) {
        lock = new WiredLock(stream.length);
        lock[way] = (number) => number === lost;
        update();
        assert.equal(lock.run(longMs)?.result, "Ready", `${way} ${lost}`);
        assertWhole();
      }
    }
  });

  test("loses two seconds by a lost answer, not the block", () => {
    update();
    lock.run(longMs);
    const wholeMs = lock.nowMs;
    lock = new WiredLock(stream.length);
    lock.losesAnswer = (number) => number === 30;
    update();
    lock.run(longMs);
    assert.ok(lock.nowMs - wholeMs < 2_500, `${lock.nowMs - wholeMs}`);
  });

  test("ends the session also when it is stopped while the lock seems to be silent", () => {
    lock.losesAnswer = (number) => number > 30;
    const client = update();
    lock.run(20_000);
    assert.equal(client.phase, "connecting");
    client.close();
    lock.run(100);
    assert.equal(lock.asked("Logout"), 1);
  });

  test("comes through where every seventh line and every fifth answer is lost", () => {
    lock.losesLine = (number) => number % 7 === 0;
    lock.losesAnswer = (number) => number % 5 === 0;
    update();
    assert.equal(lock.run(longMs)?.result, "Ready");
    assertWhole();
  });

  test("takes noise, answers to others and old answers for nothing", () => {
    const client = update();
    let offers = 0;
    lock.answers = ({ Id, Command }) => {
      const [name, number] = (Id as string).split("-");
      for (const text of ["", "ets Jul 29 2019", "null", "[]", '{"Id":7,"Status":"SUCCESS"}']) client.line(text);
      client.line(JSON.stringify({ Id: `z${name}-${number}`, Status: "FAILURE" }));
      if (Command === "OfferUpdate" && ++offers === 1) {
        client.line(JSON.stringify({ Id: `${name}-1`, Status: "FAILURE" }));
        lock.losesAnswer = (count) => count === lock.heard.length;
      } else lock.losesAnswer = () => false;
      return undefined;
    };
    assert.equal(lock.run(longMs)?.result, "Ready");
    assert.equal(offers, 2);
    assertWhole();
  });

  test("gives up when the lock answers and gets nowhere, and says that it can be gone on with", () => {
    lock.answers = ({ Command, At }) =>
      Command === "UpdateData" && (At as number) >= 4_128 ? { Status: "CONSTRAINT_ERROR", Reason: "the block is not the one that was signed", Next: 4_128 } : undefined;
    update();
    const outcome = lock.run(longMs);
    assert.equal(outcome?.result, "Failed");
    assert.match(outcome.text, /gets nowhere; the same command goes on/);
  });
});

describe("an update and a power cut", () => {
  test("goes on from the last whole block, wherever the power is cut", () => {
    for (let cutAt = 2; cutAt < 130; cutAt += 3) {
      lock = new WiredLock(stream.length);
      lock.answers = () => {
        if (lock.heard.length === cutAt) lock.cutPower(20_000);
        return undefined;
      };
      update();
      assert.equal(lock.run(longMs)?.result, "Ready", `cut at line ${cutAt}`);
      assertWhole();
      assert.ok(lock.asked("UpdateData") <= 118 + 13, `${lock.asked("UpdateData")} lines of data after a cut at ${cutAt}`);
    }
  });

  test("waits as long as it was told, and not longer", () => {
    const cut = (ms: number) => {
      lock = new WiredLock(stream.length);
      lock.answers = () => void (lock.heard.length === 40 && lock.cutPower(ms));
      update();
      return lock.run(longMs);
    };
    assert.equal(cut(patienceMs - 3_000)?.result, "Ready");
    const outcome = cut(patienceMs + 5_000);
    assert.equal(outcome?.result, "Failed");
    assert.match(outcome.text, /silent for 6\d s; the same command goes on from there/);
  });

  test("goes on when it is started anew, by another program at another time", () => {
    update();
    lock.run(2_500);
    const before = lock.received.length;
    assert.ok(before > 4_128 && before < stream.length);
    lock.cutPower(0);
    const dataBefore = lock.asked("UpdateData");
    update();
    assert.equal(lock.run(longMs)?.result, "Ready");
    assertWhole();
    assert.ok(lock.asked("UpdateData") - dataBefore <= 118 - 13 * Math.floor(before / 4_128));
  });

  test("outlives one while the lock restarts and on probation", () => {
    for (const afterMs of [100, 3_100, 20_000]) {
      lock = new WiredLock(stream.length);
      let installedMs = Infinity;
      lock.answers = ({ Command }) => {
        if (Command === "InstallUpdate") installedMs = lock.nowMs;
        return undefined;
      };
      update({}, true);
      while (lock.nowMs < installedMs + afterMs) lock.run(50);
      lock.cutPower(10_000);
      assert.equal(lock.run(longMs)?.result, "Valid");
    }
  });

  test("asks once more to restart when the power was cut before the lock did", () => {
    let asked = 0;
    lock.answers = ({ Command }) => {
      if (Command !== "InstallUpdate" || ++asked > 1) return undefined;
      lock.cutPower(5_000);
      return { Status: "SUCCESS" };
    };
    update({}, true);
    assert.equal(lock.run(longMs)?.result, "Valid");
    assert.equal(asked, 2);
  });
});
