// SPDX-License-Identifier: Apache-2.0
/**
 * Flash or NVS did not do what it was asked. The message says which operation on which record or sector failed; it
 * never holds a stored value. Where the SDK gave a reason of its own, it is the `cause`.
 */
export class StorageError extends Error {
  // A field, not an assignment in the constructor: with frozen built-ins XS refuses to set the inherited name.
  override name = "StorageError";
}
