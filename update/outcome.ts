// SPDX-License-Identifier: Apache-2.0
/**
 * What became of an update, as far as this power-up can tell: the new image runs on probation, or has proved itself, or the old one is back.
 * Which of them runs is told by the first sector of what runs, which holds the hash of the build; a version may be installed twice.
 */
import { equal } from "../crypto/equal";
import type { DigestClass } from "../crypto/keyed-hash";
import { AuditEvent } from "../lock/audit";
import type { Lock } from "../lock/lock";
import type { FlashModule } from "../storage/embedded-storage";
import type { RunningImage } from "./embedded-update";
import type { FirmwareIdentity } from "./firmware-identity";
import { imageHash } from "./image-hash";
import { blockBytes, hashBytes, versionCode } from "./image-header";
import { Probation, selfTestCodes, type SelfTest } from "./probation";
import { Stage, type Progress } from "./progress";
import type { Slot } from "./slot";
import type { Trust } from "./trust";

/** How often an image is installed that power cuts did not let prove itself. */
const triesMax = 3;
/** Resets that are no fault of the image, as the SDK numbers them: power-on, reset pin, brown-out. */
const powerCutReasons: readonly number[] = Object.freeze([1, 2, 9]);
const unfitDeadline = "unfit";
const unfitAgainMs = 500;

export type UpdateResult = "none" | "valid" | "rolledBack" | "failed";

export interface OutcomeOptions {
  lock: Lock;
  flash: FlashModule;
  runningImage: RunningImage;
  Digest: DigestClass;
  identity: FirmwareIdentity;
  trust: Trust;
  progress: Progress;
  slot: Pick<Slot, "unmake">;
  /** The image that was received goes to its slot once more. */
  installAgain: () => void;
}

export class Outcome {
  readonly #options: OutcomeOptions;
  #probation: Probation | undefined;
  #result: UpdateResult = "none";

  constructor(options: OutcomeOptions) {
    const { lock, runningImage, progress, installAgain } = options;
    const { stage } = progress;
    this.#options = options;
    if (runningImage.isOnProbation()) {
      const onValid = (): void => this.#proved();
      const onUnfit = (why: SelfTest): void => this.#unfit(why);
      this.#probation = new Probation({ loop: lock.options.loop, lock, runningImage, onValid, onUnfit });
      return;
    }
    this.#bootsFromNowOn();
    if (stage !== Stage.ready && stage !== Stage.installed) {
      // The power may have gone when only half of an update that was over had been erased.
      if (stage === Stage.none) this.#forget();
      this.#raiseTrust();
    } else if (this.#isOffered()) {
      this.#proved();
    } else if (stage === Stage.ready) {
      installAgain();
    } else {
      this.#wentBack();
    }
  }

  /** undefined: this image runs for good. */
  get probation(): Probation | undefined {
    return this.#probation;
  }

  /** Since power-up. */
  get result(): UpdateResult {
    return this.#result;
  }

  failed(): void {
    this.#result = "failed";
  }

  #bootsFromNowOn(): void {
    try {
      this.#options.runningImage.bootsFromNowOn();
    } catch {
      // The next power-up tries again.
    }
  }

  /** The running image begins as the one does that was offered. */
  #isOffered(): boolean {
    const { flash, progress, Digest } = this.#options;
    try {
      const first = progress.first();
      if (first === undefined) return false;
      const sector = new Uint8Array(blockBytes);
      const partition = flash.open({ path: "running", mode: "r" });
      partition.read(sector, 0);
      partition.close();
      return equal(imageHash(Digest, first.subarray(0, hashBytes), sector), progress.header!.firstHash);
    } catch {
      return false;
    }
  }

  /** This is the image before. A power cut is no fault of the new one: it gets another chance. */
  #wentBack(): void {
    const { lock, progress, slot, installAgain } = this.#options;
    const { tries, selfTest } = progress;
    try {
      if (selfTest === 0 && tries < triesMax && powerCutReasons.includes(lock.options.powerUp.resetReason)) {
        progress.ready();
        return installAgain();
      }
      // It is whole, and would boot again should otadata, which says that it failed, be damaged.
      slot.unmake();
      progress.forget();
    } catch {
      // The next power-up finds it as it was.
    }
    this.#result = "rolledBack";
    lock.audit.record(AuditEvent.firmwareRolledBack, { value: selfTest });
    this.#raiseTrust();
  }

  /** It runs for good. */
  #proved(): void {
    const { lock, identity } = this.#options;
    this.#probation = undefined;
    this.#result = "valid";
    lock.audit.record(AuditEvent.firmwareValid, { value: versionCode(identity.version) });
    this.#raiseTrust();
    this.#forget();
  }

  #forget(): void {
    try {
      this.#options.progress.forget();
    } catch {
      // The next power-up does it.
    }
  }

  #raiseTrust(): void {
    const { lock, identity, trust } = this.#options;
    if (trust.securityVersion > identity.securityVersion) {
      // The boot loader fell back to it because the newer one is damaged; a lock that does nothing at all would be worse.
      lock.audit.record(AuditEvent.firmwareOutdated, { value: versionCode(identity.version) });
    }
    try {
      trust.raise(identity);
    } catch {
      // The next power-up tries again; until then this firmware's own version counts.
    }
  }

  #unfit(why: SelfTest): void {
    const { lock, progress } = this.#options;
    const { loop, bolt, restart } = lock.options;
    if (bolt.moving) return loop.after(unfitDeadline, unfitAgainMs, () => this.#unfit(why));
    try {
      progress.unfit(selfTestCodes[why]);
    } catch {
      // Then the old image cannot tell why.
    }
    return restart();
  }
}
