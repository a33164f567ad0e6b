// SPDX-License-Identifier: Apache-2.0
/**
 * After each section of noise: that the lock is what it was, told by those who have PINs. Nobody comes in during a
 * lockout, entries that are almost right stay outside, the owners come in, what is stored has not changed, the log
 * tells of nothing but what really happened, and no turn was too long.
 */
import { turnUnitsMax } from "../board/chip-speed";
import { mainTurn, preloadTurn } from "../board/meter";
import { nearMiss } from "./near-miss";
import { pins } from "./pins";
import type { SeededRandom } from "./seeded-random";
import { must, startUtcSeconds, type SoakLock } from "./soak-lock";

/** In each so many wrong entries that there is no lockout yet, and two openings. */
const rounds = 3;
const wrongAllowed = 2;
const master = pins[0]!;
const wrongPin = "135791";
/** One that is nearly over ends while a PIN is typed. */
const lockoutSecondsMin = 10;
/** Records that change with time, power-ups, attempts and moves; the others only by the master's will. */
const livelyRecords: readonly string[] = Object.freeze(["attempts", "battery", "boot", "wallClock", "audit.head"]);
/** What strangers may leave in the log. */
const strangersEvents: readonly string[] = Object.freeze([
  "Refused",
  "LockedOut",
  "IgnoredDuringLockout",
  "KeyStuck",
  "QueueOverflow",
]);

interface LogEntry {
  Sequence: number;
  Event: string;
}

export class Proof {
  readonly #lock: SoakLock;
  readonly #before: string;
  #nextEntry: number;
  #openedBefore = 0;
  #powerUps = 0;
  #clockIsSet = true;

  /** How the lock is now is how it has to stay. */
  constructor(lock: SoakLock) {
    this.#lock = lock;
    this.#logIn();
    this.#before = this.#whatIsStored();
    const newest = lock.ask("GetLog")["Entries"] as LogEntry[];
    this.#nextEntry = newest[newest.length - 1]!.Sequence + 1;
    this.#logOut();
  }

  /** And so it is after a power cut: every PIN opens. */
  holdOverPowerCut(random: SeededRandom): void {
    this.#lock.powerCycle();
    this.#powerUps++;
    this.#clockIsSet = false;
    for (const pin of pins) this.#lock.open(pin);
    this.hold(random);
  }

  /** The noise is over; whoever made it has let go of everything. */
  hold(random: SeededRandom): void {
    const lock = this.#lock;
    lock.board.serialWrite("\n");
    lock.run(1_000);
    this.#lockoutHolds(random);
    this.#ownersOpen(random);
    for (let round = 0; round < rounds; round++) {
      for (let tries = 0; tries < wrongAllowed; tries++) lock.tryInVain(this.#wrongEntry(random));
      this.#ownersOpen(random);
    }
    const { Status } = lock.ask("Login", { PIN: random.pick(pins.slice(1)) });
    must(Status === "FAILURE", "a user's PIN opens the console");
    this.#logIn();
    must(this.#whatIsStored() === this.#before, "users, settings or records have changed");
    this.#clockIsRight();
    must(lock.ask("GetLoop")["Faults"] === 0, "an exception was caught inside the loop");
    this.#logIsTrue();
    this.#logOut();
    this.#turnsAreShort();
  }

  /** Nobody sets it anew after a power cut. */
  #clockIsRight(): void {
    const { UtcTime } = this.#lock.ask("GetTime");
    const uptimeSeconds = this.#lock.board.nowMs / 1_000;
    const isSet = Math.abs(Number(UtcTime) - startUtcSeconds - uptimeSeconds) < 60;
    const isRight = this.#clockIsSet ? isSet : UtcTime === null;
    must(isRight, `the clock was set: ${String(UtcTime)}`);
  }

  /** Three wrong ones at the latest, and not even the right one opens. */
  #lockoutHolds(random: SeededRandom): void {
    const lock = this.#lock;
    for (let tries = 0; tries < 3 && this.#lockedOutSeconds() < lockoutSecondsMin; tries++) {
      lock.tryInVain(`${wrongPin}#`);
    }
    must(this.#lockedOutSeconds() >= lockoutSecondsMin, "three wrong PINs do not lock out");
    lock.tryInVain(`${random.pick(pins)}#`);
    must(lock.ask("Login", { PIN: master })["Status"] === "BUSY", "it lets somebody log in during a lockout");
    lock.run((this.#lockedOutSeconds() + 1) * 1_000);
  }

  #lockedOutSeconds(): number {
    return Number(this.#lock.ask("GetStatus")["LockedOutSeconds"]);
  }

  /** The master last: only his PIN takes back all wrong attempts. */
  #ownersOpen(random: SeededRandom): void {
    this.#lock.open(random.pick(pins));
    this.#lock.open(master);
  }

  #wrongEntry(random: SeededRandom): string {
    const pin = random.pick(pins);
    const extra = String(random.below(10));
    const at = random.between(1, pin.length - 1);
    const others = [pin + extra, extra + pin, pin + pin, `${pin.slice(0, at)}*${pin.slice(at)}`];
    const entry = random.oneIn(2) ? nearMiss(random, pin) : random.pick(others);
    return pins.includes(entry) ? this.#wrongEntry(random) : `${entry}#`;
  }

  #whatIsStored(): string {
    const users = JSON.stringify(this.#lock.ask("GetUsers"));
    const settings = JSON.stringify(this.#lock.ask("GetSettings"));
    const records = [...(this.#lock.board.nvs.open("latchkey", true) ?? [])]
      .filter(([key]) => !livelyRecords.includes(key))
      .map(([key, { value }]) => `${key} ${String(value)}`);
    return [users, settings, ...records.sort()].join("\n");
  }

  /** Every opening in it is one of ours, and nothing in it is unheard of. */
  #logIsTrue(): void {
    const counts: Record<string, number> = {};
    for (let next: number | null = this.#nextEntry; next !== null; ) {
      const { Chain, Entries, Next } = this.#lock.ask("GetLog", { From: next });
      must(Chain === "Intact", `the chain of the log is ${String(Chain)}`);
      for (const { Sequence, Event } of Entries as LogEntry[]) {
        must(Sequence === this.#nextEntry, `the log goes on with ${Sequence} instead of ${this.#nextEntry}`);
        this.#nextEntry++;
        counts[Event] = (counts[Event] ?? 0) + 1;
      }
      next = Next as number | null;
    }
    const opened = this.#lock.opened - this.#openedBefore;
    this.#openedBefore = this.#lock.opened;
    const ours: Record<string, number> = {
      // With the PIN, and once at the console.
      Accepted: opened + 1,
      // By auto-lock.
      RequestAccepted: opened,
      Unlocked: opened,
      Locked: opened,
      ConsoleLogin: 1,
      ConsoleLogout: 1,
      PowerUp: this.#powerUps,
    };
    this.#powerUps = 0;
    for (const event of Object.keys(counts)) {
      must(strangersEvents.includes(event) || event in ours, `the log says ${event}`);
    }
    for (const [event, expected] of Object.entries(ours)) {
      const count = counts[event] ?? 0;
      must(count === expected, `the log says ${count} times ${event}`);
    }
  }

  #turnsAreShort(): void {
    for (const { name, longestUnits } of this.#lock.board.meter.turns.values()) {
      if (name === mainTurn || name === preloadTurn) continue;
      must(longestUnits <= turnUnitsMax, `a turn of ${longestUnits} units: ${name}`);
    }
  }

  #logIn(): void {
    must(this.#lock.ask("Login", { PIN: master })["Status"] === "SUCCESS", "the master cannot log in");
  }

  #logOut(): void {
    must(this.#lock.ask("Logout")["Status"] === "SUCCESS", "the master cannot log out");
  }
}
