// SPDX-License-Identifier: Apache-2.0
/** Puts together what the page shows from what the virtual board tells. */
import type { BoardState } from "../board/board-state";
import { computeUnitsPerUs, type TurnStatistics } from "../board/meter";
import type { PanelLock, PanelState, PanelTurns } from "./panel-protocol";

export interface PanelStateParts {
  board: string;
  state: BoardState;
  /** Why the engine is gone or does not answer, if so. */
  engineStopped: string | undefined;
  /** When the firmware was last started, and the inside button pressed, in virtual time. */
  bootedMs: number;
  buttonDownMs: number | undefined;
  restarts: readonly string[];
  turns: Record<string, TurnStatistics>;
  lock: PanelLock | undefined;
}

export function panelState(parts: PanelStateParts): PanelState {
  const { board, state, engineStopped, bootedMs, buttonDownMs, restarts, turns, lock } = parts;
  const isRunning = engineStopped === undefined && state.running;
  return {
    board,
    nowMs: state.nowMs,
    upMs: isRunning ? state.nowMs - bootedMs : undefined,
    powered: state.powered,
    stopped: engineStopped ?? (state.powered && !state.running ? state.stoppedWhy : undefined),
    restarts: [...restarts],
    led: state.led,
    buzzerHz: state.buzzerHz,
    boltPosition: state.boltPosition,
    boltMoving: state.boltDriven,
    boltBlocked: state.boltBlocked,
    doorOpen: state.doorOpen,
    magnet: state.magnet,
    coverOn: state.coverOn,
    buttonHeldMs: buttonDownMs === undefined ? undefined : state.nowMs - buttonDownMs,
    batteryVolts: Math.round(state.volts * 1_000) / 1_000,
    batteryCharge: state.chargePercent / 100,
    chemistry: state.chemistry,
    turns: panelTurns(turns),
    lock: isRunning ? lock : undefined,
  };
}

function panelTurns(turns: Record<string, TurnStatistics>): PanelTurns {
  const byName = Object.values(turns)
    .map(({ name, count, longestUnits }) => ({ name, count, longestMs: longestUnits / computeUnitsPerUs / 1_000 }))
    .sort((one, other) => other.longestMs - one.longestMs);
  return {
    count: byName.reduce((sum, { count }) => sum + count, 0),
    longestMs: byName[0]?.longestMs ?? 0,
    longestName: byName[0]?.name ?? "",
    byName,
  };
}
