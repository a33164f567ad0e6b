// SPDX-License-Identifier: Apache-2.0
/**
 * Puts a received image into use: its first sector goes to the slot, the chip checks the whole and makes it the next one to boot, and the
 * lock restarts. By itself only at a quiet moment: locked, door closed, and nobody at the lock for a minute; asked before each step, since
 * somebody may come between two. Until its last step the old image is the one that boots, and after it the new one: a power cut at any
 * moment leaves one or the other.
 */
import { equal } from "../crypto/equal";
import type { DigestClass } from "../crypto/keyed-hash";
import type { Loop } from "../lock/loop";
import type { UpdateModule } from "./embedded-update";
import { imageHash } from "./image-hash";
import { blockBytes, hashBytes } from "./image-header";
import { Stage, type Progress } from "./progress";
import type { Slot } from "./slot";

const deadline = "updateInstall";
const lookMs = 5_000;
const againMs = 500;
/** So that the answer to whoever asked for it is out. */
const toldMs = 500;

export interface InstallerOptions {
  loop: Pick<Loop, "after" | "cancel">;
  progress: Progress;
  slot: Slot;
  Update: UpdateModule;
  Digest: DigestClass;
  /** No bolt moves, and nobody is typing. */
  mayWrite: () => boolean;
  isQuiet: () => boolean;
  /** The chip says that what stands in the slot is no image, or flash failed. */
  onFailed: () => void;
  /** It is done: restarts. */
  onInstalled: () => void;
}

export class Installer {
  readonly #options: InstallerOptions;
  /** Told to: somebody may be there. */
  #isTold = false;
  #close = (): void => {};

  constructor(options: InstallerOptions) {
    this.#options = options;
  }

  /** At the next quiet moment. */
  await(): void {
    this.#isTold = false;
    this.#options.loop.after(deadline, lookMs, () => this.#checkFirst());
  }

  /** As soon as the bolt stands still. */
  now(): void {
    this.#isTold = true;
    this.#options.loop.after(deadline, toldMs, () => this.#checkFirst());
  }

  cancel(): void {
    this.#options.loop.cancel(deadline);
    this.#close();
  }

  #checkFirst(): void {
    this.#step(() => {
      const { progress, Digest } = this.#options;
      const first = progress.first();
      if (first === undefined || !equal(imageHash(Digest, first), progress.header!.firstHash)) throw new Error("update: first block");
      this.#step(() => this.#note(first.subarray(hashBytes)));
    });
  }

  #note(sector: Uint8Array): void {
    this.#options.progress.installed();
    this.#step(() => {
      const { Update, slot } = this.#options;
      const update = Update.open({ partition: slot.partition, mode: "w", byteLength: blockBytes });
      this.#close = () => {
        this.#close = () => {};
        update.close();
      };
      this.#step(() => {
        update.write(sector, 0);
        this.#step(() => {
          update.complete();
          this.#options.onInstalled();
        });
      });
    });
  }

  /** Somebody has come. */
  #putOff(): void {
    const { progress } = this.#options;
    this.#close();
    if (progress.stage === Stage.installed) progress.putOff();
    this.await();
  }

  /** In a turn of its own, when nothing moves; unless somebody cancels it meanwhile. */
  #step(work: () => void): void {
    const { loop, mayWrite, isQuiet, progress, onFailed } = this.#options;
    const run = (): void => {
      if (progress.stage !== Stage.ready && progress.stage !== Stage.installed) return;
      if (!mayWrite()) return loop.after(deadline, againMs, run);
      try {
        if (this.#isTold || isQuiet()) work();
        else this.#putOff();
      } catch {
        this.#close();
        onFailed();
      }
    };
    loop.after(deadline, 0, run);
  }
}
