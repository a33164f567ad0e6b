// SPDX-License-Identifier: Apache-2.0
/** What the numbers of a reset reason mean: ESP-IDF's esp_reset_reason_t. */

export interface ResetWords {
  text: string;
  isBrownout: boolean;
  /** Somebody wanted it, or power came. */
  isHarmless: boolean;
}

const brownout = 9;
const texts: readonly string[] = Object.freeze([
  "unknown",
  "power-on",
  "reset button",
  "restart",
  "panic: an exception or out of memory",
  "interrupt watchdog",
  "task watchdog",
  "watchdog",
  "wake-up",
  "brown-out",
  "SDIO",
  "USB",
  "JTAG",
]);

export function resetWords(reason: number): ResetWords {
  return {
    text: texts[reason] ?? `reason ${reason}`,
    isBrownout: reason === brownout,
    isHarmless: reason === 1 || reason === 2 || reason === 3 || reason === 11,
  };
}
