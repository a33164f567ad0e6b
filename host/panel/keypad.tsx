// SPDX-License-Identifier: Apache-2.0
/** The keypad outside, with its light and its buzzer. Keys can be held; the computer's keyboard types on it, too. */
import { board } from "board";
import type { PanelState } from "../app/panel-protocol";
import type { Send } from "./connection";
import { useHold } from "./hold";
import { useBuzzerSound } from "./sound";
import { useTyping } from "./typing";

const keys = board.keypad.keys.join("");
const columnCount = board.keypad.columnPins.length;
const hasBuzzer = board.buzzerPin !== undefined;

export function Keypad({ state, send }: { state: PanelState; send: Send }) {
  const typed = useTyping(keys, send);
  const { isOn, toggle } = useBuzzerSound(state.buzzerHz);
  const isBuzzing = state.buzzerHz > 0;
  return (
    <section class="keypad" aria-labelledby="keypad-title">
      <h2 id="keypad-title">Keypad, outside</h2>
      <div class="device">
        <div class="signals">
          <span class={`led ${state.led ? "on" : ""}`} role="img" aria-label={state.led ? "Light on" : "Light off"} />
          {hasBuzzer && (
            <span
              class={`buzzer ${isBuzzing ? "on" : ""}`}
              role="img"
              aria-label={isBuzzing ? `Buzzer at ${Math.round(state.buzzerHz)} Hz` : "Buzzer silent"}
            />
          )}
        </div>
        <div class="keys" style={{ gridTemplateColumns: `repeat(${columnCount}, 1fr)` }}>
          {[...keys].map((key) => (
            <PadKey key={key} name={key} isTyped={typed === key} send={send} />
          ))}
        </div>
      </div>
      {hasBuzzer && (
        <label class="check">
          <input type="checkbox" checked={isOn} onChange={toggle} /> Hear the buzzer
        </label>
      )}
      <p class="hint">
        Your keyboard types here, too: <kbd>0</kbd> to <kbd>9</kbd>, <kbd>Enter</kbd> for #, <kbd>Esc</kbd> for *.
      </p>
    </section>
  );
}

function PadKey({ name, isTyped, send }: { name: string; isTyped: boolean; send: Send }) {
  const hold = useHold((down) => send({ op: down ? "keyDown" : "keyUp", key: name }));
  return (
    <button class={`key ${isTyped ? "typed" : ""}`} aria-label={labels[name] ?? name} data-key={name} {...hold}>
      {name}
    </button>
  );
}

const labels: Readonly<Record<string, string>> = { "#": "# (enter)", "*": "* (clear)" };
