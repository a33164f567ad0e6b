// SPDX-License-Identifier: Apache-2.0
/** Who lives with the simulated lock, and how it is set when a story begins. */

export const masterPin = "914368";

/** By user index; the master is 1. */
export const pins: Readonly<Record<number, string>> = Object.freeze({
  1: masterPin,
  2: "284617",
  3: "7750192",
  4: "60918234",
  5: "3508174629",
});

export const initialSettings = Object.freeze({ AutoRelockTime: 20, OpenPeriod: 4 });

/** A Tuesday, 00:00 UTC. */
export const startUtcSeconds = 1_799_712_000;
