// SPDX-License-Identifier: Apache-2.0
/** The story of `npm start -- --demo`: a lock's first days, played on the real firmware in virtual time. */
import type { VirtualBoard } from "../board/virtual-board";
import { Narrator } from "./narrator";

const masterPin = "274951";
const wrongPin = "861302";
const second = 1_000;
const minute = 60 * second;

/** Throws at the first thing that goes otherwise than told. */
export function tellStory(board: VirtualBoard): void {
  const narrator = new Narrator(board);
  firstPowerUp(narrator);
  setUp(narrator);
  comeHome(narrator);
  autoLock(narrator);
  wrongPins(narrator);
  goOut(narrator);
  jam(narrator);
  lowBattery(narrator);
  powerCut(narrator);
  whatTheLogSays(narrator);
}

const isThrown = (board: VirtualBoard) => (): boolean => board.boltPosition > 0.99;
const isBack = (board: VirtualBoard) => (): boolean => board.boltPosition < 0.01;

function firstPowerUp(n: Narrator): void {
  n.chapter("First power-up");
  n.say("A new lock on a closed door, the bolt drawn back. Power on.");
  n.board.powerUp();
  n.board.run(3 * second);
  n.lockSays({ LockState: "Unlocked", DoorState: "Closed", SetUp: "Waiting" });
  n.say("A stranger tries a code on the keypad: there is none to know.");
  n.board.type("123456#");
  n.board.run(second);
  n.lockSays({ LockState: "Unlocked", SetUp: "Waiting" });
}

function setUp(n: Narrator): void {
  n.chapter("Set-up from inside");
  n.board.pressButton(5 * second + 200);
  n.board.run(5 * second + 500);
  n.say("Somebody inside has held the inside button for 5 s.");
  n.lockSays({ SetUp: "MasterPin" });
  n.board.type("123456#");
  n.board.run(second);
  n.say("He types 123456# as master PIN: too easy, refused.");
  n.lockSays({ SetUp: "MasterPin" });
  n.board.type(`${masterPin}#`);
  n.board.run(second);
  n.say("He types a better one, ******#.");
  n.lockSays({ SetUp: "MasterPinAgain" });
  n.board.type(`${masterPin}#`);
  n.board.run(second);
  n.say("And again, so that a slip of the finger locks nobody out.");
  n.lockSays({ SetUp: "Done" });
  n.until(isThrown(n.board), 40 * second, "Half a minute later the lock locks itself for the first time.");
  n.board.run(second);
  n.lockSays({ LockState: "Locked", Assumed: false });
}

function comeHome(n: Narrator): void {
  n.chapter("A PIN opens");
  n.board.type(masterPin);
  const pressedMs = n.board.nowMs;
  n.board.press("#");
  n.expect(n.board.runUntil(() => n.board.state().boltDriven, 2 * second), "the motor starts");
  n.say(`Six digits and #: the motor starts ${Math.round(n.board.nowMs - pressedMs)} ms after the last key went down.`);
  n.until(isBack(n.board), 2 * second, "The bolt is back.");
  n.board.run(second);
  n.lockSays({ LockState: "Unlocked" });
  n.expect(n.board.openDoor(), "the door opens");
  n.board.run(second);
  n.say("He opens the door and goes in.");
  n.lockSays({ DoorState: "Open" });
}

function autoLock(n: Narrator): void {
  n.chapter("Auto-lock");
  n.board.run(40 * second);
  n.say("The door stands open for 40 s: the bolt is not thrown into the air.");
  n.expect(isBack(n.board)(), "the bolt stays back while the door is open");
  n.board.closeDoor();
  n.board.run(29 * second);
  n.say("He closes the door. 29 s later it is still unlocked ...");
  n.expect(isBack(n.board)(), "unlocked 29 s after closing");
  n.until(isThrown(n.board), 4 * second, "... and 30 s after closing it locks.");
  n.board.run(second);
  n.lockSays({ LockState: "Locked", DoorState: "Closed" });
}

function wrongPins(n: Narrator): void {
  n.chapter("Wrong PINs");
  for (let attempt = 1; attempt <= 3; attempt++) {
    n.board.type(`${wrongPin}#`);
    n.board.run(2 * second);
    n.say(`Wrong PIN, attempt ${attempt}.`);
  }
  n.lockSays({ LockState: "Locked", LockedOutSeconds: Math.ceil(30 - 2) });
  n.board.type(`${masterPin}#`);
  n.board.run(2 * second);
  n.say("During the lockout not even the right PIN opens.");
  n.lockSays({ LockState: "Locked" });
  n.say("Somebody pulls the plug, hoping that the lock forgets ...");
  n.board.cutPower();
  n.board.run(2 * second);
  n.board.powerUp();
  n.board.run(3 * second);
  const left = Number(n.status()["LockedOutSeconds"]);
  n.expect(left > 20, "the lockout starts over after a power cut");
  n.say(`... it does not: ${left} s of lockout are left.`);
  n.board.run(35 * second);
  n.lockSays({ LockedOutSeconds: 0 });
}

function goOut(n: Narrator): void {
  n.chapter("Getting out");
  n.board.turnThumb("unlocked");
  n.board.run(second);
  n.say("Somebody inside turns the thumb-turn. The lock notices.");
  n.lockSays({ LockState: "Unlocked" });
  n.expect(n.board.openDoor(), "the door opens");
  n.board.run(5 * second);
  n.board.closeDoor();
  n.say("He goes out and closes the door.");
  n.until(isThrown(n.board), 40 * second, "The lock locks behind him.");
  n.board.run(second);
}

function jam(n: Narrator): void {
  n.chapter("A jam, and its recovery");
  n.board.type(`${masterPin}#`);
  n.board.run(3 * second);
  n.lockSays({ LockState: "Unlocked" });
  n.board.blockBolt(0.6);
  n.say("The door has warped: something is in the bolt's way at 60 %.");
  n.board.run(31 * second);
  n.say("Auto-lock tries, backs off, and tries again ...");
  n.board.run(8 * second);
  n.lockSays({ LockState: "Jammed", Alarms: ["LockJammed"] });
  n.expect(!n.board.state().boltDriven, "the motor is off after a jam");
  n.say("Three tries, then an alarm; the motor is off, and it does not claim to be locked.");
  n.board.blockBolt(undefined);
  n.board.pressButton();
  n.board.run(3 * second);
  n.say("The way is clear again. A press of the inside button draws the bolt back.");
  n.lockSays({ LockState: "Unlocked", Alarms: [] });
  n.until(isThrown(n.board), 40 * second, "The next auto-lock succeeds.");
  n.board.run(second);
  n.lockSays({ LockState: "Locked" });
}

function lowBattery(n: Narrator): void {
  n.chapter("The battery runs low");
  n.board.setBattery({ chargePercent: 25 });
  n.board.run(11 * minute);
  n.say("Months later: the pack is at 25 %. The lock measures every ten minutes.");
  const level = n.status()["BatteryLevel"];
  n.expect(level !== "Ok" && level !== "Unknown", `a warning, not battery level ${String(level)}`);
  n.say(`   the lock says: BatteryLevel ${JSON.stringify(level)}`);
  n.board.type(`${masterPin}#`);
  n.until(isBack(n.board), 3 * second, "It still opens, always; a special signal follows.");
  n.board.run(2 * second);
  n.board.setBattery({ chargePercent: 100 });
  n.say("New cells.");
  n.board.run(11 * minute);
  n.lockSays({ BatteryLevel: "Ok", LockState: "Locked" });
}

function powerCut(n: Narrator): void {
  n.chapter("A power cut in the middle of a move");
  n.board.type(`${masterPin}#`);
  n.expect(n.board.runUntil(() => n.board.boltPosition < 0.6, 2 * second), "the bolt is on its way");
  n.board.cutPower();
  n.say("The plug is pulled while the bolt moves.");
  n.board.run(10 * second);
  n.board.powerUp();
  n.board.run(3 * second);
  n.say("Power is back: the lock looks where the bolt is, and believes nothing else.");
  const state = n.status()["LockState"];
  n.expect(state !== "Locked", "a bolt half way is not reported as locked");
  n.say(`   the lock says: LockState ${JSON.stringify(state)}`);
  n.board.pressButton();
  n.board.run(2 * second);
  n.lockSays({ LockState: "Unlocked", SetUp: "Done" });
  n.until(isThrown(n.board), 40 * second, "And half a minute later it locks.");
  n.board.run(second);
  n.board.type(`${masterPin}#`);
  n.until(isBack(n.board), 3 * second, "The PIN is still known.");
  n.board.run(second);
}

function whatTheLogSays(n: Narrator): void {
  n.chapter("What was kept: the log, over the serial console");
  const login = n.ask({ Command: "Login", PIN: masterPin });
  n.expect(login["Status"] === "SUCCESS", "the master can log in");
  n.board.run(30 * second);
  const log = n.ask({ Command: "GetLog", Count: 10 });
  const entries = log["Entries"] as { Sequence: number; Boot: number; Uptime: number; Event: string; Source: string }[];
  for (const { Sequence, Boot, Uptime, Event, Source } of entries) {
    n.say(`   ${Sequence}  start ${Boot}, ${Uptime} s: ${Event}${Source === "Unspecified" ? "" : ` (${Source})`}`);
  }
  n.expect(log["Chain"] === "Intact", "an unbroken chain");
  n.say("The chain over all entries verifies: nothing was removed or changed.");
  n.expect(n.board.power.faultCount === 0, "no fault of the firmware in all this");
}
