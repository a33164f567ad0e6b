// SPDX-License-Identifier: Apache-2.0
/** What someone inside can reach: the button (it can be held) and the cover of the case. */
import type { PanelState } from "../app/panel-protocol";
import type { Send } from "./connection";
import { useHold } from "./hold";
import { Toggle } from "./toggle";

/** How long a hold means something: 5 s set-up, 10 s with the cover off factory reset. */
const longestMs = 10_000;

export function Inside({ state, send }: { state: PanelState; send: Send }) {
  const hold = useHold((pressed) => send({ op: "button", pressed }));
  const heldMs = state.buttonHeldMs;
  const share = Math.min((heldMs ?? 0) / longestMs, 1);
  return (
    <section class="inside" aria-labelledby="inside-title">
      <h2 id="inside-title">Inside</h2>
      <button id="inside-button" class={`inside-button ${heldMs === undefined ? "" : "down"}`} {...hold}>
        {heldMs === undefined ? "Inside button" : `Held for ${Math.floor(heldMs / 1_000)} s`}
        <span class="held" style={{ width: `${share * 100}%` }} />
      </button>
      {!state.bringup && (
        <p class="hint">
          A press locks or unlocks. Held for 5 s: set-up, and later new users. Held for 10 s with the cover off: factory reset.
        </p>
      )}
      <Toggle isOn={!state.coverOn} label="Take the cover off" onChange={(isOff) => send({ op: "cover", on: !isOff })} />
    </section>
  );
}
