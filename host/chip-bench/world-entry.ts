// SPDX-License-Identifier: Apache-2.0
/** What runs beside the firmware's machine and is not counted: the virtual board and the scenarios. */
import { board } from "board";
import type { Firmware } from "../board/chip-power";
import { ChipAnswers } from "./chip-answers";
import { chipScenarios, type ChipScenario } from "./chip-scenarios";
import { callFirmware, collectAtCalls, memoryFigure, powerFirmware, print } from "./machine";
import { memoryFigures, type Creation } from "./memory";

export interface ChipRequest {
  creation: Creation;
  scenarios: readonly ChipScenario[];
  /** Garbage is collected at every so many calls of the SDK, to see what is alive; 0: when XS does. */
  collectInterval: number;
}

let answers: ChipAnswers | undefined;

function runBench(text: string): void {
  const { creation, scenarios, collectInterval } = JSON.parse(text) as ChipRequest;
  collectAtCalls(collectInterval);
  const firmware = (main: string): Firmware => (load) => {
    load("system");
    answers = new ChipAnswers(load);
    powerFirmware(creation);
    return { default: () => callFirmware(main) };
  };
  for (const scenario of scenarios) {
    const others = { logKeeper: firmware("keepLog"), imageChecker: firmware("checkImage") };
    const figures = chipScenarios[scenario]({ firmware: firmware("main"), ...others, board });
    const memory = Object.fromEntries(memoryFigures.map((name, index) => [name, memoryFigure(index)]));
    print(JSON.stringify({ scenario, figures, memory }));
  }
}

function answerChip(name: string, ...values: never[]): unknown {
  return answers?.answer(name, values);
}

Object.assign(globalThis, { runBench, answerChip });
