// SPDX-License-Identifier: Apache-2.0
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { openRecord, sealRecord } from "../../crypto/checked-record";
import { Audit, AuditEvent, RecordCode } from "../../lock/audit";
import { Settings, settingsRecord, settingsTable } from "../../lock/settings";
import { byMaster } from "../fixtures/credentials";
import { FakeAuditStore, FakeRecords, VirtualTime } from "../fixtures/fake-lock-parts";

/** Those after the first five. */
const restOfDefaults = settingsTable.slice(5).map((setting) => setting.default);

function powerUp(records = new FakeRecords()) {
  const store = new FakeAuditStore();
  const audit = new Audit({ store, clock: new VirtualTime(), utcSeconds: () => 0 });
  const changed: string[] = [];
  const settings = new Settings({ records, audit, onChange: (name) => changed.push(name) });
  return { records, store, changed, settings };
}

/** A record as another firmware may have written it. */
function storeValues(records: FakeRecords, values: number[]): void {
  const payload = new Uint8Array(values.length * 4);
  values.forEach((value, place) => new DataView(payload.buffer).setInt32(place * 4, value, true));
  records.write(settingsRecord, sealRecord(settingsRecord, 1, payload));
}

describe("settings", () => {
  test("a new lock has the defaults, and nothing to report", () => {
    const { settings, store } = powerUp();
    assert.deepEqual(
      settingsTable.map(({ name }) => settings.get(name)),
      [30, 5, 1, 0, 1_000_000, ...restOfDefaults],
    );
    assert.deepEqual(store.entries, []);
  });

  test("takes both ends of each range, and nothing beyond", () => {
    const { settings } = powerUp();
    for (const { name, min, max } of settingsTable) {
      for (const value of [max, min]) {
        assert.equal(settings.set(name, value, byMaster), "SUCCESS");
        assert.equal(settings.get(name), value);
      }
      for (const value of [min - 1, max + 1]) assert.equal(settings.set(name, value, byMaster), "CONSTRAINT_ERROR");
      assert.equal(settings.get(name), min);
    }
  });

  test("refuses whatever is no whole number", () => {
    const { settings, records } = powerUp();
    for (const value of ["30", 1.5, NaN, Infinity, null, undefined, true, [30], {}]) {
      assert.equal(settings.set("AutoRelockTime", value, byMaster), "CONSTRAINT_ERROR");
    }
    assert.equal(records.writes, 0);
  });

  test("refuses names that are not in the table, those of objects too", () => {
    const { settings } = powerUp();
    for (const name of ["", "autorelocktime", "constructor", "__proto__", "0", "length"]) {
      assert.equal(settings.set(name, 1, byMaster), "NOT_FOUND");
    }
  });

  test("a change is on flash before it is acknowledged or told", () => {
    const { settings, records } = powerUp();
    let storedThen: number | undefined;
    const watching = new Settings({
      records,
      audit: new Audit({ store: new FakeAuditStore(), clock: new VirtualTime(), utcSeconds: () => 0 }),
      onChange: () => (storedThen = powerUp(records).settings.get("AutoRelockTime")),
    });
    assert.equal(watching.set("AutoRelockTime", 45, byMaster), "SUCCESS");
    assert.equal(storedThen, 45);
    assert.equal(settings.get("AutoRelockTime"), 30, "another instance holds its own copy");
  });

  test("survives a power cut", () => {
    const { settings, records } = powerUp();
    settings.set("OpenPeriod", 12, byMaster);
    settings.set("BatteryGainPpm", 987_654, byMaster);
    const after = powerUp(records).settings;
    assert.equal(after.get("OpenPeriod"), 12);
    assert.equal(after.get("BatteryGainPpm"), 987_654);
    assert.equal(after.get("AutoRelockTime"), 30);
  });

  test("flash that fails changes nothing and tells nobody", () => {
    const { settings, records, changed, store } = powerUp();
    records.failWrites = true;
    assert.equal(settings.set("OpenPeriod", 12, byMaster), "FAILURE");
    assert.equal(settings.get("OpenPeriod"), 5);
    assert.deepEqual(changed, []);
    assert.equal(store.entries[0]?.event, AuditEvent.recordNotWritten);
  });

  test("the log says which setting got which value, by whom", () => {
    const { settings, store, changed } = powerUp();
    settings.set("BatteryGainPpm", 1_100_000, byMaster);
    const { event, userIndex, value } = store.entries[0]!;
    assert.deepEqual([event, userIndex, value], [AuditEvent.settingChanged, 1, 5 * 2 ** 24 + 1_100_000]);
    assert.deepEqual(changed, ["BatteryGainPpm"]);
  });

  test("setting what is set already wears no flash and logs nothing", () => {
    const { settings, records, store } = powerUp();
    assert.equal(settings.set("OpenPeriod", 5, byMaster), "SUCCESS");
    assert.equal(records.writes, 0);
    assert.deepEqual(store.entries, []);
  });

  test("a stored value out of range gives its default, keeps the others, and is reported", () => {
    const { records } = powerUp();
    storeValues(records, [60, 61, 0, -1, 900_000]);
    const { settings, store } = powerUp(records);
    assert.deepEqual(
      settingsTable.map(({ name }) => settings.get(name)),
      [60, 5, 0, 0, 900_000, ...restOfDefaults],
    );
    assert.equal(store.entries[0]?.event, AuditEvent.recordDamaged);
    assert.equal(store.entries[0]?.value, RecordCode.settings);
  });

  test("a garbled, empty or unreadable record gives all defaults, and is reported", () => {
    const spoils: ((records: FakeRecords) => void)[] = [
      (records) => records.write(settingsRecord, new Uint8Array(0)),
      (records) => records.write(settingsRecord, sealRecord(settingsRecord, 1, Uint8Array.of(1, 2, 3))),
      (records) => records.write(settingsRecord, sealRecord("other", 1, new Uint8Array(20))),
      (records) => (records.failReads = true),
    ];
    for (const spoil of spoils) {
      const { records, settings: before } = powerUp();
      before.set("OpenPeriod", 12, byMaster);
      spoil(records);
      const { settings, store } = powerUp(records);
      assert.equal(settings.get("OpenPeriod"), 5);
      assert.equal(store.count(AuditEvent.recordDamaged), 1);
    }
  });

  test("an older firmware's shorter record is taken, a newer one's longer record too", () => {
    const { records } = powerUp();
    storeValues(records, [60, 7]);
    assert.equal(powerUp(records).settings.get("OpenPeriod"), 7);
    assert.equal(powerUp(records).settings.get("BatteryGainPpm"), 1_000_000);
    assert.deepEqual(powerUp(records).store.entries, []);
    storeValues(records, [60, 7, 0, 1, 1_000_001, ...restOfDefaults, 42]);
    assert.equal(powerUp(records).settings.get("BatteryGainPpm"), 1_000_001);
    assert.deepEqual(powerUp(records).store.entries, []);
  });

  test("the record is version 1 with four bytes a setting", () => {
    const { records, settings } = powerUp();
    settings.set("AutoRelockTime", 258, byMaster);
    const payload = openRecord(settingsRecord, 1, records.read(settingsRecord)!);
    assert.deepEqual([...payload!.subarray(0, 8)], [2, 1, 0, 0, 5, 0, 0, 0]);
    assert.equal(payload!.length, settingsTable.length * 4);
  });
});
