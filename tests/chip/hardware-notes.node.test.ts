// SPDX-License-Identifier: Apache-2.0
/** hardware-notes.md and the code name the same facts, and the wiring in it is that of boards/. */
import { describe, test } from "node:test";
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import type { Board } from "../../boards/board";
import { board as devkit } from "../../boards/esp32-devkit";
import { board as c3 } from "../../boards/esp32-c3";
import { board as s3 } from "../../boards/esp32-s3";

const notes = readFileSync("hardware-notes.md", "utf8");
const folders = ["boards", "chip", "chip/sdkconfig", "drivers", "typings", "lock", "storage", "bringup", "host/bringup"];
const files = ["main.ts", ...folders.flatMap((folder) => readdirSync(folder).map((name) => `${folder}/${name}`))];
const code = files.filter((path) => /\.(ts|c|defaults)$/.test(path)).map((path) => readFileSync(path, "utf8"));

const idsIn = (text: string): string[] => [...new Set(text.match(/HW-\d+/g) ?? [])].sort();
const described = [...notes.matchAll(/^\| (HW-\d+) \|/gm)].map((match) => match[1] ?? "");

describe("hardware-notes.md", () => {
  test("describes each fact once, in order, with value, unit, source and consequence", () => {
    assert.deepEqual(described, idsIn(described.join(" ")));
    for (const line of notes.split("\n").filter((each) => each.startsWith("| HW-"))) {
      const cells = line.split("|").slice(1, -1).map((cell) => cell.trim());
      assert.equal(cells.length, 6, line);
      assert.ok(cells.every((cell) => cell !== ""), line);
    }
  });

  test("describes every fact that the code cites, and that it cites itself", () => {
    const cited = [...idsIn(code.join("\n")), ...idsIn(notes)];
    assert.deepEqual(cited.filter((id) => !described.includes(id)), []);
  });

  test("describes no fact that no code relies on", () => {
    const cited = idsIn(code.join("\n"));
    assert.deepEqual(described.filter((id) => !cited.includes(id)), []);
  });
});

/** The section of a board: from its heading to the next. */
const section = (target: string): string => notes.split("\n## ").find((each) => each.includes(`\`${target}\``)) ?? "";

function readerLabels(reader: Board["cardReader"]): [string, number | undefined][] {
  if (reader?.kind !== "pn532") return [["card reader", undefined]];
  return [["card reader SDA", reader.dataPin], ["card reader SCL", reader.clockPin]];
}

/** What the drawings call each pin. */
function labels({ keypad, bolt, boltSwitches, ...board }: Board): [string, number | undefined][] {
  const rows = keypad.keys.map((keys, row): [string, number | undefined] => [
    `row ${row + 1}  (${[...keys].join(" ")})`,
    keypad.rowPins[row],
  ]);
  const columns = keypad.columnPins.map((pin, column): [string, number] => [
    `column ${column + 1} (${keypad.keys.map((keys) => keys[column]).join(" ")})`,
    pin,
  ]);
  const actuator: [string, number | undefined][] =
    bolt.kind === "motor"
      ? [
          ["motor lock", bolt.lockPin],
          ["motor unlock", bolt.unlockPin],
          ["motor enable", bolt.enablePin],
          ["motor current", bolt.currentSense?.pin],
        ]
      : [
          ["servo signal", bolt.signalPin],
          ["servo supply gate", bolt.supplyPin],
        ];
  return [
    ...rows,
    ...columns,
    ...actuator,
    ["bolt switch, locked", boltSwitches?.lockedPin],
    ["bolt switch, unlocked", boltSwitches?.unlockedPin],
    [board.tamperPin === undefined ? "door reed + cover" : "door contact", board.doorPin],
    ["tamper switch", board.tamperPin],
    ["inside button", board.buttonPin],
    ["battery divider", board.battery.pin],
    ...readerLabels(board.cardReader),
    ["fingerprint RXD", board.fingerprint?.transmitPin],
    ["fingerprint TXD", board.fingerprint?.receivePin],
    ["fingerprint WAKEUP", board.fingerprint?.touchPin],
    ["LED", board.ledPin],
    ["buzzer", board.buzzerPin],
  ];
}

const targets: [Board, string][] = [
  [devkit, "esp32/nodemcu"],
  [s3, "esp32/esp32s3"],
  [c3, "esp32/esp32c3"],
];

for (const [board, target] of targets) {
  test(`the wiring drawn for ${board.name} is the one that the firmware uses`, () => {
    const drawing = section(target).match(/```\n[^`]*```/g)?.[0] ?? assert.fail(`no drawing for ${target}`);
    for (const [label, pin] of labels(board)) {
      const name = label.replace(/[*()+]/g, "\\$&");
      // Left of a pin header "label | 32 (ADC)", right of it "16 | label", or a list "label   32".
      const drawn = new RegExp(`${name} *(\\([^)]*\\))? *\\|? *${pin}(?![0-9])|(?<![0-9])${pin} *\\| *${name}`);
      if (pin === undefined) assert.ok(!drawing.includes(label), label);
      else assert.match(drawing, drawn);
    }
  });
}
