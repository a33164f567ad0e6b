// SPDX-License-Identifier: Apache-2.0
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { panelCommand } from "../../host/app/panel-actions";
import type { FromPage } from "../../host/app/panel-protocol";

const known: [FromPage, ReturnType<typeof panelCommand>][] = [
  [{ op: "keyDown", key: "7" }, { op: "holdKey", key: "7" }],
  [{ op: "keyUp", key: "#" }, { op: "releaseKey", key: "#" }],
  [{ op: "holdCard", uid: "C35A17E4" }, { op: "holdCard", uid: "c35a17e4" }],
  [{ op: "holdProofCard", uid: "04958CAA5C5E80" }, { op: "holdProofCard", uid: "04958caa5c5e80" }],
  [{ op: "takeCard", uid: "04a1b2c3d4e5f6" }, { op: "takeCard", uid: "04a1b2c3d4e5f6" }],
  [{ op: "door", open: true }, { op: "openDoor" }],
  [{ op: "door", open: false }, { op: "closeDoor" }],
  [{ op: "thumbTurn", to: "unlocked" }, { op: "turnThumb", target: "unlocked" }],
  [{ op: "button", pressed: true }, { op: "button", on: true }],
  [{ op: "magnet", on: true }, { op: "magnet", on: true }],
  [{ op: "cover", on: false }, { op: "cover", on: false }],
  [{ op: "blockBolt", on: true }, { op: "blockBolt", at: 0.5 }],
  [{ op: "blockBolt", on: false }, { op: "blockBolt" }],
  [{ op: "battery", charge: 0.25, chemistry: "nimh" }, { op: "battery", chargePercent: 25, chemistry: "nimh" }],
  [{ op: "holdThumb", on: true }, { op: "holdThumb", at: 0.5 }],
  [{ op: "holdThumb", on: false }, { op: "holdThumb" }],
  [{ op: "volts", volts: 4.81 }, { op: "battery", volts: 4.81, isBench: true }],
  [{ op: "wiring", names: ["keypadLineOpen 3"] }, { op: "wiring", names: ["keypadLineOpen 3"] }],
  [{ op: "power", on: false }, { op: "cutPower" }],
  [{ op: "power", on: true }, { op: "powerUp" }],
  [{ op: "serial", text: "{}" }, { op: "serial", text: "{}\n" }],
];

describe("an action of the page", () => {
  for (const [action, command] of known) {
    test(`${JSON.stringify(action)} becomes a command of the board`, () => {
      assert.deepEqual(panelCommand(action), command);
    });
  }

  test("that is not one of these, or wrong, becomes nothing", () => {
    const wrong: object[] = [
      {},
      { op: "create" },
      { op: "run", ms: 1e12 },
      { op: "keyDown" },
      { op: "door", open: "yes" },
      { op: "power" },
      { op: "keyDown", key: "12" },
      { op: "keyDown", key: "" },
      { op: "keyUp", key: 7 },
      { op: "keyUp", key: "x" },
      { op: "thumbTurn", to: 3 },
      { op: "holdCard" },
      { op: "holdCard", uid: 7 },
      { op: "holdCard", uid: "c35a17" },
      { op: "holdCard", uid: "c35a17e4c3" },
      { op: "holdCard", uid: "c35a17eg" },
      { op: "holdCard", uid: "88112233" },
      { op: "holdProofCard", uid: "c35a17e4" },
      { op: "takeCard", uid: "04112288334455" },
      { op: "button", pressed: 1 },
      { op: "magnet", on: null },
      { op: "cover" },
      { op: "blockBolt" },
      { op: "constructor" },
      [],
      { op: "battery", charge: 2, chemistry: "nimh" },
      { op: "battery", charge: 0.5, chemistry: "nuclear" },
      { op: "holdThumb", on: 1 },
      { op: "volts", volts: 12 },
      { op: "volts", volts: "6" },
      { op: "wiring" },
      { op: "wiring", names: "motorWireOpen" },
      { op: "wiring", names: [3] },
      { op: "wiring", names: Array.from({ length: 41 }, () => "motorWireOpen") },
      { op: "serial", text: 5 },
      { op: "serial", text: "x".repeat(2_001) },
    ];
    for (const message of wrong) assert.equal(panelCommand(message), undefined, JSON.stringify(message));
  });
});
