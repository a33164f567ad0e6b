// SPDX-License-Identifier: Apache-2.0
/**
 * What the drivers go by on this board, and where that comes from: measured by bring-up and stored, the drivers' own, or these
 * because what is stored cannot be. The reply is the same from the lock and from bring-up, which alone can change it.
 */
import type { Calibration, StoredCalibration } from "../lock/calibration";
import type { Command, CommandContext, Reply } from "./command";
import type { Arguments } from "./request";

/** What a lock knows of its calibration. */
export interface CalibrationFacts {
  stored: StoredCalibration;
  /** What the drivers use where nothing is stored. A group that is left out is not on this board. */
  defaults: Calibration;
}

export const calibrationCommands: readonly Command[] = Object.freeze([
  Object.freeze({ name: "GetCalibration", needsLogin: false, arguments: Object.freeze([]), run: getCalibration }),
]);

function getCalibration(_given: Arguments, { calibration }: CommandContext): Reply {
  return calibrationReply(calibration);
}

export function calibrationReply({ stored: { calibration, refused }, defaults }: CalibrationFacts): Reply {
  const sourceOf = (group: keyof Calibration): { Source: "Stored" | "Refused" | "Default" } => {
    if (calibration[group] !== undefined) return { Source: "Stored" };
    return { Source: refused.includes(group) || refused.includes("record") ? "Refused" : "Default" };
  };
  const { battery, motor, servo } = { ...defaults, ...calibration };
  const reply: Reply = { Status: "SUCCESS" };
  if (defaults.battery !== undefined && battery !== undefined) {
    const { gainPpm, offsetMillivolts } = battery;
    reply.Battery = { ...sourceOf("battery"), GainPpm: gainPpm, OffsetMillivolts: offsetMillivolts };
  }
  if (defaults.motor !== undefined && motor !== undefined) {
    const { travelMs, powerMsMax, stallMilliamps, reversed } = motor;
    const limits = { TravelMs: travelMs, PowerMsMax: powerMsMax, StallMilliamps: stallMilliamps };
    reply.Motor = { ...sourceOf("motor"), ...limits, Reversed: reversed };
  }
  if (defaults.servo !== undefined && servo !== undefined) {
    const { lockedUs, unlockedUs, travelMs } = servo;
    reply.Servo = { ...sourceOf("servo"), LockedUs: lockedUs, UnlockedUs: unlockedUs, TravelMs: travelMs };
  }
  return reply;
}
