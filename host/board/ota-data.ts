// SPDX-License-Identifier: Apache-2.0
/**
 * The partition "otadata", in which ESP-IDF keeps which slot boots: two entries, each in a sector of its own (esp_flash_partitions.h,
 * bootloader_common_loader.c, esp_ota_ops.c). An entry that was torn by a power cut has the wrong check sum, and the other one counts.
 */
import { sectorSize, type Flash } from "./flash";

/** Slots, by the numbers in their names: ota_0 and ota_1. */
export type Slot = 0 | 1;

export const imageStates = Object.freeze({ new: 0, pendingVerify: 1, valid: 2, invalid: 3, aborted: 4, undefined: 0xffff_ffff });

export interface OtaEntry {
  sequence: number;
  state: number;
  check: number;
}

/** Without a check sum it gets the right one. */
type NewOtaEntry = Omit<OtaEntry, "check"> & { check?: number };

const entryBytes = 32;
const stateAt = 24;
const checkAt = 28;
const erased = 0xffff_ffff;

export class OtaData {
  readonly flash: Flash;

  constructor(flash: Flash) {
    this.flash = flash;
  }

  read(): [OtaEntry, OtaEntry] {
    return [this.entry(0), this.entry(1)];
  }

  /** The entry in force: it is valid, and the newest that is. */
  get active(): 0 | 1 | undefined {
    const [one, other] = this.read();
    if (isValid(one) && isValid(other)) return one.sequence >= other.sequence ? 0 : 1;
    if (isValid(one)) return 0;
    return isValid(other) ? 1 : undefined;
  }

  /** What is written of this slot's image; undefined: nothing. */
  stateOf(slot: Slot): number | undefined {
    return this.read().find((entry) => slotOf(entry) === slot && entry.check === checkOf(entry.sequence))?.state;
  }

  write(index: 0 | 1, entry: NewOtaEntry, block: (us: number) => void): void {
    this.flash.erase(index, index + 1, block);
    // The power may have gone in the erase.
    block(0);
    this.flash.program(index * sectorSize, otaEntryBytes(entry), block);
  }

  /** As esp_ota_set_boot_partition does, once it has checked the image. */
  setBootSlot(slot: Slot, block: (us: number) => void): void {
    const { active } = this;
    if (active === undefined) {
      this.write(0, { sequence: slot + 1, state: imageStates.new }, block);
      return;
    }
    const { sequence: newest } = this.read()[active];
    let sequence = (slot + 1) % 2;
    while (newest > sequence) sequence += 2;
    this.write(active === 0 ? 1 : 0, { sequence, state: imageStates.new }, block);
  }

  /** As esp_ota_mark_app_valid_cancel_rollback does: it means the entry in force. */
  markValid(block: (us: number) => void): void {
    const { active } = this;
    if (active === undefined) throw new Error("no image is in force");
    const { sequence, state } = this.read()[active];
    if (state !== imageStates.valid) this.write(active, { sequence, state: imageStates.valid }, block);
  }

  private entry(index: 0 | 1): OtaEntry {
    const bytes = new Uint8Array(entryBytes);
    this.flash.read(index * sectorSize, bytes);
    const view = new DataView(bytes.buffer);
    return { sequence: view.getUint32(0, true), state: view.getUint32(stateAt, true), check: view.getUint32(checkAt, true) };
  }
}

/** An entry as it is stored; the label between sequence and state stays empty. */
export function otaEntryBytes({ sequence, state, check = checkOf(sequence) }: NewOtaEntry): Uint8Array {
  const bytes = new Uint8Array(entryBytes).fill(0xff);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, sequence, true);
  view.setUint32(stateAt, state, true);
  view.setUint32(checkAt, check, true);
  return bytes;
}

export function slotOf({ sequence }: OtaEntry): Slot {
  return (sequence - 1) % 2 === 0 ? 0 : 1;
}

/** The boot loader knows no sequence: the entry was erased, or its image was found wanting. */
export function isOutOfForce({ sequence, state }: OtaEntry): boolean {
  return sequence === erased || state === imageStates.invalid || state === imageStates.aborted;
}

/** Erased, or torn by a power cut. */
export function isBlank({ sequence, check }: OtaEntry): boolean {
  return sequence === erased || check !== checkOf(sequence);
}

function isValid(entry: OtaEntry): boolean {
  return !isOutOfForce(entry) && !isBlank(entry);
}

/** CRC-32 of the four bytes, begun at 0 as the ROM's function does when it is called with FFFFFFFF. */
export function checkOf(sequence: number): number {
  let crc = 0;
  for (let shift = 0; shift < 32; shift += 8) {
    crc ^= (sequence >>> shift) & 0xff;
    for (let bit = 0; bit < 8; bit += 1) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb8_8320 : 0);
  }
  return ~crc >>> 0;
}
