// SPDX-License-Identifier: Apache-2.0
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { bootMs } from "../../host/board/chip-power";
import { virtualBoard } from "../../host/board/virtual-board";
import { bareBoard } from "../fixtures/bare-board";

/** The SDK's module, as the firmware sees it. */
function resetReason(load: (specifier: string) => object): string {
  return (load("resetReason") as { default: () => { string: string } }).default().string;
}

describe("chip", () => {
  test("starts the firmware's main 300 ms after power-up, and says why", () => {
    const log: string[] = [];
    const board = virtualBoard({
      firmware: (load) => ({ default: () => log.push(`${board.nowMs} ${resetReason(load)}`) }),
    });
    board.run(1000);
    assert.deepEqual(log, []);
    assert.deepEqual(board.stopped, { why: "no power yet" });
    board.powerUp();
    board.run(bootMs - 1);
    assert.deepEqual(log, []);
    board.run(1);
    assert.deepEqual(log, ["1300 Power-On"]);
    assert.equal(board.stopped, undefined);
    assert.throws(() => board.powerUp(), /on already/);
  });

  test("restarts at an exception out of any callback, and keeps it as a fault with its stack", () => {
    const reasons: string[] = [];
    let boots = 0;
    const board = bareBoard(({ Timer, Digital, Serial, load }) => {
      reasons.push(resetReason(load));
      boots += 1;
      const throwing = (): void => {
        throw new Error("deliberate");
      };
      if (boots === 1) Timer.set(throwing, 10);
      if (boots === 2) new Digital({ pin: 0, mode: Digital.InputPullUp, edge: Digital.Falling, onReadable: throwing });
      if (boots === 3) new Serial({ port: 0, transmit: 1, receive: 3, baud: 115_200, format: "buffer", onReadable: throwing });
      if (boots === 4) throwing();
    });
    board.run(500);
    board.pressButton();
    board.run(500);
    board.serialWrite("x");
    board.run(2000);
    assert.deepEqual(
      board.faults.map(({ where, message }) => `${where}: ${message}`),
      ["timer throwing", "digital 0", "serial onReadable", "preload"].map((where) => `${where}: Error: deliberate`),
    );
    assert.match(board.faults[0]?.stack ?? "", /throwing/);
    assert.deepEqual(reasons, ["Power-On", "Software", "Software", "Software", "Software"]);
    assert.equal(board.state().faultCount, 4);
  });

  test("a firmware that faults at each boot is started again and again, and time goes on", () => {
    const board = virtualBoard({
      firmware: () => {
        throw new Error("never starts");
      },
    });
    board.powerUp();
    board.run(60_000);
    assert.equal(board.nowMs, 60_000);
    assert.equal(board.state().faultCount, 200);
    assert.equal(board.faults.length, 100);
    assert.ok(board.stopped !== undefined);
  });

  test("calls the firmware's abort hook before it restarts at a fault, and not that of the firmware before", () => {
    const log: string[] = [];
    let boots = 0;
    const board = bareBoard(({ Timer }) => {
      boots += 1;
      if (boots === 1) (globalThis as { abort?: () => void }).abort = () => log.push(`aborted at ${board.nowMs}`);
      Timer.set(() => {
        if (boots < 3) throw new Error("deliberate");
      }, 10);
    });
    board.run(1000);
    assert.equal(boots, 3);
    assert.deepEqual(log, ["aborted at 310"]);
  });

  test("restarts on System.restart(), whose caller never gets on", () => {
    const log: string[] = [];
    const board = bareBoard(({ load, Timer }) => {
      assert.deepEqual(Object.keys(load("system")), []);
      log.push(resetReason(load));
      if (log.length > 1) return;
      Timer.set(() => {
        (globalThis as unknown as { System: { restart(): never } }).System.restart();
        log.push("got on");
      }, 10);
      Timer.set(() => log.push("timer of a dead firmware"), 20);
    });
    board.run(10);
    assert.deepEqual(board.stopped, { why: "System.restart()" });
    board.run(1000);
    assert.deepEqual(log, ["Power-On", "Software"]);
    assert.deepEqual([...board.faults], []);
  });

  test("is reset by the watchdog after 15 s in one callback, and not before", () => {
    const reasons: string[] = [];
    const board = bareBoard(({ flash, Timer, load }) => {
      reasons.push(resetReason(load));
      const partition = flash.open({ path: "audit" });
      const erase = (sectors: number): void => {
        for (let sector = 0; sector < sectors; sector += 1) partition.eraseBlock(sector % 32);
      };
      if (reasons.length === 1) Timer.set(() => erase(332), 10);
      if (reasons.length === 1) Timer.set(() => erase(334), 20);
    });
    board.run(14_900);
    assert.equal(board.stopped, undefined);
    board.run(60_000);
    assert.deepEqual(reasons, ["Power-On", "Task WDT"]);
  });

  test("lets a firmware that waits for nothing sleep for ever", () => {
    const board = bareBoard(() => {});
    board.run(3_600_000);
    assert.equal(board.stopped, undefined);
    assert.equal(board.state().bootCount, 1);
  });

  test("has no modules but those of the image", () => {
    bareBoard(({ load }) => {
      assert.throws(() => load("embedded:io/socket"), /not in the image/);
      assert.throws(() => load("fs"), /not in the image/);
      assert.equal((load("board") as { board: { name: string } }).board.name, "esp32-devkit");
    });
  });

  test("floats all pins at a reset: what hung on an output is off until the firmware is back", () => {
    const board = bareBoard(({ Digital }) => void new Digital({ pin: 2, mode: Digital.Output, initialValue: 1 }));
    assert.equal(board.led, true);
    board.reset();
    assert.equal(board.led, false);
    board.run(bootMs);
    assert.equal(board.led, true);
  });
});

describe("dead firmware", () => {
  test("has no effect, even when it catches exceptions and goes on", () => {
    let caught = 0;
    let dead = false;
    const board = bareBoard(({ Digital, PWM, Timer, Serial, flash, keyValue, load }) => {
      if (dead) return;
      const led = new Digital({ pin: 2, mode: Digital.Output });
      const buzzer = new PWM({ pin: 19, hz: 2000, resolution: 10 });
      const serial = new Serial({ port: 0, transmit: 1, receive: 3, baud: 115_200, format: "buffer", onReadable() {} });
      const partition = flash.open({ path: "audit" });
      const store = keyValue.open({ path: "d" });
      Timer.set(() => {
        dead = true;
        for (const effect of [
          () => partition.write(new Uint8Array(4), 0),
          () => partition.write(new Uint8Array(4), 16),
          () => partition.eraseBlock(0),
          () => store.write("k", new Uint8Array(1)),
          () => store.delete("k"),
          () => led.write(1),
          () => buzzer.write(512),
          () => serial.write(Uint8Array.of(65, 10)),
          () => void Timer.set(() => led.write(1), 1),
          () => void new Digital({ pin: 4, mode: Digital.Input }),
          () => void load("crypt"),
        ]) {
          try {
            effect();
          } catch {
            caught += 1;
          }
        }
      }, 10);
    });
    board.cutPowerAt(1, 1);
    board.run(1000);
    assert.equal(caught, 11);
    assert.deepEqual(board.stopped, { why: "power cut at storage operation 1" });
    assert.deepEqual([...board.flash.bytes.subarray(0, 20)], [0, 0, 0, 0, ...new Array<number>(16).fill(0xff)]);
    assert.deepEqual([board.led, board.buzzerHz, board.serialLines.length], [false, 0, 0]);
    assert.equal(board.nvs.read("d", "k"), undefined);
    assert.equal(board.operations.count, 1);
    assert.deepEqual([...board.faults], []);
  });

  test("starts anew with what was on flash and in NVS", () => {
    let boots = 0;
    const board = bareBoard(({ keyValue, Timer }) => {
      const store = keyValue.open({ path: "d" });
      const count = new Uint8Array(store.read("count") ?? new ArrayBuffer(1));
      boots = (count[0] ?? 0) + 1;
      Timer.set(() => store.write("count", Uint8Array.of(boots)), 10);
    });
    board.run(1000);
    board.cutPower();
    assert.deepEqual(board.stopped, { why: "power cut" });
    board.run(5000);
    board.powerUp();
    board.run(1000);
    assert.equal(boots, 2);
  });
});
