// SPDX-License-Identifier: Apache-2.0
/** What someone inside can reach: the button (it can be held) and the cover of the case. */
import type { PanelState } from "../app/panel-protocol";
import type { Send } from "./connection";
import { useHold } from "./hold";

export function Inside({ state, send }: { state: PanelState; send: Send }) {
  const hold = useHold((pressed) => send({ op: "button", pressed }));
  return (
    <section class="inside" aria-labelledby="inside-title">
      <h2 id="inside-title">Inside</h2>
      <button class={`inside-button ${state.buttonPressed ? "down" : ""}`} {...hold}>
        Inside button
      </button>
      <p class="hint">
        Press: lock or unlock. Hold 5 s: set-up. Hold 10 s with the cover off: factory reset. With the keyboard: hold the space bar on it.
      </p>
      <button class="toggle" aria-pressed={!state.coverOn} onClick={() => send({ op: "cover", on: !state.coverOn })}>
        {state.coverOn ? "Take the cover off" : "Put the cover on"}
      </button>
    </section>
  );
}
