// SPDX-License-Identifier: Apache-2.0
/**
 * Random sequences of changes, on the lock's users and on a plain model, with power cuts before, inside and after writes and with flash
 * that fails: answers and everything that can be seen are the same, and after a cut it is all as before the change or as after it.
 */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { swapMeter } from "../../host/board/engine";
import { Random } from "../../host/board/random";
import { Audit } from "../../lock/audit";
import { templateData } from "../../lock/user-record";
import { Users } from "../../lock/users";
import { byMaster, CountingHash, masterPin, pin } from "../fixtures/credentials";
import { FakeAuditStore, FakeRecords } from "../fixtures/fake-lock-parts";
import { afterStep, newModel, type ModelUsers, type Step } from "../fixtures/users-model";
import { weekDayForm } from "../../lock/stored-schedules";
import { slotsOf } from "../fixtures/schedules";

/** Only XS counts compute units. There a sequence takes ten times as long. */
const isXs = unitsOfNothing() > 0;
const sequences = isXs ? 200 : 2_000;
const stepsMax = 24;

/** What can be shown to the lock; the same text is another thing for another type. */
const shown = ["618204", "739518", "284617", "905172", "371846", "826403"];
const types = [1, 2, 3, 5];
const hash = new CountingHash();

/** The power goes at a write: before it counts, or after. Then nothing works any more. */
class CutRecords extends FakeRecords {
  writesLeft = Infinity;
  writeCounts = false;
  isOff = false;

  override read(key: string): Uint8Array | undefined {
    if (this.isOff) throw new Error("no power");
    return super.read(key);
  }
  override write(key: string, value: Uint8Array): void {
    this.#spend(() => super.write(key, value));
  }
  override delete(key: string): void {
    this.#spend(() => super.delete(key));
  }

  #spend(work: () => void): void {
    if (this.isOff) throw new Error("no power");
    if (this.writesLeft-- > 0) return work();
    this.isOff = true;
    if (this.writeCounts) work();
    throw new Error("no power");
  }
}

function powerUp(records: FakeRecords): Users {
  const audit = new Audit({ store: new FakeAuditStore(), clock: { nowMs: () => 0 }, utcSeconds: () => 0 });
  return new Users({ records, hash, cardHash: hash, audit });
}

function bytesOf(type: number, text: string): Uint8Array {
  return type === 1 ? pin(text) : type === 2 ? Uint8Array.from([4, ...pin(text)]) : templateData(shown.indexOf(text));
}

function play(users: Users, step: Step): string {
  switch (step.do) {
    case "setUser":
      return users.setUser(step.operation, step.user, step.change, byMaster);
    case "clearUser":
      return users.clearUser(step.user, byMaster);
    case "clearAllUsers":
      return users.clearAllUsers(byMaster);
    case "setCredential": {
      const { operation, type, index, user: userIndex, status: userStatus } = step;
      const content = { [type === 1 ? "digits" : "data"]: bytesOf(type, step.shown) };
      return users.setCredential({ operation, type, index, userIndex, userStatus, ...content }, byMaster).status;
    }
    case "clearCredential":
      return users.clearCredential(step.type, step.index, byMaster);
    case "clearAllCredentials":
      return users.clearAllCredentials(step.type, byMaster);
    case "setWeekDay": {
      const { startHour } = step;
      const schedule = startHour === undefined ? undefined : { daysMask: 2, startHour, startMinute: 0, endHour: 23, endMinute: 0 };
      return users.setWeekDay(step.user, step.slot, schedule, byMaster);
    }
    case "used":
      return users.used(step.user, step.utcSeconds);
  }
}

function unitsOfNothing(): number {
  swapMeter(0, 0);
  return swapMeter(0, 0);
}

/** All that can be seen of the users, as a text. */
function seen(users: Users): string {
  const lines: string[] = [];
  for (let index = users.nextUser(0); index !== 0; index = users.nextUser(index)) {
    const user = users.read(index);
    if (user === undefined) return `user ${index} cannot be read`;
    const { status, type, rule } = users.facts(index)!;
    assert.deepEqual([status, type, rule], [user.status, user.type, user.rule]);
    const credentials = user.credentials.map((credential) => `${credential.type}/${credential.index}`);
    for (const { type: kind, index: at } of user.credentials) assert.equal(users.ownerOf(kind, at), index);
    const hours = slotsOf(weekDayForm, user.weekDay).flatMap((schedule, place) => (schedule ? [`${place + 1}:${schedule.startHour}`] : []));
    lines.push([index, status, type, rule, user.uniqueId, user.firstUsedUtcSeconds, user.name, ...credentials, ...hours].join(" "));
  }
  for (const type of types) {
    for (const text of shown) {
      const { userIndex, credentialIndex } = users.match(type, type > 2 ? bytesOf(type, text) : hash.mac(bytesOf(type, text)));
      if (userIndex !== 0) lines.push(`${type} ${text}: ${userIndex} ${credentialIndex}`);
    }
  }
  assert.deepEqual(users.damaged, []);
  return lines.join("\n");
}

function expected(model: ModelUsers): string {
  const lines = Object.entries(model).map(([index, user]) => {
    const credentials = Object.keys(user.credentials).sort(byTypeAndIndex);
    const hours = Object.entries(user.weekDay).map(([slot, hour]) => `${slot}:${hour}`);
    const { status, type, rule, uniqueId, firstUsed, name } = user;
    return [index, status, type, rule, uniqueId, firstUsed, name, ...credentials, ...hours].join(" ");
  });
  for (const type of types) {
    for (const text of shown) {
      for (const [index, { credentials }] of Object.entries(model)) {
        for (const [name, value] of Object.entries(credentials)) {
          const isKind = name.startsWith(`${type}/`) || (type === 1 && name === "0/0");
          if (isKind && value === text) lines.push(`${type} ${text}: ${index} ${name.slice(2)}`);
        }
      }
    }
  }
  return lines.join("\n");
}

function byTypeAndIndex(a: string, b: string): number {
  return Number(a.slice(0, 1)) - Number(b.slice(0, 1)) || Number(a.slice(2)) - Number(b.slice(2));
}

function randomStep(random: Random): Step {
  const one = <T>(...choices: T[]): T => choices[random.below(choices.length)]!;
  const user = one(2, 2, 2, 2, 2, 3, 3, 3, 1, 250, 0, 251);
  const type = one(...types);
  const index = one(1, 1, 2, 2, 3, 3, 4, 4, 0, 251);
  const operation = one("add", "modify") as "add" | "modify";
  switch (random.below(15)) {
    case 0:
    case 1: {
      const change = {
        name: one(undefined, "Zoë", ""),
        type: one(undefined, 0, 3, 6, 7),
        status: one(undefined, 1, 3),
        rule: one(undefined, 0, 1),
        uniqueId: one(undefined, 7),
      };
      return { do: "setUser", operation, user, change };
    }
    case 2:
      return { do: "clearUser", user };
    case 3:
      return random.below(3) === 0 ? { do: "clearAllUsers" } : { do: "used", user, utcSeconds: one(0, 1_800_000_000, 1_900_000_000) };
    case 4:
      return { do: "clearCredential", type, index };
    case 5:
      return { do: "clearAllCredentials", type: one(undefined, type, type, type) };
    case 6:
      return { do: "setWeekDay", user, slot: one(1, 2, 10, 11, 254), startHour: one(undefined, 7, 9) };
    default:
      return {
        do: "setCredential",
        operation,
        type,
        index,
        shown: one(...shown),
        user: one(undefined, user, user, user),
        status: one(undefined, undefined, undefined, 3),
      };
  }
}

describe("users against a plain model", () => {
  test(`${sequences} random sequences with power cuts and failing flash agree`, () => {
    let cuts = 0;
    let done = 0;
    for (let seed = 1; seed <= sequences; seed++) {
      const random = new Random(seed);
      const records = new CutRecords();
      let users = powerUp(records);
      users.setPin(1, pin(masterPin), byMaster);
      let model = newModel(masterPin);
      for (let count = random.below(stepsMax) + 1; count > 0; count--) {
        const step = randomStep(random);
        const after = afterStep(model, step);
        const told = `seed ${seed}: ${JSON.stringify(step)}`;
        const trouble = random.below(4);
        if (trouble === 0) {
          records.writesLeft = random.below(10) < 8 ? 0 : 1 + random.below(3);
          records.writeCounts = random.below(2) === 0;
        }
        records.failWrites = trouble === 1;
        const status = play(users, step);
        records.failWrites = false;
        records.writesLeft = Infinity;
        if (records.isOff) {
          cuts++;
          records.isOff = false;
          users = powerUp(records);
          const now = seen(users);
          if (status === "SUCCESS" || now !== expected(model)) assert.equal(now, expected(after.users), told);
          model = now === expected(after.users) ? after.users : model;
        } else if (status === "FAILURE" && trouble === 1) {
          assert.equal(seen(users), expected(model), told);
        } else {
          assert.equal(status, after.status, told);
          model = after.users;
          assert.equal(seen(users), expected(model), told);
        }
        done += after.status === "SUCCESS" ? 1 : 0;
      }
      assert.equal(seen(powerUp(records)), expected(model), `seed ${seed}, after a restart`);
    }
    assert.ok(cuts > sequences / 4, `${cuts} cuts`);
    assert.ok(done > sequences, `${done} steps did something`);
  });
});
