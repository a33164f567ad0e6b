// SPDX-License-Identifier: Apache-2.0
/**
 * Somebody's whole life with the lock in a few minutes: he and others do everything that can be done to it, at random and
 * seeded, while what must always hold is watched at every event. In the end all is put right again, and it must work.
 */
import assert from "node:assert/strict";
import { SeededRandom } from "../../host/soak/seeded-random";
import { guestPin, lockedLock, masterPin, minute, second, WholeLock, wrongPin, type WholeLockOptions } from "../fixtures/whole-lock";

/** The hard limit, and one look. */
const driveMsMax = 1_520;
/** Part of the stroke that the bolt makes until an open door is noticed, or in the short move back from a jam. */
const thrownInTheAirMax = 0.45;

export class RandomLife {
  readonly lock: WholeLock;
  /** What was done, to be read when it goes wrong. */
  readonly story: string[] = [];
  readonly #random: SeededRandom;
  #furthestBack = 0;
  #stuck = false;

  constructor(seed: number, options: WholeLockOptions = {}) {
    this.#random = new SeededRandom(seed);
    this.lock = new WholeLock({ ...options, ...lockedLock(options).kept, seed });
    // Also what passes inside the hands of the board, between two keys.
    this.lock.board.run = (durationMs) => this.#wait(durationMs);
    this.lock.powerUp();
  }

  live(actions: number): void {
    for (let action = 0; action < actions; action++) {
      this.#act();
      this.#wait(this.#random.pick([20, 100, 300, 700, 1_500, 4_000, 12_000, 33_000]));
      if (this.#random.oneIn(4)) this.#compareWithWords();
    }
  }

  /** Repairs everything, and then the lock must do what a lock is for. */
  recover(): void {
    const { lock } = this;
    const { board } = lock;
    board.setKeypadNoise(0);
    board.blockBolt(undefined);
    board.stickBoltSwitch("locked", undefined);
    board.stickBoltSwitch("unlocked", undefined);
    board.setCover(true);
    board.cutPower();
    board.setBattery({ chargePercent: 100 });
    lock.powerUp();
    board.run(2 * minute);
    for (let waits = 0; waits < 130 && Number(lock.says("LockedOutSeconds")) > 0; waits++) board.run(minute / 2);
    if (board.doorOpen) {
      assert.ok(lock.back || lock.opens(masterPin), "the bolt comes back");
      assert.ok(board.closeDoor());
    }
    if (!lock.thrown) lock.until(() => lock.thrown, minute, "it locks by itself");
    board.run(2 * second);
    assert.equal(lock.says("LockState"), "Locked");
    // The master's PIN comes first: it takes back what others got wrong.
    assert.ok(lock.opens(masterPin), "with the master's PIN");
    lock.until(() => lock.thrown, 35 * second, "it locks by itself");
    board.run(2 * second);
    assert.ok(!lock.opens(wrongPin), "not with a wrong one");
    assert.ok(lock.opens(guestPin), "with a guest's");
    lock.until(() => lock.thrown, 35 * second, "it locks by itself");
    lock.assertSound();
  }

  #act(): void {
    const random = this.#random;
    const { lock } = this;
    const { board } = lock;
    const actions: Record<string, () => unknown> = {
      master: () => lock.enter(masterPin),
      guest: () => lock.enter(guestPin),
      wrong: () => lock.enter(wrongPin),
      halfAPin: () => board.type(masterPin.slice(0, random.between(1, 5))),
      button: () => board.pressButton(random.pick([60, 150, 1_500, 3_000])),
      thumbOpens: () => board.turnThumb("unlocked", random.pick([100, 1_000])),
      thumbLocks: () => board.turnThumb("locked", random.pick([100, 1_000])),
      thumbHalfWay: () => board.turnThumb(random.between(10, 90) / 100, 100),
      buttonAndOut: () => {
        board.pressButton(60);
        this.#wait(random.between(120, 400));
        board.openDoor();
      },
      openDoor: () => board.openDoor(),
      closeDoor: () => board.closeDoor(),
      forceDoor: () => (random.oneIn(4) ? board.forceDoor() : undefined),
      cover: () => board.setCover(random.oneIn(2)),
      block: () => board.blockBolt(random.between(5, 95) / 100),
      unblock: () => board.blockBolt(undefined),
      cells: () => this.#powerCut(random.pick([60, 30, 20, 12, 5])),
      newCells: () => this.#powerCut(100),
      noise: () => board.setKeypadNoise(random.pick([0, 0, 5])),
      powerCut: () => this.#powerCut(),
      reset: () => board.reset(),
      console: () => board.serialWrite(`{"Command":"${random.pick(["LockDoor", "UnlockDoor", "GetLog", "GetSettings"])}"}\n`),
      login: () => board.serialWrite(`{"Command":"Login","PIN":"${random.pick([masterPin, masterPin, wrongPin])}"}\n`),
      stickSwitch: () => {
        this.#stuck = true;
        if (random.oneIn(3)) board.stickBoltSwitch(random.pick(["locked", "unlocked"]), random.oneIn(2));
      },
      freeSwitches: () => {
        board.stickBoltSwitch("locked", undefined);
        board.stickBoltSwitch("unlocked", undefined);
        this.#wait(200);
        this.#stuck = false;
      },
    };
    const name = random.pick(Object.keys(actions));
    this.story.push(`${Math.round(board.nowMs)} ${name}`);
    actions[name]!();
  }

  #powerCut(chargePercent?: number): void {
    const { board } = this.lock;
    board.cutPower();
    if (chargePercent !== undefined) board.setBattery({ chargePercent });
    this.#wait(this.#random.between(1, 2_000));
    board.powerUp();
  }

  #wait(ms: number): void {
    this.lock.board.runUntil(() => {
      this.#watch();
      return false;
    }, ms);
  }

  /** At every event. */
  #watch(): void {
    const { board } = this.lock;
    const { bolt } = board.world;
    if (bolt.longestDriveMs > driveMsMax) this.#fail(`the motor ran for ${bolt.longestDriveMs} ms`);
    const { position } = bolt;
    const motorAlone = bolt.actuator.driven && !bolt.turnedByHand;
    this.#furthestBack = board.doorOpen && motorAlone ? Math.min(this.#furthestBack, position) : position;
    if (position - this.#furthestBack > thrownInTheAirMax) this.#fail("thrown in the air");
    if (board.world.keypad.shorts > 0) this.#fail("two columns shorted");
    if (board.faults.length > 0) this.#fail(board.faults[0]!.message);
  }

  /** What it says that it senses is where the bolt is. */
  #compareWithWords(): void {
    const { lock } = this;
    if (this.#stuck || !lock.board.state().running || lock.board.state().turnedByHand) return;
    const { lineCount } = lock.board.state();
    lock.board.serialWrite('\n{"Command":"GetStatus"}\n');
    lock.board.runUntil(() => lock.board.state().lineCount > lineCount, 100);
    const { LockState, Assumed } = JSON.parse(lock.board.serialLines.at(-1) ?? "{}") as Record<string, unknown>;
    if (LockState === "Locked" && Assumed === false && lock.board.boltPosition < 0.95) this.#fail("Locked, and the bolt is not thrown");
    if (LockState === "Unlocked" && Assumed === false && lock.board.boltPosition > 0.05) this.#fail("Unlocked, and the bolt is not back");
  }

  #fail(what: string): never {
    throw new Error(`${what} at ${Math.round(this.lock.board.nowMs)}`);
  }
}
