// SPDX-License-Identifier: Apache-2.0
/**
 * "usable": after a repair, when a lockout that was running is over, the lock does all that a lock is for: the master's PIN opens,
 * it says so, locks itself in its time, says so; a wrong PIN stays outside; another user comes in; the inside button locks and
 * opens; the door opens, closes, and is locked again; log, loop, users and settings are as they should be.
 *
 * It runs the board, for about a minute. Whoever watches goes on watching: what is slow, wrong or not in the log is found there.
 */
import { kinds } from "./model-access";
import type { AccessWatch } from "./watch-access";
import type { BoltWatch } from "./watch-bolt";
import { backTo, thrownFrom } from "./watch-bolt";
import type { EntriesWatch } from "./watch-entries";
import type { LogWatch } from "./watch-log";
import type { RecordsWatch } from "./watch-records";
import type { Scene } from "./watch-scene";
import { Violation } from "./violation";

const second = 1_000;
const masterIndex = 1;
const normal = 0;
const everySlot = 254;
const opensMs = 3 * second;
const moveMs = 2 * second;
/** Door and bolt are sensed late, and once more a turn is. */
const relockSlackMs = 1 * second;
const walkMs = 120 * second;
/** A quiet minute, and time to write. */
const installMs = 80 * second;
/** A relock that takes longer is not waited for twice. */
const patienceSeconds = 60;
const hasteSeconds = 8;
/** 5 s, and a moment. */
const pauseMs = 5.5 * second;
const wrongPins = Object.freeze(["530917", "261840", "719352"]);

export class Proof {
  readonly #scene: Scene;
  readonly #bolt: BoltWatch;
  readonly #log: LogWatch;
  readonly #records: RecordsWatch;
  readonly #entries: EntriesWatch;
  readonly #access: AccessWatch;
  /** Programming at the keypad may be open until then. */
  readonly #busyUntilMs: () => number;
  readonly #mayRefuseToLock: () => boolean;
  /** A whole image waits for a quiet moment. */
  readonly #isUpdateReady: () => boolean;

  constructor(parts: {
    scene: Scene;
    bolt: BoltWatch;
    log: LogWatch;
    records: RecordsWatch;
    entries: EntriesWatch;
    access: AccessWatch;
    busyUntilMs: () => number;
    mayRefuseToLock: () => boolean;
    isUpdateReady: () => boolean;
  }) {
    this.#isUpdateReady = parts.isUpdateReady;
    this.#scene = parts.scene;
    this.#bolt = parts.bolt;
    this.#log = parts.log;
    this.#records = parts.records;
    this.#entries = parts.entries;
    this.#access = parts.access;
    this.#busyUntilMs = parts.busyUntilMs;
    this.#mayRefuseToLock = parts.mayRefuseToLock;
  }

  hold(): void {
    const { stage } = this.#scene;
    this.#waitUntilQuiet();
    if (this.#records.setting("OperatingMode") !== normal || this.#records.holidays.length > 0) this.#makeOrdinary();
    const cameMs = stage.nowMs;
    this.#opens(masterIndex);
    if (!this.#isHasty) this.#says("Unlocked");
    // He may have found it open.
    this.#locksItself(Math.max(this.#bolt.backSinceMs, cameMs + 2 * second));
    this.#says("Locked");
    const wrong = wrongPins.find((pin) => this.#records.userWithPin(pin) === 0) ?? "";
    this.#staysShut(`${wrong}#`, "a wrong PIN opens");
    const other = [...this.#records.users.keys()].find((index) => index > masterIndex && this.#isKnownToOpen(index));
    const user = other ?? masterIndex;
    this.#forgets(this.#pinOf(user) ?? "");
    this.#opens(user);
    if (!this.#isHasty) this.#press("thrown", "the inside button does not lock");
    else this.#locksItself(this.#bolt.backSinceMs);
    stage.runFor(2 * second);
    this.#press("back", "the inside button does not open");
    stage.perform({ do: "openDoor" });
    stage.runFor(1.5 * second);
    this.#must(this.#ask("GetStatus")["DoorState"] === "Open", "it does not say that the door is open");
    stage.perform({ do: "closeDoor" });
    const closedMs = stage.nowMs;
    // A door counts as closed only when it has been so for a moment (HW-13).
    stage.runFor(0.5 * second);
    if (this.#relockSeconds <= patienceSeconds) this.#locksItself(closedMs);
    else this.#press("thrown", "the inside button does not lock");
    stage.runFor(second);
    this.#says("Locked");
    this.#rest();
  }

  /** With a very short time it has locked itself before anybody has looked, or is at the button. */
  get #isHasty(): boolean {
    return this.#relockSeconds > 0 && this.#relockSeconds <= hasteSeconds;
  }

  /** No mode, no holiday: what a lock is for, all of it can be proven. */
  #makeOrdinary(): void {
    this.#ask("Login", { PIN: this.#pinOf(masterIndex) });
    this.#must(this.#ask("SetSetting", { Name: "OperatingMode", Value: normal })["Status"] === "SUCCESS", "the mode cannot be set");
    this.#ask("ClearHolidaySchedule", { HolidayIndex: everySlot });
    this.#ask("Logout");
    this.#waitUntilQuiet();
  }

  /** A lockout that is running, programming that somebody left open, keys that wait for a `#`. */
  #waitUntilQuiet(): void {
    const { stage, driftPart } = this.#scene;
    const busyMs = Math.max(this.#busyUntilMs(), stage.nowMs + 6 * second);
    const leftMs = this.#entries.lockedOutUntilMs - stage.nowMs;
    stage.runTo(Math.max(busyMs, stage.nowMs + leftMs * (1 + driftPart) + second));
    // What the bolt does by itself it may do in peace.
    const isThrown = (): boolean => this.#scene.board.world.bolt.position >= thrownFrom;
    if (!isThrown()) stage.runUntil(isThrown, this.#relockSeconds * second + moveMs);
    // A supply that broke down once is only trusted again after a move that went well, and there is none to unlocked.
    if (!isThrown() && this.#mayRefuseToLock()) stage.perform({ do: "thumb", to: 1, holdMs: 300 });
    stage.runFor(2 * second);
    // A lock that does not lock by itself is never quiet.
    if (isThrown()) this.#letInstall();
  }

  /** Now it is quiet; nobody comes before the new image has started, and the old one again if it was no good. */
  #letInstall(): void {
    const { stage, board } = this.#scene;
    if (!this.#isUpdateReady()) return;
    const { bootCount } = board.power;
    this.#must(stage.runUntil(() => board.power.bootCount > bootCount, installMs), "an image that was received is not installed");
    stage.runFor(5 * second);
  }

  #opens(index: number): void {
    const { stage, board } = this.#scene;
    const pin = this.#pinOf(index) ?? "";
    const before = this.#log.lastSequence;
    stage.type(`${pin}#`);
    const isBack = (): boolean => board.world.bolt.position <= backTo;
    this.#must(stage.runUntil(isBack, opensMs), `the PIN of user ${index} does not open`);
    stage.runFor(second);
    this.#must(this.#log.lastSequence > before, "the log is silent");
  }

  #locksItself(sinceMs: number): void {
    const { stage, board } = this.#scene;
    const seconds = this.#relockSeconds;
    if (seconds === 0) return this.#press("thrown", "the inside button does not lock");
    const dueMs = sinceMs + seconds * second + relockSlackMs + moveMs;
    const isThrown = (): boolean => board.world.bolt.position >= thrownFrom;
    this.#must(stage.runUntil(isThrown, Math.max(0, dueMs - stage.nowMs)), `it does not lock itself after ${seconds} s`);
    stage.runFor(second);
  }

  #staysShut(keys: string, what: string): void {
    const { stage, board } = this.#scene;
    stage.type(keys);
    stage.runFor(1.5 * second);
    this.#must(board.world.bolt.position >= thrownFrom, what);
  }

  /** A PIN with a pause in it that is too long. */
  #forgets(pin: string): void {
    const { stage, driftPart } = this.#scene;
    stage.type(pin.slice(0, 3));
    stage.runFor(pauseMs * (1 + driftPart));
    this.#staysShut(`${pin.slice(3)}#`, "what was typed before a pause is not forgotten");
  }

  #press(end: "thrown" | "back", what: string): void {
    const { stage, board } = this.#scene;
    stage.perform({ do: "button", holdMs: 200 });
    const { bolt } = board.world;
    const isThere = (): boolean => (end === "thrown" ? bolt.position >= thrownFrom : bolt.position <= backTo);
    this.#must(stage.runUntil(isThere, opensMs), what);
    stage.runFor(second);
  }

  /** What the master is told. */
  #rest(): void {
    const { stage } = this.#scene;
    this.#must(this.#ask("Login", { PIN: this.#pinOf(masterIndex) })["Status"] === "SUCCESS", "the master cannot log in");
    const untilMs = stage.nowMs + walkMs;
    let chain = this.#ask("GetLog", { Count: 1 })["Chain"];
    while (chain === "Pending" && stage.nowMs < untilMs) {
      stage.runFor(second);
      chain = this.#ask("GetLog", { Count: 1 })["Chain"];
    }
    const isFine = chain === "Intact" || (chain === "Broken" && stage.logDamaged);
    this.#must(isFine, `the chain of the log is ${String(chain)}`);
    this.#must(this.#ask("GetLoop")["Faults"] === 0, "exceptions were caught");
    for (const command of ["GetUsers", "GetSettings", "GetTime", "Logout"]) this.#ask(command);
  }

  #says(state: string): void {
    const said = this.#ask("GetStatus")["LockState"];
    this.#must(said === state, `it says ${String(said)} instead of ${state}`);
  }

  #ask(command: string, fields: object = {}): Record<string, unknown> {
    return this.#scene.stage.ask(command, fields) ?? {};
  }

  get #relockSeconds(): number {
    return this.#records.setting("AutoRelockTime");
  }

  #pinOf(index: number): string | undefined {
    return this.#records.pinOf(index);
  }

  #isKnownToOpen(index: number): boolean {
    return this.#pinOf(index) !== undefined && this.#access.opensNow(index, kinds.pin);
  }

  #must(holds: boolean, what: string): void {
    if (!holds) throw new Violation("usable", what);
  }
}
