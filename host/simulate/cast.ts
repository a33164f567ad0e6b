// SPDX-License-Identifier: Apache-2.0
/** Who lives with the simulated lock and who comes now and then, and how it is set when a story begins. */

export const masterPin = "914368";

/** By user index; the master is 1. All of them may come at any time. */
export const pins: Readonly<Record<number, string>> = Object.freeze({
  1: masterPin,
  2: "284617",
  3: "7750192",
  4: "60918234",
  5: "3508174629",
});

export const userTypes = Object.freeze({
  unrestricted: 0,
  yearDay: 1,
  weekDay: 2,
  programming: 3,
  nonAccess: 4,
  forced: 5,
  disposable: 6,
  expiring: 7,
  scheduled: 8,
  remoteOnly: 9,
});

/** Somebody of whom more is asked than a PIN. Schedules he gets when the owner gives him some. */
export interface Visitor {
  index: number;
  name: string;
  type: number;
  /** Empty: he has none. */
  pin: string;
  /** CredentialRule; 0: one credential is enough. */
  rule?: number;
}

export const cleaner: Visitor = { index: 31, name: "Cleaner", type: userTypes.weekDay, pin: "471905" };
export const lodger: Visitor = { index: 32, name: "Lodger", type: userTypes.yearDay, pin: "8302617" };
/** Gives this PIN when somebody stands behind him. */
export const forced: Visitor = { index: 33, name: "Duress", type: userTypes.forced, pin: "591746" };
export const nonAccess: Visitor = { index: 34, name: "Gone", type: userTypes.nonAccess, pin: "620483" };
export const remoteOnly: Visitor = { index: 35, name: "Away", type: userTypes.remoteOnly, pin: "739160" };
export const expiring: Visitor = { index: 36, name: "Weekend", type: userTypes.expiring, pin: "804275" };
export const carer: Visitor = { index: 37, name: "Carer", type: userTypes.scheduled, pin: "915027" };
/** PIN and card, or PIN and finger. */
export const careful: Visitor = { index: 38, name: "Careful", type: userTypes.unrestricted, pin: "386051", rule: 1 };

export const cardholder: Visitor = { index: 39, name: "Card", type: userTypes.unrestricted, pin: "" };
export const ada: Visitor = { index: 40, name: "Ada", type: userTypes.unrestricted, pin: "" };

export const visitors: readonly Visitor[] = Object.freeze([
  cleaner, lodger, forced, nonAccess, remoteOnly, expiring, carer, careful, cardholder, ada,
]);

/** By user; the credential has his index. */
export const cards = Object.freeze([
  { index: careful.index, uid: "04a1b2c3d4e5f6" },
  { index: cardholder.index, uid: "5a6b7c8d" },
]);

/** By user; the credential has the index that follows the slot. */
export const fingers = Object.freeze([
  { index: careful.index, slot: 3, finger: "Careful's" },
  { index: ada.index, slot: 7, finger: "Ada's" },
]);

export const initialSettings = Object.freeze({ AutoRelockTime: 20, OpenPeriod: 4 });
