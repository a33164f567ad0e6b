// SPDX-License-Identifier: Apache-2.0
/**
 * What XS and the SDK put into the global object, for our own `tsc` only: the SDK's build has its own words for these.
 */

/** Binds a C function. The SDK's compiler takes `return native("name").call(this, <the same parameters>)` and nothing else. */
declare function native(name: string): (...parameters: unknown[]) => unknown;

declare namespace System {
  /** Does not return, but the SDK's own typings do not say so. */
  function restart(): void;
}

/** The SDK's module "system": it exports nothing, and puts `System` into the global object. */
declare module "system" {}
