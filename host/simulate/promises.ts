// SPDX-License-Identifier: Apache-2.0
/**
 * What the lock promises, by the names that violations and planted bugs use. What each means to the letter, and under which
 * faults it is checked how, stands in the watch-*.ts that holds the lock to it. "simulator" is the board's own, and "heap"
 * is compared by whoever runs the days.
 */
export const promises = Object.freeze({
  authority: "Nothing opens, and nobody is obeyed, without an authority that holds at that moment.",
  access: "Whose credential holds gets in, and who is kept out is kept out for the reason that there is.",
  gettingOut: "The inside button always draws the bolt back.",
  truth: "Locked and unlocked are only said of a bolt that is there.",
  motor: "The motor is never driven beyond its limits, and never without a reason.",
  autoLock: "It locks by itself when it must, not before, and never on an open door.",
  log: "Every unlocking and every refusal is in the log in time and in order, and what is in it stays as it was.",
  acknowledged: "What was acknowledged holds over power cuts, and nothing else is ever stored.",
  guesses: "Attempts are counted before they are compared, and guesses stay within the bound.",
  firmware: "Only images that are signed and allowed ever run, and an update costs nobody anything.",
  turns: "No turn is too long, no exception leaves a callback, nothing resets by itself.",
  heap: "The heap is as large at the end of each day as on the first one.",
  usable: "The lock can be used again within two minutes after a repair.",
  simulator: "The virtual board itself makes no mistake.",
});

export type PromiseName = keyof typeof promises;
