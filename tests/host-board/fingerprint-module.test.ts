// SPDX-License-Identifier: Apache-2.0
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { commandPacket } from "../../drivers/fingerprint-packet";
import { DriverBench } from "../fixtures/driver-bench";

/** The bare module on a port, and its answers' confirmation codes in hexadecimal. */
function moduleOnPort() {
  const bench = new DriverBench();
  const codes: string[] = [];
  const buffer = new Uint8Array(128);
  const { serial: Serial, fingerprint: module } = bench;
  const serial = new Serial({
    transmit: 18,
    receive: 5,
    port: 1,
    baud: 57_600,
    format: "buffer",
    onReadable: () => {
      const count = serial.read(buffer) ?? 0;
      codes.push(count === 1 ? `byte ${String(buffer[0])}` : (buffer[9] ?? 0).toString(16));
    },
    onWritable() {},
  });
  const say = (command: number, parameters: readonly number[] = [], waitMs = 400): void => {
    serial.write(commandPacket(command, parameters));
    bench.run(waitMs);
  };
  return { bench, module, serial, codes, say };
}

/** Past its start. */
function readyModule() {
  const it = moduleOnPort();
  it.bench.run(100);
  it.codes.length = 0;
  return it;
}

describe("the virtual fingerprint module", () => {
  test("says 55 hexadecimal when it is ready, and hears nothing before", () => {
    const { bench, module, codes, say } = moduleOnPort();
    say(0x01, [], 20);
    bench.run(100);
    assert.deepEqual(codes, ["byte 85"]);
    assert.deepEqual(module.complaints, ["a command before it was ready"]);
    say(0x01);
    assert.deepEqual(codes, ["byte 85", "2"]);
  });

  test("complains of a command while it is busy, and does not hear it", () => {
    const { bench, module, codes, say } = readyModule();
    module.lay("Ada");
    say(0x01, [], 20);
    say(0x01, [], 20);
    bench.run(400);
    assert.deepEqual(codes, ["0"]);
    assert.deepEqual(module.complaints, ["a command while it was busy"]);
  });

  test("answers 01 to a packet with a wrong checksum", () => {
    const { bench, module, serial, codes } = readyModule();
    const packet = commandPacket(0x01, []);
    packet[packet.length - 1] = 0;
    serial.write(packet);
    bench.run(100);
    assert.deepEqual(codes, ["1"]);
    assert.deepEqual(module.complaints, ["a packet that is none"]);
  });

  test("with a password does nothing before that was said, and forgets it when its power goes", () => {
    const { bench, module, codes, say } = readyModule();
    module.password = 0x01020304;
    say(0x01);
    say(0x13, [0, 0, 0, 0]);
    say(0x13, [1, 2, 3, 4]);
    say(0x01);
    assert.deepEqual(codes, ["21", "13", "0", "2"]);
    module.setPower(false);
    module.setPower(true);
    bench.run(100);
    codes.length = 0;
    say(0x01);
    assert.deepEqual(codes, ["21"]);
  });

  test("finds who was stored and nobody else, and keeps it without power", () => {
    const { bench, module, codes, say } = readyModule();
    module.lay("Ada");
    for (const buffer of [1, 2]) {
      say(0x01);
      say(0x02, [buffer]);
    }
    say(0x05);
    say(0x06, [1, 0, 7]);
    assert.equal(codes.join(""), "000000");
    module.setPower(false);
    module.setPower(true);
    bench.run(100);
    for (const finger of ["Ada", "Eve"]) {
      codes.length = 0;
      module.lay(finger);
      say(0x01);
      say(0x02, [1]);
      say(0x04, [1, 0, 0, 0, 200]);
      assert.deepEqual(codes, ["0", "0", finger === "Ada" ? "0" : "9"]);
    }
    assert.deepEqual(module.complaints, []);
  });

  test("is silent when its wires are cut", () => {
    const { module, codes, say } = readyModule();
    module.faults.isSilent = true;
    say(0x01);
    assert.deepEqual(codes, []);
    assert.equal(module.commandCount, 0);
  });
});
