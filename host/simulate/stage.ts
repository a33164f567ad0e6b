// SPDX-License-Identifier: Apache-2.0
/**
 * Where a story is played: the real firmware on a virtual board, set up and locked, and what people and nature do to it,
 * act by act. It knows which faults are on; it does not judge. Whoever watches is told what hands do when they do it.
 */
import type { Board } from "../../boards/board";
import { askSuccess } from "../board/ask";
import type { Firmware } from "../board/chip-power";
import { virtualBoard, type VirtualBoard } from "../board/virtual-board";
import { SeededRandom } from "../soak/seeded-random";
import type { Act, ActName } from "./act";
import { startOf } from "./calendar";
import { masterPin } from "./cast";
import { guestDigitsOf, guestIdOf } from "./model-guest";
import { keyOfText } from "./model-hash";
import { StageComputer } from "./stage-computer";
import { StageFaults } from "./stage-faults";
import { StageHands, type HandEvent } from "./stage-hands";
import { firmwareOf, type FlippedArea } from "./stage-images";
import { later } from "./stage-later";
import { StagePower } from "./stage-power";
import { StageReaders } from "./stage-readers";
import { setUpLock } from "./stage-set-up";

export type { HandEvent } from "./stage-hands";

export interface StageOptions {
  firmware: Firmware;
  board: Board;
  seed: number;
}

const second = 1_000;
const typeGapMs = 250;
const answerMsMax = 2 * second;
/** The power is off meanwhile. */
const readersMs = second;
/** A lock without position switches locks itself once, AutoRelockTime after power-up. */
const settleMs = 30 * second;
/** Every so many seeds the log has come round. */
const oldLogEvery = 8;

export class Stage {
  readonly board: VirtualBoard;
  readonly boardName: string;
  /** What hands do, at the moment when they do it. */
  onHand: ((event: HandEvent) => void) | undefined;
  /** Every line that the firmware sent, and every one that anybody sends to it, without the line's end. */
  onLine: ((line: string) => void) | undefined;
  onRequest: ((text: string) => void) | undefined;
  /** What time the lock was told at first. */
  readonly startUtcSeconds: number;
  /** After every event of the board. */
  onEvent: (() => void) | undefined;
  readonly #hands: StageHands;
  readonly #power: StagePower;
  readonly #faults: StageFaults;
  readonly #readers: StageReaders;
  readonly #computer: StageComputer;
  /** In hexadecimal, as the owner knows it. */
  #guestKey: string;
  readonly #startMs: number;
  #calmSinceMs = 0;
  #bootCount = 0;
  #lines: string[] = [];
  #asked = 0;
  #answer: Record<string, unknown> | undefined;
  #thrown: { error: unknown } | undefined;

  constructor({ firmware, board, seed }: StageOptions) {
    const { prints, guestKey, ...kept } = setUpLock(firmware, board, seed % oldLogEvery === 0 ? "old" : "young");
    const onLine = (line: string): void => void this.#lines.push(line);
    this.board = virtualBoard({
      firmware,
      firmwareOf,
      board,
      seed,
      leapOverIdle: true,
      cardReader: board.cardReader !== undefined,
      fingerprintModule: true,
      ...kept,
      onLine,
    });
    this.boardName = board.name;
    this.#guestKey = guestKey;
    this.#readers = new StageReaders(this.board, prints);
    const tell = (event: HandEvent): void => this.#guard(() => this.onHand?.(event));
    this.#hands = new StageHands(this.board, tell);
    this.#power = new StagePower(this.board, tell);
    this.#faults = new StageFaults(this.board);
    this.#computer = new StageComputer(this.board, (text) => this.#send(text));
    this.board.powerUp();
    this.board.run(settleMs);
    askSuccess(this.board, "Login", { PIN: masterPin });
    const { utcSeconds, zone } = startOf(seed);
    this.startUtcSeconds = utcSeconds;
    askSuccess(this.board, "SetTime", { UtcTime: utcSeconds });
    if (zone !== undefined) askSuccess(this.board, "SetTimeZone", { TimeZone: zone.rule });
    askSuccess(this.board, "Logout");
    this.#lines = [];
    this.#bootCount = this.board.power.bootCount;
    this.#startMs = this.board.nowMs;
  }

  /** Since the story began. */
  get nowMs(): number {
    return this.board.nowMs - this.#startMs;
  }

  /** Faults that are on now, by the name of the act that put them on; a low battery is "cells". */
  get faults(): ReadonlySet<ActName> {
    return this.#faults.on;
  }

  /** Card reader and fingerprint module are plugged in. */
  get readersOn(): boolean {
    return this.#readers.on;
  }

  /** When the last fault ended, or the chip last began to run. */
  get calmSinceMs(): number {
    return this.#calmSinceMs;
  }

  /** Bits of the log have flipped: nothing heals them. */
  get logDamaged(): boolean {
    return this.#faults.logDamaged;
  }

  /** When a bit flipped of a slot, of what says which one boots, or of what is noted of an update; -Infinity: never. */
  flippedMs(area: FlippedArea): number {
    return (this.#faults.flipped.get(area) ?? -Infinity) - this.#startMs;
  }

  /** Starts it; what takes time goes on while time passes. */
  perform(act: Act): void {
    const hands = this.#hands;
    const power = this.#power;
    switch (act.do) {
      case "type":
        return hands.type(act.keys, act.gapMs);
      case "holdKey":
        return hands.holdKey(act.key, act.holdMs);
      case "button":
        return hands.button(act.holdMs);
      case "thumb":
        return hands.thumb(act.to, act.holdMs);
      case "openDoor":
        return hands.openDoor(false);
      case "forceDoor":
        return hands.openDoor(true);
      case "closeDoor":
        return hands.closeDoor();
      case "readers":
        power.cut(readersMs);
        return this.#readers.plug(act.on);
      case "card":
        return hands.card(act.uid, act.holdMs);
      case "finger":
        return hands.finger(act.finger, act.holdMs);
      case "guest":
        return hands.type(`${guestDigitsOf(guestIdOf(act.wish), keyOfText(this.#guestKey))}#`, act.gapMs);
      case "cover":
        return hands.cover(act.on);
      case "magnet":
        hands.magnet(act.on);
        return this.#setFault(act);
      case "line":
        return this.#send(act.text);
      case "update":
        return this.#computer.begin(act);
      case "garbage":
        return this.#sendGarbage(act.bytes, act.seed);
      case "cells":
        power.cut(act.offMs);
        return this.#setFault(act);
      case "cutPower":
        return power.cut(act.offMs);
      case "cutAtOperation":
        return power.cutAtOperation(act.operation, act.torn, act.offMs);
      case "cutAtMotor":
        return power.cutAtMotor(act.delayMs, act.offMs);
      case "reset":
        return power.reset();
      case "repair":
        return this.#repair();
      case "prove":
        return;
      default:
        return this.#setFault(act);
    }
  }

  runTo(atMs: number): void {
    this.runUntil(() => false, Math.max(0, atMs - this.nowMs));
    this.#look();
  }

  runFor(ms: number): void {
    this.runTo(this.nowMs + ms);
  }

  /** False when the time is over before the condition, which must not depend on the time alone, holds. */
  runUntil(condition: () => boolean, limitMs: number): boolean {
    const look = (): boolean => {
      this.#look();
      return condition();
    };
    return this.board.runUntil(look, limitMs);
  }

  /** Types at a common speed, and lets that time pass. */
  type(keys: string): void {
    this.#hands.type(keys, typeGapMs);
    this.runFor(keys.length * typeGapMs);
  }

  /** Asks at the console, on a line of its own; undefined: no answer. */
  ask(name: string, fields: object = {}): Record<string, unknown> | undefined {
    const id = `ask ${(this.#asked += 1)}`;
    this.#send("");
    this.#send(JSON.stringify({ Command: name, Id: id, ...fields }));
    return this.runUntil(() => this.#answerTo(id) !== undefined, answerMsMax) ? this.#answerTo(id) : undefined;
  }

  #answerTo(id: string): Record<string, unknown> | undefined {
    return this.#answer?.["Id"] === id ? this.#answer : undefined;
  }

  #send(text: string): void {
    this.#guard(() => this.onRequest?.(text));
    this.board.serialWrite(`${text}\n`);
  }

  #sendGarbage(count: number, seed: number): void {
    const random = new SeededRandom(seed);
    this.board.serialWrite(Uint8Array.from({ length: count }, () => random.below(256)));
  }

  #setFault(act: Act): void {
    const before = this.faults.size;
    this.#faults.set(act);
    if (this.faults.size < before) this.#calmSinceMs = this.nowMs;
  }

  /** All faults end; a bolt that sticks out with the door open is turned back, so that the door can be closed. */
  #repair(): void {
    // Nobody changes cells without taking the old ones out.
    const changesCells = this.faults.has("cells");
    this.#hands.letGo();
    this.#hands.magnet(false);
    this.#hands.cover(true);
    this.#faults.endAll();
    this.#power.repair();
    this.#computer.stop();
    this.#calmSinceMs = this.nowMs;
    const { board } = this;
    if (board.doorOpen && board.boltPosition > 0) this.#hands.thumb(0, 300);
    later(board, 1.5 * second, () => this.#hands.closeDoor());
    if (this.#faults.needsRestart || changesCells) later(board, 2 * second, () => this.#power.cut(second));
  }

  /** After every event. */
  #look(): void {
    this.#power.look();
    const { power } = this.board;
    if (power.bootCount !== this.#bootCount && power.stopped === undefined) {
      this.#bootCount = power.bootCount;
      this.#faults.restarted();
      this.#calmSinceMs = this.nowMs;
    }
    if (this.#lines.length > 0) this.#deliverLines();
    if (this.#thrown !== undefined) throw this.#thrown.error;
    this.onEvent?.();
  }

  #deliverLines(): void {
    for (const line of this.#lines.splice(0)) {
      if (line.includes('"Id":"ask ')) this.#answer = JSON.parse(line) as Record<string, unknown>;
      this.#guestKey = /"GuestKey":"([0-9a-f]{64})"/.exec(line)?.[1] ?? this.#guestKey;
      this.onLine?.(line);
      this.#computer.line(line);
    }
  }

  /** Whoever watches may be called deep inside the firmware; what it throws comes out after the event. */
  #guard(tell: () => void): void {
    try {
      tell();
    } catch (error) {
      this.#thrown ??= { error };
    }
  }
}
