// SPDX-License-Identifier: Apache-2.0
/** The firmware as it is flashed goes on locking while it receives an image. */
import { describe, test } from "node:test";
import assert from "node:assert/strict";
import { signedImage } from "../../host/board/signed-image";
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
