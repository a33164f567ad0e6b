// SPDX-License-Identifier: Apache-2.0
/** What the lock says of itself, whether the firmware runs, and the plug. */
import type { PanelState } from "../app/panel-protocol";
import type { Send } from "./connection";
import { duration } from "./format";

export function Header({ state, connected, send }: { state: PanelState; connected: boolean; send: Send }) {
  const health = healthOf(state, connected);
  return (
    <header>
      <h1>
        Latchkey <small>{state.board}</small>
      </h1>
      <p class="lock-state" data-state={state.lock?.lockState ?? "unknown"}>
        {health.tone === "good" ? lockWords(state) : "no answer"}
      </p>
      <p class={`health ${health.tone}`} role="status" aria-live="assertive">
        {health.text}
      </p>
      <p class="clock">
        up <time>{duration(state.nowMs)}</time>
      </p>
      <button class="power" aria-pressed={state.powered} onClick={() => send({ op: "power", on: !state.powered })}>
        {state.powered ? "Cut the power" : "Power up"}
      </button>
    </header>
  );
}

function lockWords({ lock }: PanelState): string {
  if (lock === undefined) return "starting";
  if (lock.lockedOutSeconds > 0) return `${lock.lockState}, keypad locked out for ${lock.lockedOutSeconds} s`;
  return lock.lockState;
}

function healthOf(state: PanelState, connected: boolean): { tone: "good" | "bad" | "off"; text: string } {
  if (!connected) return { tone: "bad", text: "The virtual board has gone: is npm start still running?" };
  if (!state.powered) return { tone: "off", text: "Power is cut" };
  if (state.stopped !== undefined) return { tone: "bad", text: `The firmware has stopped: ${state.stopped}` };
  const fault = state.faults.at(-1);
  if (fault !== undefined) return { tone: "bad", text: `The firmware was restarted: ${fault}` };
  return { tone: "good", text: "Firmware running" };
}
