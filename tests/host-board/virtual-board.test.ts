// SPDX-License-Identifier: Apache-2.0
/** The board as a whole: the same seed gives the same story; and the channel over which the host commands it. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { board as devkit } from "../../boards/esp32-devkit";
import { CommandHandler, type Command, type Reply } from "../../host/board/command-handler";
import { decodeText, encodeText } from "../../host/board/engine";
import type { Load } from "../../host/board/modules/modules";
import { virtualBoard } from "../../host/board/virtual-board";
import { bareBoard, type Modules } from "../fixtures/bare-board";

/** Notes every interrupt and many noisy readings. */
function traced(seed: number): string {
  const trace: string[] = [];
  const board = bareBoard(
    ({ Digital, Analog, Timer }: Modules) => {
      const edge = Digital.Rising | Digital.Falling;
      for (const pin of devkit.keypad.columnPins) new Digital({ pin, mode: Digital.OutputOpenDrain });
      for (const pin of [...devkit.keypad.rowPins, 0, 4, 15]) {
        const mode = Digital.InputPullUp;
        new Digital({ pin, mode, edge, onReadable: () => trace.push(`${board.scheduler.nowUs}:${pin}`) });
      }
      const battery = new Analog({ pin: 34 });
      Timer.repeat(() => trace.push(`${battery.read()}`), 50);
    },
    { seed },
  );
  board.type("147");
  board.pressButton(30);
  board.setKeypadNoise(10);
  board.openDoor();
  board.run(2000);
  return trace.join(" ");
}

describe("virtual board", () => {
  test("lives through the same events to the microsecond with the same seed, and others with another", () => {
    assert.equal(traced(5), traced(5));
    assert.notEqual(traced(5), traced(6));
  });

  test("type() presses the keys one after the other, 250 ms apart", () => {
    let presses = 0;
    const board = bareBoard(({ Digital, Timer }) => {
      new Digital({ pin: 27, mode: Digital.OutputOpenDrain });
      const row = new Digital({ pin: 32, mode: Digital.InputPullUp });
      let last = 1;
      Timer.repeat(() => {
        const level = row.read();
        if (level < last) presses += 1;
        last = level;
      }, 20);
    });
    const startMs = board.nowMs;
    board.type("1111");
    assert.equal(board.nowMs - startMs, 1000);
    assert.equal(presses, 4);
  });

  test("its state is flat and survives JSON", () => {
    const state = virtualBoard({ firmware: () => {} }).state();
    assert.deepEqual(JSON.parse(JSON.stringify(state)), state);
    for (const [name, value] of Object.entries(state)) assert.notEqual(typeof value, "object", name);
  });
});

describe("command handler", () => {
  /** Says "up" at boot and repeats what it hears; "die" kills it. */
  function firmware(load: Load): void {
    const { default: Serial } = load("embedded:io/serial") as { default: Modules["Serial"] };
    const { default: flash } = load("embedded:storage/flash") as { default: Modules["flash"] };
    const chunk = new Uint8Array(128);
    const serial = new Serial({
      port: 0,
      transmit: 1,
      receive: 3,
      baud: 115_200,
      format: "buffer",
      onReadable() {
        const text = chunk.slice(0, serial.read(chunk));
        if (decodeText(text).startsWith("die")) throw new Error("as told");
        serial.write(text);
      },
    });
    const partition = flash.open({ path: "audit" });
    serial.write(encodeText(`up ${new Uint8Array(partition.read(1, 0))[0]}\n`));
  }

  function rig(): { send(command: Command): Reply; handler: CommandHandler } {
    const handler = new CommandHandler(firmware, devkit);
    const send = (command: Command): Reply => {
      const answer = handler.handle(encodeText(JSON.stringify(command)).slice().buffer);
      return JSON.parse(decodeText(new Uint8Array(answer))) as Reply;
    };
    return { send, handler };
  }

  test("creates a board, powers it, and tells each line and fault once", () => {
    const { send } = rig();
    assert.equal(send({ op: "create", options: { seed: 3, chemistry: "lithium" } }).state.stoppedWhy, "no power yet");
    send({ op: "powerUp" });
    const up = send({ op: "run", ms: 1000 });
    assert.deepEqual(up.lines, ["up 255"]);
    assert.equal(up.state.nowMs, 1000);
    assert.equal(up.state.chemistry, "lithium");
    send({ op: "serial", text: "hello\n" });
    assert.deepEqual(send({ op: "run", ms: 50 }).lines, ["hello"]);
    assert.deepEqual(send({ op: "run", ms: 50 }).lines, []);
    send({ op: "serial", text: "die" });
    const died = send({ op: "run", ms: 50 });
    assert.deepEqual(
      died.faults.map(({ message }) => message),
      ["Error: as told"],
    );
    assert.deepEqual(send({ op: "run", ms: 1000 }).faults, []);
    assert.equal(send({ op: "turns" }).turns?.["main"]?.count, 2);
  });

  test("moves the world", () => {
    const { send } = rig();
    send({ op: "create" });
    assert.equal(send({ op: "openDoor" }).done, true);
    send({ op: "turnThumb", target: "locked" });
    const turned = send({ op: "run", ms: 1000 }).state;
    assert.deepEqual([turned.doorOpen, turned.boltPosition], [true, 1]);
    assert.equal(send({ op: "closeDoor" }).done, false);
    assert.equal(send({ op: "holdKey", key: "5" }).state.keysDown, "5");
    assert.equal(send({ op: "cover", on: false }).state.coverOn, false);
    assert.equal(send({ op: "magnet", on: true }).state.magnet, true);
    assert.equal(send({ op: "button", on: true }).state.buttonPressed, true);
    assert.equal(send({ op: "blockBolt", at: 0.5 }).state.boltBlocked, true);
    assert.equal(send({ op: "blockBolt" }).state.boltBlocked, false);
    assert.equal(send({ op: "battery", volts: 5 }).state.openVolts, 5);
  });

  test("takes a flash image before create", () => {
    const { send, handler } = rig();
    const message = new Uint8Array(1 + 131_072).fill(0x21);
    message[0] = 1;
    handler.handle(message.buffer);
    send({ op: "create" });
    send({ op: "powerUp" });
    assert.deepEqual(send({ op: "run", ms: 1000 }).lines, ["up 33"]);
  });

  test("refuses what it does not know, and everything before create", () => {
    const { send } = rig();
    assert.throws(() => send({ op: "run", ms: 1 }), /"create" comes before "run"/);
    send({ op: "create" });
    assert.throws(() => send({ op: "explode" } as never), /unknown op "explode"/);
    assert.throws(() => send({ op: "run" } as never), /not a duration/);
    assert.throws(() => send({ op: "press", key: "x" }), /no key/);
  });
});
