// SPDX-License-Identifier: Apache-2.0
/**
 * What the bench measures, inside the engine: each scenario plays on a fresh lock that is set up, locked and quiet, and says how
 * many XS compute units the firmware used, by callback.
 */
import type { Board } from "../../boards/board";
import { tellStory } from "../demo/story";
import { askSuccess } from "../board/ask";
import type { Firmware } from "../board/chip-power";
import { mainTurn, preloadTurn } from "../board/meter";
import { virtualBoard, type VirtualBoard } from "../board/virtual-board";

export const masterPin = "274951";
const wrongPin = "861302";
const second = 1_000;
const hour = 3_600 * second;

export interface Figures {
  /** Compute units in all, without main. */
  units: number;
  /** The longest turn, and what it was. */
  longestUnits: number;
  longestName: string;
  callbacks: number;
  /** What main took, before the loop ran: nobody waits for it and no radio is on. 0: no power-up was measured. */
  mainUnits: number;
  /** The same in instructions of the processor, where one counts them (host/chip-bench); else 0. */
  instructions: number;
  longestInstructions: number;
  mainInstructions: number;
}

export interface Bench {
  firmware: Firmware;
  board: Board;
  /** For what lasts long and where idle polls are not what is measured. */
  leapOverIdle?: boolean;
}

export type Scenario = keyof typeof scenarios;

export const scenarios = {
  /** From power-up until the lock has looked around; keys are made at the very first one only. */
  firstBoot: (bench: Bench): Figures => {
    const lock = virtualBoard(bench);
    lock.powerUp();
    lock.run(3 * second);
    return figures(lock);
  },
  boot: (bench: Bench): Figures => powerUpAgain(readyLock(bench)),
  /** One key: down, sounds, up. */
  key: (bench: Bench): Figures => measured(readyLock(bench), (lock) => {
    lock.press("5");
    lock.run(second);
  }),
  /** From the last key going down to the motor starting: counting, comparing, writing the log. */
  lastKeyToBoltStart: (bench: Bench): Figures => {
    const lock = readyLock(bench);
    lock.type(masterPin);
    return measured(lock, () => {
      lock.press("#");
      must(lock.runUntil(() => lock.state().boltDriven, 2 * second), "the bolt starts");
    });
  },
  /** From the last key of a wrong PIN until the lock is quiet again. */
  wrongPin: (bench: Bench): Figures => {
    const lock = readyLock(bench);
    lock.type(wrongPin);
    return measured(lock, () => {
      lock.press("#");
      lock.run(3 * second);
    });
  },
  /** PIN, unlock, relock after 30 s, with all that is logged and measured. */
  wholeUnlock: (bench: Bench): Figures => measured(readyLock(bench), (lock) => {
    lock.type(`${masterPin}#`);
    lock.run(40 * second);
    must(lock.boltPosition > 0.99, "locked again");
  }),
  consoleStatus: (bench: Bench): Figures => measured(readyLock(bench), (lock) => askSuccess(lock, "GetStatus")),
  consoleLogin: (bench: Bench): Figures => measured(readyLock(bench), logIn),
  /** The page of the log that costs most: the newest entries. */
  consoleLog: (bench: Bench): Figures => {
    const lock = readyLock(bench);
    logIn(lock);
    return measured(lock, () => askSuccess(lock, "GetLog"));
  },
  idleHour: (bench: Bench): Figures => measured(readyLock(bench), (lock) => lock.run(hour)),
  /** The longest turn of everything that the demo does. */
  demo: (bench: Bench): Figures => {
    const lock = virtualBoard(bench);
    tellStory(lock);
    return figures(lock);
  },
};

/** A lock with a master PIN, locked, whose log has been checked and which has nothing left to do. */
export function readyLock(bench: Bench): VirtualBoard {
  const lock = virtualBoard({ ...bench, boltPosition: 1 });
  lock.powerUp();
  lock.run(3 * second);
  lock.pressButton(5.5 * second);
  lock.run(7 * second);
  lock.type(`${masterPin}#${masterPin}#`);
  lock.run(60 * second);
  must(lock.boltPosition > 0.99, "a lock that is set up and locked");
  return lock;
}

export function powerUpAgain(lock: VirtualBoard): Figures {
  lock.cutPower();
  lock.meter.reset();
  lock.powerUp();
  lock.run(3 * second);
  return figures(lock);
}

/** Opens with the PIN and waits for the relock, `count` times. */
export function unlockCycles(lock: VirtualBoard, count: number): void {
  for (let cycle = 0; cycle < count; cycle++) {
    lock.type(`${masterPin}#`);
    must(lock.runUntil(() => lock.boltPosition < 0.01, 3 * second), `cycle ${cycle} unlocks`);
    must(lock.runUntil(() => lock.boltPosition > 0.99, 40 * second), `cycle ${cycle} locks`);
    lock.run(second);
  }
}

export function logIn(lock: VirtualBoard): void {
  askSuccess(lock, "Login", { PIN: masterPin });
}

export function measured(lock: VirtualBoard, action: (lock: VirtualBoard) => void): Figures {
  lock.meter.reset();
  action(lock);
  return figures(lock);
}

const nothing: Figures = Object.freeze({
  units: 0,
  longestUnits: 0,
  longestName: "",
  callbacks: 0,
  mainUnits: 0,
  instructions: 0,
  longestInstructions: 0,
  mainInstructions: 0,
});

export function figures(lock: VirtualBoard): Figures {
  must(lock.faults.length === 0, `no fault, not ${JSON.stringify(lock.faults)}`);
  const result = { ...nothing };
  for (const [name, turn] of lock.meter.turns) {
    if (name === preloadTurn) continue;
    if (name === mainTurn) {
      result.mainUnits = turn.longestUnits;
      result.mainInstructions = turn.longestInstructions;
      continue;
    }
    result.units += turn.totalUnits;
    result.callbacks += turn.count;
    result.instructions += turn.totalInstructions;
    result.longestInstructions = Math.max(result.longestInstructions, turn.longestInstructions);
    if (turn.longestUnits <= result.longestUnits) continue;
    result.longestUnits = turn.longestUnits;
    result.longestName = name;
  }
  return result;
}

export function must(holds: boolean, what: string): void {
  if (!holds) throw new Error(`the bench expected: ${what}`);
}
