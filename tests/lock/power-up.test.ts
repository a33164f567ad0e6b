// SPDX-License-Identifier: Apache-2.0
import { describe, test } from "node:test";
import assert from "node:assert/strict";
import { requestFactoryReset } from "../../lock/factory-reset";
import { limits } from "../../lock/limits";
import { bootRecord, forgetBrownOuts, powerUp, type PowerUp } from "../../lock/power-up";
import { credentials } from "../fixtures/credentials";
import { FakeRandom, FakeRecords } from "../fixtures/fake-lock-parts";
import { HostAes } from "../fixtures/host-aes";
import { NaclDigest } from "../fixtures/nacl-digest";

const powerOn = 1;
const brownOut = 9;

function boot(records: FakeRecords, resetReason = powerOn, random = new FakeRandom()): PowerUp {
  return powerUp({ records, random, Digest: NaclDigest, BlockCipher: HostAes, resetReason, eraseAuditLog: () => {} });
}

describe("power-up", () => {
  test("makes a device key on a new lock, and finds the same one again", () => {
    const records = new FakeRecords();
    const first = boot(records);
    assert.equal(first.deviceKey.status, "made");
    const again = boot(records, powerOn, new FakeRandom(2));
    assert.equal(again.deviceKey.status, "loaded");
    const message = Uint8Array.of(1, 2, 3);
    assert.deepEqual(again.deviceKey.pinHash?.mac(message), first.deviceKey.pinHash?.mac(message));
  });

  test("looks for users only when there is no key, so a lock that has one starts at once", () => {
    const records = new FakeRecords();
    const asked: string[] = [];
    const read = records.read.bind(records);
    records.read = (key) => {
      asked.push(key);
      return read(key);
    };
    const usersAskedFor = (): number => asked.splice(0).filter((key) => key.startsWith("user.")).length;
    boot(records);
    assert.equal(usersAskedFor(), limits.users);
    boot(records);
    assert.equal(usersAskedFor(), 0);
  });

  test("makes none when there are users already, or flash cannot be read: their PINs hang on the old one", () => {
    const { records } = credentials();
    assert.equal(boot(records).deviceKey.status, "missing");
    const broken = new FakeRecords();
    broken.failReads = true;
    const up = boot(broken);
    assert.equal(up.deviceKey.pinHash, undefined);
    assert.equal(up.bootCount, 0);
  });

  test("makes none when random numbers cannot be trusted, and boots all the same", () => {
    const random = new FakeRandom();
    random.trusted = false;
    const up = boot(new FakeRecords(), powerOn, random);
    assert.equal(up.deviceKey.status, "randomUntrusted");
    assert.equal(up.deviceKey.pinHash, undefined);
    assert.equal(up.bootCount, 1);
  });

  test("counts boots from 1", () => {
    const records = new FakeRecords();
    for (const expected of [1, 2, 3]) assert.equal(boot(records).bootCount, expected);
  });

  test("a garbled count starts over", () => {
    const records = new FakeRecords();
    boot(records);
    records.write(bootRecord, Uint8Array.of(1, 2, 3));
    assert.equal(boot(records).bootCount, 1);
  });

  test("counts brown-outs in a row, and any other reset ends the row", () => {
    const records = new FakeRecords();
    const counts = [brownOut, brownOut, brownOut, powerOn, brownOut].map((reason) => boot(records, reason).brownOutsInARow);
    assert.deepEqual(counts, [1, 2, 3, 0, 1]);
  });

  test("a move that went well ends the row, and the boot count stays", () => {
    const records = new FakeRecords();
    boot(records, brownOut);
    const { bootCount } = boot(records, brownOut);
    forgetBrownOuts(records, bootCount);
    const next = boot(records, brownOut);
    assert.deepEqual([next.bootCount, next.brownOutsInARow], [3, 1]);
  });

  test("flash that fails while forgetting is no exception", () => {
    const records = new FakeRecords();
    boot(records, brownOut);
    records.failWrites = true;
    forgetBrownOuts(records, 1);
  });

  test("finishes a factory reset before anything else: another key, no users", () => {
    const records = new FakeRecords();
    const before = boot(records).deviceKey.pinHash?.mac(Uint8Array.of(1));
    requestFactoryReset(records);
    const up = boot(records, powerOn, new FakeRandom(7));
    assert.equal(up.factoryReset, "done");
    assert.equal(up.deviceKey.status, "made");
    assert.notEqual(String(up.deviceKey.pinHash?.mac(Uint8Array.of(1))), String(before));
  });

  test("a factory reset that fails at the log makes no key, though users and key are gone already", () => {
    const records = new FakeRecords();
    boot(records);
    requestFactoryReset(records);
    const eraseAuditLog = () => {
      throw new Error("flash");
    };
    const up = powerUp({ records, random: new FakeRandom(), Digest: NaclDigest, BlockCipher: HostAes, resetReason: powerOn, eraseAuditLog });
    assert.equal(up.factoryReset, "failed");
    assert.equal(up.deviceKey.status, "missing");
    assert.equal(boot(records).deviceKey.status, "made", "the next power-up finishes it");
  });

  test("a factory reset that cannot be finished makes no key", () => {
    const records = new FakeRecords();
    requestFactoryReset(records);
    records.failWrites = true;
    const up = boot(records);
    assert.equal(up.factoryReset, "failed");
    assert.equal(up.deviceKey.pinHash, undefined);
  });
});
