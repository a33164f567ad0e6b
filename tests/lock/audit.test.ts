// SPDX-License-Identifier: Apache-2.0
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { Audit, AuditEvent, OperationSource } from "../../lock/audit";
import { FakeAuditStore, VirtualTime } from "../fixtures/fake-lock-parts";

function make() {
  const store = new FakeAuditStore();
  const time = new VirtualTime();
  const wall = { utcSeconds: 0 };
  return { store, time, wall, audit: new Audit({ store, clock: time, utcSeconds: () => wall.utcSeconds }) };
}

describe("audit", () => {
  test("an entry says what, who, through what, when", () => {
    const { audit, store, time, wall } = make();
    time.advance(12_999);
    wall.utcSeconds = 1_800_000_000;
    assert.equal(audit.record(AuditEvent.accepted, { source: OperationSource.keypad, userIndex: 3, value: -7 }), true);
    assert.deepEqual(store.entries, [
      { event: 10, source: 3, userIndex: 3, value: -7, utcSeconds: 1_800_000_000, uptimeSeconds: 12, sequence: 1, boot: 1 },
    ]);
  });

  test("what is not said is nobody, unspecified, zero, and an unknown time", () => {
    const { audit, store } = make();
    audit.record(AuditEvent.doorOpened);
    const { source, userIndex, value, utcSeconds } = store.entries[0]!;
    assert.deepEqual([source, userIndex, value, utcSeconds], [0, 0, 0, 0]);
  });

  test("a value is kept as a whole number of 32 bits", () => {
    const { audit, store } = make();
    for (const value of [1.9, -1.9, NaN, 2 ** 31 - 1, -(2 ** 31)]) audit.record(AuditEvent.fault, { value });
    assert.deepEqual(
      store.entries.map(({ value }) => value),
      [1, -1, 0, 2 ** 31 - 1, -(2 ** 31)],
    );
  });

  test("never throws; counts what was lost, and says so in the log once it works again", () => {
    const { audit, store } = make();
    store.failAppends = true;
    for (let i = 0; i < 3; i++) assert.equal(audit.record(AuditEvent.doorOpened), false);
    store.failAppends = false;
    assert.equal(audit.record(AuditEvent.doorClosed), true);
    assert.equal(audit.record(AuditEvent.doorOpened), true);
    assert.deepEqual(
      store.entries.map(({ event, value }) => [event, value]),
      [
        [AuditEvent.entriesLost, 3],
        [AuditEvent.doorClosed, 0],
        [AuditEvent.doorOpened, 0],
      ],
    );
  });

  test("a store that fails again in between loses no count", () => {
    const { audit, store } = make();
    store.failAppends = true;
    audit.record(AuditEvent.doorOpened);
    store.failAppends = false;
    store.onAppend = ({ event }) => {
      if (event === AuditEvent.doorClosed) throw new Error("flash");
    };
    assert.equal(audit.record(AuditEvent.doorClosed), false);
    assert.equal(audit.record(AuditEvent.doorOpened), true);
    assert.deepEqual(
      store.entries.map(({ event, value }) => [event, value]),
      [
        [AuditEvent.entriesLost, 1],
        [AuditEvent.entriesLost, 1],
        [AuditEvent.doorOpened, 0],
      ],
    );
  });

  test("no two events share a code, and each fits its byte", () => {
    const codes = Object.values(AuditEvent);
    assert.equal(new Set(codes).size, codes.length);
    assert.ok(codes.every((code) => Number.isInteger(code) && code >= 1 && code <= 255));
  });

  test("the codes are what was published: changing one here means reading old logs wrongly", () => {
    assert.equal(
      Object.entries(AuditEvent).map(([name, code]) => `${name} ${code}`).join(", "),
      "powerUp 1, setUpStarted 2, setUpCompleted 3, setUpAbandoned 4, programmingStarted 5, programmingEnded 6, " +
        "factoryResetStarted 7, factoryResetCompleted 8, accepted 10, refused 11, lockedOut 12, ignoredDuringLockout 13, " +
        "requestRefused 14, requestAccepted 15, denied 16, nonAccessUser 17, forcedUser 18, partAccepted 19, " +
        "locked 20, unlocked 21, boltJammed 22, boltTimedOut 23, boltByHand 24, boltStopped 25, jamAlarm 26, " +
        "doorOpened 30, doorClosed 31, doorForcedOpen 32, doorAjar 33, tamperOpened 34, tamperClosed 35, " +
        "fingerModuleAccepted 36, fingerModuleStrange 37, fingerModuleSilent 38, fingerModuleBack 39, " +
        "batteryOk 40, batteryLow 41, batteryCritical 42, batteryDead 43, settingChanged 50, timeSet 51, userSet 52, userCleared 53, " +
        "credentialSet 54, credentialCleared 55, scheduleSet 56, scheduleCleared 57, timeZoneSet 58, " +
        "consoleLogin 60, consoleLogout 61, queueOverflow 70, fault 71, recordDamaged 72, recordNotWritten 73, " +
        "deviceKeyUnusable 74, entriesLost 75, chainBroken 76, keyStuck 77, cardReaderSilent 78, cardReaderBack 79, " +
        "guestAccepted 80, guestCodeRevoked 81, guestListFull 82, guestKeyMade 83, guestKeyCleared 84, fingerNotErased 85, " +
        "faceModuleAccepted 90, faceModuleStrange 91, faceModuleSilent 92, faceModuleBack 93, faceNotErased 94, " +
        "updateOffered 100, updateRefused 101, updateCancelled 102, updateFailed 103, updateInstalled 104, " +
        "firmwareValid 105, firmwareRolledBack 106, firmwareOutdated 107",
    );
  });
});
