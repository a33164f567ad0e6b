// SPDX-License-Identifier: Apache-2.0
import { describe, test } from "node:test";
import assert from "node:assert/strict";
import bootFace from "latchkey:bringup/esp32-s3-face";
import { board as boardFace } from "../../boards/esp32-s3-face";
import { Random } from "../../host/board/random";
import { tolerancesOf } from "../../host/board/tolerances";
import type { WiringFault } from "../../host/board/wiring-faults";
import { newBringup, type BringupBoard } from "../fixtures/bringup-board";

const second = 1_000;
const seeds = 24;
const linesPerSeed = 60;

const faults: readonly WiringFault[] = [
  "motorWiresSwapped",
  "motorWireOpen",
  "currentSenseOpen",
  "boltSwitchesSwapped",
  "adcNoisy",
  { id: "boltSwitchOpen", end: "locked" },
  { id: "boltSwitchOpen", end: "unlocked" },
  { id: "boltSwitchShorted", end: "unlocked" },
  { id: "pullUpMissing", end: "locked" },
];

function pick<Thing>(random: Random, things: readonly Thing[]): Thing {
  return things[random.below(things.length)]!;
}

/** A command that could be meant, or nearly. */
function request(random: Random): string {
  const number = (): unknown => pick(random, [0, 1, 20, 60, 300, 301, 700, 1500, 1501, -1, 0.5, "300", null, true]);
  const target = (): unknown => pick(random, ["Locked", "Unlocked", "Locked", "Unlocked", "locked", 1, null]);
  const motor = { TravelMs: number(), PowerMsMax: number(), StallMilliamps: number(), Reversed: pick(random, [true, false, 1]) };
  const commands: object[] = [
    { Command: "Arm" },
    { Command: "Alive" },
    { Command: "Move", Target: target(), PowerMsMax: number(), StallMilliamps: number() },
    { Command: "Move", Target: target(), PowerMsMax: pick(random, [200, 300, 800, 1500]) },
    { Command: "Nudge", Target: target(), PowerMs: number() },
    { Command: "Jog", PulseUs: number(), PowerMs: number() },
    { Command: pick(random, ["Stop", "Disarm", "GetReadings", "GetBoard", "TestStorage", "OpenReaders", "ClearCalibration", "__proto__"]) },
    { Command: "SetCalibration", Motor: motor },
    { Command: "SetCalibration", Motor: { TravelMs: 500, PowerMsMax: 1500, StallMilliamps: 3000, Reversed: pick(random, [true, false]) } },
    { Command: "WatchKeypad", Mode: pick(random, ["Keys", "Lines", "Off", "", "constructor"]) },
    { Command: "LoadStep", On: number() },
  ];
  return JSON.stringify({ Id: 10_000 + random.below(1_000), ...pick(random, commands) });
}

/** Anything that might come over the line. */
function line(random: Random): string {
  const text = request(random);
  switch (random.below(8)) {
    case 0:
      return text.slice(0, random.below(text.length));
    case 1:
      return "[".repeat(random.below(600));
    case 2:
      return Array.from({ length: random.below(40) }, () => String.fromCharCode(random.below(256))).join("");
    default:
      return text;
  }
}

/** As nobody means well: what there is to be allowed is allowed first, for some. */
function mistreat(bringup: BringupBoard, random: Random): void {
  for (let count = 0; count < linesPerSeed; count++) {
    bringup.board.serialWrite(`${line(random)}\n`);
    if (random.below(3) === 0) bringup.board.serialWrite('{"Command":"Arm"}\n');
    if (random.below(10) === 0) bringup.board.blockBolt(pick(random, [undefined, 0, 0.5, 1]));
    if (random.below(10) === 0) bringup.board.turnThumb(pick(random, [0, 0.5, 1]));
    bringup.board.run(random.below(400));
  }
}

describe("whatever comes over the line", () => {
  test("the motor is never driven for too long and never presses for too long, and the session goes on", () => {
    for (let seed = 1; seed <= seeds; seed++) {
      const random = new Random(seed);
      const wiring = seed % 3 === 0 ? [] : [pick(random, faults)];
      const bringup = newBringup({ tolerances: tolerancesOf(seed), wiring, seed });
      if (wiring.length === 0) bringup.prove();
      mistreat(bringup, random);
      const { longestDriveMs, longestStallMs } = bringup.board.world.bolt;
      assert.ok(longestDriveMs <= 1500, `seed ${seed}: driven for ${longestDriveMs} ms`);
      assert.ok(longestStallMs <= 300, `seed ${seed}: pressed for ${longestStallMs} ms (${JSON.stringify(wiring)})`);
      bringup.board.run(2 * second);
      assert.ok(!bringup.driven, `seed ${seed}`);
      assert.equal(bringup.command("Alive").Armed, false);
      bringup.assertSound();
    }
  });

  test("each request gets exactly one answer, and nothing else bears its number", () => {
    const bringup = newBringup();
    const ids = ["GetBoard", "Nonsense", "Alive", "GetReadings", "GetReadings", "Stop", "Move"].map((command) => bringup.send(command));
    bringup.board.run(second);
    for (const id of ids) assert.equal(bringup.heard.filter(({ Id }) => Id === id).length, 1, `answer ${id}`);
    assert.deepEqual(ids.map((id) => bringup.answerTo(id)!.Status), [
      "SUCCESS", "UNSUPPORTED_COMMAND", "SUCCESS", "SUCCESS", "BUSY", "SUCCESS", "INVALID_COMMAND",
    ]);
  });

  test("a line that is no request, or too long, is told so, and an empty one is not answered", () => {
    const bringup = newBringup();
    const before = bringup.heard.length;
    bringup.board.serialWrite("\n\r\nhello\n");
    bringup.board.serialWrite(`${"x".repeat(600)}\n`);
    bringup.board.run(second);
    assert.deepEqual(bringup.heard.slice(before).map(({ Status, Reason }) => [Status, Reason]), [
      ["INVALID_COMMAND", "not a request"],
      ["INVALID_COMMAND", "line too long"],
    ]);
  });
});

describe("the board with a face module", () => {
  test("runs the same firmware, and tells of faces", () => {
    const bringup = newBringup({ firmware: bootFace, board: boardFace, faceModule: true });
    assert.equal(bringup.command("GetBoard").Chip, "esp32s3");
    assert.equal(bringup.command("OpenReaders").Module, "Face");
    bringup.board.run(20 * second);
    assert.equal(bringup.events("FaceModule").at(-1)?.Answers, true);
    bringup.assertSound();
  });
});
