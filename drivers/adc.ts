// SPDX-License-Identifier: Apache-2.0
/** How this firmware uses the ADC, and what a reading of it means. */

/**
 * 12 dB and calibrated, the same for all pins: the SDK makes the calibration of a unit for the attenuation of the first
 * pin opened (HW-24).
 */
export const adcOptions = Object.freeze({ attenuation: 12, calibrated: true });

/** The SDK scales a calibrated reading to 2.45 V at 12 dB on every chip, and calls a failed one undefined (HW-24). */
export function adcMillivolts(reading: number): number {
  return (reading * 2450) / 4095;
}
