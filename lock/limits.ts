// SPDX-License-Identifier: Apache-2.0
/**
 * How much this build holds. Each user is one record, so more users cost flash, and more credentials cost RAM: 4 bytes each, 16 for
 * PINs and cards (lock/user-index.ts). chip/partitions.csv has room for all of it.
 */
export const limits = Object.freeze({
  users: 250,
  /** Of all types together; the master's PIN is one more. */
  credentials: 500,
  credentialsPerUser: 10,
  weekDaySchedulesPerUser: 10,
  yearDaySchedulesPerUser: 10,
  holidays: 10,
  /** The highest credential index of each type. */
  pins: 250,
  rfids: 250,
  fingerprints: 200,
  faces: 100,
} as const);
