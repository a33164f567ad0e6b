// SPDX-License-Identifier: Apache-2.0
/** Known on both sides of the wall: how often an entry is appended to the log, and a piece of a signature's check is done. */
export const appendEveryMs = 1000;
export const pieceEveryMs = 100;
