// SPDX-License-Identifier: Apache-2.0
/** The SDK's `resetReason` (8.2.3, build/devices/esp32/modules/resetReason), for which it has no typings. */
/** "Power-On", "Software", "Panic", "Task WDT", "Brownout"...; `reason` is ESP-IDF's esp_reset_reason_t. */
export default function getResetReason(): { reason: number; string: string };
