// SPDX-License-Identifier: Apache-2.0
/** What is measured on the chip: the bench's scenarios, and some that only make sense here. */
import { askSuccess } from "../board/ask";
import { logIn, measured, readyLock, scenarios, type Bench, type Figures } from "../bench/scenarios";
import { addPin } from "../board/pin-credential";
import { virtualBoard } from "../board/virtual-board";
import { appendEveryMs } from "./appending";

const minuteMs = 60_000;
const appendCount = 16;
const userCount = 21;

export interface ChipBench extends Bench {
  /** Instead of the lock: its log alone (`keepLog` in rom-entry.ts). */
  logKeeper: Bench["firmware"];
}

export type ChipScenario = keyof typeof chipScenarios;

export const chipScenarios = {
  boot: scenarios.boot,
  key: scenarios.key,
  lastKeyToBoltStart: scenarios.lastKeyToBoltStart,
  wrongPin: scenarios.wrongPin,
  wholeUnlock: scenarios.wholeUnlock,
  consoleLogin: scenarios.consoleLogin,
  consoleLog: scenarios.consoleLog,
  appends: ({ logKeeper, board }: ChipBench): Figures => {
    const log = virtualBoard({ firmware: logKeeper, board });
    log.powerUp();
    // Past the first entry, which has to find out how long the log is.
    log.run(2.5 * appendEveryMs);
    return measured(log, () => log.run(appendCount * appendEveryMs));
  },
  idleMinute: (bench: ChipBench): Figures => measured(readyLock(bench), (lock) => lock.run(minuteMs)),
  idleMinutes: (bench: ChipBench): Figures => measured(readyLock(bench), (lock) => lock.run(idleMinutes * minuteMs)),
  /** All users there can be, with the longest names and PINs, a page of the log, an unlock and a wrong PIN: a lock that is full. */
  full: (bench: ChipBench): Figures => {
    const lock = readyLock(bench);
    logIn(lock);
    for (let index = 2; index <= userCount; index++) {
      askSuccess(lock, "SetUser", { OperationType: 0, UserIndex: index, UserName: "ten letter" });
      askSuccess(lock, "SetCredential", { ...addPin(index, String(9_152_830_461 - index * 7_919)), UserIndex: index });
    }
    askSuccess(lock, "GetUsers");
    askSuccess(lock, "GetLog");
    askSuccess(lock, "GetStatus");
    return measured(lock, () => {
      lock.type("274951#");
      lock.run(35_000);
      lock.type("861302#");
      lock.run(3_000);
    });
  },
};

export const idleMinutes = 2;
export const appendsMeasured = appendCount;
