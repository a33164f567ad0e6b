// SPDX-License-Identifier: Apache-2.0
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { Scheduler } from "../../host/board/scheduler";
import { Task } from "../../host/board/task-queue";

/** Tasks that note their name and the time. */
function recorder(scheduler: Scheduler): { log: string[]; task: (name: string) => Task } {
  const log: string[] = [];
  return { log, task: (name) => new Task(() => log.push(`${name}@${scheduler.nowUs}`)) };
}

describe("scheduler", () => {
  test("runs what is due in the order of time, then of asking, across both queues", () => {
    const scheduler = new Scheduler();
    const { log, task } = recorder(scheduler);
    scheduler.at(scheduler.firmware, task("d"), 20);
    scheduler.at(scheduler.world, task("c"), 10);
    scheduler.at(scheduler.firmware, task("a"), 5);
    scheduler.at(scheduler.firmware, task("b"), 10);
    scheduler.run(1);
    assert.deepEqual(log, ["a@5", "c@10", "b@10", "d@20"]);
  });

  test("runs a task in the last microsecond of the time, and none later", () => {
    const scheduler = new Scheduler();
    const { log, task } = recorder(scheduler);
    scheduler.at(scheduler.world, task("last"), 1000);
    scheduler.at(scheduler.world, task("later"), 1001);
    scheduler.run(1);
    assert.deepEqual(log, ["last@1000"]);
    assert.equal(scheduler.nowUs, 1000);
    scheduler.run(1);
    assert.deepEqual(log, ["last@1000", "later@1001"]);
    assert.equal(scheduler.nowUs, 2000);
  });

  test("keeps a thousand random tasks in order while some are taken out", () => {
    const scheduler = new Scheduler();
    let ran = 0;
    let lastUs = 0;
    const tasks: Task[] = [];
    for (let index = 0; index < 1000; index += 1) {
      const task = new Task(() => {
        assert.ok(scheduler.nowUs >= lastUs);
        lastUs = scheduler.nowUs;
        ran += 1;
      });
      tasks.push(task);
      scheduler.at(scheduler.world, task, (index * 7919) % 1009);
    }
    for (let index = 0; index < 1000; index += 3) scheduler.world.remove(tasks[index] as Task);
    scheduler.run(2);
    assert.equal(ran, 666);
  });

  test("moves a task that is queued again", () => {
    const scheduler = new Scheduler();
    const { log, task } = recorder(scheduler);
    const moved = task("moved");
    scheduler.at(scheduler.world, moved, 100);
    scheduler.at(scheduler.world, moved, 300);
    scheduler.run(1);
    assert.deepEqual(log, ["moved@300"]);
  });

  test("lets only the world go on while the firmware is blocked", () => {
    const scheduler = new Scheduler();
    const { log, task } = recorder(scheduler);
    scheduler.at(scheduler.firmware, task("timer"), 20_000);
    scheduler.at(scheduler.world, task("world"), 30_000);
    scheduler.at(
      scheduler.firmware,
      new Task(() => scheduler.block(45_000)),
      10_000,
    );
    scheduler.run(100);
    assert.deepEqual(log, ["world@30000", "timer@55000"]);
  });

  test("runUntil stops at the task that meets the condition, or says that the time is over", () => {
    const scheduler = new Scheduler();
    let met = false;
    scheduler.at(
      scheduler.world,
      new Task(() => (met = true)),
      5_000,
    );
    assert.equal(
      scheduler.runUntil(() => met, 4),
      false,
    );
    assert.equal(scheduler.nowMs, 4);
    assert.equal(
      scheduler.runUntil(() => met, 4),
      true,
    );
    assert.equal(scheduler.nowMs, 5);
  });

  test("refuses to run inside itself, and durations that are none", () => {
    const scheduler = new Scheduler();
    scheduler.at(
      scheduler.world,
      new Task(() => scheduler.run(1)),
      5,
    );
    assert.throws(() => scheduler.run(1), /run\(\) inside run\(\)/);
    assert.throws(() => scheduler.run(-1), RangeError);
    assert.throws(() => scheduler.run(NaN), RangeError);
  });
});
