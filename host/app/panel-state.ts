// SPDX-License-Identifier: Apache-2.0
/** Puts together what the page shows from what the virtual board tells. */
import type { BoardState } from "../board/board-state";
import { computeUnitsPerUs, mainTurn, preloadTurn, type TurnStatistics } from "../board/meter";
import type { PanelCalibration, PanelLock, PanelState, PanelTurns } from "./panel-protocol";

export interface PanelStateParts {
  board: string;
  bringup: boolean;
  state: BoardState;
  /** Why the engine is gone or does not answer, if so. */
  engineStopped: string | undefined;
  /** When the firmware was last started, and the inside button pressed, in virtual time. */
  bootedMs: number;
  buttonDownMs: number | undefined;
  restarts: readonly string[];
  turns: Record<string, TurnStatistics>;
  longestUsByEvent: Record<string, number>;
  lock: PanelLock | undefined;
  calibration: PanelCalibration | undefined;
}

export function panelState(parts: PanelStateParts): PanelState {
  const { board, bringup, state, engineStopped, bootedMs, buttonDownMs, restarts, turns, longestUsByEvent, lock, calibration } = parts;
  const isRunning = engineStopped === undefined && state.running;
  return {
    board,
    bringup,
    nowMs: state.nowMs,
    upMs: isRunning ? state.nowMs - bootedMs : undefined,
    powered: state.powered,
    stopped: engineStopped ?? (state.powered && !state.running ? state.stoppedWhy : undefined),
    restarts: [...restarts],
    led: state.led,
    buzzerHz: state.buzzerHz,
    cards: state.cards.split(" ").filter((uid) => uid !== ""),
    finger: state.finger,
    fingerRing: state.fingerRing,
    fingerForged: state.fingerForged,
    boltPosition: state.boltPosition,
    boltMoving: state.boltDriven,
    boltBlocked: state.boltBlocked,
    thumbHeld: state.heldByHand,
    doorOpen: state.doorOpen,
    magnet: state.magnet,
    coverOn: state.coverOn,
    buttonHeldMs: buttonDownMs === undefined ? undefined : state.nowMs - buttonDownMs,
    batteryVolts: Math.round(state.volts * 1_000) / 1_000,
    batteryCharge: state.chargePercent / 100,
    chemistry: state.chemistry,
    wiring: state.wiring === "" ? [] : state.wiring.split(";"),
    turns: panelTurns(turns, longestUsByEvent),
    lock: isRunning ? lock : undefined,
    calibration: isRunning ? calibration : undefined,
  };
}

/** Power-up is no turn: nobody waits for it, and the loop does not run yet. The loop's own figures include waiting for flash. */
function panelTurns(turns: Record<string, TurnStatistics>, longestUsByEvent: Record<string, number>): PanelTurns {
  const callbacks = Object.values(turns).filter(({ name }) => name !== preloadTurn && name !== mainTurn);
  const callbacksMs = callbacks.map(({ longestUnits }) => longestUnits / computeUnitsPerUs / 1_000);
  const byEvent = Object.entries(longestUsByEvent)
    .map(([name, longestUs]) => ({ name, longestMs: longestUs / 1_000 }))
    .sort((one, other) => other.longestMs - one.longestMs);
  return {
    count: callbacks.reduce((sum, { count }) => sum + count, 0),
    longestMs: Math.max(0, byEvent[0]?.longestMs ?? 0, ...callbacksMs),
    byEvent,
  };
}
