// SPDX-License-Identifier: Apache-2.0
/**
 * Messages, results and time limits of the face modules that speak EF AA (docs/biometrics.md), and where they differ. Times are
 * those that others wait who have one on the table (HW-61).
 */
import type { TemplateCommand } from "./template-step";

/** How long a look lasts when nobody is seen, and an enrolment. */
export const lookSeconds = 5;
export const enrolSeconds = 20;
const marginMs = 5_000;
const usualMs = 3_000;
const eraseMs = 10_000;

export const nameBytes = 32;
/** Result, two bytes of id, name. */
const recordBytes = 3 + nameBytes;

const enrolLimits = Object.freeze({ limitMs: enrolSeconds * 1000 + marginMs, answerBytes: 3, answerBytesMax: 8 });

export const commands = Object.freeze({
  stop: Object.freeze({ code: 0x10, limitMs: usualMs, answerBytes: 1 }),
  status: Object.freeze({ code: 0x11, limitMs: usualMs, answerBytes: 2 }),
  recognise: Object.freeze({ code: 0x12, limitMs: lookSeconds * 1000 + marginMs, answerBytes: recordBytes + 1, answerBytesMax: recordBytes + 8 }),
  delete: Object.freeze({ code: 0x20, limitMs: eraseMs, answerBytes: 1 }),
  deleteAll: Object.freeze({ code: 0x21, limitMs: eraseMs, answerBytes: 1 }),
  who: Object.freeze({ code: 0x22, limitMs: usualMs, answerBytes: recordBytes, answerBytesMax: recordBytes + 8 }),
  list: Object.freeze({ code: 0x24, limitMs: usualMs, answerBytes: 2, answerBytesMax: 256 }),
  version: Object.freeze({ code: 0x30, limitMs: usualMs, answerBytes: 1, answerBytesMax: 64 }),
  serial: Object.freeze({ code: 0x93, limitMs: usualMs, answerBytes: 1, answerBytesMax: 64 }),
  demonstration: Object.freeze({ code: 0xfe, limitMs: usualMs, answerBytes: 1 }),
});

const enrolOnce: TemplateCommand = Object.freeze({ code: 0x1d, ...enrolLimits });
const enrolNew: TemplateCommand = Object.freeze({ code: 0x26, ...enrolLimits });

export const results = Object.freeze({
  rejected: 0x01,
  nobodyKnown: 0x08,
  knownAlready: 0x0a,
  notAlive: 0x0c,
  tooLate: 0x0d,
});

/** Of message 11. */
export const statusReady = 0;

/** In a match's last byte: the eyes are shut. */
export const eyesShut = 0xcc;

/** HLK-FM225 and FM223; SEN0677; SEN0736 and SEN0737. */
export type FaceModuleKind = "fm22x" | "sen0677" | "sen0736";

export interface FaceDialect {
  readonly enrol: TemplateCommand;
  /** Between the name and the seconds. */
  readonly enrolMiddle: readonly number[];
  readonly enrolTail: readonly number[];
  readonly deleteTail: readonly number[];
  readonly deleteAllData: readonly number[];
  readonly listData: readonly number[];
}

const none: readonly number[] = Object.freeze([]);
const zero: readonly number[] = Object.freeze([0]);
/** Direction or kind: a face; one look is enough; a face that is known is refused. */
const faceAtOneLook: readonly number[] = Object.freeze([0, 1, 0]);
const threeZeros: readonly number[] = Object.freeze([0, 0, 0]);

export const dialects: Readonly<Record<FaceModuleKind, FaceDialect>> = Object.freeze({
  fm22x: Object.freeze({
    enrol: enrolNew,
    enrolMiddle: faceAtOneLook,
    enrolTail: threeZeros,
    deleteTail: none,
    deleteAllData: none,
    listData: none,
  }),
  sen0677: Object.freeze({
    enrol: enrolOnce,
    enrolMiddle: zero,
    enrolTail: none,
    deleteTail: none,
    deleteAllData: none,
    listData: zero,
  }),
  sen0736: Object.freeze({
    enrol: enrolNew,
    enrolMiddle: faceAtOneLook,
    enrolTail: threeZeros,
    deleteTail: zero,
    deleteAllData: Object.freeze([0, 0, 0, 0, 0]),
    listData: zero,
  }),
});
