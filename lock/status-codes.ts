// SPDX-License-Identifier: Apache-2.0
/**
 * The answers of the lock to whoever asks it for something. The words are Matter's (interaction model status codes, and
 * DUPLICATE and OCCUPIED of the Door Lock cluster), so that a bridge can pass them on unchanged.
 */
export type Status =
  /** Done, and on flash. */
  | "SUCCESS"
  /** Flash, key or random source failed; nothing was changed. */
  | "FAILURE"
  /** A value is out of range or of the wrong kind. */
  | "CONSTRAINT_ERROR"
  /** There is no such thing. */
  | "NOT_FOUND"
  /** Somebody else has this PIN. */
  | "DUPLICATE"
  /** It makes sense, but not now. */
  | "INVALID_IN_STATE";
