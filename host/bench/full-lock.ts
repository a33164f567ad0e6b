// SPDX-License-Identifier: Apache-2.0
/**
 * A lock with as many users, credentials and schedules as it can hold, and what it takes from power-up until it opens for all of them. All but the last user are put into NVS as the firmware would have written them, with credentials that nobody can show.
 */
import { askSuccess } from "../board/ask";
import { Random } from "../board/random";
import type { VirtualBoard } from "../board/virtual-board";
import { limits } from "../../lock/limits";
import { withSchedule, weekDayForm, yearDayForm } from "../../lock/stored-schedules";
import { sealUser } from "../../lock/user-bytes";
import { credentialDataBytes, CredentialType, newUser, templateData, userRecord, UserType, type StoredUser } from "../../lock/user-record";
import { addPin } from "../board/pin-credential";
import { figures, logIn, masterPin, must, type Figures } from "./scenarios";

const domain = "latchkey";
const lastUser = limits.users;
const lastUsersPin = "618204";
const second = 1_000;

const workingHours = Object.freeze({ daysMask: 127, startHour: 8, startMinute: 0, endHour: 17, endMinute: 30 });
const someTime = Object.freeze({ localStartTime: 800_000_000, localEndTime: 900_000_000 });

export type Opener = "master" | "last user";

export interface ReadyFigures extends Figures {
  /** Of virtual time, in which the firmware's computing takes none: what it waited for. */
  waitedMs: number;
  recordsRead: number;
  flashBytesRead: number;
}

/** Of a lock that is set up and locked, with nobody but the master. It is so afterwards. */
export function fill(lock: VirtualBoard): void {
  lock.cutPower();
  const random = new Random(1);
  for (let index = 2; index < lastUser; index++) {
    lock.nvs.restore(domain, userRecord(index), { type: "buffer", value: sealUser(index, someUser(index, random)) });
  }
  lock.powerUp();
  lock.run(60 * second);
  logIn(lock);
  const UserIndex = lastUser;
  const tell = (command: string, given: object): void => {
    // Whatever comes while a sector of the log is erased gets lost in the chip's serial port.
    lock.run(second / 5);
    askSuccess(lock, command, given);
  };
  tell("SetUser", { OperationType: 0, UserIndex, UserName: "ten letter" });
  tell("SetCredential", { ...addPin(lastUser, lastUsersPin), UserIndex });
  const card = { OperationType: 0, Credential: { CredentialType: 2, CredentialIndex: lastUser }, CredentialData: "04a1b2c3" };
  tell("SetCredential", { ...card, UserIndex });
  for (let slot = 1; slot <= limits.weekDaySchedulesPerUser; slot++) {
    const hours = { DaysMask: 127, StartHour: 8, StartMinute: 0, EndHour: 17, EndMinute: 30 };
    tell("SetWeekDaySchedule", { WeekDayIndex: slot, UserIndex, ...hours });
    tell("SetYearDaySchedule", { YearDayIndex: slot, UserIndex, LocalStartTime: 1, LocalEndTime: 2 });
  }
  tell("Logout", {});
  lock.run(60 * second);
}

/** From power-up until everybody is known, and from then on the PIN of this one is taken. */
export function powerUpToReady(lock: VirtualBoard, who: Opener): ReadyFigures {
  lock.cutPower();
  lock.run(second);
  lock.meter.reset();
  const reads = countReads(lock);
  const startMs = lock.nowMs;
  lock.powerUp();
  must(lock.runUntil(() => reads.lastUserIsRead, 10 * second), "the last user is loaded");
  const result = { ...figures(lock), waitedMs: lock.nowMs - startMs, ...reads };
  lock.type(`${who === "master" ? masterPin : lastUsersPin}#`);
  must(lock.runUntil(() => lock.boltPosition < 0.01, 3 * second), `the lock opens for the ${who}`);
  must(lock.runUntil(() => lock.boltPosition > 0.99, 40 * second), "locked again");
  lock.run(5 * second);
  return result;
}

function countReads({ nvs, flash }: VirtualBoard) {
  const reads = { recordsRead: 0, flashBytesRead: 0, lastUserIsRead: false };
  const readRecord = nvs.read.bind(nvs);
  const readFlash = flash.read.bind(flash);
  const configurable = true;
  const record = (...given: Parameters<typeof readRecord>) => {
    reads.recordsRead++;
    if (given[1] === userRecord(lastUser)) reads.lastUserIsRead = true;
    return readRecord(...given);
  };
  const bytes = (address: number, into: Uint8Array): void => {
    reads.flashBytesRead += into.length;
    readFlash(address, into);
  };
  // XS does not let methods of a class be assigned to.
  Object.defineProperty(nvs, "read", { configurable, value: record });
  Object.defineProperty(flash, "read", { configurable, value: bytes });
  return reads;
}

/** A PIN and a card each, two of them a finger besides: with the last user's two that is all there can be. */
function someUser(index: number, random: Random): StoredUser {
  const user = newUser();
  const data = (): Uint8Array => Uint8Array.from({ length: credentialDataBytes }, () => 1 + random.below(255));
  user.name = "ten letter";
  user.type = UserType.scheduleRestricted;
  user.credentials.push({ type: CredentialType.pin, index, data: data() }, { type: CredentialType.rfid, index, data: data() });
  if (index <= 3) user.credentials.push({ type: CredentialType.fingerprint, index, data: templateData(index) });
  for (let slot = 1; slot <= limits.weekDaySchedulesPerUser; slot++) {
    user.weekDay = withSchedule(user.weekDay, weekDayForm, slot, workingHours);
    user.yearDay = withSchedule(user.yearDay, yearDayForm, slot, someTime);
  }
  return user;
}
