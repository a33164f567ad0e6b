// SPDX-License-Identifier: Apache-2.0
/**
 * "firmware": after every boot the running image is, byte for byte, one of the maker's, and the one that ran before, the one that was
 * installed, or the one before a probation that failed; another one only at the start after a bit has flipped in it, or in what says
 * which one boots; and an outdated one is in the log.
 * Probation ends in time, and not before the image has shown that it works. By itself the lock restarts only while it is locked and
 * nobody is there.
 *
 * Under all faults, but as far as it says.
 */
import type { Slot } from "../board/ota-data";
import { crashingVersion, imageNamed, imageNames, type FirmwareImage } from "./images";
import { factory, type FirmwareModel, type Running } from "./model-firmware";
import { logged, type Entry } from "./model-log";
import type { LogWatch } from "./watch-log";
import type { Scene } from "./watch-scene";
import { slotAreas } from "./stage-images";
import { SlotsWatch } from "./watch-slots";

const second = 1_000;
const aliveMs = 60 * second;
const patienceMs = 600 * second;
/** It looks every 5 s; timers may be late each time, and it waits for a bolt that moves. */
const probationSlackMs = 90 * second;
const restartMs = 3 * second;
const soonMs = 2 * second;
const letIn: readonly number[] = Object.freeze([logged.accepted, logged.guestAccepted, logged.consoleLogin]);

export class FirmwareWatch {
  /** Why the lock should not restart just now without being told; undefined: it may. */
  notQuiet: () => string | undefined = () => undefined;
  readonly #scene: Scene;
  readonly #log: LogWatch;
  readonly #model: FirmwareModel;
  readonly #slots: SlotsWatch;
  #bootCount: number;
  #bootMs: number;
  #probationEndMs = Infinity;
  #mayHaveRestarted = false;
  #switchedTo: Slot | undefined;
  #hasLetIn = false;
  /** The newest entry when it started, if what runs is outdated, and nobody has asked yet whether the log says so. */
  #outdatedSince: number | undefined;

  constructor(scene: Scene, log: LogWatch, model: FirmwareModel) {
    this.#scene = scene;
    this.#log = log;
    this.#model = model;
    this.#bootCount = scene.board.power.bootCount;
    this.#bootMs = scene.bootMs;
    model.read(scene.board.nvs);
    model.sync = () => this.#sync();
    this.#slots = new SlotsWatch({ scene, model, onSwitched: () => this.#switched(), onValid: () => this.#proved() });
  }

  /** The last restart was one that an update needs. */
  get mayHaveRestarted(): boolean {
    this.#sync();
    return this.#mayHaveRestarted;
  }

  /** Of the slot that does not run. */
  holdsBlock(image: FirmwareImage, block: number): boolean {
    return this.#slots.holdsBlock(this.#idleSlot, image, block);
  }

  /** After every event. */
  look(): void {
    this.#sync();
    if (!this.#scene.running) {
      if (this.#scene.board.power.stopped?.why === "no bootable image") this.#fail("no image boots any more");
      return;
    }
    if (this.#outdatedSince !== undefined) this.#mustSayOutdated(this.#outdatedSince);
    if (this.#scene.nowMs >= this.#probationEndMs) this.#fail("an image is still on probation after ten minutes");
  }

  read({ event }: Entry): void {
    this.#sync();
    if (letIn.includes(event)) this.#hasLetIn = true;
  }

  get #idleSlot(): Slot {
    return this.#model.slot === 0 ? 1 : 0;
  }

  #sync(): void {
    const model = this.#model;
    const { stage, board } = this.#scene;
    const { power, bootLoader, nvs } = board;
    if (power.bootCount === this.#bootCount || power.image === undefined) return;
    const { slot } = power.image;
    const isLate = stage.nowMs - this.#bootMs > patienceMs - probationSlackMs;
    this.#mayHaveRestarted = this.#switchedTo !== undefined || (model.isOnProbation && isLate) || model.running.version === crashingVersion;
    if (slot !== model.slot && slot !== this.#switchedTo && !model.isOnProbation && !this.#mayFallBack) {
      this.#fail("another image runs than before, and nobody installed it");
    }
    this.#bootCount = power.bootCount;
    this.#bootMs = stage.nowMs;
    this.#switchedTo = undefined;
    this.#hasLetIn = false;
    model.slot = slot;
    model.running = this.#runningIn(slot, power.image.config.firmwareVersion);
    model.isOnProbation = bootLoader.isPending(slot);
    model.isToldToInstall = false;
    model.read(nvs);
    this.#probationEndMs = model.isOnProbation ? stage.nowMs + patienceMs + probationSlackMs : Infinity;
    const isOutdated = model.running.securityVersion < model.trust.securityVersion && !model.isOnProbation;
    this.#outdatedSince = isOutdated ? this.#log.lastSequence : undefined;
  }

  /** The boot loader takes another image only where the one that ran, or what says which one boots, is damaged; and at the next start. */
  get #mayFallBack(): boolean {
    const { stage } = this.#scene;
    return Math.max(stage.flippedMs("otadata"), stage.flippedMs(slotAreas[this.#model.slot])) >= this.#bootMs;
  }

  #runningIn(slot: Slot, version: string): Running {
    if (version === factory.version) return factory;
    const image = imageNames.map(imageNamed).find((each) => each.version === version);
    if (image?.isForThisLock === true && this.#slots.holds(slot, image)) return image;
    this.#fail(`version ${version} runs, which the maker did not sign for this lock`);
    return factory;
  }

  #switched(): void {
    const { stage } = this.#scene;
    const why = this.#model.isToldToInstall ? undefined : this.notQuiet();
    if (why !== undefined) this.#fail(`it restarts by itself, although ${why}`);
    this.#switchedTo = this.#idleSlot;
    const switchedMs = stage.nowMs;
    this.#owe("an image is installed, and the lock does not restart", restartMs, () => this.#bootMs > switchedMs);
  }

  #proved(): void {
    if (!this.#model.isOnProbation) return;
    this.#model.isOnProbation = false;
    this.#probationEndMs = Infinity;
    const { driftPart, stage } = this.#scene;
    const leastMs = (this.#hasLetIn ? aliveMs : patienceMs) * (1 - driftPart) - second;
    const aliveForMs = stage.nowMs - this.#bootMs;
    if (aliveForMs < leastMs) this.#fail(`an image has proved itself after ${Math.round(aliveForMs / second)} s`);
    const from = this.#log.lastSequence;
    this.#owe("an image has proved itself, and the log does not say so", soonMs, () => this.#log.newest(logged.firmwareValid) > from);
  }

  #mustSayOutdated(from: number): void {
    this.#outdatedSince = undefined;
    this.#owe("an outdated firmware runs, and the log does not say so", soonMs, () => this.#log.newest(logged.firmwareOutdated) > from);
  }

  #owe(what: string, withinMs: number, isDone: () => boolean): void {
    this.#scene.owe({ promise: "firmware", what, withinMs, isDone: () => isDone() || this.#scene.stage.logDamaged });
  }

  #fail(what: string): void {
    this.#scene.fail("firmware", what);
  }
}
