// SPDX-License-Identifier: Apache-2.0
/** What is measured on the chip: the bench's scenarios, and some that only make sense here. */
import { askSuccess } from "../board/ask";
import { fill, powerUpToReady } from "../bench/full-lock";
import { logIn, measured, readyLock, scenarios, type Bench, type Figures } from "../bench/scenarios";
import { virtualBoard } from "../board/virtual-board";
import { appendEveryMs, pieceEveryMs } from "./appending";

const minuteMs = 60_000;
const appendCount = 16;
/** More than a signature takes. */
const piecesMax = 200;

export interface ChipBench extends Bench {
  /** Instead of the lock: its log alone (`keepLog` in rom-entry.ts). */
  logKeeper: Bench["firmware"];
  /** Instead of the lock: it checks one signature (`checkImage` there). */
  imageChecker: Bench["firmware"];
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
  signature: ({ imageChecker, board }: ChipBench): Figures => {
    const checker = virtualBoard({ firmware: imageChecker, board });
    checker.powerUp();
    return measured(checker, () => checker.run(piecesMax * pieceEveryMs));
  },
  idleMinute: (bench: ChipBench): Figures => measured(readyLock(bench), (lock) => lock.run(minuteMs)),
  idleMinutes: (bench: ChipBench): Figures => measured(readyLock(bench), (lock) => lock.run(idleMinutes * minuteMs)),
  /** Until a full lock takes everybody's PIN. */
  ready: (bench: ChipBench): Figures => {
    const lock = readyLock(bench);
    fill(lock);
    return powerUpToReady(lock, "last user");
  },
  /** All users and credentials there can be, a page of the log, an unlock and a wrong PIN: a lock that is full. */
  full: (bench: ChipBench): Figures => {
    const lock = readyLock(bench);
    fill(lock);
    logIn(lock);
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
