// SPDX-License-Identifier: Apache-2.0
/** Cards that prove themselves, on the whole lock: taken at the keypad, and what a copy of one is worth. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { Card } from "../../host/board/world/card";
import { Ntag424Card } from "../../host/board/world/ntag424-card";
import { fromHex } from "../fixtures/bytes";
import { guestPin, lockedLock, masterPin, newLock, second, wrongPin, type WholeLock } from "../fixtures/whole-lock";

const uid = "04958caa5c5e80";
const rfid = 2;
const factoryKey = new Ntag424Card(fromHex(uid)).key;

/** Shown for a second, and away for two. True: the motor started. */
function opensWith(lock: WholeLock, card: string | Card): boolean {
  lock.board.holdCard(card);
  const opened = lock.board.runUntil(() => lock.motorOn, second);
  if (opened) lock.until(() => lock.back, 3 * second, "the bolt is back");
  lock.board.takeCard();
  lock.board.run(2 * second);
  if (opened) lock.lockByButton();
  return opened;
}

/** At the keypad: the button held, the master PIN, the user's number, and the card held up. */
function giveCard(lock: WholeLock, userNumber: number, card: string | Card): void {
  lock.board.pressButton(5_500);
  lock.board.run(6 * second);
  lock.enter(masterPin);
  lock.enter(String(userNumber));
  lock.board.holdCard(card);
  lock.board.run(2 * second);
  lock.board.takeCard();
  lock.enter("");
  lock.board.run(2 * second);
}

/** User 3 has a card that this lock took. */
function lockWithCard(): { lock: WholeLock; card: Ntag424Card } {
  const lock = lockedLock({ cardReader: true });
  const card = new Ntag424Card(fromHex(uid));
  giveCard(lock, 3, card);
  assert.notEqual(card.key.join(), factoryKey.join());
  return { lock, card };
}

function assertTurns({ board }: WholeLock, unitsMax: number): void {
  for (const { name, longestUnits, longestBlockedMs } of Object.values(board.turns)) {
    assert.ok(longestBlockedMs < 6, `${name} waits ${longestBlockedMs} ms`);
    assert.ok(longestUnits < unitsMax, `${name} takes ${longestUnits} units`);
  }
}

describe("a card that proves itself", () => {
  test("becomes this lock's when it is held up in the menu, and opens alone from then on, also after a power cut", () => {
    const { lock, card } = lockWithCard();
    assert.equal(lock.command("GetCredentialStatus", { Credential: { CredentialType: rfid, CredentialIndex: 1 } }).UserIndex, 3);
    assert.ok(opensWith(lock, card));
    lock.restart();
    assert.ok(opensWith(lock, card));
    assert.equal(lock.count("refused") + lock.count("denied"), 0);
    lock.assertSound();
  });

  test("becomes this lock's too when the master asks for it at the console, for half a minute, and does not open that time", () => {
    const lock = lockedLock({ cardReader: true });
    const card = new Ntag424Card(fromHex(uid));
    assert.equal(lock.ask("EnrolCard", { UserIndex: 3 }).Status, "UNSUPPORTED_ACCESS");
    lock.command("EnrolCard", { UserIndex: 3 });
    lock.board.run(31 * second);
    assert.ok(!opensWith(lock, card));
    assert.equal(card.key, factoryKey);
    assert.equal(lock.ask("EnrolCard", { UserIndex: 1 }).Status, "INVALID_COMMAND");
    assert.ok(!opensWith(lock, card));
    assert.equal(card.key, factoryKey);
    lock.board.run(60 * second);
    lock.command("EnrolCard", { UserIndex: 3 });
    assert.ok(!opensWith(lock, card));
    assert.equal(lock.count("credentialSet"), 3, "master, guest, card");
    assert.ok(opensWith(lock, card));
    assert.ok(!opensWith(lock, uid));
    lock.assertSound();
  });

  test("is not opened for by a card that only says its UID, nor by one with another key, and both count as wrong", () => {
    const { lock, card } = lockWithCard();
    lock.set("CardOpensAlone", 1);
    assert.ok(!opensWith(lock, uid));
    assert.equal(lock.count("refused"), 1);
    assert.ok(!opensWith(lock, new Ntag424Card(fromHex(uid))));
    assert.equal(lock.count("refused"), 2);
    assert.equal(lock.count("denied"), 0);
    assert.ok(opensWith(lock, card));
    lock.assertSound();
  });

  test("is of no use at another lock, and a new card of none before it was given to somebody", () => {
    const { card } = lockWithCard();
    const other = lockedLock({ cardReader: true, seed: 77 });
    other.set("CardOpensAlone", 1);
    const { key } = card;
    assert.ok(!opensWith(other, card));
    assert.equal(card.key, key);
    const fresh = new Ntag424Card(fromHex("04958caa5c5e81"));
    assert.ok(!opensWith(other, fresh));
    assert.equal(fresh.key, factoryKey);
    other.assertSound();
  });

  test("is taken away with its user, and can be given to another one", () => {
    const { lock, card } = lockWithCard();
    const { key } = card;
    lock.command("ClearUser", { UserIndex: 3 });
    assert.ok(!opensWith(lock, card));
    giveCard(lock, 4, card);
    assert.equal(card.key, key);
    assert.ok(opensWith(lock, card));
  });

  test("is the second factor of a Dual user, like any card", () => {
    const { lock, card } = lockWithCard();
    lock.command("SetUser", { OperationType: 2, UserIndex: 3, UserName: null, UserUniqueID: null, UserStatus: 1, UserType: 0, CredentialRule: 1 });
    assert.ok(!opensWith(lock, card));
    lock.board.run(20 * second);
    assert.equal(lock.count("partAccepted"), 1);
    assert.ok(!lock.opens(wrongPin));
    assert.ok(lock.opens(guestPin));
  });

  test("that was taken in the middle of its first talk is whole at the next one", () => {
    for (let commands = 1; commands <= 8; commands++) {
      const lock = lockedLock({ cardReader: true });
      const card = new Ntag424Card(fromHex(uid));
      lock.board.pressButton(5_500);
      lock.board.run(6 * second);
      lock.enter(masterPin);
      lock.enter("3");
      card.commandsLeft = commands;
      lock.board.holdCard(card);
      lock.board.run(500);
      lock.board.takeCard();
      lock.board.run(2 * second);
      card.commandsLeft = undefined;
      lock.board.holdCard(card);
      lock.board.run(2 * second);
      lock.board.takeCard();
      lock.enter("");
      lock.board.run(2 * second);
      assert.ok(opensWith(lock, card), `after ${commands}`);
    }
  });

  test("takes little of a turn when it is asked, more when it is taken, and never more than 6 ms of the bus", () => {
    const lock = newLock({ cardReader: true });
    lock.board.run(second);
    lock.board.meter.reset();
    lock.board.holdCard(new Ntag424Card(fromHex(uid)));
    lock.board.run(5 * second);
    assertTurns(lock, 10_000);
    const taking = lockedLock({ cardReader: true });
    taking.board.meter.reset();
    giveCard(taking, 3, new Ntag424Card(fromHex(uid)));
    assertTurns(taking, 40_000);
  });
});
