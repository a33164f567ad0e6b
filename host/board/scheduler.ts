// SPDX-License-Identifier: Apache-2.0
/**
 * Virtual time, in whole microseconds since the board was made. It jumps from one due task to the next.
 *
 * Two queues: the world's tasks (contacts, motor, serial line) and the firmware's (timers, interrupts). While the firmware
 * is blocked inside a call, as in a flash erase, the world goes on and the firmware's tasks wait: see `block()`.
 */
import type { IdleLeap } from "./idle-leap";
import { comesBefore, TaskQueue, type Task } from "./task-queue";

export class Scheduler {
  nowUs = 0;
  readonly world = new TaskQueue();
  readonly firmware = new TaskQueue();
  /** Counts tasks, runs, and what the firmware does: the same number twice means that nothing happened in between. */
  activity = 0;
  /** undefined: every callback is called. */
  idleLeap: IdleLeap | undefined;
  private sequence = 0;
  private running = false;

  get nowMs(): number {
    return this.nowUs / 1000;
  }

  /** Queues the task, or queues it anew. */
  at(queue: TaskQueue, task: Task, dueUs: number): void {
    queue.remove(task);
    task.dueUs = dueUs;
    task.sequence = this.sequence++;
    queue.add(task);
  }

  after(queue: TaskQueue, task: Task, delayUs: number): void {
    this.at(queue, task, this.nowUs + delayUs);
  }

  /** Time passes inside a call of the firmware: only the world moves. */
  block(durationUs: number): void {
    const endUs = this.nowUs + durationUs;
    for (let task = this.world.first; task !== undefined && task.dueUs <= endUs; task = this.world.first) {
      this.take(this.world, task);
    }
    if (this.nowUs < endUs) this.nowUs = endUs;
  }

  /** Runs everything due within the time, its last moment included. */
  run(durationMs: number): void {
    this.runUntil(undefined, durationMs);
  }

  /**
   * Runs until the condition holds, which is looked at after every task; false when the time is over before it does. A
   * condition that depends on the time alone may be seen late: between two tasks nobody looks.
   */
  runUntil(condition: (() => boolean) | undefined, limitMs: number): boolean {
    if (this.running) throw new Error("run() inside run(): the firmware or a world part tried to advance time");
    if (!(limitMs >= 0)) throw new RangeError(`limitMs ${limitMs} is not a duration`);
    const endUs = this.nowUs + Math.round(limitMs * 1000);
    this.running = true;
    // Whoever calls may have done anything before.
    this.activity += 1;
    try {
      while (!condition?.()) {
        if (this.step(endUs)) continue;
        if (this.nowUs < endUs) this.nowUs = endUs;
        return false;
      }
      return true;
    } finally {
      this.running = false;
    }
  }

  private step(endUs: number): boolean {
    this.idleLeap?.leap(endUs);
    // Not by `first`: this runs for every event of every test.
    const worldTask = this.world.heap[0];
    const firmwareTask = this.firmware.heap[0];
    const isWorld = worldTask !== undefined && (firmwareTask === undefined || comesBefore(worldTask, firmwareTask));
    const task = isWorld ? worldTask : firmwareTask;
    // A task that is late because the firmware was blocked waits for the next run when the time is over.
    if (task === undefined || task.dueUs > endUs || this.nowUs > endUs) return false;
    this.take(isWorld ? this.world : this.firmware, task);
    return true;
  }

  private take(queue: TaskQueue, task: Task): void {
    queue.remove(task);
    this.activity += 1;
    if (this.nowUs < task.dueUs) this.nowUs = task.dueUs;
    task.run();
  }
}
