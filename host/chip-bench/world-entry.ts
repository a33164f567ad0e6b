// SPDX-License-Identifier: Apache-2.0
/** What runs beside the firmware's machine and is not counted: the virtual board and the bench's scenarios. */
import { board } from "board";
import type { Firmware } from "../board/chip-power";
import { scenarios, type Scenario } from "../bench/scenarios";
import { ChipAnswers } from "./chip-answers";
import type { Creation } from "./creation";
import { callFirmware, collectAtCalls, memoryFigure, powerFirmware, print } from "./machine";

interface Request {
  creation: Creation;
  scenarios: readonly Scenario[];
  collectInterval: number;
}

let answers: ChipAnswers | undefined;

function runBench(text: string): void {
  const request = JSON.parse(text) as Request;
  collectAtCalls(request.collectInterval);
  const firmware: Firmware = (load) => {
    load("system");
    answers = new ChipAnswers(load);
    powerFirmware(request.creation);
    return { default: () => callFirmware("main") };
  };
  for (const scenario of request.scenarios) {
    const figures = scenarios[scenario]({ firmware, board });
    print(JSON.stringify({ scenario, figures, memory: [0, 1, 2, 3, 4, 5, 6, 7].map((index) => memoryFigure(index)) }));
  }
}

function answerChip(name: string, ...values: never[]): unknown {
  return answers?.answer(name, values);
}

Object.assign(globalThis, { runBench, answerChip });
