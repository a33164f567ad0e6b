// SPDX-License-Identifier: Apache-2.0
/** What people and nature do a moment from now: in virtual time, also while the firmware waits for flash. */
import { Task } from "../board/task-queue";
import type { VirtualBoard } from "../board/virtual-board";

export function later({ scheduler }: VirtualBoard, delayMs: number, action: () => void): Task {
  const task = new Task(action);
  scheduler.after(scheduler.world, task, Math.round(delayMs * 1000));
  return task;
}
