// SPDX-License-Identifier: Apache-2.0
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { EnrolStep, TemplateReader } from "../../lock/parts";
import { CredentialType, templateData } from "../../lock/user-record";
import { byMaster, credentials, masterPin, pin, type Credentials } from "../fixtures/credentials";
import { atOnce } from "../../lock/in-turns";

const uid = Uint8Array.of(4, 1, 2, 3);
const otherUid = Uint8Array.of(4, 9, 9, 9);
const newPin = "618204";

function enter(lock: Credentials, ...texts: string[]): void {
  for (const text of texts) {
    lock.programming.keyPressed();
    lock.programming.entry(pin(text));
    lock.time.settle();
  }
}

/** What the module was asked to do. */
class FakeReader implements TemplateReader {
  readonly ready = true;
  readonly asked: string[] = [];

  adopt(): void {}

  enrol(slot: number): void {
    this.asked.push(`enrol ${slot}`);
  }

  cancel(): void {
    this.asked.push("cancel");
  }

  delete(slot: number): void {
    this.asked.push(`delete ${slot}`);
  }

  empty(): void {}

  close(): void {}
}

/** Programming is open, and a fingerprint module of three slots in use. */
function programming() {
  const lock = credentials();
  const reader = new FakeReader();
  lock.fingers.use(reader);
  const module = { identity: Uint8Array.of(1), hasSerial: true, password: "factory", capacity: 3, count: 0, securityLevel: 3 } as const;
  lock.fingers.handle({ type: "biometricModule", credentialType: CredentialType.fingerprint, module });
  lock.programming.start();
  enter(lock, masterPin);
  const enrolled = (slot: number, ...steps: EnrolStep[]): void => {
    for (const step of steps) lock.programming.enrolled(slot, step);
    lock.time.settle();
  };
  const has = (userIndex: number): number[] => lock.users.read(userIndex)?.credentials.map(({ type }) => type) ?? [];
  return { ...lock, reader, enrolled, has };
}

describe("cards at the keypad", () => {
  test("one that is held up after a user's number is his, and he need not be there before", () => {
    for (const userIndex of [2, 9]) {
      const lock = programming();
      enter(lock, String(userIndex));
      lock.programming.card(uid);
      lock.time.settle();
      assert.deepEqual([lock.indicator.last, lock.programming.step], ["ok", "userNumber"]);
      lock.programming.end();
      lock.now.cardOpensAlone = true;
      assert.deepEqual(atOnce(lock.verifier.checkCard(uid)), { result: "accepted", userIndex });
    }
  });

  test("somebody else's is refused, as is one for the master, and one without a number", () => {
    const lock = programming();
    enter(lock, "2");
    lock.programming.card(uid);
    lock.time.settle();
    const { writes } = lock.records;
    for (const number of ["3", "1"]) {
      enter(lock, number);
      lock.programming.card(uid);
      lock.time.settle();
      assert.equal(lock.indicator.last, "refused");
    }
    lock.programming.card(otherUid);
    lock.time.settle();
    assert.equal(lock.indicator.last, "refused");
    enter(lock, "3", newPin);
    lock.programming.card(otherUid);
    lock.time.settle();
    assert.equal(lock.indicator.last, "refused", "between the two PINs");
    assert.equal(lock.records.writes, writes);
  });

  test("2 # takes all of his away, and nothing else; who has none is refused", () => {
    const lock = programming();
    for (const each of [uid, otherUid]) {
      enter(lock, "2");
      lock.programming.card(each);
      lock.time.settle();
    }
    const { writes } = lock.records;
    enter(lock, "2", "2");
    assert.equal(lock.indicator.last, "ok");
    assert.equal(lock.records.writes, writes + 1, "one write");
    assert.deepEqual(lock.has(2), [CredentialType.pin]);
    enter(lock, "2", "2");
    assert.equal(lock.indicator.last, "refused");
  });

  test("flash that fails gives nothing to anybody", () => {
    const lock = programming();
    enter(lock, "9");
    lock.records.failWrites = true;
    lock.programming.card(uid);
    lock.time.settle();
    assert.equal(lock.indicator.last, "refused");
    lock.records.failWrites = false;
    assert.deepEqual(credentials({ records: lock.records }).users.read(9), undefined);
  });
});

describe("taking away at the keypad", () => {
  test("1 # takes his PIN, and who has nothing left is erased", () => {
    const lock = programming();
    enter(lock, "2");
    lock.programming.card(uid);
    lock.time.settle();
    enter(lock, "2", "1");
    assert.deepEqual([lock.indicator.last, lock.has(2)], ["ok", [CredentialType.rfid]]);
    enter(lock, "2", "2");
    assert.deepEqual([lock.indicator.last, lock.users.facts(2)], ["ok", undefined]);
  });

  test("nothing is taken from the master, from nobody, or by a digit that means nothing", () => {
    const lock = programming();
    const { writes } = lock.records;
    for (const [number, digit] of [["1", "1"], ["1", "2"], ["9", "1"], ["2", "0"], ["2", "4"], ["2", "9"], ["2", "3"]] as const) {
      enter(lock, number, digit);
      assert.deepEqual([lock.indicator.last, lock.programming.step], ["refused", "userNumber"], `${number} # ${digit} #`);
    }
    assert.equal(lock.records.writes, writes);
  });
});

describe("fingers at the keypad", () => {
  test("one that the module does not know is learnt into the first free slot, then is the user's", () => {
    const lock = programming();
    lock.users.setCredential(
      { operation: "add", type: CredentialType.fingerprint, index: 7, data: templateData(0), userIndex: 2 }, byMaster,
    );
    enter(lock, "9");
    lock.programming.finger(-1);
    assert.deepEqual([lock.reader.asked.at(-1), lock.programming.step], ["enrol 1", "newFinger"]);
    lock.enrolled(1, "lay");
    assert.equal(lock.indicator.last, "waiting");
    lock.enrolled(1, "lift");
    assert.equal(lock.indicator.last, "beep");
    assert.equal(lock.users.facts(9), undefined, "nothing is his before");
    lock.enrolled(1, "lay", "stored");
    assert.deepEqual([lock.indicator.last, lock.programming.step, lock.has(9)], ["ok", "userNumber", [CredentialType.fingerprint]]);
    lock.programming.end();
    assert.deepEqual(atOnce(lock.verifier.checkTemplate(CredentialType.fingerprint, 1)), { result: "accepted", userIndex: 9 });
  });

  test("nobody gets one that was not stored, however it ended, or that was stored for another slot", () => {
    for (const step of ["known", "different", "tooLate", "cancelled", "failed"] as const) {
      const lock = programming();
      enter(lock, "2");
      lock.programming.finger(-1);
      lock.time.settle();
      lock.enrolled(2, "stored");
      assert.equal(lock.programming.step, "newFinger");
      lock.enrolled(0, "lay", step);
      assert.deepEqual([lock.indicator.last, lock.programming.step], ["refused", "userNumber"]);
      lock.enrolled(0, "stored");
      assert.deepEqual(lock.has(2), [CredentialType.pin]);
    }
  });

  test("any key sequence with # gives it up, and so do 60 s", () => {
    for (const giveUp of [(lock: Credentials) => enter(lock, ""), (lock: Credentials) => lock.time.advance(60_000)]) {
      const lock = programming();
      enter(lock, "2");
      lock.programming.finger(-1);
      lock.time.settle();
      giveUp(lock);
      assert.equal(lock.reader.asked.at(-1), "cancel");
      lock.enrolled(0, "stored");
      assert.deepEqual(lock.has(2), [CredentialType.pin]);
    }
  });

  test("one that the module knows and nobody has is given at once; somebody's is refused", () => {
    const lock = programming();
    enter(lock, "2");
    lock.programming.finger(2);
    lock.time.settle();
    assert.deepEqual([lock.indicator.last, lock.has(2)], ["ok", [CredentialType.pin, CredentialType.fingerprint]]);
    enter(lock, "9");
    lock.programming.finger(2);
    lock.time.settle();
    assert.deepEqual([lock.indicator.last, lock.users.facts(9)], ["refused", undefined]);
  });

  test("the master gets none, and nobody where there is no module or no slot", () => {
    const lock = programming();
    enter(lock, "1");
    lock.programming.finger(-1);
    for (const slot of [0, 1, 2]) {
      enter(lock, "2");
      lock.programming.finger(slot);
      lock.time.settle();
    }
    enter(lock, "2");
    lock.programming.finger(-1);
    assert.deepEqual([lock.indicator.last, lock.programming.step, lock.reader.asked], ["refused", "userNumber", []]);
  });

  test("3 # takes them from him and out of the module, and so does erasing him", () => {
    for (const keys of ["3", ""]) {
      const lock = programming();
      for (const slot of [0, 2]) {
        enter(lock, "2");
        lock.programming.finger(slot);
        lock.time.settle();
      }
      enter(lock, "2", keys);
      assert.equal(lock.indicator.last, "ok");
      assert.deepEqual(lock.reader.asked, ["delete 0", "delete 2"]);
      assert.deepEqual(lock.has(2), keys === "3" ? [CredentialType.pin] : []);
    }
  });
});

describe("a face, of a user at the keypad", () => {
  test("goes out of the face module with him, and with nothing less", () => {
    const lock = programming();
    const faces = new FakeReader();
    lock.faces.use(faces);
    const face = { operation: "add", type: CredentialType.face, index: 1, data: templateData(6), userIndex: 2 } as const;
    assert.equal(lock.users.setCredential(face, byMaster).status, "SUCCESS");
    enter(lock, "2", "1");
    assert.deepEqual([faces.asked, lock.has(2)], [[], [CredentialType.face]]);
    enter(lock, "2", "");
    assert.deepEqual([faces.asked, lock.reader.asked, lock.has(2)], [["delete 6"], [], []]);
  });
});
