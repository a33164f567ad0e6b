// SPDX-License-Identifier: Apache-2.0
/**
 * What the boot loader holds of the running image (ESP-IDF, "App Rollback"), which the SDK does not tell: a new image gets one boot.
 * Whatever resets the chip before it has marked itself as valid, a restart or a power cut, and the boot loader goes back to the
 * image before.
 */

/** The running image is new and has not marked itself as valid. */
export function isOnProbation(this: void): boolean {
  return native("xs_latchkey_isOnProbation").call(this) as boolean;
}

/** From now on it is the image that boots. Erases and writes a sector of otadata; throws when that fails. */
export function markValid(this: void): void {
  return native("xs_latchkey_markValid").call(this) as void;
}

/**
 * Where the boot loader fell back to this image because the one that it was told to boot is damaged, this is the one from now on: else the
 * next update would get the number of that one, and no probation. Writes to otadata only then; throws when that fails.
 */
export function bootsFromNowOn(this: void): void {
  return native("xs_latchkey_bootsFromNowOn").call(this) as void;
}
