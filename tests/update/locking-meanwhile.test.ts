// SPDX-License-Identifier: Apache-2.0
/** The firmware as it is flashed goes on locking while it receives an image. */
import { describe, test } from "node:test";
import assert from "node:assert/strict";
import { base64, signedImage } from "../../host/board/signed-image";
import { offer, send, sendLine } from "../fixtures/updating-lock";
import { guestPin, lockedLock, second, wrongPin, type WholeLock } from "../fixtures/whole-lock";

const image = signedImage();
const sentBlock = 4128;

function loggedIn(): WholeLock {
  const lock = lockedLock();
  lock.command("GetUpdate");
  return lock;
}

describe("while an image comes", () => {
  test("the lock opens and shuts as ever, and writing waits while its bolt moves", () => {
    const lock = loggedIn();
    offer(lock, image);
    const at = sentBlock * 2 - 24;
    send(lock, image, at);
    lock.board.type(guestPin);
    lock.board.press("#");
    lock.until(() => lock.motorOn, second, "the bolt starts");
    const next = lock.command("GetUpdate").Next as number;
    const { changes } = lock.board.appFlash.ota_1;
    const answer = sendLine(lock, image.stream, next);
    assert.deepEqual([answer.Status, answer.Next, lock.board.appFlash.ota_1.changes], ["BUSY", next, changes]);
    lock.until(() => lock.back, 3 * second, "the bolt is back");
    lock.board.run(second);
    assert.equal(sendLine(lock, image.stream, next).Status, "SUCCESS");
  });

  test("flash is left alone as soon as the bolt moves by itself, in the middle of a block too, and when it is to be installed", () => {
    const movedAt: number[] = [];
    const lock: WholeLock = lockedLock({
      onAppFlash: (_, address) => {
        if (lock.motorOn) movedAt.push(address);
      },
    });
    lock.set("AutoRelockTime", 5);
    offer(lock, image);
    send(lock, image, sentBlock);
    const meetRelock = (command: object, beforeMs: number): void => {
      assert.ok(lock.opens(guestPin));
      const openedMs = lock.board.nowMs;
      lock.until(() => lock.motorOn, 10 * second, "it locks itself");
      const relockMs = lock.board.nowMs - openedMs;
      lock.until(() => lock.thrown, 3 * second, "it is locked");
      lock.board.run(second);
      assert.ok(lock.opens(guestPin));
      lock.board.run(relockMs - beforeMs);
      lock.board.serialWrite(`${JSON.stringify(command)}\n`);
      lock.until(() => lock.thrown, 3 * second, "it is locked");
    };
    for (let beforeMs = 0; beforeMs <= 120; beforeMs += 6) {
      const next = send(lock, image, 2 * sentBlock - 24).Next as number;
      meetRelock({ Command: "UpdateData", At: next, Data: base64(image.stream.subarray(next, 2 * sentBlock)) }, beforeMs);
      lock.command("CancelUpdate");
      offer(lock, image);
      send(lock, image, sentBlock);
    }
    send(lock, image);
    meetRelock({ Command: "InstallUpdate", Now: 1 }, 480);
    assert.deepEqual(movedAt, []);
    lock.until(() => lock.board.state().bootCount === 2, 10 * second, "it is installed when the bolt stands still");
  });

  test("a PIN opens within its time between any two blocks, and a wrong one does not", () => {
    const lock = loggedIn();
    offer(lock, image);
    send(lock, image, sentBlock * 2);
    assert.ok(!lock.opens(wrongPin));
    send(lock, image, sentBlock * 3);
    assert.ok(lock.opens(guestPin));
    send(lock, image, sentBlock * 4);
    lock.assertSound();
  });

  test("a door that is forced is an alarm at once, also between two blocks", () => {
    const lock = loggedIn();
    offer(lock, image);
    send(lock, image, sentBlock + 900);
    assert.deepEqual(lock.says("Alarms"), []);
    lock.board.forceDoor();
    lock.board.run(second);
    assert.deepEqual(lock.says("Alarms"), ["DoorForcedOpen"]);
    assert.equal(send(lock, image).Status, "SUCCESS");
  });

  test("auto-lock shuts on time", () => {
    const lock = loggedIn();
    offer(lock, image);
    assert.ok(lock.opens(guestPin));
    const openedMs = lock.board.nowMs;
    let at = 0;
    while (lock.board.nowMs - openedMs < 25 * second) {
      at = (at + 342) % sentBlock;
      send(lock, image, sentBlock + at);
      lock.board.run(second);
    }
    lock.until(() => lock.thrown, 8 * second, "30 s after it was opened it is shut");
  });
});
