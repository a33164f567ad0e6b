// SPDX-License-Identifier: Apache-2.0
/** "system" as a firmware module over a native function: it has no exports. */
import { chip } from "./native";

class System {
  static restart(): void {
    chip("restart");
  }
}

Object.assign(globalThis, { System });
