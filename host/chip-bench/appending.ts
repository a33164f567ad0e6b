// SPDX-License-Identifier: Apache-2.0
/** Known on both sides of the wall. */
export const appendEveryMs = 1000;
