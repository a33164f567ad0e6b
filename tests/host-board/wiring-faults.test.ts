// SPDX-License-Identifier: Apache-2.0
/** Boards that are wired wrongly: each fault of the table shows at the pins as it would on a bench, and nothing else does. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { board as c3 } from "../../boards/esp32-c3";
import { board as devkit } from "../../boards/esp32-devkit";
import { board as s3Face } from "../../boards/esp32-s3-face";
import { idOf, nameOf, wiringFaults, wiringFaultsOf, type WiringFault } from "../../host/board/wiring-faults";
import { WiringProbe } from "../fixtures/wiring-probe";

/** What differs from a good board, by what was looked at. */
function seen(fault: WiringFault, board = devkit): Record<string, string> {
  const good = new WiringProbe(board).look();
  const shows = new WiringProbe(board, { wiring: [fault] }).look();
  return Object.fromEntries(Object.entries(shows).filter(([name, text]) => text !== good[name]));
}

describe("every wiring fault", () => {
  for (const board of [devkit, s3Face, c3]) {
    test(`shows on ${board.name} when it comes while the board runs, and is gone when it is mended`, () => {
      const probe = new WiringProbe(board);
      const good = probe.look();
      assert.deepEqual(probe.look(), good);
      for (const { fault } of wiringFaultsOf(board)) {
        probe.virtual.setWiring([fault]);
        assert.notEqual(JSON.stringify(probe.look()), JSON.stringify(good), nameOf(fault));
        probe.virtual.setWiring([]);
        probe.virtual.run(3000);
        assert.deepEqual(probe.look(), good, `after ${nameOf(fault)}`);
      }
      assert.equal(probe.virtual.state().wiring, "");
    });
  }

  test("has a name and a sentence of its own, and changes nothing on a board without such a wire", () => {
    const all = [devkit, s3Face, c3].flatMap((board) => wiringFaultsOf(board));
    assert.deepEqual([...new Set(all.map(({ id }) => id))].sort(), Object.keys(wiringFaults).sort());
    const names = wiringFaultsOf(devkit).map(({ fault }) => nameOf(fault));
    assert.equal(new Set(names).size, names.length);
    const words = wiringFaultsOf(devkit).map(({ sentence, part }) => `${sentence} ${part}`);
    assert.equal(new Set(words).size, words.length);
    for (const { fault, id } of all) assert.equal(idOf(fault), id);
    const probe = new WiringProbe(c3);
    const good = probe.look();
    probe.virtual.setWiring(["motorWireOpen", { id: "boltSwitchShorted", end: "locked" }, "buzzerDead"]);
    assert.deepEqual(probe.look(), good);
  });
});

describe("a wrongly wired keypad", () => {
  const connected = (keys: string, ...wiring: WiringFault[]): string => {
    const probe = new WiringProbe(devkit, { wiring });
    for (const key of keys) probe.virtual.holdKey(key);
    probe.virtual.run(20);
    return probe.connectedLines();
  };

  test("connects, when it is wired right, the row and the column of each key and no others", () => {
    assert.equal(connected(""), "");
    devkit.keypad.keys.forEach((keys, row) => {
      [...keys].forEach((key, column) => assert.equal(connected(key), `${row}-${4 + column} ${4 + column}-${row}`));
    });
    assert.equal(connected("12"), "0-4 0-5 4-0 4-5 5-0 5-4");
  });

  test("shows no key of a line that is cut, and all others", () => {
    assert.equal(connected("5", { id: "keypadLineOpen", line: 1 }), "");
    assert.equal(connected("5", { id: "keypadLineOpen", line: 5 }), "");
    assert.equal(connected("8", { id: "keypadLineOpen", line: 1 }), "2-5 5-2");
    // Behind the cut the row goes on connecting columns.
    assert.equal(connected("45", { id: "keypadLineOpen", line: 1 }), "4-5 5-4");
  });

  test("connects lines that touch, and what is connected to them", () => {
    assert.equal(connected("", { id: "keypadLinesShorted", lines: [0, 1] }), "0-1 1-0");
    assert.equal(connected("1", { id: "keypadLinesShorted", lines: [0, 1] }), "0-1 0-4 1-0 1-4 4-0 4-1");
    assert.equal(connected("", { id: "keypadKeyStuck", key: "#" }), "3-6 6-3");
  });

  test("has its lines on other pins when they are swapped", () => {
    assert.equal(connected("1", "rowsSwapped"), "1-4 4-1");
    assert.equal(connected("7", "rowsSwapped"), "2-4 4-2");
    assert.equal(connected("*", "rowColumnSwapped"), "3-4 4-3");
    assert.equal(connected("1", "rowColumnSwapped"), "0-3 3-0");
  });

  test("has nobody's finger on a key that is stuck", () => {
    const probe = new WiringProbe(devkit, { wiring: [{ id: "keypadKeyStuck", key: "5" }] });
    assert.equal(probe.virtual.state().keysDown, "");
    probe.virtual.holdKey("5");
    assert.equal(probe.virtual.state().keysDown, "5");
  });
});

describe("wrongly wired switches", () => {
  test("read as the wire says, whoever moves what they belong to", () => {
    assert.deepEqual(seen("reedNormallyClosed"), { door: " at rest high one way low the other high" });
    assert.deepEqual(seen("reedWireOpen"), { door: " at rest high one way high the other high" });
    assert.deepEqual(seen("tamperWireOpen"), { cover: " at rest high one way high the other high" });
    assert.deepEqual(seen("buttonWireOpen"), { button: " at rest high one way high the other high" });
    assert.deepEqual(seen("boltSwitchesSwapped"), {
      locked: " at rest high one way high the other low",
      unlocked: " at rest high one way low the other high",
    });
    assert.deepEqual(seen({ id: "boltSwitchOpen", end: "locked" }), { locked: " at rest high one way high the other high" });
    assert.deepEqual(seen({ id: "boltSwitchShorted", end: "unlocked" }), { unlocked: " at rest low one way low the other low" });
  });

  test("float where the pull-up is missing, but only while they are open", () => {
    assert.deepEqual(seen({ id: "pullUpMissing", end: "locked" }), { locked: " at rest unsteady one way low the other unsteady" });
  });

  test("are the cover and the door in one on the C3", () => {
    const probe = new WiringProbe(c3, { wiring: ["reedNormallyClosed"] });
    assert.equal(probe.look().door, " at rest high one way high the other high");
  });
});

describe("a wrongly wired bolt", () => {
  test("moves or not, and draws current or not, as the wire that is wrong lets it", () => {
    assert.equal(new WiringProbe(devkit).look().bolt, "1, current, runs");
    assert.deepEqual(seen("motorWiresSwapped"), { bolt: "-1, current, runs" });
    assert.deepEqual(seen("motorWireOpen"), { bolt: "0, no current, runs" });
    assert.deepEqual(seen("motorEnableOpen"), { bolt: "0, no current, runs" });
    assert.deepEqual(seen("currentSenseOpen"), { bolt: "1, no current, runs" });
    assert.equal(new WiringProbe(c3).look().bolt, "1, no current, runs");
    assert.deepEqual(seen("servoSignalOpen", c3), { bolt: "0, no current, runs" });
    assert.deepEqual(seen("servoSupplyOpen", c3), { bolt: "0, no current, runs" });
  });

  test("stops at once when its wire comes off", () => {
    for (const fault of ["motorWireOpen", "motorEnableOpen"] as const) {
      const probe = new WiringProbe(devkit, { boltPosition: 0 });
      const { virtual } = probe;
      probe.drive(1);
      virtual.run(150);
      assert.ok(virtual.state().motorMilliamps > 0);
      virtual.setWiring([fault]);
      assert.equal(virtual.state().motorMilliamps, 0);
      virtual.run(1000);
      assert.ok(virtual.boltPosition < 0.5, `${fault}: ${virtual.boltPosition}`);
    }
  });
});

describe("a wrongly wired battery", () => {
  const pinMillivolts = (fault: WiringFault | undefined, volts: number): string => {
    const probe = new WiringProbe(devkit, { wiring: fault === undefined ? [] : [fault] });
    probe.virtual.setBattery({ volts });
    return probe.look().battery ?? "";
  };

  test("has the voltages at the pin that the resistors make of it, as far as the ADC sees", () => {
    assert.equal(pinMillivolts(undefined, 6), "1900 mV");
    assert.equal(pinMillivolts("dividerWrongBottom", 6), "1500 mV");
    assert.equal(pinMillivolts("dividerSwapped", 6), "2450 mV");
    assert.equal(pinMillivolts("dividerSwapped", 3.2), "2050 mV");
    // The least that an ESP32 can read.
    assert.equal(pinMillivolts("dividerOpen", 6), "150 mV");
    assert.equal(pinMillivolts("adcNoisy", 6), "1900 mV, noisy");
  });
});

describe("light, buzzer and readers", () => {
  test("are dark, silent and deaf", () => {
    assert.deepEqual(seen("ledDead"), { light: "false" });
    assert.deepEqual(seen("buzzerDead"), { buzzer: "0" });
    assert.deepEqual(seen("fingerprintSwapped"), { module: "true" });
    assert.deepEqual(seen("fingerprintSwapped", s3Face), { module: "true" });
    assert.deepEqual(seen("cardReaderSilent"), { reader: "true" });
  });
});
