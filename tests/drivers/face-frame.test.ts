// SPDX-License-Identifier: Apache-2.0
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { dialects } from "../../drivers/face-commands";
import { dataBytesMax, FaceWire } from "../../drivers/face-frame";
import { nameOf, slotOf } from "../../drivers/face-name";
import { frameOf } from "../../host/board/world/face-frames";

function hex(bytes: Iterable<number>): string {
  return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join(" ");
}

/** What comes of these bytes after this message was sent. */
function answers(message: number, bytes: Iterable<number>): string[] {
  const wire = new FaceWire();
  wire.begin(message, []);
  const found: string[] = [];
  for (const byte of bytes) {
    const answer = wire.take(byte);
    if (answer !== undefined) found.push(hex(answer));
  }
  return found;
}

describe("a frame to a face module", () => {
  test("is the one that the maker's library sends (DFRobot_Biometric)", () => {
    const wire = new FaceWire();
    assert.equal(hex(wire.begin(0x11, [])), "ef aa 11 00 00 11");
    assert.equal(hex(wire.begin(0x12, [0, 10])), "ef aa 12 00 02 00 0a 1a");
    assert.equal(hex(wire.begin(0x24, dialects.sen0736.listData)), "ef aa 24 00 01 00 25");
    assert.equal(hex(wire.begin(0x21, dialects.sen0736.deleteAllData)), "ef aa 21 00 05 00 00 00 00 00 24");
  });
});

describe("an answer of a face module", () => {
  test("is taken without what stands around it, and again after it", () => {
    const right = [...frameOf(0, [0x11, 0, 1])];
    assert.deepEqual(answers(0x11, right), ["00 01"]);
    assert.deepEqual(answers(0x11, [...right, ...right]), ["00 01", "00 01"]);
    assert.deepEqual(answers(0x11, [0xef, 0xef, ...right]), ["00 01"]);
  });

  test("is none with any bit wrong", () => {
    const right = frameOf(0, [0x11, 0, 1]);
    for (let bit = 0; bit < right.length * 8; bit++) {
      const bad = right.slice();
      bad[bit >> 3] = (bad[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      assert.deepEqual(answers(0x11, bad), [], `bit ${bit}`);
    }
  });

  test("is none when the module tells it by itself, or to another message, or has no result", () => {
    for (const frame of [frameOf(1, [0x11, 0, 1]), frameOf(0, [0x12, 0, 1]), frameOf(0, [0x11]), frameOf(0, [])]) {
      assert.deepEqual(answers(0x11, frame), []);
    }
  });

  test("has 256 bytes at most; a longer one costs only itself", () => {
    const longest = [0x24, 0, ...new Array<number>(dataBytesMax - 2).fill(7)];
    assert.equal(answers(0x24, frameOf(0, longest)).length, 1);
    const longer = frameOf(0, [...longest, 7]);
    assert.deepEqual(answers(0x24, [...longer, ...frameOf(0, [0x24, 0])]), ["00"]);
  });
});

describe("the name of a slot", () => {
  test("has 32 bytes, of which twenty are used, and tells the slot", () => {
    for (const [slot, password] of [[0, 1], [5, 0xabcdef], [99, 0xffff_ffff], [999, 7]] as const) {
      const name = nameOf(slot, password);
      assert.equal(name.length, 32);
      assert.equal(name.filter((byte) => byte !== 0).length, 20);
      assert.equal(slotOf(Uint8Array.from(name), password), slot);
    }
  });

  test("tells nothing to another lock, or with any byte wrong", () => {
    const name = Uint8Array.from(nameOf(12, 0xabcdef));
    assert.equal(slotOf(name, 0xabcdee), undefined);
    for (let at = 0; at < name.length; at++) {
      const bad = name.slice();
      bad[at] = 0x2f;
      assert.equal(slotOf(bad, 0xabcdef), undefined, `byte ${at}`);
    }
  });

  test("is none when it is too short", () => {
    assert.equal(slotOf(Uint8Array.from(nameOf(12, 7)).slice(0, 31), 7), undefined);
    assert.equal(slotOf(new Uint8Array(0), 7), undefined);
  });
});
