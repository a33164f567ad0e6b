// SPDX-License-Identifier: Apache-2.0
/** Our "running-image" over its native functions. */
import { chip } from "./native";

export function isOnProbation(): boolean {
  return chip("isOnProbation") as boolean;
}

export function markValid(): void {
  chip("markValid");
}

export function bootsFromNowOn(): void {
  chip("bootsFromNowOn");
}
