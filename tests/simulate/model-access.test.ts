// SPDX-License-Identifier: Apache-2.0
/** The simulator's own idea of who may come in, on examples of docs/access.md, docs/time.md and docs/guest-codes.md. */
import { describe, test } from "node:test";
import assert from "node:assert/strict";
import { userTypes } from "../../host/simulate/cast";
import { kinds, verdictsOn, type Attempt } from "../../host/simulate/model-access";
import { guestDigitsOf, guestIdOf } from "../../host/simulate/model-guest";
import { keyOfText } from "../../host/simulate/model-hash";
import type { KnownUser } from "../../host/simulate/model-records";

const atTheDoor: Attempt = { kind: kinds.pin, isFromAfar: false, isMaster: false, cardOpensAlone: false, expiringMinutes: 60 };
const fromAfar: Attempt = { ...atTheDoor, isFromAfar: true };

function user(fields: Partial<KnownUser>): KnownUser {
  const nothing = { status: 1, type: 0, rule: 0, uniqueId: 0, firstUsedUtcSeconds: 0, name: "", credentials: [], weekDays: "", yearDays: "" };
  return { ...nothing, windows: [], spans: [], ...fields };
}

/** Of local time, in a week of January 2027: the 10th is a Sunday. */
function at(day: number, hour: number, minute: number, second = 0): { utcSeconds: number; localSeconds: number } {
  const seconds = Date.UTC(2027, 0, day, hour, minute, second) / 1_000;
  return { utcSeconds: seconds - 3_600, localSeconds: seconds - Date.UTC(2000, 0, 1) / 1_000 };
}

const unknown = { utcSeconds: 0, localSeconds: undefined };

describe("the model of who may come in", () => {
  test("lets a window end with its last second", () => {
    const cleaner = user({ type: userTypes.weekDay, windows: [{ days: [1], startMinute: 9 * 60, endMinute: 17 * 60 }] });
    const verdict = (moment: ReturnType<typeof at>): readonly string[] => verdictsOn(cleaner, atTheDoor, 0, moment);
    assert.deepEqual(verdict(at(11, 8, 59, 59)), ["restricted"]);
    assert.deepEqual(verdict(at(11, 9, 0)), ["accepted"]);
    assert.deepEqual(verdict(at(11, 16, 59, 59)), ["accepted"]);
    assert.deepEqual(verdict(at(11, 17, 0)), ["restricted"]);
    assert.deepEqual(verdict(at(12, 12, 0)), ["restricted"]);
    assert.deepEqual(verdictsOn(cleaner, atTheDoor, 0, unknown), ["timeUnknown"]);
  });

  test("lets a window over midnight belong to the day on which it begins", () => {
    const guard = user({ type: userTypes.weekDay, windows: [{ days: [1], startMinute: 22 * 60, endMinute: 6 * 60 }] });
    assert.deepEqual(verdictsOn(guard, atTheDoor, 0, at(12, 5, 59)), ["accepted"]);
    assert.deepEqual(verdictsOn(guard, atTheDoor, 0, at(11, 5, 59)), ["restricted"]);
    assert.deepEqual(verdictsOn(guard, atTheDoor, 0, at(11, 22, 0)), ["accepted"]);
  });

  test("asks for both kinds of schedules where there are both, and for one where there are none", () => {
    const windows = [{ days: [1], startMinute: 0, endMinute: 12 * 60 }];
    const spans = [{ fromSeconds: at(12, 0, 0).localSeconds, toSeconds: at(13, 0, 0).localSeconds }];
    const morning = at(11, 8, 0);
    const verdict = (fields: Partial<KnownUser>): readonly string[] => verdictsOn(user({ type: userTypes.scheduled, ...fields }), atTheDoor, 0, morning);
    assert.deepEqual(verdict({ windows }), ["accepted"]);
    assert.deepEqual(verdict({ windows, spans }), ["restricted"]);
    assert.deepEqual(verdict({ spans }), ["restricted"]);
    assert.deepEqual(verdict({}), ["restricted"]);
  });

  test("ends an expiring user's time with its last second, and not before he came", () => {
    const first = at(11, 8, 0).utcSeconds;
    const guest = user({ type: userTypes.expiring, firstUsedUtcSeconds: first });
    assert.deepEqual(verdictsOn(guest, atTheDoor, 0, at(11, 8, 59, 59)), ["accepted"]);
    assert.deepEqual(verdictsOn(guest, atTheDoor, 0, at(11, 9, 0)), ["expired"]);
    assert.deepEqual(verdictsOn({ ...guest, firstUsedUtcSeconds: 0 }, atTheDoor, 0, at(20, 9, 0)), ["accepted"]);
    assert.deepEqual(verdictsOn(guest, atTheDoor, 0, unknown), ["timeUnknown"]);
  });

  test("knows what each mode keeps out", () => {
    const anybody = user({});
    const now = at(11, 8, 0);
    const modes = [0, 1, 2, 3, 4];
    assert.deepEqual(modes.map((mode) => verdictsOn(anybody, atTheDoor, mode, now)[0]), ["accepted", "mode", "mode", "accepted", "accepted"]);
    assert.deepEqual(modes.map((mode) => verdictsOn(anybody, fromAfar, mode, now)[0]), ["accepted", "accepted", "mode", "mode", "accepted"]);
    const master = { ...atTheDoor, isMaster: true };
    assert.deepEqual(modes.map((mode) => verdictsOn(anybody, master, mode, now)[0]), ["accepted", "accepted", "mode", "accepted", "accepted"]);
    assert.deepEqual(verdictsOn(anybody, { ...atTheDoor, kind: kinds.card }, 0, now), ["cardAlone"]);
    assert.deepEqual(verdictsOn(user({ type: userTypes.remoteOnly }), atTheDoor, 0, now), ["remoteOnly"]);
    assert.deepEqual(verdictsOn(user({ type: userTypes.remoteOnly }), fromAfar, 0, now), ["accepted"]);
  });

  test("makes the guest codes of the page's vectors", () => {
    const key = keyOfText("000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f");
    const hour = (day: number, hours: number): number => Date.UTC(2026, 11, day, hours) / 3_600_000 - Date.UTC(2000, 0, 1) / 3_600_000;
    const once = guestIdOf({ startHour: hour(24, 15), hours: 1, once: true, serial: 0 });
    const often = guestIdOf({ startHour: hour(24, 15), hours: 48, once: false, serial: 1 });
    assert.deepEqual([once, often], [121_093_888, 121_093_697]);
    assert.deepEqual([guestDigitsOf(once, key), guestDigitsOf(often, key)], ["778149616", "002523493"]);
  });
});
