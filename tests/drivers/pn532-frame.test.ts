// SPDX-License-Identifier: Apache-2.0
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { ackFrame, answerBuffer, answerDataBytes, commandFrame, isAck } from "../../drivers/pn532-frame";
import { Random } from "../../host/board/random";

const bytesOf = (hex: string): number[] => hex.split(" ").map((byte) => parseInt(byte, 16));
const hexOf = (bytes: Uint8Array): string => [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join(" ");

/** As it is read: the ready byte first. */
function read(hex: string, dataBytes: number): Uint8Array {
  const buffer = answerBuffer(dataBytes);
  buffer.set(bytesOf(hex).slice(0, buffer.length));
  return buffer;
}

/** GetFirmwareVersion: PN532, version 1.6. */
const version = "01 00 00 ff 06 fa d5 03 32 01 06 07 e8 00";

describe("frames of the PN532", () => {
  test("are made as the user manual shows them", () => {
    assert.equal(hexOf(commandFrame([0x02])), "00 00 ff 02 fe d4 02 2a 00");
    assert.equal(hexOf(commandFrame([0x4a, 0x01, 0x00])), "00 00 ff 04 fc d4 4a 01 00 e1 00");
    assert.equal(hexOf(commandFrame([0x32, 0x05, 0xff, 0x01, 0x01])), "00 00 ff 06 fa d4 32 05 ff 01 01 f4 00");
    assert.equal(hexOf(ackFrame()), "00 00 ff 00 ff 00");
  });

  test("are read as the user manual shows them, also into a buffer with room behind them", () => {
    assert.equal(answerDataBytes(read(version, 4), 0x02), 4);
    assert.equal(answerDataBytes(read(version, 16), 0x02), 4);
    assert.equal(answerDataBytes(read("01 00 00 ff 02 fe d5 15 16 00", 0), 0x14), 0);
    assert.ok(isAck(Uint8Array.of(1, ...ackFrame())));
  });

  test("are none when the reader was not ready, when they answer another command, are an error, or do not fit", () => {
    assert.equal(answerDataBytes(read(version.replace("01", "00"), 4), 0x02), undefined);
    assert.equal(answerDataBytes(read(version, 4), 0x14), undefined);
    assert.equal(answerDataBytes(read("01 00 00 ff 01 ff 7f 81 00", 4), 0x02), undefined);
    assert.equal(answerDataBytes(read(version, 3), 0x02), undefined);
    assert.equal(answerDataBytes(new Uint8Array(0), 0x02), undefined);
    assert.ok(!isAck(Uint8Array.of(0, ...ackFrame())));
    assert.ok(!isAck(read(version, 4)));
    assert.ok(!isAck(new Uint8Array(3)));
  });

  test("are none when any bit is wrong", () => {
    const frame = bytesOf(version);
    for (let bit = 8; bit < frame.length * 8; bit++) {
      const spoiled = Uint8Array.from(frame, (byte, index) => (index === bit >> 3 ? byte ^ (1 << (bit & 7)) : byte));
      assert.equal(answerDataBytes(spoiled, 0x02), undefined, `bit ${bit}`);
    }
    const ack = [1, ...ackFrame()];
    for (let bit = 8; bit < ack.length * 8; bit++) {
      assert.ok(!isAck(Uint8Array.from(ack, (byte, index) => (index === bit >> 3 ? byte ^ (1 << (bit & 7)) : byte))), `bit ${bit}`);
    }
  });

  test("never hold more data than their buffer, whatever was read", () => {
    const random = new Random(3);
    for (let run = 0; run < 20_000; run++) {
      const dataBytes = random.below(17);
      const buffer = answerBuffer(dataBytes);
      const length = random.below(256);
      buffer.set(Array.from(buffer, () => random.below(256)));
      buffer.set([1, 0, 0, 0xff, length, -length, 0xd5, 0x4b].slice(0, buffer.length));
      const found = answerDataBytes(buffer, 0x4a);
      assert.ok(found === undefined || found <= dataBytes);
    }
  });
});
