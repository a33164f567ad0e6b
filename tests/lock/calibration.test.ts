// SPDX-License-Identifier: Apache-2.0
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { sealRecord } from "../../crypto/checked-record";
import { Random } from "../../host/board/random";
import { AuditEvent, RecordCode } from "../../lock/audit";
import { calibrationRecord, readCalibration, writeCalibration, type Calibration, type StoredCalibration } from "../../lock/calibration";
import { finishFactoryReset, requestFactoryReset } from "../../lock/factory-reset";
import { fromHex, toHex } from "../fixtures/bytes";
import { CutRecords } from "../fixtures/cut-records";
import { FakeRecords } from "../fixtures/fake-lock-parts";
import { lockBench } from "../fixtures/lock-bench";

const battery = Object.freeze({ gainPpm: 1_023_456, offsetMillivolts: -42 });
const motor = Object.freeze({ travelMs: 640, powerMsMax: 890, stallMilliamps: 815, reversed: true });
const servo = Object.freeze({ lockedUs: 1120, unlockedUs: 1975, travelMs: 480 });
const all: Calibration = Object.freeze({ battery, motor, servo });
/** Version 1. These bytes are what other programs read and what lies in locks: whoever must change them makes a version 2. */
const goldenHex = "010f" + "e09d0f00" + "d6ff" + "8002" + "7a03" + "2f03" + "6004" + "b707" + "e001" + "791c86c3";

const nothing: StoredCalibration = { calibration: {}, refused: [] };
const garbled: StoredCalibration = { calibration: {}, refused: ["record"] };

function storing(calibration: Calibration): FakeRecords {
  const records = new FakeRecords();
  writeCalibration(records, calibration);
  return records;
}

/** The payload as it stands, or as the test spoils it, under a check that is right. */
function storedPayload(payload: Uint8Array): FakeRecords {
  const records = new FakeRecords();
  records.write(calibrationRecord, sealRecord(calibrationRecord, 1, payload));
  return records;
}

function storedBytes(bytes: Uint8Array): FakeRecords {
  const records = new FakeRecords();
  records.write(calibrationRecord, bytes);
  return records;
}

type Group = keyof Calibration;
type Patch = { [G in Group]?: Partial<NonNullable<Calibration[G]>> };

function patched(patch: Patch): Calibration {
  return { battery: { ...battery, ...patch.battery }, motor: { ...motor, ...patch.motor }, servo: { ...servo, ...patch.servo } };
}

/** The payload that would say this, whether it can be or not. */
function payloadOf({ battery: b, motor: m, servo: s }: Calibration): Uint8Array {
  const payload = new Uint8Array(19);
  const view = new DataView(payload.buffer);
  payload[0] = 7 + (m!.reversed ? 8 : 0);
  view.setUint32(1, b!.gainPpm, true);
  view.setInt16(5, b!.offsetMillivolts, true);
  [m!.travelMs, m!.powerMsMax, m!.stallMilliamps, s!.lockedUs, s!.unlockedUs, s!.travelMs].forEach((value, place) => {
    view.setUint16(7 + 2 * place, value, true);
  });
  return payload;
}

/** At each end of each range: what just can be, what just cannot, and how the refusal begins. */
const edges: readonly [Group, can: Patch, cannot: Patch, name: string][] = [
  ["battery", { battery: { gainPpm: 800_000 } }, { battery: { gainPpm: 799_999 } }, "battery.gainPpm"],
  ["battery", { battery: { gainPpm: 1_200_000 } }, { battery: { gainPpm: 1_200_001 } }, "battery.gainPpm"],
  ["battery", { battery: { offsetMillivolts: -300 } }, { battery: { offsetMillivolts: -301 } }, "battery.offsetMillivolts"],
  ["battery", { battery: { offsetMillivolts: 300 } }, { battery: { offsetMillivolts: 301 } }, "battery.offsetMillivolts"],
  ["motor", { motor: { travelMs: 50 } }, { motor: { travelMs: 49 } }, "motor.travelMs"],
  ["motor", { motor: { travelMs: 1200, powerMsMax: 1500 } }, { motor: { travelMs: 1201, powerMsMax: 1500 } }, "motor.travelMs"],
  ["motor", { motor: { powerMsMax: 690 } }, { motor: { powerMsMax: 689 } }, "motor.powerMsMax"],
  ["motor", { motor: { powerMsMax: 1500 } }, { motor: { powerMsMax: 1501 } }, "motor.powerMsMax"],
  ["motor", { motor: { stallMilliamps: 60 } }, { motor: { stallMilliamps: 59 } }, "motor.stallMilliamps"],
  ["motor", { motor: { stallMilliamps: 3000 } }, { motor: { stallMilliamps: 3001 } }, "motor.stallMilliamps"],
  ["servo", { servo: { lockedUs: 500 } }, { servo: { lockedUs: 499 } }, "servo.lockedUs"],
  ["servo", { servo: { lockedUs: 2500 } }, { servo: { lockedUs: 2501 } }, "servo.lockedUs"],
  ["servo", { servo: { unlockedUs: 500 } }, { servo: { unlockedUs: 499 } }, "servo.unlockedUs"],
  ["servo", { servo: { unlockedUs: 2500 } }, { servo: { unlockedUs: 2501 } }, "servo.unlockedUs"],
  ["servo", { servo: { unlockedUs: 1220 } }, { servo: { unlockedUs: 1219 } }, "servo.unlockedUs"],
  ["servo", { servo: { unlockedUs: 1020 } }, { servo: { unlockedUs: 1021 } }, "servo.unlockedUs"],
  ["servo", { servo: { travelMs: 100 } }, { servo: { travelMs: 99 } }, "servo.travelMs"],
  ["servo", { servo: { travelMs: 1500 } }, { servo: { travelMs: 1501 } }, "servo.travelMs"],
];

describe("a calibration", () => {
  test("that was never made is none, and nothing is refused", () => {
    assert.deepEqual(readCalibration(new FakeRecords()), nothing);
  });

  test("comes back as it was stored: all of it, and each group alone", () => {
    const cases: Calibration[] = [all, { battery }, { motor }, { servo }, { motor: { ...motor, reversed: false } }, { battery, servo }];
    for (const calibration of cases) assert.deepEqual(readCalibration(storing(calibration)), { calibration, refused: [] });
  });

  test("is stored in the bytes of version 1, and read from them", () => {
    assert.equal(toHex(storing(all).read(calibrationRecord)!), goldenHex);
    assert.deepEqual(readCalibration(storedBytes(fromHex(goldenHex))), { calibration: all, refused: [] });
  });

  test("replaces the one before, and with no group at all leaves none", () => {
    const records = storing(all);
    writeCalibration(records, { battery });
    assert.deepEqual(readCalibration(records).calibration, { battery });
    writeCalibration(records, {});
    assert.deepEqual(records.keys(), []);
    assert.deepEqual(readCalibration(records), nothing);
  });

  test("stays through a factory reset: it tells of the board, and of nobody", () => {
    const records = storing(all);
    requestFactoryReset(records);
    assert.equal(finishFactoryReset(records, () => {}), "done");
    assert.deepEqual(readCalibration(records).calibration, all);
  });
});

describe("a value at the end of its range", () => {
  for (const [group, can, cannot, name] of edges) {
    const [inside, outside] = [can, cannot].map((patch) => Object.entries(patch[group]!)[0]!.join(" "));
    test(`${group} ${inside} is taken; ${outside} is not written, and refused where it is stored, with its group alone`, () => {
      const good = patched(can);
      assert.deepEqual(readCalibration(storing(good)), { calibration: good, refused: [] });
      const bad = patched(cannot);
      const records = storing(all);
      assert.throws(() => writeCalibration(records, bad), new RegExp(`^RangeError: ${name}: `));
      assert.deepEqual(readCalibration(records).calibration, all, "nothing was written");
      const others = Object.fromEntries(Object.entries(bad).filter(([each]) => each !== group));
      assert.deepEqual(readCalibration(storedPayload(payloadOf(bad))), { calibration: others, refused: [group] });
    });
  }

  test("is a whole number, and reversed is yes or no: nothing else is written", () => {
    const wrong: [Patch, RegExp][] = [
      [{ battery: { gainPpm: NaN } }, /battery.gainPpm/],
      [{ battery: { offsetMillivolts: 0.5 } }, /battery.offsetMillivolts/],
      [{ motor: { travelMs: "640" as unknown as number } }, /motor.travelMs/],
      [{ motor: { powerMsMax: Infinity } }, /motor.powerMsMax/],
      [{ motor: { reversed: 1 as unknown as boolean } }, /motor.reversed/],
      [{ servo: { travelMs: undefined as unknown as number } }, /servo.travelMs/],
    ];
    for (const [patch, message] of wrong) {
      const records = new FakeRecords();
      assert.throws(() => writeCalibration(records, patched(patch)), message);
      assert.deepEqual(records.keys(), []);
    }
  });

  test("and all groups wrong at once: each is refused", () => {
    const bad = patched({ battery: { gainPpm: 0 }, motor: { stallMilliamps: 0 }, servo: { travelMs: 0 } });
    assert.deepEqual(readCalibration(storedPayload(payloadOf(bad))), { calibration: {}, refused: ["battery", "motor", "servo"] });
  });

  test("does not matter in a group that is not there", () => {
    const payload = payloadOf(patched({ motor: { travelMs: 9 }, servo: { travelMs: 9 } }));
    payload[0] = 1;
    assert.deepEqual(readCalibration(storedPayload(payload)), { calibration: { battery }, refused: [] });
  });
});

describe("a record that is garbled", () => {
  const whole = fromHex(goldenHex);

  test("in any one bit is refused as a whole", () => {
    for (let bit = 0; bit < 8 * whole.length; bit++) {
      const bytes = whole.slice();
      bytes[bit >> 3]! ^= 1 << (bit & 7);
      assert.deepEqual(readCalibration(storedBytes(bytes)), garbled, `bit ${bit}`);
    }
  });

  test("by being cut short, or grown, is refused as a whole", () => {
    for (let length = 0; length < whole.length; length++) {
      assert.deepEqual(readCalibration(storedBytes(whole.slice(0, length))), garbled, `${length} bytes`);
    }
    assert.deepEqual(readCalibration(storedPayload(Uint8Array.of(...payloadOf(all), 0))), garbled);
    assert.deepEqual(readCalibration(storedPayload(payloadOf(all).slice(0, 18))), garbled);
  });

  test("as it is another's, of another version, or of groups that nobody knows, is refused as a whole", () => {
    const payload = payloadOf(all);
    assert.deepEqual(readCalibration(storedBytes(sealRecord("settings", 1, payload))), garbled);
    assert.deepEqual(readCalibration(storedBytes(sealRecord(calibrationRecord, 2, payload))), garbled);
    payload[0]! |= 16;
    assert.deepEqual(readCalibration(storedPayload(payload)), garbled);
  });

  test("or cannot be read is refused; one that could not be written leaves the one before", () => {
    const records = storing({ battery });
    records.failWrites = true;
    assert.throws(() => writeCalibration(records, all), /write failed/);
    assert.throws(() => writeCalibration(records, {}), /delete failed/);
    assert.deepEqual(readCalibration(records).calibration, { battery });
    records.failReads = true;
    assert.deepEqual(readCalibration(records), garbled);
  });

  test("by a power cut: the old one or the new one, and on flash that tears it, none", () => {
    for (const lastCounts of [false, true]) {
      for (const tears of [false, true]) {
        const records = storing({ battery }).copyTo(new CutRecords());
        records.tears = tears;
        records.cutAfter({ writes: 0, lastCounts });
        assert.throws(() => writeCalibration(records, { motor }), /power/);
        records.powerIsBack();
        const now = readCalibration(records);
        if (!lastCounts) assert.deepEqual(now, { calibration: { battery }, refused: [] });
        else assert.deepEqual(now, tears ? garbled : { calibration: { motor }, refused: [] });
      }
    }
  });

  test("or any bytes at all: it never throws, and what it gives could have been written", () => {
    const random = new Random(20_261_121);
    const bytes = (length: number): Uint8Array => Uint8Array.from({ length }, () => random.below(256));
    let usable = 0;
    for (let round = 0; round < 2000; round++) {
      const payload = round % 2 === 0 ? bytes(19) : payloadOf(all);
      if (round % 2 === 1) for (let spoiled = 0; spoiled < 3; spoiled++) payload[random.below(19)] = random.below(256);
      for (const records of [storedPayload(payload), storedBytes(bytes(random.below(41)))]) {
        const { calibration, refused } = readCalibration(records);
        assert.deepEqual(readCalibration(storing(calibration)), { calibration, refused: [] });
        for (const group of refused) assert.ok(!(group in calibration), group);
        if (Object.keys(calibration).length > 0) usable++;
      }
    }
    assert.ok(usable > 100, `${usable} of them held something`);
  });
});

describe("the log", () => {
  const told = (calibration: StoredCalibration): number[] => {
    const { store } = lockBench({ powerUp: { calibration } });
    return store.entries.filter(({ event }) => event === AuditEvent.recordDamaged).map(({ value }) => value);
  };

  test("says once that calibration was refused, and nothing of one that holds or was never made", () => {
    assert.deepEqual(told(garbled), [RecordCode.calibration]);
    assert.deepEqual(told({ calibration: { battery }, refused: ["motor", "servo"] }), [RecordCode.calibration]);
    assert.deepEqual(told({ calibration: all, refused: [] }), []);
    assert.deepEqual(told(nothing), []);
  });
});
