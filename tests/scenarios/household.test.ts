// SPDX-License-Identifier: Apache-2.0
/** People who live behind the door: a day of theirs, a long time without one, and what the lock writes down. */
import { describe, test } from "node:test";
import assert from "node:assert/strict";
import boot from "latchkey:firmware";
import { addPin } from "../../host/board/pin-credential";
import { guestPin, lockedLock, masterPin, minute, second, WholeLock, wrongPin } from "../fixtures/whole-lock";

const childPin = "736194";
const dayMs = 86_400_000;

/** Into the house and out of it again through the door, which then locks behind. */
function throughTheDoor(lock: WholeLock): void {
  lock.board.run(second);
  assert.ok(lock.board.openDoor());
  lock.board.run(4 * second);
  assert.ok(lock.board.closeDoor());
  lock.until(() => lock.thrown, 32 * second, "it locks behind");
  lock.board.run(second);
}

describe("a day in a household", () => {
  test("everybody comes and goes, and the log tells it in order and by name", () => {
    const lock = lockedLock();
    lock.command("SetUser", { OperationType: 0, UserIndex: 3, UserName: "Mia" });
    lock.command("SetCredential", { ...addPin(3, childPin), UserIndex: 3 });
    lock.ask("Logout");
    lock.board.run(second);
    const from = lock.nextEntry;

    lock.board.pressButton();
    lock.until(() => lock.back, 3 * second, "out in the morning");
    throughTheDoor(lock);
    lock.enter(wrongPin);
    lock.board.run(2 * second);
    assert.ok(lock.opens(childPin), "home from school, at the second try");
    throughTheDoor(lock);
    lock.board.turnThumb("unlocked");
    lock.board.run(2 * second);
    throughTheDoor(lock);
    assert.ok(lock.opens(guestPin), "a guest who does not come in");
    lock.until(() => lock.thrown, 33 * second, "it locks again");
    lock.board.run(second);

    const door = ["doorOpened", "doorClosed", "requestAccepted", "locked"];
    assert.deepEqual(lock.eventsSince(from), [
      ...["requestAccepted", "unlocked", ...door],
      ...["refused", "accepted", "unlocked", ...door],
      ...["boltByHand", ...door],
      ...["accepted", "unlocked", "requestAccepted", "locked"],
    ]);
    const users = lock.log.filter(({ sequence, userIndex }) => sequence >= from && userIndex > 0);
    assert.deepEqual(users.map(({ userIndex }) => userIndex), [3, 3, 2, 2]);
    lock.assertSound();
  });

  test("a power cut in the middle of any of it leaves a lock that is where it is, and opens", () => {
    const evening = lockedLock();
    for (const cutAfterMs of [0, 50, 100, 150, 200, 600, 30_400, 30_550, 30_700, 30_850, 31_400]) {
      const lock = new WholeLock(evening.kept);
      lock.powerUp();
      lock.enter(masterPin);
      lock.board.run(cutAfterMs);
      lock.restart();
      const state = String(lock.says("LockState"));
      assert.equal(state, lock.thrown ? "Locked" : lock.back ? "Unlocked" : "Unknown", `after ${cutAfterMs} ms`);
      if (!lock.back) assert.ok(lock.opens(guestPin));
      lock.assertSound();
    }
  });
});

describe("a long time", () => {
  test("120 days without a power cut, over every wrap of the chip's ticks: it opens, locks, and knows how long it ran", () => {
    let hopMs = 0;
    const lock = new WholeLock({
      firmware: (load) =>
        boot((name) => {
          const module = load(name);
          if (name !== "time") return module;
          const { default: Time } = module as { default: { ticks: number; microseconds: number } };
          const hopping = {
            get ticks(): number {
              return (Time.ticks + hopMs) | 0;
            },
            get microseconds(): number {
              return Time.microseconds;
            },
          };
          return { default: hopping };
        }),
    });
    lock.powerUp();
    lock.setUp();
    lock.lockByButton();
    for (let days = 0; days < 120; days += 20) {
      hopMs += 20 * dayMs;
      // The chip's own timers did not make the hop: the loop wakes when the one does that was set before.
      lock.board.run(10 * minute + 10 * second);
      assert.ok(lock.opens(masterPin), `after ${days} days`);
      lock.always(() => lock.back, 28 * second, "auto-lock is not early");
      lock.until(() => lock.thrown, 4 * second, "nor late");
      lock.board.run(2 * second);
    }
    const uptime = lock.log.at(-1)!.uptimeSeconds * 1000;
    assert.ok(uptime > 120 * dayMs && uptime < 120 * dayMs + 80 * minute);
    assert.equal(lock.says("LockedOutSeconds"), 0);
    lock.assertSound();
  });

  test("an idle lock only polls: the loop turns for nothing but the battery", () => {
    const lock = lockedLock();
    lock.board.run(minute);
    const calls = (): number => [...lock.board.meter.turns.values()].reduce((sum, turn) => sum + turn.count, 0);
    const { Turns } = lock.command("GetLoop");
    lock.board.run(second);
    const before = calls();
    lock.board.run(10 * minute);
    const polls = (calls() - before) / 600;
    assert.ok(polls < 12, `${polls} callbacks a second`);
    const turns = Number(lock.command("GetLoop").Turns) - Number(Turns);
    // Ten for the battery, and those of the login and of what is asked.
    assert.ok(turns <= 18, `${turns} turns of the loop in ten minutes`);
  });
});
