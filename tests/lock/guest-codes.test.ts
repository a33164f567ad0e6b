// SPDX-License-Identifier: Apache-2.0
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { digitsOfGuestId, guestCodeId, type GuestCode } from "../../crypto/guest-code";
import { sealRecord } from "../../crypto/checked-record";
import { Audit, AuditEvent, RecordCode } from "../../lock/audit";
import { deadCodesMax, GuestCodes, guestCodesRecord } from "../../lock/guest-codes";
import { byMaster } from "../fixtures/credentials";
import { FakeAuditStore, FakeGuestRoot, FakeKeyedHash, FakeRecords, VirtualTime } from "../fixtures/fake-lock-parts";

/** A midnight in 2027; the code below opens at three in the afternoon. */
const midnight = 9862 * 24;
const stay: GuestCode = { startHour: midnight + 15, hours: 24, once: false, serial: 0 };
const startSeconds = stay.startHour * 3600;
const endSeconds = startSeconds + 24 * 3600;

function idOf(code: Partial<GuestCode>): number {
  const id = guestCodeId({ ...stay, ...code });
  if (id === undefined) throw new Error(`there is no code ${JSON.stringify(code)}`);
  return id;
}

function guests({ records = new FakeRecords(), device = 1, bootCount = 1, noDeviceKey = false } = {}) {
  const time = new VirtualTime();
  const store = new FakeAuditStore();
  const audit = new Audit({ store, clock: time, utcSeconds: () => 0 });
  const root = noDeviceKey ? undefined : new FakeGuestRoot(Uint8Array.of(device));
  const codes = new GuestCodes({ records, clock: time, audit, root, bootCount });
  return {
    records, time, store, codes,
    digits: (code: Partial<GuestCode> = {}) => digitsOfGuestId(idOf(code), new FakeKeyedHash(codes.key()!)),
    again: () => guests({ records, device, bootCount: bootCount + 1 }),
  };
}

function withKey(options = {}) {
  const bench = guests(options);
  assert.equal(bench.codes.newKey(byMaster), "SUCCESS");
  return bench;
}

describe("guest codes", () => {
  test("open from the first second of their window to the last, and neither before nor after", () => {
    const { codes, digits } = withKey();
    const judged = (seconds: number) => codes.judge(digits(), seconds).result;
    assert.equal(judged(startSeconds - 1), "refused");
    assert.equal(judged(startSeconds), "opens");
    assert.equal(judged(endSeconds - 1), "opens");
    assert.equal(judged(endSeconds), "refused");
    assert.equal(codes.judge(digits(), startSeconds).id, idOf({}));
  });

  test("tell when the time is not known, whatever the nine digits are", () => {
    const { codes, digits } = withKey();
    assert.equal(codes.judge(digits(), undefined).result, "timeUnknown");
    assert.equal(codes.judge(new Uint8Array(9), undefined).result, "timeUnknown");
    assert.equal(codes.judge(digits(), startSeconds).result, "opens");
  });

  test("are nothing to a lock that never had a guest key, or has no device key", () => {
    const { digits } = withKey();
    const none = guests();
    assert.equal(none.codes.state, "off");
    assert.equal(none.codes.key(), undefined);
    assert.equal(none.codes.judge(digits(), startSeconds).result, "refused");
    assert.equal(none.codes.judge(digits(), undefined).result, "refused");
    const keyless = guests({ noDeviceKey: true });
    assert.equal(keyless.codes.newKey(byMaster), "FAILURE");
    assert.deepEqual(keyless.records.keys(), []);
  });

  test("of another lock open nothing", () => {
    const { digits } = withKey({ device: 1 });
    assert.equal(withKey({ device: 2 }).codes.judge(digits(), startSeconds).result, "refused");
  });

  test("have nine digits: eight or ten are none", () => {
    const { codes, digits } = withKey();
    assert.equal(codes.judge(digits().subarray(0, 8), startSeconds).result, "refused");
    assert.equal(codes.judge(Uint8Array.of(...digits(), 0), startSeconds).result, "refused");
  });

  test("that were read ahead say the same, and are forgotten when they are revoked or replaced in between", () => {
    const { codes, digits } = withKey();
    const right = digits();
    codes.prepare(right);
    assert.equal(codes.judge(digits({ serial: 1 }), startSeconds).id, idOf({ serial: 1 }));
    codes.prepare(right);
    assert.deepEqual(codes.judge(right, startSeconds), { result: "opens", id: idOf({}) });
    codes.revoke(idOf({}), startSeconds, byMaster);
    assert.equal(codes.judge(right, startSeconds).result, "refused");
    const other = digits({ serial: 1 });
    codes.prepare(other);
    codes.newKey(byMaster);
    assert.equal(codes.judge(other, startSeconds).result, "refused");
    codes.prepare(digits());
    codes.clearKey(byMaster);
    assert.equal(codes.judge(right, startSeconds).result, "refused");
  });

  test("are known after a power cut as before", () => {
    const before = withKey();
    const after = before.again();
    assert.equal(after.codes.state, "on");
    assert.deepEqual(after.codes.key(), before.codes.key());
    assert.equal(after.codes.judge(before.digits(), startSeconds).result, "opens");
  });
});

describe("a code for one use", () => {
  test("opens once, and not after a power cut either; one for many uses goes on", () => {
    const bench = withKey();
    const digits = bench.digits({ once: true });
    const { id } = bench.codes.judge(digits, startSeconds);
    assert.equal(bench.codes.use(id, startSeconds, byMaster), true);
    assert.equal(bench.codes.judge(digits, startSeconds).result, "refused");
    const after = bench.again();
    assert.equal(after.codes.judge(digits, startSeconds).result, "refused");
    assert.deepEqual(after.codes.deadCodes(), [{ id, why: "used" }]);

    const often = bench.digits();
    for (let time = 0; time < 3; time++) {
      assert.equal(bench.codes.judge(often, startSeconds).result, "opens");
      assert.equal(bench.codes.use(idOf({}), startSeconds, byMaster), true);
    }
    assert.equal(bench.codes.deadCodes().length, 1);
  });

  test("leaves those of other serials alone", () => {
    const { codes, digits } = withKey();
    codes.use(idOf({ once: true }), startSeconds, byMaster);
    assert.equal(codes.judge(digits({ once: true, serial: 1 }), startSeconds).result, "opens");
    assert.equal(codes.judge(digits({ once: true, serial: 0 }), startSeconds).result, "refused");
  });

  test("does not open when its use cannot be written down, and is not used up then", () => {
    const { codes, digits, records, store } = withKey();
    records.failWrites = true;
    assert.equal(codes.use(idOf({ once: true }), startSeconds, byMaster), false);
    assert.equal(store.entries.at(-1)?.event, AuditEvent.recordNotWritten);
    records.failWrites = false;
    assert.equal(codes.judge(digits({ once: true }), startSeconds).result, "opens");
  });

  test("that was used is remembered until its window is over in every zone, then forgotten to make room", () => {
    const bench = withKey();
    bench.codes.use(idOf({ once: true }), startSeconds, byMaster);
    const other = idOf({ once: true, startHour: midnight + 72 });
    bench.codes.use(other, endSeconds + 26 * 3600 - 1, byMaster);
    assert.equal(bench.codes.deadCodes().length, 2);
    bench.codes.use(other + 1, endSeconds + 26 * 3600, byMaster);
    assert.deepEqual(bench.codes.deadCodes().map(({ id }) => id).sort(), [other, other + 1]);
  });

  test("is refused when the list is full, and nothing is forgotten", () => {
    const { codes, store } = withKey();
    for (let at = 0; at < deadCodesMax; at++) {
      assert.equal(codes.use(idOf({ once: true, startHour: midnight + (at >> 3), serial: at & 7 }), startSeconds, byMaster), true);
    }
    const next = idOf({ once: true, startHour: midnight + 15, serial: 7 });
    assert.equal(codes.use(next, startSeconds, byMaster), false);
    assert.equal(codes.revoke(next, startSeconds, byMaster), "RESOURCE_EXHAUSTED");
    assert.equal(codes.deadCodes().length, deadCodesMax);
    assert.equal(store.count(AuditEvent.guestListFull), 2);
  });
});

describe("revoking", () => {
  test("one code ends it at once and for good, and no other", () => {
    const bench = withKey();
    assert.equal(bench.codes.revoke(idOf({}), startSeconds, byMaster), "SUCCESS");
    assert.equal(bench.codes.judge(bench.digits(), startSeconds).result, "refused");
    assert.equal(bench.again().codes.judge(bench.digits(), startSeconds).result, "refused");
    assert.equal(bench.codes.judge(bench.digits({ serial: 1 }), startSeconds).result, "opens");
    assert.deepEqual(bench.codes.deadCodes(), [{ id: idOf({}), why: "revoked" }]);
    assert.equal(bench.store.entries.at(-1)?.value, idOf({}));
  });

  test("twice takes no second place, and works while the time is unknown", () => {
    const { codes } = withKey();
    for (let time = 0; time < 2; time++) assert.equal(codes.revoke(idOf({}), undefined, byMaster), "SUCCESS");
    assert.equal(codes.deadCodes().length, 1);
  });

  test("what is no code, or is over, changes nothing", () => {
    const { codes } = withKey();
    for (const id of [-1, 1.5, 1e9, idOf({ hours: 48 }) + 4]) assert.equal(codes.revoke(id, startSeconds, byMaster), "CONSTRAINT_ERROR");
    assert.equal(codes.revoke(idOf({}), endSeconds + 26 * 3600, byMaster), "NOT_FOUND");
    assert.equal(guests().codes.revoke(idOf({}), startSeconds, byMaster), "INVALID_IN_STATE");
    assert.deepEqual(codes.deadCodes(), []);
  });

  test("all of them at once: a new key knows no code of the one before, and its list is empty", () => {
    const bench = withKey();
    const digits = bench.digits();
    bench.codes.revoke(idOf({ serial: 1 }), startSeconds, byMaster);
    assert.equal(bench.codes.newKey(byMaster), "SUCCESS");
    assert.equal(bench.codes.judge(digits, startSeconds).result, "refused");
    assert.deepEqual(bench.codes.deadCodes(), []);
    assert.equal(bench.codes.judge(bench.digits({ serial: 1 }), startSeconds).result, "opens");
    assert.equal(bench.again().codes.judge(digits, startSeconds).result, "refused");
  });

  test("all of them: no key comes twice, not in the same millisecond and not after the record was lost", () => {
    const bench = withKey();
    const keys = [bench.codes.key()!.join()];
    bench.codes.newKey(byMaster);
    keys.push(bench.codes.key()!.join());
    bench.codes.clearKey(byMaster);
    bench.codes.newKey(byMaster);
    keys.push(bench.codes.key()!.join());
    bench.records.delete(guestCodesRecord);
    const { codes } = bench.again();
    codes.newKey(byMaster);
    keys.push(codes.key()!.join());
    assert.equal(new Set(keys).size, 4);
    assert.equal(guests({ bootCount: 0 }).codes.newKey(byMaster), "FAILURE");
  });

  test("all of them, by removing the key", () => {
    const bench = withKey();
    const digits = bench.digits();
    assert.equal(bench.codes.clearKey(byMaster), "SUCCESS");
    for (const { codes } of [bench, bench.again()]) {
      assert.equal(codes.state, "off");
      assert.equal(codes.judge(digits, startSeconds).result, "refused");
      assert.equal(codes.key(), undefined);
    }
  });

  test("that does not reach flash leaves all as it was", () => {
    const bench = withKey();
    bench.records.failWrites = true;
    assert.equal(bench.codes.newKey(byMaster), "FAILURE");
    assert.equal(bench.codes.clearKey(byMaster), "FAILURE");
    assert.equal(bench.codes.revoke(idOf({}), startSeconds, byMaster), "FAILURE");
    assert.equal(bench.codes.judge(bench.digits(), startSeconds).result, "opens");
  });
});

describe("a record that cannot be trusted", () => {
  test("leaves no code that opens, until there is a new key", () => {
    const bench = withKey();
    const digits = bench.digits();
    const torn = bench.records.read(guestCodesRecord)!;
    torn[3]! ^= 1;
    bench.records.write(guestCodesRecord, torn);
    const { codes, store } = bench.again();
    assert.equal(codes.state, "damaged");
    assert.equal(codes.judge(digits, startSeconds).result, "refused");
    assert.equal(store.entries.at(-1)?.value, RecordCode.guestCodes);
    assert.equal(codes.newKey(byMaster), "SUCCESS");
    assert.equal(codes.state, "on");
    assert.equal(codes.judge(digits, startSeconds).result, "refused");
  });

  test("is one of a wrong length, with too many codes, or with one that does not exist", () => {
    const bench = withKey();
    const ids = (count: number, id: number) => new Uint8Array(Int32Array.from({ length: count }, () => id).buffer);
    const payloads = [
      ...[11, 13].map((bytes) => new Uint8Array(bytes)),
      ids(3 + deadCodesMax + 1, idOf({})),
      ids(4, -1),
      ids(4, idOf({ hours: 48 }) + 4),
    ];
    for (const payload of payloads) {
      bench.records.write(guestCodesRecord, sealRecord(guestCodesRecord, 1, payload));
      assert.equal(bench.again().codes.state, "damaged", `${payload.length} bytes`);
    }
    bench.records.write(guestCodesRecord, sealRecord(guestCodesRecord, 1, ids(4, idOf({}))));
    assert.equal(bench.again().codes.state, "on");
  });

  test("or read, counts as damaged", () => {
    const bench = withKey();
    bench.records.failReads = true;
    assert.equal(bench.again().codes.state, "damaged");
  });
});

describe("a PIN of nine digits", () => {
  test("is taken when it is a code that opens now or within a year; not when the code is over or far away", () => {
    const { codes, digits } = withKey();
    const yearBefore = startSeconds - 366 * 24 * 3600;
    assert.equal(codes.belongTo(digits(), yearBefore), false);
    assert.equal(codes.belongTo(digits(), yearBefore + 3600), true);
    assert.equal(codes.belongTo(digits(), endSeconds - 1), true);
    assert.equal(codes.belongTo(digits(), endSeconds), false);
    assert.equal(codes.belongTo(digits().subarray(0, 8), startSeconds), false);
    assert.equal(codes.belongTo(digits(), undefined), false);
  });
});
