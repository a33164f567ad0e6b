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
  /** Another credential of this type has this data. */
  | "DUPLICATE"
  /** There is one already. */
  | "OCCUPIED"
  /** The command cannot be meant: an index that does not exist, or arguments that do not go together. */
  | "INVALID_COMMAND"
  /** There is no room for another one. */
  | "RESOURCE_EXHAUSTED"
  /** Still at work on what was asked before: ask again in a second. */
  | "BUSY"
  /** It makes sense, but not now. */
  | "INVALID_IN_STATE";
