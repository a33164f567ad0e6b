// SPDX-License-Identifier: Apache-2.0
/** Our "hardware-random" over its native function. */
import { chip } from "./native";

export function fillRandom(buffer: ArrayBuffer): void {
  chip("fillRandom", buffer);
}
