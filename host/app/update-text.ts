// SPDX-License-Identifier: Apache-2.0
/** What entries of the log say about firmware updates, in words. */
import { selfTestCodes, type SelfTest } from "../../update/probation";
import { refusalCodes, refusalReasons, type Refusal } from "../../update/refusal";

const selfTestReasons: Readonly<Record<SelfTest, string>> = {
  records: "its records did not open",
  keypad: "a key hung",
  bolt: "the bolt's switches made no sense",
  faults: "it had an exception",
  notMarked: "it could not be marked as valid",
};

/** 2,097,155 is "2.0.3". */
export function versionText(code: number): string {
  return `${code >> 20}.${(code >> 10) & 1023}.${code & 1023}`;
}

export function refusalText(code: number): string {
  const name = Object.keys(refusalCodes).find((each) => refusalCodes[each as Refusal] === code);
  return name === undefined ? `reason ${code}` : refusalReasons[name as Refusal];
}

export function selfTestText(code: number): string {
  const name = Object.keys(selfTestCodes).find((each) => selfTestCodes[each as SelfTest] === code);
  return name === undefined ? "it did not say why" : selfTestReasons[name as SelfTest];
}
