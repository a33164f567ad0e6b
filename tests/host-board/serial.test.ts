// SPDX-License-Identifier: Apache-2.0
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { bareBoard, type Modules } from "../fixtures/bare-board";

const port = { port: 0, transmit: 1, receive: 3, baud: 115_200, format: "buffer" as const };

function ascii(text: string): Uint8Array {
  return Uint8Array.from(text, (character) => character.charCodeAt(0));
}

/** Sends back what it gets, byte by byte, as fast as the FIFO takes it. */
function echo({ Serial }: Modules): void {
  const waiting: number[] = [];
  const chunk = new Uint8Array(128);
  const send = (room: number): void => {
    if (waiting.length > 0) serial.write(Uint8Array.from(waiting.splice(0, room)));
  };
  let idle = true;
  const serial = new Serial({
    ...port,
    onReadable: () => {
      const count = serial.read(chunk) ?? 0;
      waiting.push(...chunk.subarray(0, count));
      if (idle) send(16);
      idle = false;
    },
    onWritable: (room) => {
      idle = waiting.length === 0;
      send(room);
    },
  });
}

describe("Serial", () => {
  test("carries lines both ways at the speed of the wire", () => {
    const board = bareBoard(echo);
    const text = "0123456789".repeat(50);
    board.serialWrite(`${text}\n`);
    board.run(20);
    assert.equal(board.serialLines.length, 0, "501 bytes take over 43 ms");
    board.run(200);
    assert.deepEqual([...board.serialLines], [text]);
    assert.equal(board.state().lostSerialBytes, 0);
  });

  test("throws when more is written than the FIFO has room for", () => {
    bareBoard(({ Serial }) => {
      const serial = new Serial({ ...port, onReadable() {} });
      serial.write(new Uint8Array(100));
      assert.throws(() => serial.write(new Uint8Array(29)), /output full/);
      serial.write(new Uint8Array(28));
      assert.throws(() => serial.write(new Uint8Array(1)), /output full/);
    });
  });

  test("has room again as the bytes go out, one in 87 us", () => {
    const board = bareBoard(({ Serial, Timer }) => {
      const serial = new Serial({ ...port, onReadable() {} });
      serial.write(new Uint8Array(128));
      Timer.set(() => {
        assert.throws(() => serial.write(new Uint8Array(58)), /output full/);
        serial.write(new Uint8Array(57));
      }, 5);
    });
    board.run(6);
    assert.deepEqual([...board.faults], []);
  });

  test("loses what the firmware does not fetch in time", () => {
    const board = bareBoard(({ Serial, flash }) => {
      const partition = flash.open({ path: "audit", mode: "r+" });
      const serial = new Serial({
        ...port,
        onReadable: () => {
          serial.read(new Uint8Array(128));
          partition.eraseBlock(0);
        },
      });
    });
    board.serialWrite(new Uint8Array(600));
    board.run(200);
    assert.ok(board.state().lostSerialBytes > 300, `${board.state().lostSerialBytes} lost`);
  });

  test("throws when asked for more bytes than there are, where the chip would make some up", () => {
    let checked = 0;
    const board = bareBoard(({ Serial }) => {
      const serial = new Serial({
        ...port,
        onReadable: (count) => {
          const read = serial.read.bind(serial) as unknown as (count: number) => ArrayBuffer;
          assert.throws(() => read(count + 1), /not there/);
          checked = read(count).byteLength;
        },
      });
    });
    board.serialWrite("abc");
    board.run(10);
    assert.deepEqual([...board.faults], []);
    assert.equal(checked, 3);
  });

  test("loses what comes while nobody listens", () => {
    const board = bareBoard(() => {});
    board.serialWrite("hello\n");
    board.run(100);
    assert.equal(board.state().lostSerialBytes, 6);
  });

  test("refuses a port in use, pins in use, a missing onReadable, and use after close", () => {
    bareBoard(({ Serial, Digital }) => {
      const serial = new Serial({ ...port, onReadable() {} });
      assert.throws(() => new Digital({ pin: 3, mode: Digital.Input }), /in use/);
      assert.throws(() => new Serial({ ...port, transmit: 17, receive: 16, onReadable() {} }), /port in use/);
      new Digital({ pin: 17, mode: Digital.Input });
      assert.throws(() => new Serial({ ...port, port: 2, transmit: 21, receive: 22, onReadable() {} }), /invalid port/);
      serial.close();
      serial.close();
      assert.throws(() => serial.write(new Uint8Array(1)), /closed/);
      assert.throws(() => serial.read(new Uint8Array(1)), /closed/);
      assert.throws(() => new Serial({ ...port } as never), /without onReadable/);
      assert.equal(new Serial({ ...port, onReadable() {} }).read(new Uint8Array(1)), undefined);
    });
  });

  test("keeps the last thousand lines and counts all", () => {
    const board = bareBoard(({ Serial, Timer }) => {
      const serial = new Serial({ ...port, onReadable() {} });
      let count = 0;
      Timer.repeat(() => {
        if (count < 1100) serial.write(ascii(`line ${count++}\n`));
      }, 2);
    });
    board.run(3000);
    assert.equal(board.serialLines.length, 1000);
    assert.equal(board.serialLines[999], "line 1099");
    assert.equal(board.state().lineCount, 1100);
  });
});
