// SPDX-License-Identifier: Apache-2.0
/** The firmware as one function, made by firmware-plugin.ts from main.ts and everything that it imports. */
declare module "latchkey:firmware" {
  /**
   * Evaluates the firmware's modules afresh, as a reset does, and runs main.ts.
   * `load` gives the SDK's modules by name: an object with `default` and the named exports.
   */
  export default function boot(load: (name: string) => object): Record<string, unknown>;
}

/** For a certain board, a file of boards/. */
declare module "latchkey:firmware/*" {
  export { default } from "latchkey:firmware";
}

/** The other firmware, bringup/main.ts. */
declare module "latchkey:bringup" {
  export { default } from "latchkey:firmware";
}

declare module "latchkey:bringup/*" {
  export { default } from "latchkey:firmware";
}
