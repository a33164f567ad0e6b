// SPDX-License-Identifier: Apache-2.0
/**
 * What it takes to judge a wrong PIN, in XS compute units (all 0 on Node), on a lock with 250 users and guest codes, under the real keyed
 * hash: the same for any wrong PIN of one length, wherever it differs from somebody's and from whose.
 */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { KeyedHash } from "../../crypto/keyed-hash";
import { Random } from "../../host/board/random";
import { OperationSource } from "../../lock/audit";
import { limits } from "../../lock/limits";
import { sealUser } from "../../lock/user-bytes";
import { credentialDataBytes, CredentialType, newUser, userRecord, UserType } from "../../lock/user-record";
import { utcSeconds } from "../fixtures/access-people";
import { ChargedDigest, unitsOf } from "../fixtures/charged-digest";
import { byMaster, pin } from "../fixtures/credentials";
import { FakeRecords } from "../fixtures/fake-lock-parts";
import { lockBench } from "../fixtures/lock-bench";

const lengths = [6, 7, 8, 9, 10];
const masterPin = "739518";
/** Of each length one whose index is low, in the middle and at the end. */
const knownIndexes = [2, 120, 246];
const randomPins = 30;

const hash = new KeyedHash({ Digest: ChargedDigest, key: Uint8Array.of(1) });
const random = new Random(1);
const digits = (length: number): string => Array.from({ length }, () => random.below(10)).join("");

/** PINs that somebody has, by length; the others' cannot be typed. */
function fullLock() {
  const records = new FakeRecords();
  const known = new Map(lengths.map((length) => [length, knownIndexes.map(() => digits(length))]));
  for (let index = 1; index <= limits.users; index++) {
    const user = newUser();
    const isMaster = index === 1;
    const place = knownIndexes.findIndex((first) => index >= first && index < first + lengths.length);
    const text = isMaster ? masterPin : known.get(lengths[index - knownIndexes[place]!]!)?.[place];
    const data = text === undefined ? Uint8Array.from({ length: credentialDataBytes }, () => random.below(256)) : hash.mac(pin(text));
    if (isMaster) user.type = UserType.programming;
    user.credentials.push({ type: isMaster ? CredentialType.programmingPin : CredentialType.pin, index: isMaster ? 0 : index, data });
    records.write(userRecord(index), sealUser(index, user));
  }
  const deviceKey = { status: "loaded", pinHash: hash, cardHash: hash, auditHash: hash, guestHash: hash } as const;
  const { lock } = lockBench({ records, powerUp: { deviceKey } });
  lock.wallClock.set(utcSeconds);
  lock.localTime.setTimeZone("GMT0", byMaster);
  assert.equal(lock.access.guests.newKey(byMaster), "SUCCESS");
  return { lock, known };
}

/** Any, and all that are next to one that somebody has. */
function wrongPins(length: number, known: readonly string[]): string[] {
  const near = known.flatMap((text) =>
    Array.from(text, (digit, at) => text.slice(0, at) + String((Number(digit) + 1) % 10) + text.slice(at + 1)),
  );
  const others = Array.from({ length: randomPins }, () => digits(length));
  return ["0".repeat(length), "9".repeat(length), ...near, ...others].filter((text) => !known.includes(text) && text !== masterPin);
}

describe("what it takes to judge a wrong PIN on a full lock", () => {
  const { lock, known } = fullLock();
  const unitsFor = (text: string, result = "refused"): number => {
    lock.lockout.succeed("master");
    lock.access.guests.prepare(new Uint8Array(0));
    const entry = pin(text);
    let is = "";
    const units = unitsOf(() => (is = lock.verifier.check(entry, OperationSource.keypad).result));
    assert.equal(is, result, text);
    return units;
  };
  unitsFor("000000");

  for (const length of lengths) {
    test(`is the same for any of ${length} digits, wherever it differs and from whose`, () => {
      for (const text of known.get(length)!) unitsFor(text, "accepted");
      const wrong = wrongPins(length, known.get(length)!);
      assert.ok(wrong.length > randomPins + 10);
      const units = wrong.map((text) => unitsFor(text));
      assert.deepEqual(units.filter((each) => each !== units[0]), []);
    });
  }
});
