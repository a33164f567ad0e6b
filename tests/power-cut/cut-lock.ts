// SPDX-License-Identifier: Apache-2.0
/**
 * The whole firmware on the virtual board, and someone who uses it although its power may go at any moment: nothing
 * here fails because the lock does not answer any more.
 */
import assert from "node:assert/strict";
import boot from "latchkey:firmware";
import { virtualBoard, type VirtualBoard } from "../../host/board/virtual-board";
import type { NvsEntry } from "../../host/board/nvs";
import type { StoredAuditEntry } from "../../lock/parts";
import { decodeEntry, frameBytes, hasRightCheck, slotsPerSector } from "../../storage/audit-format";

export const masterPin = "914368";
export const wrongPin = "530917";
const domain = "latchkey";
const second = 1_000;

/** What a lock has on flash and in NVS, and where its bolt stands. */
export interface LockImage {
  flashImage?: Uint8Array;
  nvsEntries?: readonly (NvsEntry & { domain: string; key: string })[];
  boltPosition?: number;
}

export class CutLock {
  readonly board: VirtualBoard;

  constructor(image: LockImage) {
    this.board = virtualBoard({ ...image, firmware: boot });
  }

  get image(): LockImage {
    const entries = [...(this.board.nvs.open(domain, true) ?? [])];
    return {
      flashImage: this.board.flash.bytes.slice(),
      nvsEntries: entries.map(([key, { type, value }]) => ({ domain, key, type, value })),
      boltPosition: this.board.boltPosition > 0.5 ? 1 : 0,
    };
  }

  get on(): boolean {
    return this.board.state().powered;
  }

  powerUp(): void {
    this.board.powerUp();
    this.board.run(2 * second);
  }

  /** undefined: there was no power left to answer. */
  ask(command: string, given: object = {}): Record<string, unknown> | undefined {
    const { lineCount } = this.board.state();
    this.board.serialWrite(`${JSON.stringify({ Command: command, ...given })}\n`);
    if (!this.board.runUntil(() => this.board.state().lineCount > lineCount, second)) {
      assert.ok(!this.on, `no answer to ${command}`);
      return undefined;
    }
    return JSON.parse(this.board.serialLines[this.board.serialLines.length - 1]!) as Record<string, unknown>;
  }

  /** The set-up button held, and the master PIN typed twice. */
  setUp(): void {
    this.board.pressButton(5_500);
    this.board.run(6 * second);
    for (let times = 0; times < 2; times++) this.board.type(`${masterPin}#`);
  }

  get isSetUp(): boolean {
    return this.ask("GetSetUp")?.["SetUp"] === "Done";
  }

  get isLockedOut(): boolean {
    return Number(this.ask("GetStatus")?.["LockedOutSeconds"]) > 0;
  }

  /** Wrong attempts as NVS has them (storage/RECORDS.md). */
  get attempts(): number {
    const value = this.board.nvs.read(domain, "attempts")?.value;
    return value instanceof Uint8Array ? value[1]! : 0;
  }

  /** Every whole entry on the audit partition, oldest first. */
  get log(): StoredAuditEntry[] {
    const { bytes } = this.board.flash;
    const entries: StoredAuditEntry[] = [];
    for (let offset = 0; offset < bytes.length; offset += frameBytes) {
      const frame = bytes.subarray(offset, offset + frameBytes);
      if (offset % (slotsPerSector * frameBytes) === 0 || !hasRightCheck(frame)) continue;
      entries.push(decodeEntry(new DataView(bytes.buffer, offset, frameBytes)));
    }
    return entries;
  }

  /** The bolt thrown, by the inside button, whatever the state is. */
  lock(): void {
    for (let presses = 0; presses < 3 && this.board.boltPosition < 0.99; presses++) {
      this.board.pressButton();
      this.board.runUntil(() => this.board.boltPosition > 0.99, 5 * second);
    }
    this.board.run(2 * second);
    assert.equal(this.ask("GetStatus")?.["LockState"], "Locked");
  }

  opensWith(pin: string): boolean {
    this.board.type(`${pin}#`);
    return this.board.runUntil(() => this.board.boltPosition < 0.01, 3 * second);
  }

  /** What a lock is for: it locks, opens with the right PIN and not with a wrong one, and knows where it is. */
  assertWorks(): void {
    this.lock();
    for (let waits = 0; waits < 4 && this.isLockedOut; waits++) this.board.run(20 * second);
    assert.ok(this.opensWith(masterPin), "it does not open with the right PIN");
    this.board.run(2 * second);
    assert.equal(this.ask("GetStatus")?.["LockState"], "Unlocked");
    this.lock();
    assert.ok(!this.opensWith(wrongPin), "it opens with a wrong PIN");
    assert.equal(this.ask("Login", { PIN: masterPin })?.["Status"], "SUCCESS");
    assert.equal(this.ask("GetLog")?.["Chain"], "Intact");
    assert.deepEqual(this.board.faults, []);
  }
}
