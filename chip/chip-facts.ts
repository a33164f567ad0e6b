// SPDX-License-Identifier: Apache-2.0
/** What the chip says of itself, for bring-up (bringup/): the SDK tells none of it. */

export interface ChipFacts {
  /** As manifest.json's "chip": "esp32", "esp32s3", "esp32c3"; "" for any other. */
  model: string;
  /** What the flash chip itself says, not what the image was built for; 0: it does not answer. */
  flashBytes: number;
  /** The chip's own MAC address, 12 hexadecimal digits: it serves as a serial number. */
  serial: string;
  /** Below this supply the chip resets itself (HW-29), as this image was built; 0: it does not. */
  brownoutMillivolts: number;
}

export function chipFacts(this: void): ChipFacts {
  return native("xs_latchkey_chipFacts").call(this) as ChipFacts;
}

/** Bytes of the partition with this label in the table on the flash; undefined: there is none. */
export function partitionBytes(this: void, label: string): number | undefined {
  return native("xs_latchkey_partitionBytes").call(this, label) as number | undefined;
}
