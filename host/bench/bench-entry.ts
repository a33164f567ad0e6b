// SPDX-License-Identifier: Apache-2.0
/** What the host evaluates in the engine for `npm run bench`: one scenario a command, or something for one lock that lasts. */
import { board } from "board";
import boot from "latchkey:firmware";
import { decodeText, encodeText, engine } from "../board/engine";
import type { VirtualBoard } from "../board/virtual-board";
import { fill, powerUpToReady, type Opener } from "./full-lock";
import { energyUsage, type EnergyUsage } from "./energy-scenarios";
import { powerUpAgain, readyLock, scenarios, unlockCycles, type Figures, type Scenario } from "./scenarios";
import { blockCosts, offerCosts, readyToReceive, receive } from "./update";

/** `restart`: the lasting lock's power is cut; by then its log is long. `fill`: it gets all the users that it can hold. `blocks`: one lock receives an image up to there. */
export type BenchCommand =
  | { scenario: Scenario }
  | { cycles: number }
  | { restart: true }
  | { fill: true }
  | { readyFor: Opener }
  | { update: "offer" | "block" }
  | { blocks: number }
  | { energy: true };

const bench = { firmware: boot, board };
let lasting: VirtualBoard | undefined;
let receiver: ReturnType<typeof readyToReceive> | undefined;

function handleCommand(request: ArrayBuffer): ArrayBuffer {
  const command = JSON.parse(decodeText(new Uint8Array(request))) as BenchCommand;
  if ("scenario" in command) return answer(scenarios[command.scenario](bench));
  if ("energy" in command) return answer(energyUsage(bench));
  if ("update" in command) return answer(command.update === "offer" ? offerCosts(bench) : blockCosts(bench));
  if ("blocks" in command) {
    receiver ??= readyToReceive({ ...bench, leapOverIdle: true });
    receive(receiver, command.blocks);
    engine.gc?.();
    return new ArrayBuffer(0);
  }
  lasting ??= readyLock({ ...bench, leapOverIdle: true });
  if ("restart" in command) return answer(powerUpAgain(lasting));
  if ("readyFor" in command) return answer(powerUpToReady(lasting, command.readyFor));
  if ("fill" in command) fill(lasting);
  else unlockCycles(lasting, command.cycles);
  engine.gc?.();
  return new ArrayBuffer(0);
}

function answer(figures: Figures | EnergyUsage): ArrayBuffer {
  return encodeText(JSON.stringify(figures)).slice().buffer;
}

Object.assign(globalThis, { handleCommand });
