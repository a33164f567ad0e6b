// SPDX-License-Identifier: Apache-2.0
/**
 * A board that is wired right, with the tolerances of a seed, is brought up by the virtual maker: every step passes, or something is
 * wrong with bring-up. What would hurt a motor or a person is looked at as well.
 */
import type { Board } from "../../boards/board";
import { tolerancesOf } from "../board/tolerances";
import type { VirtualBoard, VirtualBoardOptions } from "../board/virtual-board";
import { BringupRun } from "./bringup-run";

export interface GoodBoard {
  board: Board;
  firmware: VirtualBoardOptions["firmware"];
  partitionsCsv: string;
}

/** HW-20, and what the issue allows against an end stop. */
const driveMsMax = 1_500;
const stallMsMax = 300;

/** Every second one has a voltage to compare with, every third one readers. */
export function goodBoard(seed: number, { board, firmware, partitionsCsv }: GoodBoard): BringupRun {
  const readers = seed % 3 === 0;
  const run = new BringupRun({
    board: { board, firmware, seed, tolerances: tolerancesOf(seed), cardReader: readers, fingerprintModule: readers, faceModule: readers },
    maker: { seed, hasBenchSupply: seed % 2 === 0, afterFailure: "skip" },
    partitionsCsv,
  });
  run.run();
  return run;
}

/** "": nothing. */
export function falseAlarms({ session, failed, board }: BringupRun): string {
  const complaints = failed.map(({ step, figures, suspects }) => {
    const bad = figures.filter(({ ok }) => !ok).map(({ name, value, allowed }) => `${name} = ${value}, allowed ${allowed}`);
    return [step, ...bad, ...suspects.map(({ text }) => text)].join("; ");
  });
  if (session.outcome?.result !== "Done") complaints.push(`it ended with ${JSON.stringify(session.outcome)}`);
  return [...complaints, ...stress(board)].join("\n");
}

/** What no run may do, whatever is wrong with the board. */
export function stress({ world, faults }: VirtualBoard): string[] {
  const complaints: string[] = [];
  const { longestDriveMs, longestStallMs, actuator } = world.bolt;
  // A timer is late by a tick of the virtual world at most.
  if (longestDriveMs > driveMsMax + 1) complaints.push(`the motor ran for ${longestDriveMs} ms`);
  if (longestStallMs > stallMsMax) complaints.push(`it pressed for ${longestStallMs} ms`);
  if (actuator.driven) complaints.push("it has power");
  return [...complaints, ...faults.map(({ where, message }) => `the firmware failed in ${where}: ${message}`)];
}
