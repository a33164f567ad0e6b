// SPDX-License-Identifier: Apache-2.0
/**
 * The PINs of the lock under soak, by user, the master first: one begins like another, two differ in their last digit.
 */
export const pins: readonly string[] = Object.freeze(["274951", "2749518", "860437", "860439", "7140962583"]);
