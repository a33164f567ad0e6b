// SPDX-License-Identifier: Apache-2.0
/** `embedded:update` of SDK 8.2.3 as it runs (modules/io/update/esp32/update-esp32.c, over ESP-IDF's esp_ota_ops.c). */
export interface Update {
  /** Mode "w": at any offset, on erased flash. Mode "a": in order, without an offset. */
  write(bytes: ArrayBuffer | Uint8Array, byteOffset?: number): void;
  /** Checks the whole image, twice, and makes it the one that boots next; the chip stands still meanwhile. Throws when it is not whole. */
  complete(): void;
  /** Before `complete()`: nothing changes what boots. */
  close(): void;
}

declare const update: {
  /**
   * `partition`: what `embedded:storage/flash` opened as "nextota". Mode "w" erases the sectors that hold `byteLength` bytes, mode "a"
   * (the default) each sector as it comes. Throws on probation.
   */
  open(options: { partition: object; mode?: "a" | "w"; byteLength?: number }): Update;
};
export default update;
