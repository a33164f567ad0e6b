// SPDX-License-Identifier: Apache-2.0
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { DeviceKey, deviceKeyRecord } from "../../crypto/device-key";
import { toHex } from "../fixtures/bytes";
import { FakeRandom, FakeRecords } from "../fixtures/fake-lock-parts";
import { NaclDigest } from "../fixtures/nacl-digest";

const message = Uint8Array.from([1, 2, 3]);

function make(records: FakeRecords, random = new FakeRandom(), mayMake = true): DeviceKey {
  return new DeviceKey({ Digest: NaclDigest, random, records, mayMake: () => mayMake });
}

describe("device key", () => {
  test("is made at the first power-up and loaded at the next", () => {
    const records = new FakeRecords();
    const first = make(records);
    assert.equal(first.status, "made");
    const second = make(records, new FakeRandom(99), false);
    assert.equal(second.status, "loaded");
    assert.equal(toHex(second.pinHash!.mac(message)), toHex(first.pinHash!.mac(message)));
    assert.equal(toHex(second.auditHash!.mac(message)), toHex(first.auditHash!.mac(message)));
  });

  test("PINs, cards and audit log are hashed under different keys", () => {
    const key = make(new FakeRecords());
    const macs = [key.pinHash!, key.cardHash!, key.auditHash!].map((hash) => toHex(hash.mac(message)));
    assert.equal(new Set(macs).size, 3);
  });

  test("two devices have different keys", () => {
    const one = make(new FakeRecords(), new FakeRandom(1));
    const two = make(new FakeRecords(), new FakeRandom(2));
    assert.notEqual(toHex(one.pinHash!.mac(message)), toHex(two.pinHash!.mac(message)));
  });

  test("is not made from random numbers that cannot be trusted, and nothing is stored", () => {
    const records = new FakeRecords();
    const random = new FakeRandom();
    random.trusted = false;
    const key = make(records, random);
    assert.equal(key.status, "randomUntrusted");
    assert.equal(key.pinHash, undefined);
    assert.equal(key.auditHash, undefined);
    assert.deepEqual(records.keys(), []);
  });

  test("is not made by a source that fills in nothing, or always the same", () => {
    for (const byte of [0, 0xff]) {
      const records = new FakeRecords();
      const key = new DeviceKey({ Digest: NaclDigest, random: { fill: (b) => b.fill(byte) }, records, mayMake: () => true });
      assert.equal(key.status, "randomUntrusted");
      assert.deepEqual(records.keys(), []);
    }
  });

  test("a damaged record is reported, not replaced", () => {
    const records = new FakeRecords();
    make(records);
    const torn = records.read(deviceKeyRecord)!;
    torn[10]! ^= 1;
    records.write(deviceKeyRecord, torn);
    const key = make(records);
    assert.equal(key.status, "damaged");
    assert.equal(key.pinHash, undefined);
    assert.deepEqual(records.read(deviceKeyRecord), torn);
  });

  test("a vanished record is reported, not replaced, once there are users", () => {
    const records = new FakeRecords();
    const key = make(records, new FakeRandom(), false);
    assert.equal(key.status, "missing");
    assert.equal(key.pinHash, undefined);
    assert.deepEqual(records.keys(), []);
  });

  test("a key that did not reach flash is not used", () => {
    const records = new FakeRecords();
    records.failWrites = true;
    const key = make(records);
    assert.equal(key.status, "flashFailed");
    assert.equal(key.pinHash, undefined);
  });

  test("flash that cannot be read gives no key, and makes none", () => {
    const records = new FakeRecords();
    records.failReads = true;
    assert.equal(make(records).status, "flashFailed");
    assert.equal(records.writes, 0);
  });
});
