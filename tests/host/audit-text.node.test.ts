// SPDX-License-Identifier: Apache-2.0
/** Every event of the audit log reads as a sentence. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { auditText, isAlarm } from "../../host/app/audit-text";
import { denialCodes } from "../../lock/admission";
import { AuditEvent, OperationSource, RecordCode } from "../../lock/audit";
import { refusalCodes } from "../../lock/request";

const nobody = { source: OperationSource.unspecified, userIndex: 0 };

function said(event: keyof typeof AuditEvent, value = 0, who: { source: number; userIndex: number } = nobody): string {
  return auditText({ event: AuditEvent[event], value, ...who });
}

describe("the words of the audit log", () => {
  test("name who, through what, and what was sensed", () => {
    const keypad = { source: OperationSource.keypad, userIndex: 3 };
    assert.equal(said("unlocked", 530, keypad), "Unlocked by user 3 at the keypad, sensed after 530 ms");
    assert.equal(said("locked", -800, { source: OperationSource.auto, userIndex: 0 }), "Locked by auto-lock, assumed after 800 ms");
    assert.equal(said("accepted", 0, { ...keypad, userIndex: 1 }), "PIN of the master accepted at the keypad");
    assert.equal(said("accepted", 0x2_0005, { source: OperationSource.rfid, userIndex: 3 }), "Card of user 3 accepted");
    assert.equal(said("denied", 21, keypad), "Credential of user 3 refused at the keypad: not in this operating mode");
    assert.equal(said("refused", 1, { ...keypad, userIndex: 0 }), "Wrong PIN at the keypad");
    assert.equal(said("refused", 2, { ...keypad, userIndex: 0 }), "Wrong PIN at the keypad, 2 in a row");
    assert.equal(said("refused", 2, { source: OperationSource.rfid, userIndex: 0 }), "Wrong card, 2 in a row");
    assert.equal(said("ignoredDuringLockout", 20, { source: OperationSource.biometric, userIndex: 0 }), "A finger or face ignored: locked out for another 20 s");
    assert.equal(said("requestAccepted", 1, { source: OperationSource.button, userIndex: 0 }), "Unlocking, asked for with the inside button");
    assert.equal(said("userSet", 4, { ...keypad, userIndex: 1 }), "User 4 made or changed by the master at the keypad");
    assert.equal(said("credentialSet", 0x40_0000 + 0x1_0004, { ...keypad, userIndex: 1 }), "PIN 4 of user 4 set by the master at the keypad");
  });

  test("say in units what the values are", () => {
    assert.equal(said("lockedOut", 30), "Too many wrong attempts: locked out for 30 s");
    assert.equal(said("lockedOut", 120), "Too many wrong attempts: locked out for 2 min");
    assert.equal(said("batteryLow", 4790), "Battery low: 4.79 V");
    assert.equal(said("jamAlarm", 1), "Alarm: bolt jammed on the way to locked, all retries failed");
    assert.equal(said("settingChanged", 0x1000000 + 60), "Setting AutoRelockTime set to 60 s");
    assert.equal(said("settingChanged", 5 * 0x1000000 + 1_000_500), "Setting BatteryGainPpm set to 1000500 ppm");
    assert.equal(said("recordDamaged", RecordCode.user + 7), "Record damaged: user 7");
  });

  test("are there for every event and every reason to refuse, without a bare code", () => {
    for (const name of Object.keys(AuditEvent)) assert.match(said(name as keyof typeof AuditEvent, 1), /^[A-Z].* .*[a-z\dVN]$/);
    for (const code of Object.values(refusalCodes)) assert.doesNotMatch(said("requestRefused", code), /reason \d/);
    for (const code of Object.values(denialCodes)) assert.doesNotMatch(said("denied", code), /reason \d/);
    for (const code of Object.values(RecordCode)) assert.doesNotMatch(said("recordDamaged", code), /number \d/);
  });

  test("do not hide an event of a newer firmware", () => {
    assert.equal(auditText({ event: 199, value: 5, ...nobody }), "Event 199, value 5");
  });

  test("mark alarms, and only these", () => {
    for (const [name, event] of Object.entries(AuditEvent)) {
      const isCalledAlarm = said(name as keyof typeof AuditEvent, 1).startsWith("Alarm: ");
      assert.equal(isAlarm({ event, value: 1, ...nobody }), isCalledAlarm, name);
    }
  });
});
