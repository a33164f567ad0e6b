// SPDX-License-Identifier: Apache-2.0
/** The commands of bring-up: names, arguments, and which part does it. docs/bringup.md tells what they are for. */
import { indicatorPatterns, type IndicatorPattern } from "../drivers/indicator-patterns";
import { integerArgument, optionalInteger, textArgument, type ArgumentRule, type Reply } from "../link/command";
import type { Arguments } from "../link/request";
import { asWord } from "../link/word";
import type { BoltTarget } from "../drivers/bolt";
import type { Bringup } from "./bringup";
import { keypadModes } from "./keypad-watch";
import { StorageTest } from "./storage-test";

interface AnyCommand {
  readonly name: string;
  readonly arguments: readonly ArgumentRule[];
}

export type BringupCommand = AnyCommand &
  (
    | { readonly run: (given: Arguments, bringup: Bringup) => Reply; readonly begin?: undefined }
    /** Answers when it is done, once; nothing else that is long begins meanwhile. */
    | { readonly begin: (given: Arguments, bringup: Bringup, answer: (reply: Reply) => void) => void; readonly run?: undefined }
  );

const integer = (name: string, min: number, max: number): ArgumentRule => Object.freeze({ name, kind: "integer", min, max });
const word = (name: string): ArgumentRule => Object.freeze({ name, kind: "text", min: 1, max: 16 });
const success: Reply = Object.freeze({ Status: "SUCCESS" });
const none = Object.freeze([]);

export const commands: readonly BringupCommand[] = Object.freeze([
  Object.freeze({ name: "GetBoard", arguments: none, run: (_given: Arguments, { facts }: Bringup): Reply => ({ ...success, ...facts }) }),
  Object.freeze({ name: "GetRandom", arguments: none, run: (_given: Arguments, { random }: Bringup): Reply => ({ ...success, ...random }) }),
  Object.freeze({ name: "GetTime", arguments: none, run: (_given: Arguments, { nowMs }: Bringup): Reply => ({ ...success, Milliseconds: nowMs() }) }),
  Object.freeze({ name: "TestStorage", arguments: none, begin: testStorage }),
  Object.freeze({ name: "LoadStep", arguments: Object.freeze([integer("On", 0, 1)]), begin: loadStep }),
  Object.freeze({ name: "GetReadings", arguments: none, begin: getReadings }),
  Object.freeze({ name: "MeasureBattery", arguments: none, begin: measureBattery }),
  Object.freeze({ name: "WatchKeypad", arguments: Object.freeze([word("Mode")]), run: watchKeypad }),
  Object.freeze({ name: "Show", arguments: Object.freeze([word("Pattern")]), run: show }),
  Object.freeze({ name: "Arm", arguments: none, run: (_given: Arguments, { motion }: Bringup): Reply => motion.arm() ?? armed(motion) }),
  Object.freeze({
    name: "Alive",
    arguments: none,
    run: (_given: Arguments, { motion }: Bringup): Reply => {
      motion.alive();
      return armed(motion);
    },
  }),
  Object.freeze({ name: "Disarm", arguments: none, run: disarm }),
  Object.freeze({ name: "Stop", arguments: none, run: disarm }),
  Object.freeze({ name: "Nudge", arguments: Object.freeze([word("Target"), integer("PowerMs", 5, 60)]), begin: nudge }),
  Object.freeze({
    name: "Move",
    arguments: Object.freeze([
      word("Target"),
      integer("PowerMsMax", 20, 1500),
      Object.freeze({ name: "StallMilliamps", kind: "integer", min: 60, max: 3000, optional: true } as const),
    ]),
    begin: move,
  }),
  Object.freeze({ name: "Jog", arguments: Object.freeze([integer("PulseUs", 500, 2500), integer("PowerMs", 20, 300)]), begin: jog }),
  Object.freeze({ name: "OpenReaders", arguments: none, run: openReaders }),
  Object.freeze({ name: "EnrolFinger", arguments: Object.freeze([integer("Slot", 0, 199)]), run: enrolFinger }),
  Object.freeze({ name: "EraseFinger", arguments: Object.freeze([integer("Slot", 0, 199)]), begin: eraseFinger }),
  Object.freeze({ name: "GetCalibration", arguments: none, run: (_given: Arguments, { calibrations }: Bringup): Reply => calibrations.reply }),
  Object.freeze({
    name: "SetCalibration",
    // Values are checked where they are stored.
    arguments: Object.freeze(
      ["Battery", "Motor", "Servo"].map((name) => Object.freeze({ name, kind: "struct", fields: none, optional: true } as const)),
    ),
    run: setCalibration,
  }),
  Object.freeze({ name: "ClearCalibration", arguments: none, run: clearCalibration }),
]);

const calibrationNames = Object.freeze([
  ...["GainPpm", "OffsetMillivolts", "TravelMs", "PowerMsMax", "StallMilliamps", "Reversed", "LockedUs", "UnlockedUs"],
]);

/** Every name that an argument of some command has, or a value in one. */
export const argumentNames: readonly string[] = Object.freeze([
  ...commands.flatMap((command) => command.arguments.map(({ name }) => name)),
  ...calibrationNames,
]);

function armed({ armed, powerMsMax }: Bringup["motion"]): Reply {
  return { ...success, Armed: armed, PowerMsMax: powerMsMax };
}

function disarm(_given: Arguments, { motion }: Bringup): Reply {
  motion.disarm();
  return success;
}

function nudge(given: Arguments, bringup: Bringup, answer: (reply: Reply) => void): void {
  drive(given, bringup, integerArgument(given, "PowerMs"), undefined, answer);
}

function move(given: Arguments, bringup: Bringup, answer: (reply: Reply) => void): void {
  drive(given, bringup, integerArgument(given, "PowerMsMax"), optionalInteger(given, "StallMilliamps"), answer);
}

function drive(
  given: Arguments,
  { motion }: Bringup,
  powerMs: number,
  stallMilliamps: number | undefined,
  answer: (reply: Reply) => void,
): void {
  const target = ends.find((end) => asWord(end) === given.Target);
  if (target === undefined) return answer({ Status: "CONSTRAINT_ERROR", Reason: "Target: Locked or Unlocked" });
  const refusal = motion.move(target, powerMs, stallMilliamps, (figures) => answer({ ...success, ...figures }));
  if (refusal !== undefined) answer(refusal);
}

const ends: readonly BoltTarget[] = Object.freeze(["locked", "unlocked"] as const);

function jog(given: Arguments, { motion }: Bringup, answer: (reply: Reply) => void): void {
  const done = (figures: object): void => answer({ ...success, ...figures });
  const refusal = motion.jog(integerArgument(given, "PulseUs"), integerArgument(given, "PowerMs"), done);
  if (refusal !== undefined) answer(refusal);
}

function testStorage(_given: Arguments, { motion, loop, storage }: Bringup, answer: (reply: Reply) => void): void {
  if (motion.armed) return answer({ Status: "INVALID_IN_STATE", Reason: "armed: flash makes the chip stand still" });
  const test = new StorageTest(storage);
  loop.job("testStorage", () => {
    const isMore = test.slice();
    if (!isMore) answer({ ...success, Nvs: test.recordsResult, Audit: test.auditResult });
    return isMore;
  });
}

function loadStep(given: Arguments, { looks, indicator }: Bringup, answer: (reply: Reply) => void): void {
  const pattern = integerArgument(given, "On") === 1 ? "alarm" : "off";
  looks.step(
    () => indicator.show(pattern),
    (before, after) => answer({ ...success, BeforeMillivolts: before, AfterMillivolts: after }),
  );
}

function getReadings(_given: Arguments, { looks, parts: { pack, bolt } }: Bringup, answer: (reply: Reply) => void): void {
  looks.take(({ rawMillivolts, noiseMillivolts, levels, milliamps }) =>
    answer({
      ...success,
      ...levels,
      BoltPosition: asWord(bolt.position),
      PackMillivolts: rawMillivolts === undefined ? undefined : pack.calibrated(rawMillivolts),
      PackNoiseMillivolts: noiseMillivolts,
      CurrentMilliamps: milliamps,
    }),
  );
}

function measureBattery(_given: Arguments, { looks, parts: { pack } }: Bringup, answer: (reply: Reply) => void): void {
  looks.take(({ rawMillivolts, noiseMillivolts }) => {
    if (rawMillivolts === undefined) return answer({ Status: "FAILURE", Reason: "the ADC fails" });
    answer({
      ...success,
      PackMillivolts: rawMillivolts,
      NoiseMillivolts: noiseMillivolts,
      PinMillivolts: pack.pinMillivolts(rawMillivolts),
      CalibratedMillivolts: pack.calibrated(rawMillivolts),
    });
  });
}

function watchKeypad(given: Arguments, { keypad }: Bringup): Reply {
  const mode = keypadModes.find((each) => each === given.Mode);
  if (mode === undefined) return { Status: "CONSTRAINT_ERROR", Reason: `Mode: ${keypadModes.join(", ")}` };
  keypad.set(mode);
  return success;
}

function show(given: Arguments, { indicator }: Bringup): Reply {
  const wanted = textArgument(given, "Pattern");
  const patterns = Object.keys(indicatorPatterns) as IndicatorPattern[];
  const pattern = patterns.find((each) => asWord(each) === wanted);
  if (pattern === undefined) return { Status: "CONSTRAINT_ERROR", Reason: `Pattern: ${patterns.map(asWord).join(", ")}` };
  indicator.show(pattern);
  return success;
}

function openReaders(_given: Arguments, { readers, board }: Bringup): Reply {
  readers.open();
  const module = board.fingerprint ? "Fingerprint" : board.face ? "Face" : undefined;
  return { ...success, CardReader: board.cardReader !== undefined, Module: module };
}

function enrolFinger(given: Arguments, { readers }: Bringup): Reply {
  return readers.enrol(integerArgument(given, "Slot")) ?? success;
}

function eraseFinger(given: Arguments, { readers }: Bringup, answer: (reply: Reply) => void): void {
  const refusal = readers.erase(integerArgument(given, "Slot"), (erased) =>
    answer(erased ? success : { Status: "FAILURE", Reason: "the module did not erase it" }),
  );
  if (refusal !== undefined) answer(refusal);
}

function setCalibration(given: Arguments, { motion, calibrations, parts }: Bringup): Reply {
  return motion.busy ? moving : calibrations.set(given, parts);
}

function clearCalibration(_given: Arguments, { motion, calibrations, parts }: Bringup): Reply {
  return motion.busy ? moving : calibrations.clear(parts);
}

const moving: Reply = Object.freeze({ Status: "BUSY", Reason: "a move is under way" });
