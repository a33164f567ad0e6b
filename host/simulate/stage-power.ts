// SPDX-License-Identifier: Apache-2.0
/**
 * The power of the staged lock: it goes at once, at an operation on flash or NVS, or so long after the motor starts, and
 * comes back by itself.
 */
import type { Task } from "../board/task-queue";
import type { VirtualBoard } from "../board/virtual-board";
import type { HandEvent } from "./stage-hands";
import { later } from "./stage-later";

export class StagePower {
  readonly #board: VirtualBoard;
  readonly #tell: (event: HandEvent) => void;
  #back: Task | undefined;
  #atOperation: { operation: number; offMs: number } | undefined;
  #atMotor: { delayMs: number; offMs: number } | undefined;
  #wasDriven = false;

  constructor(board: VirtualBoard, tell: (event: HandEvent) => void) {
    this.#board = board;
    this.#tell = tell;
  }

  /** Off already: it stays off at least so long. */
  cut(offMs: number): void {
    if (this.#board.power.on) {
      this.#tell({ what: "power", on: false });
      this.#board.cutPower();
    }
    this.#comesBackIn(offMs);
  }

  cutAtOperation(operation: number, torn: number, offMs: number): void {
    this.#atOperation = { operation: this.#board.operations.count + operation, offMs };
    this.#board.cutPowerAt(this.#atOperation.operation, torn);
  }

  cutAtMotor(delayMs: number, offMs: number): void {
    this.#atMotor = { delayMs, offMs };
  }

  reset(): void {
    if (!this.#board.power.on) return;
    this.#tell({ what: "reset" });
    this.#board.reset();
  }

  /** No cut is armed any more; the power comes back at once if it is off. */
  repair(): void {
    this.#atMotor = undefined;
    this.#disarm();
    if (!this.#board.power.on) this.#switchOn();
  }

  /** After every event. */
  look(): void {
    const { power, operations, world } = this.#board;
    const armed = this.#atOperation;
    if (armed !== undefined && operations.count >= armed.operation) {
      this.#disarm();
      if (!power.on) {
        this.#tell({ what: "power", on: false });
        this.#comesBackIn(armed.offMs);
      }
    }
    const { driven } = world.bolt.actuator;
    const starts = driven && !this.#wasDriven;
    this.#wasDriven = driven;
    if (!starts || this.#atMotor === undefined) return;
    const { delayMs, offMs } = this.#atMotor;
    this.#atMotor = undefined;
    later(this.#board, delayMs, () => this.cut(offMs));
  }

  #disarm(): void {
    this.#atOperation = undefined;
    this.#board.cutPowerAt(0);
  }

  #comesBackIn(offMs: number): void {
    const { scheduler } = this.#board;
    const dueUs = scheduler.nowUs + Math.round(offMs * 1000);
    if (this.#back?.queued && this.#back.dueUs >= dueUs) return;
    if (this.#back) scheduler.world.remove(this.#back);
    this.#back = later(this.#board, offMs, () => this.#switchOn());
  }

  #switchOn(): void {
    if (this.#back) this.#board.scheduler.world.remove(this.#back);
    this.#back = undefined;
    if (this.#board.power.on) return;
    this.#tell({ what: "power", on: true });
    this.#board.powerUp();
  }
}
