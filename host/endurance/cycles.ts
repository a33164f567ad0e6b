// SPDX-License-Identifier: Apache-2.0
/**
 * Unlock cycles of one lock that is never replaced: opened by a PIN, from inside or at the console, the door now and then
 * used, and locked again by itself. Each cycle that is missed throws and says which. The power is cut now and then.
 */
import { ask, askSuccess } from "../board/ask";
import type { Firmware } from "../board/chip-power";
import { virtualBoard, type VirtualBoard } from "../board/virtual-board";
import type { Board } from "../../boards/board";
import { addPin } from "../board/pin-credential";

const second = 1_000;
const masterPin = "914368";
const guestPins: readonly string[] = Object.freeze(["284617", "7750192", "3508174629"]);
const relockSeconds = 5;
/** Debounce of the door, the move with its retries, and one look of the slow poll. */
const relockSlackMs = 2.5 * second;
const powerCutEvery = 1_000;

export interface EnduranceFigures {
  cycles: number;
  virtualMs: number;
  powerCuts: number;
  /** Of the sector of the log that was erased most often. */
  sectorErasesMax: number;
  /** Of 32 bytes, written to NVS so far. */
  nvsEntriesWritten: number;
  longestTurnUnits: number;
  longestTurnName: string;
  logEntries: number;
}

export class Endurance {
  readonly board: VirtualBoard;
  #cycles = 0;
  #powerCuts = 0;
  #logEntries = 0;

  constructor({ firmware, board }: { firmware: Firmware; board: Board }) {
    this.board = virtualBoard({ firmware, board, boltPosition: 1, leapOverIdle: true });
    this.board.powerUp();
    this.board.run(3 * second);
    this.#setUp();
  }

  get figures(): EnduranceFigures {
    const { nowMs, sectorErasesMax, longestTurnUnits, longestTurnName } = this.board.state();
    return {
      cycles: this.#cycles,
      virtualMs: nowMs,
      powerCuts: this.#powerCuts,
      sectorErasesMax,
      nvsEntriesWritten: this.board.nvs.entriesWritten,
      longestTurnUnits,
      longestTurnName,
      logEntries: this.#logEntries,
    };
  }

  run(count: number): void {
    for (let end = this.#cycles + count; this.#cycles < end; ) {
      this.#cycle();
      this.#cycles++;
      if (this.#cycles % powerCutEvery === 0) this.#inspect();
    }
  }

  /** Of sixteen: thirteen from inside, two with a PIN, one at the console; each fourth one goes through the door. */
  #cycle(): void {
    const { board } = this;
    const kind = this.#cycles % 16;
    if (kind < 13) board.pressButton();
    else if (kind < 15) board.type(`${this.#cycles % 3 === 0 ? masterPin : guestPins[(this.#cycles >> 4) % guestPins.length]!}#`);
    else this.#unlockAtConsole();
    this.#must(board.runUntil(() => board.boltPosition < 0.01, 3 * second), "it unlocks");
    let openMs = 0;
    if (this.#cycles % 4 === 0) {
      board.run(second);
      this.#must(board.openDoor(), "the door opens");
      board.run(2 * second);
      board.closeDoor();
      openMs = board.nowMs;
    }
    const limitMs = relockSeconds * second + relockSlackMs;
    this.#must(board.runUntil(() => board.boltPosition > 0.99, limitMs), "it locks itself again");
    if (openMs > 0) this.#must(board.nowMs - openMs >= relockSeconds * second, "it does not lock too early");
    board.run(second);
    this.#must(board.faults.length === 0, `no fault, not ${String(board.faults[0]?.message)}`);
  }

  #unlockAtConsole(): void {
    askSuccess(this.board, "Login", { PIN: masterPin });
    askSuccess(this.board, "UnlockDoor");
    askSuccess(this.board, "Logout");
  }

  /** A power cut, and then what the lock says of itself. */
  #inspect(): void {
    this.board.cutPower();
    this.board.run(second);
    this.board.powerUp();
    this.#powerCuts++;
    // Until it has walked the chain of its log.
    this.board.run(60 * second);
    this.#must(ask(this.board, "GetStatus").LockState === "Locked", "it says that it is locked");
    askSuccess(this.board, "Login", { PIN: masterPin });
    const { Chain, Entries } = ask(this.board, "GetLog", { Count: 1 }) as { Chain: string; Entries: { Sequence: number }[] };
    this.#must(Chain === "Intact", `the chain of the log is ${Chain}`);
    this.#logEntries = Entries[0]!.Sequence;
    this.#must(ask(this.board, "GetLoop").Faults === 0, "no exception was caught");
    askSuccess(this.board, "Logout");
  }

  #setUp(): void {
    const { board } = this;
    board.pressButton(5.5 * second);
    board.run(7 * second);
    board.type(`${masterPin}#${masterPin}#`);
    board.run(second);
    askSuccess(this.board, "Login", { PIN: masterPin });
    guestPins.forEach((pin, at) => askSuccess(this.board, "SetCredential", addPin(at + 2, pin)));
    askSuccess(this.board, "SetSetting", { Name: "AutoRelockTime", Value: relockSeconds });
    askSuccess(this.board, "Logout");
    board.run(60 * second);
    this.#must(board.boltPosition > 0.99, "it is locked at first");
  }

  #must(holds: boolean, what: string): void {
    if (!holds) throw new Error(`cycle ${this.#cycles + 1}, ${Math.round(this.board.nowMs)} ms: not so: ${what}`);
  }
}
