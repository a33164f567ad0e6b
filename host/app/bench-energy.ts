// SPDX-License-Identifier: Apache-2.0
/**
 * The energy part of `npm run bench`: charge and battery life in each power profile of host/board/energy/currents.ts. All of it is a
 * model; docs/energy.md says what stands behind it.
 */
import type { Board } from "../../boards/board";
import { board as devkit } from "../../boards/esp32-devkit";
import { board as c3 } from "../../boards/esp32-c3";
import type { EnergyUsage } from "../bench/energy-scenarios";
import { chargeOf, chipOf, microampSecondsPerMilliampereHour, totalOf, type Charge } from "../board/energy/charge";
import { alkalineSelfDischargePerYear, capacityMilliampereHours, powerProfiles, type PowerProfile } from "../board/energy/currents";

export const energyBoards: readonly Board[] = [devkit, c3];

const profiles: readonly PowerProfile[] = Object.values(powerProfiles);
const habits: readonly number[] = [10, 30];
const daysPerMonth = 30.44;
const daysPerYear = 365.25;

export interface EnergyFigures {
  idleDayMilliampereHours: number;
  /** Over what the same time idle takes. */
  unlockMilliampereHours: number;
  /** By `habits`: unlocks a day. */
  lifeDays: number[];
}

export function energyFigures({ idleHour, unlock }: EnergyUsage, board: Board, profile: PowerProfile): EnergyFigures {
  const perHour = totalOf(chargeOf(idleHour, board, profile)) / microampSecondsPerMilliampereHour;
  const idleMeanwhile = perHour * (unlock.totalUs / idleHour.totalUs);
  const unlockMilliampereHours =
    totalOf(chargeOf(unlock, board, profile)) / microampSecondsPerMilliampereHour - idleMeanwhile;
  const capacity = capacityMilliampereHours.alkaline.value;
  const selfDischargePerDay = (capacity * alkalineSelfDischargePerYear.value) / daysPerYear;
  const idleDayMilliampereHours = 24 * perHour;
  const lifeDays = habits.map(
    (unlocks) =>
      (capacity * profile.usablePart.value) /
      (idleDayMilliampereHours + unlocks * unlockMilliampereHours + selfDischargePerDay),
  );
  return { idleDayMilliampereHours, unlockMilliampereHours, lifeDays };
}

/** Lines for one board: life in each profile, and where the idle current goes. */
export function energyLines(usage: EnergyUsage, board: Board): string[] {
  const chip = chipOf(board.name).title;
  const rows = profiles.map((profile) => {
    const { idleDayMilliampereHours, unlockMilliampereHours, lifeDays } = energyFigures(usage, board, profile);
    const figures = [idleDayMilliampereHours.toFixed(1), unlockMilliampereHours.toFixed(3), ...lifeDays.map(life)];
    return columns(`${profile.today ? "" : "not in the SDK: "}${profile.title}`, figures);
  });
  const idle = profiles.map((profile) => chargeOf(usage.idleHour, board, profile));
  const consumers = (Object.keys(idle[0] ?? {}) as (keyof Charge)[]).filter((name) => idle.some((one) => one[name] > 0));
  return [
    columns(`energy (a model), ${chip} (${board.name})`, ["idle day, mAh", "unlock, mAh", ...habits.map((times) => `${times} a day`)]),
    ...rows,
    columns(`  idle, uA, ${chip}`, Object.keys(powerProfiles)),
    ...consumers.map((name) => columns(`  ${name}`, idle.map((one) => idleMicroamps(one[name], usage)))),
  ];
}

function idleMicroamps(microampSeconds: number, { idleHour }: EnergyUsage): string {
  return (microampSeconds / (idleHour.totalUs / 1_000_000)).toFixed(1);
}

function life(days: number): string {
  return days < 2 * daysPerMonth ? `${days.toFixed(1)} days` : `${(days / daysPerMonth).toFixed(1)} months`;
}

function columns(title: string, figures: readonly string[]): string {
  return title.padEnd(54) + figures.map((text) => text.padStart(14)).join("");
}
