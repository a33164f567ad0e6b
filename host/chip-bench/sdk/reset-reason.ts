// SPDX-License-Identifier: Apache-2.0
/** "resetReason" as a firmware module over a native function. */
import { chip } from "./native";

export default function getResetReason(): { reason: number } {
  return { reason: chip("resetReason") as number };
}
