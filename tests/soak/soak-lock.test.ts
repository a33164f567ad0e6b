// SPDX-License-Identifier: Apache-2.0
/**
 * That the soak would notice: all that must not happen is made to happen here, at the board or behind the firmware's
 * back.
 */
import { describe, test } from "node:test";
import assert from "node:assert/strict";
import { board } from "board";
import boot from "latchkey:firmware";
import type { Firmware } from "../../host/board/chip-power";
import { addPin, modifyPin } from "../../host/board/pin-credential";
import { pins } from "../../host/soak/pins";
import { Proof } from "../../host/soak/proof";
import { SeededRandom } from "../../host/soak/seeded-random";
import { SoakLock } from "../../host/soak/soak-lock";
import type { Loop } from "../../lock/loop";

function soaked(firmware: Firmware = boot): { lock: SoakLock; hold: () => void } {
  const lock = new SoakLock({ firmware, board });
  const proof = new Proof(lock);
  return { lock, hold: () => proof.hold(new SeededRandom(1)) };
}

function assertBroken(run: () => void, what: RegExp): void {
  assert.throws(run, { name: "Broken", message: what });
}

describe("a moment's look at the lock under soak", () => {
  test("finds nothing wrong with a lock that is left alone", () => {
    const { lock } = soaked();
    lock.run(60_000);
    lock.tryInVain("860438#");
  });

  test("sees the bolt move, by hand or by a PIN", () => {
    const { lock } = soaked();
    lock.board.turnThumb("unlocked");
    assertBroken(() => lock.run(2_000), /^the bolt is at/);
    for (const pin of pins) assertBroken(() => soaked().lock.tryInVain(`${pin}#`), /^the bolt is at/);
  });

  test("sees a restart, and an exception that left a callback", () => {
    const { lock } = soaked();
    lock.board.reset();
    assertBroken(() => lock.run(1_000), /^it restarted or stopped/);
    const failing: Firmware = (load) => {
      const { set } = (load("timer") as { default: { set(callback: () => void, delayMs: number): void } }).default;
      set(() => {
        throw new Error("planted");
      }, 60_000);
      return boot(load);
    };
    assertBroken(() => soaked(failing).lock.run(60_000), /^an exception left timer: .*planted/);
  });

  test("sees what a stranger must not be sent", () => {
    const status = soaked().lock.ask("GetStatus");
    for (const line of [
      '{"Status":"SUCCESS"}',
      '{"Status":"SUCCESS","Result":"Started"}',
      '{"Status":"SUCCESS","Users":[]}',
      '{"Status":"NOT_FOUND"}',
      '{"Status":"FAILURE","Reason":"internal error"}',
      '{"Status":"FAILURE","Reason":"wrong PIN","PIN":"860437"}',
      '{"Status":"UNSUPPORTED_ACC',
      JSON.stringify({ ...status, LockState: "Unlocked" }),
      JSON.stringify({ ...status, Alarms: ["LockJammed"] }),
      '{"Status":"SUCCESS","SetUp":"Waiting","Problem":null,"DeviceKey":"Made","FactoryReset":"None"}',
      '{"Status":"SUCCESS","Battery":{"Source":"Default"},"Motor":{"Source":"Stored"}}',
    ]) {
      const { lock } = soaked();
      lock.board.line.onLine?.(line);
      assertBroken(() => lock.check(), /./);
    }
  });

  test("lets pass what a stranger is sent", () => {
    const { lock } = soaked();
    for (const command of ["GetStatus", "GetSetUp", "GetCalibration", "UnlockDoor", "Nonsense", "Login"]) {
      lock.board.serialWrite(`{"Command":"${command}","PIN":"902716"}\n`);
      lock.run(1_000);
    }
    assert.equal(lock.replies, 6);
  });
});

describe("the proof after a section of the soak", () => {
  test("holds for a lock that is left alone, also over a power cut, and for one that is locked out", () => {
    const lock = new SoakLock({ firmware: boot, board });
    const proof = new Proof(lock);
    proof.hold(new SeededRandom(1));
    for (let attempt = 0; attempt < 4; attempt++) lock.tryInVain("860438#");
    proof.hold(new SeededRandom(2));
    proof.holdOverPowerCut(new SeededRandom(3));
    proof.hold(new SeededRandom(4));
    assert.equal(lock.opened, 32 + pins.length);
  });

  test("sees a user, a setting, a record or the clock that was changed", () => {
    const byMaster = (command: string, given: object): void => {
      const { lock, hold } = soaked();
      assert.equal(lock.ask("Login", { PIN: pins[0] })["Status"], "SUCCESS");
      assert.equal(lock.ask(command, given)["Status"], "SUCCESS");
      assertBroken(hold, command === "SetTime" ? /^the clock was set/ : /have changed|does not open/);
    };
    byMaster("SetSetting", { Name: "OpenPeriod", Value: 8 });
    byMaster("ClearUser", { UserIndex: 5 });
    byMaster("SetCredential", addPin(7, "902716"));
    byMaster("SetCredential", modifyPin(4, "902716"));
    byMaster("SetUser", { OperationType: 2, UserIndex: 3, UserStatus: 3 });
    byMaster("SetTime", { UtcTime: 1_900_000_000 });
  });

  test("sees in the log what was over before anybody looked", () => {
    const { lock, hold } = soaked();
    lock.board.turnThumb("unlocked");
    lock.board.run(3_000);
    lock.board.turnThumb("locked");
    lock.board.run(3_000);
    assertBroken(hold, /^the log says BoltByHand/);
  });

  test("sees an opening with a PIN that nobody of ours typed", () => {
    const { lock, hold } = soaked();
    lock.board.type(`${pins[1]}#`);
    lock.board.run(60_000);
    assertBroken(hold, /^the log says 10 times Accepted/);
  });

  test("sees an exception that was caught, and a turn that was too long", () => {
    const { lock, hold } = soaked();
    (lock.board.power.mainResult as Loop).post({ type: "fault", where: "planted" });
    assertBroken(hold, /^the log says Fault/);
    const other = soaked();
    other.lock.board.meter.turn("timer").longestUnits = 40_001;
    assertBroken(other.hold, /^a turn of 40001 units: timer/);
  });
});
