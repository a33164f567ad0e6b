// SPDX-License-Identifier: Apache-2.0
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import lockFirmware from "latchkey:firmware";
import type { News } from "../../host/bringup/course";
import { BringupRun, type BringupOptions } from "../../host/soak/bringup-run";

/** Until this is asked. */
function runTo(run: BringupRun, code: string): void {
  for (let steps = 0; run.session.asked?.code !== code; steps++) {
    assert.ok(steps < 60_000 && run.session.outcome === undefined, `nobody asks ${code}`);
    run.step();
  }
}

function kinds(run: BringupRun, kind: News["kind"]): News[] {
  return run.maker.news.filter((each) => each.kind === kind);
}

function stepsOf(run: BringupRun): string[] {
  return kinds(run, "step").map((news) => (news.kind === "step" ? news.id : ""));
}

/** A maker who does nothing: the test types. */
function idle(options: BringupOptions = {}): BringupRun {
  const run = new BringupRun(options);
  run.maker.tick = () => undefined;
  return run;
}

describe("a person in a session", () => {
  test("gets a clear word for an answer that is none, and the same question again", () => {
    const run = idle({ steps: ["battery"] });
    runTo(run, "firstVolts");
    for (const wrong of ["", "6 volts", "62", "1", "six", "-6", "NaN", "1e1", "skip it"]) {
      run.session.answer(wrong);
      assert.equal(run.session.asked?.code, "firstVolts", wrong);
      assert.deepEqual(run.maker.news.at(-1), { kind: "problem", text: "Please type volts from 2.8 to 9, as 6.02." });
    }
    run.session.answer(run.board.world.battery.volts.toFixed(2).replace(".", ","));
    runTo(run, "hasSecondVolts");
    run.session.answer("perhaps");
    assert.deepEqual(run.maker.news.at(-1), { kind: "problem", text: "Please type y or n." });
  });

  test("may press Enter a little late: it does not count for what is asked next", () => {
    const run = idle({ steps: ["contacts"] });
    runTo(run, "closeDoor");
    run.session.answer("");
    runTo(run, "openDoor");
    run.board.openDoor();
    runTo(run, "closeDoor");
    run.session.answer("");
    assert.equal(run.session.asked?.code, "closeDoor");
    // The second one does.
    run.session.answer("");
    assert.equal(run.session.asked, undefined);
  });

  test("is asked again for a second voltage that is too near to the first, and may go without one", () => {
    const run = idle({ steps: ["battery"] });
    const volts = (): string => run.board.world.battery.volts.toFixed(2);
    runTo(run, "firstVolts");
    run.session.answer(volts());
    runTo(run, "hasSecondVolts");
    run.session.answer("y");
    runTo(run, "secondVolts");
    run.session.answer(volts());
    assert.equal(run.session.asked?.code, "secondVolts");
    assert.ok(kinds(run, "note").length > 0);
    run.session.answer("repeat");
    runTo(run, "firstVolts");
    run.session.answer(volts());
    runTo(run, "hasSecondVolts");
    run.session.answer("n");
    assert.equal(run.run()?.result, "Done");
    assert.equal(run.result("battery")?.result, "pass");
  });

  test("may take the power away between the two voltages, which is no fault here", () => {
    const run = new BringupRun({ steps: ["battery"] });
    runTo(run, "secondVolts");
    run.board.cutPower();
    run.board.run(2_000);
    run.board.powerUp();
    run.board.run(2_000);
    assert.equal(run.run()?.result, "Done");
    assert.equal(run.result("battery")?.result, "pass");
    assert.equal(run.maker.asked.filter(({ code }) => code === "secondVolts").length, 2);
  });

  test("types while nothing is asked, and is told what can be typed", () => {
    const run = idle({ steps: ["supply"] });
    for (let steps = 0; steps < 100; steps++) run.step();
    run.session.answer("hello");
    assert.match(JSON.stringify(run.maker.news.at(-1)), /Nothing is asked right now/);
    assert.equal(run.run()?.result, "Done");
    assert.equal(run.result("supply")?.result, "pass");
  });

  test("skips a step, goes back to the one before, repeats one, and quits", () => {
    const run = idle({ steps: ["keypad", "contacts", "battery"] });
    runTo(run, "handsOffKeypad");
    run.session.answer("skip");
    runTo(run, "closeDoor");
    run.session.answer("back");
    runTo(run, "handsOffKeypad");
    run.session.answer("repeat");
    runTo(run, "handsOffKeypad");
    run.session.answer("skip");
    runTo(run, "closeDoor");
    run.session.answer("quit");
    assert.deepEqual(run.session.outcome, { result: "Quit", text: "" });
    assert.deepEqual(stepsOf(run), ["keypad", "contacts", "keypad", "keypad", "contacts"]);
    assert.deepEqual(run.report.steps.map(({ step, result, why }) => [step, result, why]), [["keypad", "skip", "left out"]]);
  });

  test("repeats a step that failed after mending it, and it passes", () => {
    const run = new BringupRun({ steps: ["keypad", "contacts"], board: { wiring: [{ id: "keypadLineOpen", line: 2 }] }, maker: { afterFailure: "" } });
    runTo(run, "afterFailure");
    assert.equal(run.result("keypad")?.result, "fail");
    run.board.setWiring([]);
    assert.equal(run.run()?.result, "Done");
    assert.equal(run.result("keypad")?.result, "pass");
    assert.equal(run.report.steps.length, 2);
  });

  test("takes up a session that was left, where it was left", () => {
    const first = new BringupRun({ steps: ["supply", "keypad", "contacts"] });
    runTo(first, "closeDoor");
    first.session.answer("quit");
    const earlier = first.report.steps;
    assert.equal(earlier.length, 2);
    const serials: string[] = [];
    const second = new BringupRun({
      steps: ["supply", "keypad", "contacts"],
      session: {
        earlier: (serial) => {
          serials.push(serial);
          return earlier;
        },
      },
    });
    assert.equal(second.run()?.result, "Done");
    assert.deepEqual(stepsOf(second), ["contacts"]);
    assert.deepEqual(serials, [first.report.serial]);
    assert.deepEqual(second.report.steps.map(({ step, result }) => [step, result]), [["supply", "pass"], ["keypad", "pass"], ["contacts", "pass"]]);
  });
});

describe("without a person", () => {
  test("what needs no hands is done, nothing is asked, and nothing moves", () => {
    const run = new BringupRun({ session: { auto: true }, board: { cardReader: true, fingerprintModule: true } });
    assert.equal(run.run()?.result, "Done");
    assert.deepEqual(kinds(run, "ask"), []);
    assert.equal(run.board.world.bolt.longestDriveMs, 0);
    assert.deepEqual(run.report.steps.map(({ step, result }) => [step, result]), [
      ["supply", "pass"],
      ["keypad", "pass"],
      ["contacts", "pass"],
      ["battery", "pass"],
      ["indicator", "skip"],
      ["bolt", "skip"],
      ["readers", "pass"],
      ["endurance", "skip"],
    ]);
    const partly = run.report.steps.filter(({ result, why }) => result === "pass" && why === "only what needs no hands");
    assert.deepEqual(partly.map(({ step }) => step), ["keypad", "contacts", "battery", "readers"]);
  });

  test("what was done in part only is done whole when a person is there", () => {
    const alone = new BringupRun({ session: { auto: true } });
    assert.equal(alone.run()?.result, "Done");
    const guided = idle({ session: { earlier: () => alone.report.steps } });
    runTo(guided, "handsOffKeypad");
    assert.deepEqual(stepsOf(guided), ["keypad"]);
  });

  test("what can be found so is found", () => {
    for (const [fault, step, suspect] of [
      [{ id: "keypadLinesShorted", lines: [4, 5] }, "keypad", "keypadLinesShorted"],
      [{ id: "keypadKeyStuck", key: "7" }, "keypad", "keypadKeyStuck"],
      [{ id: "pullUpMissing", end: "locked" }, "contacts", "pullUpMissing"],
      ["adcNoisy", "battery", "adcNoisy"],
    ] as const) {
      const run = new BringupRun({ session: { auto: true }, board: { wiring: [fault] } });
      assert.equal(run.run()?.result, "Done");
      assert.deepEqual(run.failed.map((each) => [each.step, each.suspects[0]?.id]), [[step, suspect]]);
    }
  });
});

describe("endurance", () => {
  test("counts its cycles, and says how travel time, current and sag were", () => {
    const run = new BringupRun({ steps: ["bolt", "endurance"], session: { enduranceCycles: 40 } });
    assert.equal(run.run()?.result, "Done");
    const { result, figures } = run.result("endurance")!;
    assert.equal(result, "pass");
    assert.deepEqual(figures.find(({ name }) => name.startsWith("cycles"))?.value, 40);
    assert.equal(figures.filter(({ name }) => /mean \d+, spread \d+/.test(name)).length, 3);
  });

  test("stops by itself when the bolt gets slower", () => {
    const run = new BringupRun({
      steps: ["endurance"],
      session: { enduranceCycles: 200 },
      maker: { afterFailure: "quit" },
      meanwhile: ({ board }) => {
        if (board.nowMs > 60_000) board.world.bolt.setLoad(0.4);
      },
    });
    run.run();
    const { result, figures, suspects } = run.result("endurance")!;
    assert.equal(result, "fail");
    assert.equal(suspects.at(-1)?.id, "drift");
    assert.ok(Number(figures.find(({ name }) => name.startsWith("cycles"))?.value) < 200);
  });

  test("is ended by quit, and the motor is off", () => {
    const run = new BringupRun({ steps: ["endurance"], session: { enduranceCycles: 1_000 } });
    while (run.board.nowMs < 30_000) run.step();
    assert.equal(run.result("endurance"), undefined, "it goes on");
    run.session.answer("quit");
    run.step();
    run.board.run(60);
    assert.equal(run.session.outcome?.result, "Quit");
    assert.ok(!run.board.runUntil(() => run.board.world.bolt.actuator.driven, 3_000));
  });
});

describe("what answers", () => {
  test("may be nothing: the session says what to look at, and ends", () => {
    const run = new BringupRun({ session: { patienceMs: 3_000 } });
    run.isUnplugged = true;
    assert.equal(run.run(60_000)?.result, "Failed");
    assert.match(run.session.outcome?.text ?? "", /No answer\. Is the board powered/);
    assert.equal(run.session.report, undefined);
  });

  test("may be a chip that falls silent in a step: that fails, the line is what to look at, and it can be repeated", () => {
    const run = new BringupRun({ steps: ["keypad", "contacts"], maker: { afterFailure: "" } });
    runTo(run, "closeDoor");
    run.isUnplugged = true;
    runTo(run, "afterFailure");
    assert.equal(run.result("contacts")?.suspects[0]?.id, "lineSilent");
    run.isUnplugged = false;
    assert.equal(run.run()?.result, "Done");
    assert.equal(run.result("contacts")?.result, "pass");
  });

  test("may be the lock's own firmware: it says so, and how to change it", () => {
    const run = new BringupRun({ board: { firmware: lockFirmware } });
    assert.equal(run.run(30_000)?.result, "Failed");
    assert.match(run.session.outcome?.text ?? "", /but not with the bring-up firmware: npm run flash:bringup/);
  });

  test("may be a board that nobody knows: it says so", () => {
    const run = new BringupRun({ fromChip: (line) => [JSON.stringify({ ...(JSON.parse(line) as object), Board: "toaster" })] });
    assert.equal(run.run(30_000)?.result, "Failed");
    assert.match(run.session.outcome?.text ?? "", /"toaster", which this program does not know/);
  });
});
