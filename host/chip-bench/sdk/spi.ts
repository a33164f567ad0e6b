// SPDX-License-Identifier: Apache-2.0
/** "embedded:io/spi": imported by the firmware, and used by none of the boards. */
export default class SPI {
  constructor() {
    throw new Error("no board of the bench has SPI");
  }
}
