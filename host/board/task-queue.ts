// SPDX-License-Identifier: Apache-2.0
/** A heap of tasks ordered by (dueUs, sequence). Tasks are made once and queued again and again: nothing is allocated. */

export class Task {
  readonly run: () => void;
  dueUs = 0;
  sequence = 0;
  /** Place in the heap; -1: not queued. */
  index = -1;

  constructor(run: () => void) {
    this.run = run;
  }

  get queued(): boolean {
    return this.index >= 0;
  }
}

export class TaskQueue {
  /** The task that is due first is at 0. */
  readonly heap: Task[] = [];

  get first(): Task | undefined {
    return this.heap[0];
  }

  /** When the task after the first is due. */
  get secondDueUs(): number {
    return Math.min(this.heap[1]?.dueUs ?? Infinity, this.heap[2]?.dueUs ?? Infinity);
  }

  add(task: Task): void {
    task.index = this.heap.length;
    this.heap.push(task);
    this.raise(task);
  }

  remove(task: Task): void {
    const { index } = task;
    if (index < 0) return;
    const last = this.heap.pop() as Task;
    task.index = -1;
    if (last === task) return;
    this.heap[index] = last;
    last.index = index;
    this.raise(last);
    this.sink(last);
  }

  clear(): void {
    for (const task of this.heap) task.index = -1;
    this.heap.length = 0;
  }

  private raise(task: Task): void {
    const { heap } = this;
    while (task.index > 0) {
      const parent = heap[(task.index - 1) >> 1] as Task;
      if (!comesBefore(task, parent)) return;
      this.swap(task, parent);
    }
  }

  private sink(task: Task): void {
    const { heap } = this;
    for (;;) {
      const left = heap[2 * task.index + 1];
      if (left === undefined) return;
      const right = heap[2 * task.index + 2];
      const child = right !== undefined && comesBefore(right, left) ? right : left;
      if (!comesBefore(child, task)) return;
      this.swap(child, task);
    }
  }

  private swap(upper: Task, lower: Task): void {
    const { index } = upper;
    upper.index = lower.index;
    lower.index = index;
    this.heap[upper.index] = upper;
    this.heap[lower.index] = lower;
  }
}

/** Two events due at once keep their order. */
export function comesBefore(task: Task, other: Task): boolean {
  return task.dueUs === other.dueUs ? task.sequence < other.sequence : task.dueUs < other.dueUs;
}
