// SPDX-License-Identifier: Apache-2.0
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { Heartbeat } from "../../drivers/heartbeat";
import type { SerialClass } from "../../drivers/io";
import { idlePollMs } from "../../drivers/poll";
import { lineBytesMax, SerialLines, type SerialLinesOptions } from "../../drivers/serial-lines";
import { DriverBench } from "../fixtures/driver-bench";

const wiring = { port: 0, transmitPin: 1, receivePin: 3, baud: 115_200 };

function linesOn(options: Partial<SerialLinesOptions> = {}, bench = new DriverBench()) {
  const received: (string | undefined)[] = [];
  const lines = new SerialLines({ ...bench, ...wiring, onLine: (text) => received.push(text), ...options });
  /** The computer sends, and the line has the time to carry it. */
  const send = (data: string | number[]) => {
    bench.line.send(typeof data === "string" ? data : Uint8Array.from(data));
    bench.run(200);
  };
  return { bench, lines, received, send };
}

describe("lines that come in", () => {
  test("end with LF, CR or both, and empty ones are skipped", () => {
    const { received, send } = linesOn();
    send("one\ntwo\r\n\n\r\nthree\rfour");
    assert.deepEqual(received, ["one", "two", "three"]);
    send("\n");
    assert.deepEqual(received, ["one", "two", "three", "four"]);
  });

  test("may hold any text", () => {
    const { received, send } = linesOn();
    send('{"Name":"Zoë 🔑"}\n');
    assert.deepEqual(received, ['{"Name":"Zoë 🔑"}']);
  });

  test("hold question marks for control characters and for what is not UTF-8, and a space for a tab", () => {
    const { received, send } = linesOn();
    send([0x61, 0x00, 0x1b, 0x7f, 0x09, 0xff, 0xc3, 0x62, 0x0a]);
    assert.deepEqual(received, ["a??? ??b"]);
  });

  test("are whole when they come in pieces", () => {
    const { received, send } = linesOn();
    for (const piece of ["he", "l", "lo\nwor", "ld\n"]) send(piece);
    assert.deepEqual(received, ["hello", "world"]);
  });

  test("may have 512 bytes", () => {
    const { received, send } = linesOn();
    send(`${"x".repeat(lineBytesMax)}\n`);
    assert.deepEqual(received, ["x".repeat(lineBytesMax)]);
  });

  test("of one byte more are told once, without text, and the next one works", () => {
    const { received, send } = linesOn();
    send(`${"x".repeat(lineBytesMax + 1)}\nnext\n`);
    assert.deepEqual(received, [undefined, "next"]);
    send(`${"x".repeat(1500)}\nnext\n`);
    assert.deepEqual(received, [undefined, "next", undefined, "next"]);
  });

  test("come at most 24 in one callback, and the rest soon after", () => {
    const { bench, received } = linesOn();
    const sent = Array.from({ length: 60 }, (_, index) => String.fromCharCode(0x41 + index));
    bench.line.send(sent.map((text) => `${text}\n`).join(""));
    let most = 0;
    for (let waitedMs = 0; waitedMs < 60; waitedMs++) {
      const before = received.length;
      bench.run(1);
      most = Math.max(most, received.length - before);
    }
    assert.deepEqual(received, sent);
    assert.equal(most, 24);
  });

  test("are not lost with one that somebody chokes on", () => {
    const received: unknown[] = [];
    const onLine = (text: string | undefined) => {
      if (text === "bad") throw new Error("choked");
      received.push(text);
    };
    const { bench, send } = linesOn({ onLine });
    send("one\nbad\ntwo\n");
    assert.deepEqual(received, ["one", "two"]);
    assert.deepEqual(bench.errors, ["choked"]);
  });

  test("are found by the slow poll when the interrupt gets lost", () => {
    const bench = new DriverBench();
    const { received, send } = linesOn({ serial: withoutCallbacks(bench.serial) }, bench);
    send("one\n");
    assert.deepEqual(received, ["one"]);
  });
});

describe("lines that go out", () => {
  test("arrive whole and in order, also when they are longer than the FIFO", () => {
    const { bench, lines } = linesOn();
    const sent = ["short", "x".repeat(300), "é€🔑".repeat(20), "end"];
    for (const line of sent) assert.ok(lines.write(line));
    bench.run(200);
    assert.deepEqual(bench.line.lines, sent);
    assert.deepEqual(bench.errors, []);
  });

  test("are dropped whole and counted when the output is full, and the next one works", () => {
    const { bench, lines } = linesOn();
    const written: string[] = [];
    for (let index = 0; index < 40; index++) {
      const line = `${index} `.repeat(30);
      if (lines.write(line)) written.push(line);
    }
    assert.ok(written.length < 40);
    assert.equal(lines.droppedLines, 40 - written.length);
    bench.run(500);
    assert.deepEqual(bench.line.lines, written);
    assert.ok(lines.write("next"));
    bench.run(100);
    assert.equal(bench.line.lines.at(-1), "next");
  });

  test("are dropped when they are longer than the whole output", () => {
    const { bench, lines } = linesOn();
    assert.equal(lines.write("x".repeat(3000)), false);
    assert.ok(lines.write("next"));
    bench.run(100);
    assert.deepEqual(bench.line.lines, ["next"]);
  });

  test("go round the end of the buffer", () => {
    const { bench, lines } = linesOn();
    for (let index = 0; index < 100; index++) {
      assert.ok(lines.write(`${index} ${"y".repeat(index * 3)}`));
      bench.run(50);
    }
    assert.equal(bench.line.lines.length, 100);
    assert.equal(bench.line.lines[99], `99 ${"y".repeat(297)}`);
  });

  test("go out with the slow poll when the interrupt gets lost", () => {
    const bench = new DriverBench();
    const { lines } = linesOn({ serial: withoutCallbacks(bench.serial) }, bench);
    const sent = ["short", "x".repeat(300), "end"];
    for (const line of sent) lines.write(line);
    bench.run(2000);
    assert.deepEqual(bench.line.lines, sent);
    assert.deepEqual(bench.errors, []);
  });
});

describe("output just before the slow poll", () => {
  test("of answers to a flood of short lines is not pushed into a full FIFO", () => {
    for (let atMs = 0; atMs < idlePollMs; atMs++) {
      const bench = new DriverBench();
      const timer = new Heartbeat(bench.timer);
      // Another driver keeps it beating, so that the lines join in the middle of a beat.
      timer.repeat(() => undefined, idlePollMs);
      const { lines } = linesOn({ timer, onLine: () => lines.write("x".repeat(60)) }, bench);
      bench.run(atMs);
      bench.line.send("1\n".repeat(400));
      bench.run(1000);
      assert.deepEqual(bench.errors, [], `${atMs} ms`);
      assert.ok(bench.line.lines.length > 30);
    }
  });

  test("is not pushed into a full FIFO by two polls that were late and come at once; nothing is lost, and it is no fault", () => {
    const bench = new DriverBench();
    let poll = (): void => undefined;
    const timer = { ...bench.timer, repeat: (callback: () => void): unknown => (poll = callback), clear: () => undefined };
    const { lines } = linesOn({ timer }, bench);
    bench.run(10);
    const line = "x".repeat(300);
    lines.write(line);
    poll();
    poll();
    assert.deepEqual(bench.errors, []);
    bench.run(200);
    assert.deepEqual(bench.line.lines, [line]);
  });

  test("of a long line is not pushed into a full FIFO", () => {
    for (const atMs of [95, 99, 100]) {
      const { bench, lines } = linesOn();
      bench.run(atMs);
      const line = "x".repeat(1000);
      lines.write(line);
      bench.run(1000);
      assert.deepEqual(bench.errors, []);
      assert.deepEqual(bench.line.lines, [line]);
    }
  });
});

describe("a serial port", () => {
  test("is silent after close, closes twice, and can be opened again", () => {
    const { bench, lines, received, send } = linesOn();
    bench.line.send("one\n");
    lines.close();
    lines.close();
    send("two\n");
    assert.deepEqual(received, []);
    assert.throws(() => lines.write("x"), /closed/);
    linesOn({}, bench).lines.close();
  });

  test("may be closed by the line that it brings", () => {
    const bench = new DriverBench();
    const received: unknown[] = [];
    const { lines } = linesOn({ onLine: (text) => {
      received.push(text);
      lines.close();
    } }, bench);
    bench.line.send("one\ntwo\n");
    bench.run(1000);
    assert.deepEqual(received, ["one"]);
    assert.equal(bench.pending, false);
  });
});

/** All its interrupts get lost. */
function withoutCallbacks(Serial: SerialClass): SerialClass {
  return class extends Serial {
    constructor(options: ConstructorParameters<SerialClass>[0]) {
      super({ ...options, onReadable() {}, onWritable() {} });
    }
  };
}
