// SPDX-License-Identifier: Apache-2.0
/** What the lock says of itself, whether the firmware runs, and the plug. */
import type { PanelLock, PanelState } from "../app/panel-protocol";
import type { Send } from "./connection";
import { duration } from "./format";

const alarmWords: Readonly<Record<string, string>> = {
  LockJammed: "bolt jammed",
  DoorForcedOpen: "door forced open",
  DoorAjar: "door left open",
  FrontEscutcheonRemoved: "cover off",
  FingerModuleStrange: "strange fingerprint module",
};
const batteryWords: Readonly<Record<string, string>> = {
  Low: "Battery low",
  Critical: "Battery critical: locking is refused",
  Dead: "Battery dead",
};

export function Header({ state, connected, send }: { state: PanelState; connected: boolean; send: Send }) {
  const health = healthOf(state, connected);
  const lock = connected ? state.lock : undefined;
  return (
    <header>
      <h1>
        Latchkey <small>{state.board}</small>
      </h1>
      {state.bringup ? (
        <p class="lock-state" data-state="Bring-up">
          Bring-up
        </p>
      ) : (
        <p class="lock-state" data-state={lock?.lockState ?? ""} role="status">
          {lock === undefined ? "No answer" : `${lock.lockState}${lock.assumed ? ", assumed" : ""}`}
        </p>
      )}
      <p class={`health ${health.tone}`}>
        <span role="alert">{health.text}</span>
        {connected && state.upMs !== undefined && <time> up {duration(state.upMs)}</time>}
      </p>
      <p class="warnings" role="status">
        {lock && lock.lockedOutSeconds > 0 && (
          <span>
            Locked out<span aria-hidden="true"> for {lock.lockedOutSeconds} s</span>
          </span>
        )}
        {lock && warnings(lock).map((words) => <span key={words}>{words}</span>)}
      </p>
      <button class={`power ${state.powered ? "" : "off"}`} aria-disabled={!connected} onClick={() => send({ op: "power", on: !state.powered })}>
        {state.powered ? "Cut the power" : "Power up"}
      </button>
    </header>
  );
}

function warnings({ alarms, batteryLevel, outsideDisabled }: PanelLock): string[] {
  const battery = batteryWords[batteryLevel];
  return [
    ...alarms.map((alarm) => `Alarm: ${alarmWords[alarm] ?? alarm}`),
    ...(battery === undefined ? [] : [battery]),
    ...(outsideDisabled ? ["Nothing opens from outside: keys or records are damaged"] : []),
  ];
}

function healthOf(state: PanelState, connected: boolean): { tone: "good" | "warn" | "bad" | "off"; text: string } {
  if (!connected) return { tone: "bad", text: "The virtual board does not answer. Is npm start still running?" };
  if (state.stopped !== undefined) return { tone: "bad", text: `The firmware has stopped: ${state.stopped}` };
  if (!state.powered) return { tone: "off", text: "Power is cut" };
  const restart = state.restarts.at(-1);
  if (restart !== undefined) return { tone: "warn", text: `Firmware running again after it stopped: ${restart}` };
  return { tone: "good", text: "Firmware running" };
}
