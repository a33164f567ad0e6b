// SPDX-License-Identifier: Apache-2.0
/** What the panel's server makes of lines and replies, and of a page that goes. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { PanelHands } from "../../host/app/panel-hands";
import { PanelStatus } from "../../host/app/panel-status";
import { PanelTranscript, withoutPins } from "../../host/app/panel-transcript";
import { PanelWorld } from "../../host/app/panel-world";
import type { BoardState } from "../../host/board/board-state";
import type { Reply } from "../../host/board/command-handler";

describe("the hands of a page", () => {
  test("let go of what they hold, once, and of nothing else", () => {
    const hands = new PanelHands();
    hands.doing({ op: "holdKey", key: "1" });
    hands.doing({ op: "holdKey", key: "2" });
    hands.doing({ op: "releaseKey", key: "1" });
    hands.doing({ op: "button", on: true });
    hands.doing({ op: "magnet", on: true });
    for (const uid of ["c35a17e4", "04a1b2c3d4e5f6"]) hands.doing({ op: "holdCard", uid });
    hands.doing({ op: "takeCard", uid: "c35a17e4" });
    hands.doing({ op: "layFinger", finger: "Ada" });
    assert.deepEqual(hands.letGo(), [
      { op: "releaseKey", key: "2" },
      { op: "button", on: false },
      { op: "takeCard", uid: "04a1b2c3d4e5f6" },
      { op: "liftFinger" },
    ]);
    hands.doing({ op: "layFinger", finger: "Ada" });
    hands.doing({ op: "liftFinger" });
    assert.deepEqual(hands.letGo(), []);
  });
});

describe("the transcript of the console", () => {
  test("holds no PIN of what was sent, whatever the line looks like", () => {
    const secrets = [
      '{"Command":"Login","PIN":"739518"}', '{"command":"login","pin":"739518"}', '{"Command":"Login","PIN":739518}',
      '{"Command":"SetCredential","OperationType":0,"Credential":{"CredentialType":1,"CredentialIndex":2},"CredentialData":"739518"}', '{"a":[{"PIN":{"b":"739518"}}]}',
      '{"PIN":"\\u0037\\u003339518"}', '{"Command":"Login","PIN":"739518"', "739518", '"739518"', "Login 739518", '["739518"]',
      '{"Command":"Login 739518"}', '{"739518":1}',
    ];
    for (const line of secrets) assert.doesNotMatch(withoutPins(line), /39518/, line);
  });

  test("leaves other lines as they are", () => {
    for (const line of ['{"Command":"SetSetting","Name":"AutoRelockTime","Value":60}', '{"Command":"SetTime","UtcTime":1800000000}', "help"]) {
      assert.equal(withoutPins(line), line);
    }
  });

  test("keeps the last 200 lines of both directions in their order", () => {
    const transcript = new PanelTranscript(undefined);
    transcript.received(Array.from({ length: 250 }, (_, index) => `line ${index}`));
    transcript.sent("hello");
    assert.equal(transcript.lines.length, 200);
    assert.deepEqual(transcript.lines.slice(-2), [{ fromLock: true, text: "line 249" }, { fromLock: false, text: "hello" }]);
  });
});

describe("the transcript of a bring-up session", () => {
  test("leaves out what comes five times a second, with its answers, and nothing else", () => {
    const transcript = new PanelTranscript("Alive");
    assert.deepEqual(transcript.sent('{"Command":"Alive","Id":7}'), []);
    assert.equal(transcript.sent('{"Command":"Arm","Id":8}').length, 1);
    assert.deepEqual(transcript.received(['{"Id":7,"Status":"SUCCESS","Armed":true}', '{"Id":8,"Status":"SUCCESS"}', "{"]).map(({ text }) => text), [
      '{"Id":8,"Status":"SUCCESS"}',
      "{",
    ]);
    assert.equal(transcript.received(['{"Id":7,"Status":"SUCCESS"}']).length, 1);
    assert.equal(new PanelTranscript(undefined).sent('{"Command":"Alive","Id":7}').length, 1);
  });
});

describe("the panel's own questions", () => {
  test("are answered apart from the lines for people", () => {
    assert.equal(new PanelStatus(false).lock, undefined);
    const status = new PanelStatus(false);
    assert.match(status.questions, /GetStatus.*\n.*GetSetUp.*\n.*GetCalibration.*\n$/);
    assert.ok(!status.take('{"Status":"SUCCESS","LockState":"Locked"}'));
    assert.ok(status.take('{"Id":"panel","Status":"SUCCESS","LockState":"Locked","LockedOutSeconds":7,"Alarms":["DoorAjar"],"SetUp":"Waiting"}'));
    assert.ok(status.take('{"Id":"panel set-up","Status":"SUCCESS","SetUp":"Waiting","Problem":"Run"}'));
    assert.ok(status.take('{"Id":"panel","Status":"SUCC'));
    const { lock } = status;
    assert.deepEqual([lock?.lockState, lock?.lockedOutSeconds, lock?.alarms, lock?.setUpProblem], ["Locked", 7, ["DoorAjar"], "Run"]);
    status.forget();
    assert.equal(status.lock, undefined);
  });

  test("ask a lock for its calibration until it has told it, and bring-up, which changes it, again and again", () => {
    const answer = '{"Id":"panel figures","Status":"SUCCESS","Battery":{"Source":"Default","GainPpm":1000000},"Motor":{"Source":"Stored","TravelMs":520}}';
    const lock = new PanelStatus(false);
    assert.equal(lock.calibration, undefined);
    assert.ok(lock.take(answer));
    assert.ok(!lock.questions.includes("GetCalibration"));
    assert.deepEqual(lock.calibration, { battery: { Source: "Default", GainPpm: 1_000_000 }, bolt: { Source: "Stored", TravelMs: 520 } });
    lock.forget();
    assert.ok(lock.questions.includes("GetCalibration"));
    const bringup = new PanelStatus(true);
    bringup.take(answer);
    assert.match(bringup.questions, /^[^\n]*GetCalibration[^\n]*\n$/);
  });
});

describe("what the panel knows of the board", () => {
  const running = {
    nowMs: 1_000, powered: true, running: true, stoppedWhy: "", resetReason: "powerOn", bootCount: 1, led: false, buzzerHz: 0, volts: 6,
    chargePercent: 90, buttonPressed: false, cards: "", finger: "", fingerRing: "", fingerForged: false, wiring: "",
  } as BoardState;
  const reply = (state: Partial<BoardState>, more: Partial<Reply> = {}): Reply => ({
    state: { ...running, ...state }, lines: [], faults: [], ...more,
  });
  const answer = '{"Id":"panel","Status":"SUCCESS","LockState":"Locked","SetUp":"Done"}';
  const world = (): PanelWorld => {
    const made = new PanelWorld("esp32-devkit", false);
    made.take(reply({}, { lines: [answer] }));
    return made;
  };

  test("shows a running firmware as such", () => {
    const state = world().state(0);
    assert.deepEqual([state?.stopped, state?.restarts, state?.lock?.lockState, state?.upMs], [undefined, [], "Locked", 0]);
  });

  test("shows at once that an exception or the watchdog restarted it, and forgets what it said before", () => {
    const fault = { atMs: 1_500, where: "timer", message: "TypeError: x", stack: "" };
    const made = world();
    made.take(reply({ nowMs: 1_500, running: false, stoppedWhy: "an exception left timer" }, { faults: [fault] }));
    assert.equal(made.state(0)?.stopped, "an exception left timer");
    assert.equal(made.state(0)?.lock, undefined);
    made.take(reply({ nowMs: 2_000, bootCount: 2, resetReason: "software" }));
    assert.deepEqual([made.state(0)?.stopped, made.state(0)?.restarts], [undefined, ["TypeError: x (in timer)"]]);
    made.take(reply({ nowMs: 3_000, bootCount: 3, resetReason: "taskWatchdog" }));
    assert.equal(made.state(0)?.restarts.at(-1), "the watchdog bit");
    assert.equal(made.state(0)?.upMs, 0);
  });

  test("does not call a restart that was asked for a fault", () => {
    const made = world();
    made.take(reply({ nowMs: 2_000, bootCount: 2, resetReason: "software" }));
    assert.deepEqual(made.state(0)?.restarts, []);
  });

  test("shows an engine that is gone, or silent, as stopped, and not a short silence", () => {
    const made = world();
    assert.equal(made.state(900)?.stopped, undefined);
    assert.equal(made.state(2_100)?.stopped, "no answer for 2 s");
    made.engineStopped = "killed";
    assert.deepEqual([made.state(0)?.stopped, made.state(0)?.powered, made.state(0)?.lock], ["killed", false, undefined]);
    made.take(reply({ nowMs: 0 }));
    assert.equal(made.state(0)?.stopped, undefined);
  });

  test("shows a blink that is over before the pages are told, once", () => {
    const made = world();
    made.take(reply({ led: true, buzzerHz: 2_700 }));
    made.take(reply({}));
    assert.deepEqual([made.state(0)?.led, made.state(0)?.buzzerHz], [true, 2_700]);
    made.shown();
    assert.deepEqual([made.state(0)?.led, made.state(0)?.buzzerHz], [false, 0]);
  });

  test("counts how long the inside button is held", () => {
    const made = world();
    made.take(reply({ nowMs: 2_000, buttonPressed: true }));
    made.take(reply({ nowMs: 5_500, buttonPressed: true }));
    assert.equal(made.state(0)?.buttonHeldMs, 3_500);
    made.take(reply({ nowMs: 5_600 }));
    assert.equal(made.state(0)?.buttonHeldMs, undefined);
  });
});
