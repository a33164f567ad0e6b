// SPDX-License-Identifier: Apache-2.0
/**
 * What a chip makes of XS compute units: the assumption behind every millisecond that is printed. 50 instructions a unit; 160
 * instructions a microsecond on the ESP32, 107 on the ESP32-C3 (facts/crypto-cost).
 */
const instructionsPerUnit = 50;

export const unitsPerMs = Object.freeze({ esp32: 160_000 / instructionsPerUnit, esp32c3: 107_000 / instructionsPerUnit });

/** No turn may take longer: 20 ms on the slowest chip. */
export const turnUnitsMax = 40_000;
