// SPDX-License-Identifier: Apache-2.0
/**
 * Updates of the firmware, for every link: an image is offered, judged by its header and signature, received block by block, installed at a
 * quiet moment, and on probation until it has shown that it works. What is refused has changed nothing. The lock goes on locking meanwhile:
 * all long work has turns of its own, and flash is left alone while a bolt moves or somebody types.
 */
import type { DigestClass } from "../crypto/keyed-hash";
import { AuditEvent, type Actor, type AuditEventCode } from "../lock/audit";
import type { LockEvent } from "../lock/events";
import { afterwards, type InTurns } from "../lock/in-turns";
import type { Lock } from "../lock/lock";
import type { FlashModule } from "../storage/embedded-storage";
import { decodeBase64 } from "./base64";
import type { RunningImage, UpdateModule } from "./embedded-update";
import { firmwareIdentity, type FirmwareConfig, type FirmwareIdentity } from "./firmware-identity";
import { decodeHeader, headerBytes, signatureBytes, streamBytes, versionCode } from "./image-header";
import { Installer } from "./installer";
import { Outcome, type UpdateResult } from "./outcome";
import { Progress, Stage } from "./progress";
import { Receiver, type Received } from "./receiver";
import { judgeHeader, refusalCodes, refusalReasons, type Refusal } from "./refusal";
import { checkSignature } from "./signature";
import { Slot } from "./slot";
import { Trust } from "./trust";

/** After a key or a card; a bolt that moves is asked itself. */
const typingMs = 500;
/** Nobody at the lock for so long: it may restart. */
const quietMs = 60_000;

export type UpdateStage = "idle" | "receiving" | "ready" | "installed" | "probation";

export interface UpdatesOptions {
  lock: Lock;
  config: FirmwareConfig;
  board: string;
  flash: FlashModule;
  Update: UpdateModule;
  runningImage: RunningImage;
  Digest: DigestClass;
}

/** `reason`: for a person. */
export type Offered = { result: "taken" } | { result: "refused"; refusal: Refusal; reason: string };

export class Updates {
  readonly identity: FirmwareIdentity;
  readonly #options: UpdatesOptions;
  readonly #trust: Trust;
  readonly #progress: Progress;
  readonly #slot: Slot;
  readonly #receiver: Receiver;
  readonly #installer: Installer;
  readonly #outcome: Outcome;
  #touchedMs = -Infinity;

  constructor(options: UpdatesOptions) {
    const { lock, config, board, flash, Update, runningImage, Digest } = options;
    const { loop, records } = lock.options;
    this.#options = options;
    this.identity = firmwareIdentity(config, board);
    this.#trust = new Trust(records);
    this.#progress = new Progress(records);
    const mayWrite = (): boolean => !lock.options.bolt.moving && this.#untouchedMs >= typingMs;
    this.#slot = new Slot({ flash, Digest, mayWrite });
    this.#receiver = new Receiver({ progress: this.#progress, slot: this.#slot, Digest, mayWrite });
    this.#installer = new Installer({
      loop,
      progress: this.#progress,
      slot: this.#slot,
      Update,
      Digest,
      mayWrite,
      isQuiet: () => this.#isQuiet(),
      onFailed: () => this.#failed(),
      onInstalled: () => this.#installed(),
    });
    this.#outcome = new Outcome({
      lock,
      flash,
      runningImage,
      Digest,
      identity: this.identity,
      trust: this.#trust,
      progress: this.#progress,
      slot: this.#slot,
      installAgain: () => this.#installer.await(),
    });
  }

  get stage(): UpdateStage {
    if (this.#outcome.probation !== undefined) return "probation";
    const { stage } = this.#progress;
    return stage === Stage.receiving ? "receiving" : stage === Stage.ready ? "ready" : stage === Stage.installed ? "installed" : "idle";
  }

  /** Where the blocks go on, counted from the first byte of the first; and how many bytes they have in all. 0 and 0: nothing is offered. */
  get next(): number {
    return this.#progress.header === undefined ? 0 : Math.min(this.#receiver.next, this.bytes);
  }

  get bytes(): number {
    const { header } = this.#progress;
    return header === undefined ? 0 : streamBytes(header.imageBytes);
  }

  /** undefined: nothing is offered. */
  get offeredVersion(): string | undefined {
    return this.#progress.header?.version;
  }

  /** Images with a lower one are refused. */
  get securityVersion(): number {
    return Math.max(this.#trust.securityVersion, this.identity.securityVersion);
  }

  /** Since power-up. */
  get lastResult(): UpdateResult {
    return this.#outcome.result;
  }

  /** Every event, before the lock gets it. */
  noticed({ type }: LockEvent): void {
    if (type === "keyStuck" || type === "key") this.#outcome.probation?.keyIsStuck(type === "keyStuck");
    if (type === "key" || type === "card" || type === "biometric" || type === "button" || type === "door" || type === "boltByHand") {
      this.#touchedMs = this.#options.lock.options.clock.nowMs();
    }
  }

  /** `text`: header and signature in base64. The same one again goes on where it was; another one takes its place. */
  offer(text: string, by: Actor): InTurns<Offered> {
    const offer = new Uint8Array(headerBytes + signatureBytes);
    if (decodeBase64(text, offer) !== offer.length) return this.#refuse("malformed", by);
    const judged = this.#judge(offer);
    if ("refusal" in judged) return this.#refuse(judged.refusal, by);
    const { publicKey } = judged;
    const { Digest } = this.#options;
    const message = offer.subarray(0, headerBytes);
    const signature = offer.subarray(headerBytes);
    return () =>
      afterwards(checkSignature({ publicKey, message, signature, Digest }), ({ valid }): InTurns<Offered> =>
        valid ? () => this.#take(offer, by) : this.#refuse("signature", by),
      );
  }

  /** Bytes in base64. Only while one is being received. */
  receive(at: number, text: string): InTurns<Received> {
    return afterwards(this.#receiver.take(at, text), (answer): Received =>
      answer.result === "taken" && !this.#completed() ? { result: "failed" } : answer,
    );
  }

  /** At the next moment when no bolt moves, instead of the next quiet one. Only at stage "ready". */
  installNow(): void {
    this.#installer.now();
  }

  cancel(by: Actor): "cancelled" | "nothing" | "failed" {
    const { header } = this.#progress;
    if (header === undefined || this.#outcome.probation !== undefined) return "nothing";
    try {
      this.#forget();
    } catch {
      return "failed";
    }
    this.#options.lock.audit.record(AuditEvent.updateCancelled, { ...by, value: versionCode(header.version) });
    return "cancelled";
  }

  /** Nobody waits for this image any more. */
  #forget(): void {
    this.#progress.forget();
    this.#receiver.forget();
    this.#installer.cancel();
  }

  get #untouchedMs(): number {
    return this.#options.lock.options.clock.nowMs() - this.#touchedMs;
  }

  #isQuiet(): boolean {
    const { lockState, doorState } = this.#options.lock.status();
    return lockState === "locked" && doorState === "closed" && this.#batteryLasts && this.#untouchedMs >= quietMs;
  }

  get #batteryLasts(): boolean {
    return this.#options.lock.batteryWatch.level === "ok";
  }

  #judge(offer: Uint8Array): { publicKey: Uint8Array } | { refusal: Refusal } {
    const header = decodeHeader(offer);
    if (header === undefined) return { refusal: "malformed" };
    if (this.#outcome.probation !== undefined) return { refusal: "probation" };
    let slotBytes: number;
    try {
      slotBytes = this.#slot.partition.status().size;
    } catch {
      return { refusal: "flash" };
    }
    const { Digest } = this.#options;
    const judged = judgeHeader(header, { identity: this.identity, trust: this.#trust, slotBytes, Digest });
    if ("publicKey" in judged && !this.#batteryLasts) return { refusal: "battery" };
    return judged;
  }

  #refuse(refusal: Refusal, by: Actor): Offered {
    this.#options.lock.audit.record(AuditEvent.updateRefused, { ...by, value: refusalCodes[refusal] });
    return { result: "refused", refusal, reason: refusalReasons[refusal] };
  }

  #take(offer: Uint8Array, by: Actor): InTurns<Offered> {
    const progress = this.#progress;
    if (progress.isSameOffer(offer)) return this.#completed() ? { result: "taken" } : this.#refuse("flash", by);
    try {
      this.#forget();
      progress.begin(offer);
    } catch {
      return this.#refuse("flash", by);
    }
    return () => {
      this.#record(AuditEvent.updateOffered, by);
      return { result: "taken" };
    };
  }

  /** Where all blocks are there, the image waits to be installed; also when a power cut came just before. False: flash failed. */
  #completed(): boolean {
    if (this.#receiver.next < this.bytes || this.stage !== "receiving") return true;
    try {
      this.#progress.ready();
    } catch {
      return false;
    }
    this.#receiver.forget();
    this.#installer.await();
    return true;
  }

  /** Every block was right when it was written: the flash is not to be trusted, and all of it comes anew. */
  #failed(): void {
    this.#outcome.failed();
    this.#record(AuditEvent.updateFailed);
    try {
      this.#receiver.forget();
      this.#progress.startOver();
    } catch {
      // Then the next power-up finds the stage as it was, and tries again.
    }
  }

  #installed(): void {
    this.#record(AuditEvent.updateInstalled);
    this.#options.lock.options.restart();
  }

  /** Of the image that is offered. */
  #record(event: AuditEventCode, by?: Actor): void {
    this.#options.lock.audit.record(event, { ...by, value: versionCode(this.offeredVersion ?? "") });
  }
}
