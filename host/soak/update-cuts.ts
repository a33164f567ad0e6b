// SPDX-License-Identifier: Apache-2.0
/**
 * The power is cut at one storage operation of a whole update: those of the offer, of each block, of the installation, of the boot loader,
 * of the probation and of what is cleared up after it. Then the power comes back, the lock is what it was, and the update goes on.
 */
import { AuditEvent } from "../../lock/audit";
import type { Firmware } from "../board/chip-power";
import { factoryConfig } from "../board/factory-config";
import { must } from "./soak-lock";
import { newImage, newVersion, oldImage } from "./update-images";
import { UpdateLock, type LockState, type UpdateLockOptions } from "./update-lock";

export class UpdateCuts {
  readonly options: UpdateLockOptions;
  readonly state: LockState;
  /** Of an update without a cut, with a power-up before and one after. */
  readonly operations: number;

  constructor(firmware: Firmware) {
    const options = { firmware, images: [oldImage, newImage] };
    this.state = UpdateLock.setUp(options);
    this.options = { ...options, state: this.state };
    const lock = this.#updated();
    this.operations = lock.board.operations.count;
    assertUpdated(lock);
  }

  /** `torn`: how much of the operation is done, 0 to 1. */
  cut(operation: number, torn: number): void {
    const lock = this.#updated(operation, torn);
    must(!lock.on, "the power was not cut");
    goOn(lock);
  }

  /** What stays of a lock whose power was cut there. */
  stateAfter(operation: number, torn: number): LockState {
    return this.#updated(operation, torn).state;
  }

  /** After so much time on probation. */
  cutOnProbation(afterMs: number): void {
    const lock = new UpdateLock(this.options);
    const { board } = lock;
    lock.powerUp();
    lock.send(newImage);
    lock.asMaster("InstallUpdate", { Now: 1 });
    must(board.runUntil(() => board.power.bootCount === 2, 10_000), "it does not restart");
    lock.board.run(afterMs);
    must(board.state().onProbation, "it is not on probation");
    goOn(lock);
  }

  #updated(operation = 0, torn = 0): UpdateLock {
    const lock = new UpdateLock({ ...this.options, seed: operation + 1 });
    lock.board.cutPowerAt(operation, torn);
    lock.powerUp();
    lock.update(newImage, newVersion);
    if (lock.on) {
      lock.board.cutPower();
      lock.powerUp();
    }
    return lock;
  }
}

/** Nothing is lost, and the update can be finished. */
export function goOn(lock: UpdateLock): void {
  lock.restart();
  lock.proveItself();
  const now = lock.asMaster("GetUpdate");
  // What a new image forbids counts from when it runs for good.
  must(now?.["FirmwareVersion"] !== factoryConfig.firmwareVersion || now["SecurityVersion"] === 1, "the old image's version counts no more");
  lock.update(newImage, newVersion);
  assertUpdated(lock);
  // A power cut is no fault of the image's.
  const { events } = lock;
  must(!events.includes(AuditEvent.updateFailed) && !events.includes(AuditEvent.firmwareRolledBack), "the log says that the update failed");
  must(events.includes(AuditEvent.firmwareValid), "the log does not say that the new image runs for good");
}

export function assertUpdated(lock: UpdateLock): void {
  lock.restart();
  lock.proveItself();
  const { firmwareVersion, onProbation } = lock.board.state();
  must(firmwareVersion === newVersion && !onProbation, `the new image does not run for good: ${firmwareVersion}${onProbation ? " on probation" : ""}`);
  must(lock.asMaster("GetUpdate")?.["SecurityVersion"] === 2, "the new image's security version does not count");
  const left = [...(lock.board.nvs.open("latchkey", true) ?? [])].map(([key]) => key).filter((key) => key.startsWith("update"));
  must(left.join() === "updateTrust", `what is left: ${left.join()}`);
}
