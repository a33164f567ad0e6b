// SPDX-License-Identifier: Apache-2.0
/**
 * "log": what happens stands in it soon. A wrong PIN, a valid one, and a motor that has arrived within a second, the door's
 * opening and closing within a second and a half, a door that is forced, and a bolt that is jammed for good. "authority": "accepted" is
 * only written of a PIN that was just judged, and is valid. "turns": no exception, and no lost event without a flood.
 *
 * Entries are read under all faults. That they come in time is held against the lock in calm, and under those faults that
 * leave door, bolt and log alone; never after flipped bits.
 */
import type { BoltWatch } from "./watch-bolt";
import { backTo, sensedBackTo, sensedThrownFrom, thrownFrom } from "./watch-bolt";
import type { EntriesWatch } from "./watch-entries";
import type { LogWatch } from "./watch-log";
import { logged, sources, type Entry } from "./model-log";
import type { Faults, Scene } from "./watch-scene";
import type { TruthWatch } from "./watch-truth";

const soonMs = 1_000;
const doorSoonMs = 1_500;
const jamSoonMs = 2_000;
const openMsMin = 45;
const closedMsMin = 290;
/** What is wrong elsewhere. */
const elsewhere: Faults = new Set(["block", "keypadNoise", "randomFails", "friction", "temperature", "cells", "doubleInterrupts"]);
const doorIsSeen: Faults = new Set([...elsewhere, "bounce", "stickSwitch"]);
const alsoElsewhere: Faults = new Set([...elsewhere, "magnet", "bounce", "stickSwitch", "loseInterrupts"]);

export class JournalWatch {
  /** Times that the door may be said to have opened and closed: once for each time that it did. */
  readonly #doorDue = { opened: 0, closed: 0 };
  readonly #scene: Scene;
  readonly #log: LogWatch;
  readonly #bolt: BoltWatch;
  readonly #entries: EntriesWatch;
  readonly #truth: TruthWatch;
  /** By the log, the lock takes the battery for too weak to unlock again: then it may refuse to lock. */
  batteryIsWeak = false;
  /** By the log, the alarm is on: until somebody with a right to it unlocks, or the lock starts anew. */
  #forcingIsTold = false;
  #uptimeSeconds = 0;
  /** Noise on the line or at the keypad may fill the queue. */
  #floodedMs = -Infinity;

  constructor(parts: { scene: Scene; log: LogWatch; bolt: BoltWatch; entries: EntriesWatch; truth: TruthWatch }) {
    this.#scene = parts.scene;
    this.#log = parts.log;
    this.#bolt = parts.bolt;
    this.#entries = parts.entries;
    this.#truth = parts.truth;
  }

  flooded(): void {
    this.#floodedMs = this.#scene.stage.nowMs;
  }

  /** At the very moment when it is on flash. */
  read(entry: Entry): void {
    const { event, source, user, uptimeSeconds, value } = entry;
    if (event === logged.powerUp) this.#uptimeSeconds = 0;
    if (event === logged.powerUp || (event >= logged.batteryOk && event <= logged.batteryDead)) {
      this.batteryIsWeak = event === logged.batteryCritical || event === logged.batteryDead;
    }
    const isAskedToUnlock = event === logged.requestAccepted && value === 1 && source !== sources.auto;
    const unlocks = isAskedToUnlock || (event === logged.unlocked && source === sources.keypad);
    if (unlocks || event === logged.powerUp) this.#forcingIsTold = false;
    if (event === logged.doorForcedOpen) this.#forcingIsTold = true;
    if (uptimeSeconds < this.#uptimeSeconds) this.#scene.fail("log", "the time in the log goes back");
    this.#uptimeSeconds = uptimeSeconds;
    this.#judgeEvent(event);
    if (event === logged.doorOpened || event === logged.doorClosed) this.#doorSaid(event === logged.doorOpened);
    if (event === logged.denied && this.#entries.beingJudged === undefined) this.#scene.fail("log", "somebody is said to be denied, and nobody came");
    if (event === logged.accepted || event === logged.guestAccepted) {
      const judged = this.#entries.beingJudged;
      const isTrue = judged?.user === user && (event === logged.accepted ? user > 0 : judged.guest === value);
      if (!isTrue) this.#scene.fail("authority", `user ${user} is accepted through ${source}, but it was not he who came`);
    }
    if (event === logged.locked && value > 0) this.#truth.said("Locked", "the log");
    if (event === logged.unlocked && value > 0) this.#truth.said("Unlocked", "the log");
  }

  /** After every event. */
  look(): void {
    const { judged, isNew } = this.#entries;
    if (!isNew || judged === undefined || !this.#scene.running) return;
    // In a longer row somebody's may still be found.
    const isWrong = (): boolean => judged.verdicts.size === 1 && judged.verdicts.has("refused");
    if (isWrong()) this.#mustSay(logged.refused, judged.lastSequence, soonMs, "a wrong PIN is not in the log", alsoElsewhere, isWrong);
  }

  /** The motor has just been switched off. `atLast`: there will be no other try. */
  driveEnded(way: number, isLastTry: boolean): void {
    const { position, byHand, doorOpen, driveEndMs } = this.#bolt;
    const from = this.#log.lastSequence;
    const isUndisturbed = (): boolean =>
      this.#bolt.handMs < driveEndMs && this.#bolt.driveStartMs < driveEndMs && this.#bolt.doorChangedMs < driveEndMs;
    if (byHand || !this.#scene.running) return;
    const hasArrived = way > 0 ? position >= sensedThrownFrom : position <= sensedBackTo;
    const isThere = way > 0 ? position >= thrownFrom : position <= backTo;
    // Something is in the way just before the switch: whether that is there or jammed, one may argue.
    if (isThere && !hasArrived) return;
    if (hasArrived) {
      const event = way > 0 ? logged.locked : logged.unlocked;
      const what = `the bolt is ${way > 0 ? "thrown" : "drawn back"}, and the log does not say so`;
      this.#mustSay(event, from, soonMs, what, elsewhere, isUndisturbed);
    } else if (isLastTry && !doorOpen && !this.jamIsTold) {
      this.#mustSay(logged.jamAlarm, from, jamSoonMs, "the bolt is jammed, and nobody is told", elsewhere, isUndisturbed);
    }
  }

  /** The alarm is on until the bolt arrives somewhere. */
  get jamIsTold(): boolean {
    const arrived = Math.max(this.#log.newest(logged.locked), this.#log.newest(logged.unlocked));
    return this.#log.newest(logged.jamAlarm) > arrived;
  }

  door(open: boolean, forced: boolean): void {
    const changedMs = this.#scene.stage.nowMs;
    this.#doorDue[open ? "opened" : "closed"] = 1;
    const wasLongSo = changedMs - this.#bolt.doorChangedMs > doorSoonMs && this.#scene.calmFor(doorSoonMs, elsewhere);
    if (!wasLongSo) return;
    const staysSo = (): boolean => this.#bolt.doorOpen === open && this.#bolt.doorChangedMs - changedMs < 50;
    const event = open ? logged.doorOpened : logged.doorClosed;
    this.#mustSay(event, this.#log.lastSequence, doorSoonMs, `the door ${open ? "opens" : "closes"} unnoticed`, elsewhere, staysSo);
    const isThrown = this.#bolt.position >= sensedThrownFrom && this.#bolt.mayBeKnownAt("thrown");
    const wasLocked = isThrown && this.#bolt.way === 0 && !this.#bolt.byHand;
    const hasRested = changedMs - Math.max(this.#bolt.driveEndMs, this.#bolt.handMs) > doorSoonMs;
    if (!forced || !wasLocked || !hasRested || this.#forcingIsTold) return;
    // Somebody with a right to it may be opening just then.
    const isForced = (): boolean => staysSo() && this.#bolt.driveStartMs < changedMs;
    this.#mustSay(logged.doorForcedOpen, this.#log.lastSequence, doorSoonMs, "nobody notices that the door is forced", elsewhere, isForced);
  }

  /** Once for each time, and not before it has been so for its time (HW-12, HW-13). */
  #doorSaid(open: boolean): void {
    const { doorChangedMs } = this.#bolt;
    const due = open ? "opened" : "closed";
    const isDue = this.#doorDue[due] > 0;
    this.#doorDue[due] = 0;
    if (!this.#scene.calmFor(doorSoonMs, doorIsSeen)) return;
    if (!isDue) this.#scene.fail("log", `the door is said to have ${due}, but it has not`);
    const sinceMs = this.#scene.stage.nowMs - doorChangedMs;
    if (this.#bolt.doorOpen === open && sinceMs < (open ? openMsMin : closedMsMin)) {
      this.#scene.fail("log", `the door is said to have ${due} after ${Math.round(sinceMs)} ms`);
    }
  }

  #mustSay(event: number, from: number, withinMs: number, what: string, tolerates: Faults, isOwed = () => true): void {
    const isDone = (): boolean => this.#log.newest(event) > from || !isOwed() || this.#scene.stage.logDamaged;
    this.#scene.owe({ promise: "log", what, withinMs, tolerates, isDone });
  }

  #judgeEvent(event: number): void {
    const { logDamaged } = this.#scene.stage;
    const isFull = this.#scene.has("fillNvs");
    if (event === logged.fault) this.#scene.fail("turns", "an exception was caught");
    if (event === logged.deviceKeyUnusable) this.#scene.fail("acknowledged", "the device key is not usable");
    if (event === logged.recordDamaged) this.#scene.fail("acknowledged", "a record is damaged");
    if (event === logged.recordNotWritten && !isFull) this.#scene.fail("acknowledged", "a record cannot be written");
    if (event === logged.entriesLost && !isFull && !logDamaged) this.#scene.fail("log", "entries are lost");
    if (event === logged.chainBroken && !logDamaged) this.#scene.fail("log", "the lock takes its log for broken");
    if (event !== logged.queueOverflow || this.#scene.has("keypadNoise", "delayTimers")) return;
    if (this.#scene.stage.nowMs - this.#floodedMs > 10_000) this.#scene.fail("turns", "events get lost");
  }
}
