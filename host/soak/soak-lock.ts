// SPDX-License-Identifier: Apache-2.0
/**
 * The lock under soak: the real firmware on the virtual board, set up, with five users and settings that are not the
 * defaults, and locked. `check()` holds it to what must be true at every moment at which nobody with a PIN is about,
 * and so is every line that it sends. The first thing that is otherwise is thrown as `Broken`.
 */
import type { Board } from "../../boards/board";
import type { Firmware } from "../board/chip-power";
import { addPin } from "../board/pin-credential";
import { virtualBoard, type VirtualBoard } from "../board/virtual-board";
import { pins } from "./pins";

/** What the clock is set to when the lock has just been set up. */
export const startUtcSeconds = 1_800_000_000;
const relockMs = 12_000;

const second = 1_000;
/** An unlocking, until the bolt is thrown again, takes longer. */
const lookEveryMs = 500;

/** All that a stranger may be told. "FAILURE" may only be a wrong PIN. */
const strangersStatuses: readonly string[] = Object.freeze([
  "INVALID_COMMAND",
  "UNSUPPORTED_COMMAND",
  "UNSUPPORTED_ACCESS",
  "CONSTRAINT_ERROR",
  "BUSY",
]);

export type Answer = Record<string, unknown>;

export interface SoakFigures {
  virtualMs: number;
  /** Lines sent to strangers, and bytes that the FIFO lost because the lock was busy with flash. */
  replies: number;
  lostBytes: number;
  /** Times that it was opened with a valid PIN. */
  opened: number;
  longestTurnUnits: number;
  longestTurnName: string;
  storageOperations: number;
}

export class Broken extends Error {
  override name = "Broken";
}

export function must(holds: boolean, what: string): asserts holds {
  if (!holds) throw new Broken(what);
}

export class SoakLock {
  readonly board: VirtualBoard;
  /** Of the keypad. */
  readonly rows: readonly string[];
  /** Lines that strangers were sent. */
  replies = 0;
  /** Times that it was opened with a valid PIN. */
  opened = 0;
  #bootCount = 1;
  #asking = false;
  #answer: Answer | undefined;
  /** What was wrong with a line, until somebody can throw it. */
  #wrongLine: string | undefined;

  constructor({ firmware, board }: { firmware: Firmware; board: Board }) {
    this.rows = board.keypad.keys;
    this.board = virtualBoard({ firmware, board, boltPosition: 1, onLine: (line) => this.#hear(line) });
    this.board.powerUp();
    this.board.run(3 * second);
    this.#setUp();
  }

  get figures(): SoakFigures {
    const { nowMs, lostSerialBytes, longestTurnUnits, longestTurnName, storageOperations } = this.board.state();
    return {
      virtualMs: nowMs,
      replies: this.replies,
      lostBytes: lostSerialBytes,
      opened: this.opened,
      longestTurnUnits,
      longestTurnName,
      storageOperations,
    };
  }

  get #boltIsThrown(): boolean {
    return this.board.boltPosition > 0.99;
  }

  /** What must hold whatever a stranger does. */
  check(): void {
    if (this.#wrongLine !== undefined) throw new Broken(this.#wrongLine);
    const { power } = this.board;
    const [fault] = power.faults;
    if (fault !== undefined) throw new Broken(`an exception left ${fault.where}: ${fault.message}\n${fault.stack}`);
    if (power.bootCount !== this.#bootCount || power.stopped !== undefined) {
      throw new Broken(`it restarted or stopped: ${power.stopped?.why ?? power.lastResetReason}`);
    }
    if (this.#boltIsThrown) return;
    throw new Broken(`the bolt is at ${this.board.boltPosition.toFixed(2)} without a valid PIN`);
  }

  /** Lets time pass with nobody but strangers about. */
  run(durationMs: number): void {
    for (let leftMs = durationMs; leftMs > 0; leftMs -= lookEveryMs) {
      this.board.run(Math.min(leftMs, lookEveryMs));
      this.check();
    }
  }

  /** Asks at the console, which has to be quiet. */
  ask(command: string, given: object = {}): Answer {
    this.#asking = true;
    this.#answer = undefined;
    this.board.serialWrite(`${JSON.stringify({ Command: command, ...given })}\n`);
    this.board.runUntil(() => this.#answer !== undefined, second);
    this.#asking = false;
    const answer = this.#answer as Answer | undefined;
    must(answer !== undefined, `no answer to ${command}`);
    return answer;
  }

  /** Types an entry that must not open. */
  tryInVain(entry: string): void {
    for (const key of entry) {
      this.board.press(key);
      this.run(250);
    }
    this.run(2 * second);
  }

  /** Types a valid PIN, and waits until the lock has locked itself again. */
  open(pin: string): void {
    this.board.type(`${pin}#`);
    const { board } = this;
    const opens = board.runUntil(() => board.boltPosition < 0.01, 3 * second);
    must(opens, `the PIN of user ${pins.indexOf(pin) + 1} does not open`);
    board.run(second);
    must(this.ask("GetStatus")["LockState"] === "Unlocked", "it does not say that it is unlocked");
    must(board.runUntil(() => this.#boltIsThrown, relockMs + 5 * second), "it does not lock itself");
    board.run(second);
    must(this.ask("GetStatus")["LockState"] === "Locked", "it does not say that it is locked");
    this.opened++;
    this.check();
  }

  powerCycle(): void {
    this.board.cutPower();
    this.board.run(second);
    this.board.powerUp();
    this.#bootCount++;
    this.board.run(3 * second);
    this.check();
  }

  #setUp(): void {
    const { board } = this;
    board.pressButton(5.5 * second);
    board.run(7 * second);
    board.type(`${pins[0]}#${pins[0]}#`);
    board.run(second);
    this.#succeeds("Login", { PIN: pins[0] });
    pins.slice(1).forEach((pin, at) => {
      const index = at + 2;
      this.#succeeds("SetUser", { OperationType: 0, UserIndex: index, UserName: `User ${index}` });
      this.#succeeds("SetCredential", { ...addPin(index, pin), UserIndex: index });
    });
    this.#succeeds("SetSetting", { Name: "AutoRelockTime", Value: relockMs / second });
    this.#succeeds("SetSetting", { Name: "OpenPeriod", Value: 7 });
    this.#succeeds("SetTime", { UtcTime: startUtcSeconds });
    this.#succeeds("Logout", {});
    this.check();
  }

  #succeeds(command: string, given: object): void {
    const { Status } = this.ask(command, given);
    must(Status === "SUCCESS", `${command} answers ${String(Status)}`);
  }

  #hear(line: string): void {
    const wrong = this.#asking ? undefined : wrongWithReply(line);
    if (wrong !== undefined) this.#wrongLine ??= `${wrong}: ${line}`;
    if (this.#asking) this.#answer = JSON.parse(line) as Answer;
    else this.replies++;
  }
}

/** undefined: a stranger may be sent this while the lock is locked. */
function wrongWithReply(line: string): string | undefined {
  let answer: Answer;
  try {
    answer = JSON.parse(line) as Answer;
  } catch {
    return "a line that is not JSON";
  }
  if (pins.some((pin) => line.includes(pin))) return "a PIN is told";
  const { Status } = answer;
  if (Status === "SUCCESS") return wrongWithSuccess(answer);
  if (Status === "FAILURE") return answer["Reason"] === "wrong PIN" ? undefined : "a failure of the lock";
  return strangersStatuses.includes(String(Status)) ? undefined : "a status that a stranger cannot get";
}

/** Three commands are free. Nobody has calibrated this lock. */
function wrongWithSuccess(answer: Answer): string | undefined {
  const { Battery, Motor } = answer as Readonly<Record<string, Answer | undefined>>;
  if (Battery !== undefined) return Battery["Source"] === "Default" && Motor?.["Source"] === "Default" ? undefined : "somebody has calibrated it";
  if (answer["SetUp"] !== "Done") return "a stranger is obeyed, or the set-up is undone";
  if ("DeviceKey" in answer) return undefined;
  const { LockState, DoorState, Alarms, BatteryLevel, OutsideDisabled } = answer;
  const asItIs =
    LockState === "Locked" && DoorState === "Closed" && BatteryLevel === "Ok" && OutsideDisabled === false &&
    Array.isArray(Alarms) && Alarms.length === 0;
  return asItIs ? undefined : "a wrong state is reported";
}
