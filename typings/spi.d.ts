// SPDX-License-Identifier: Apache-2.0
/** The part of `embedded:io/spi` of SDK 8.2.3 that we use, as it runs (modules/io/spi/esp/spi.c): it waits for the bus. */
export default class SPI {
  /** `port` as ESP-IDF counts: 1 is SPI2. `select` is driven to 0 at once, whatever `active` says, and nothing is told of failures. */
  constructor(options: {
    clock: number;
    in?: number;
    out?: number;
    select?: number;
    active?: 0 | 1;
    mode?: number;
    hz: number;
    port: number;
  });

  /** Both ways at once; what was received takes the place of what was sent. */
  transfer(buffer: ArrayBuffer | Uint8Array): void;
  /** Waits for what is on its way. Only `true` lets go of the select line. */
  flush(deselect?: boolean): void;
  close(): void;
}
