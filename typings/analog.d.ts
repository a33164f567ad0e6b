// SPDX-License-Identifier: Apache-2.0
/** `embedded:io/analog` of SDK 8.2.3 as it runs (modules/io/analog/esp32/_analog.c). */
export default class Analog {
  /** `attenuation` is 0, 2.5, 6 or 12 dB. The first instance's attenuation calibrates them all: use one value everywhere. */
  constructor(options: { pin: number; esp32?: { attenuation: number; calibrated: boolean } });

  /** 12 bits. */
  readonly resolution: number;
  /** Calibrated: millivolts * 4095 / full scale, which is 2450 mV at 12 dB on every chip. undefined: the reading failed. */
  read(): number | undefined;
  close(): void;
}
