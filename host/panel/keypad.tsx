// SPDX-License-Identifier: Apache-2.0
/** The keypad outside, with its light and its buzzer. Keys can be held; the computer's keyboard types on it, too. */
import { useEffect, useState } from "preact/hooks";
import type { PanelState } from "../app/panel-protocol";
import type { Send } from "./connection";
import { useHold } from "./hold";
import { useBuzzerSound } from "./sound";

const keys = ["1", "2", "3", "4", "5", "6", "7", "8", "9", "*", "0", "#"];
const keyOfKeyboard: Record<string, string> = { Enter: "#", Escape: "*", Backspace: "*", "*": "*", "#": "#" };

export function Keypad({ state, send }: { state: PanelState; send: Send }) {
  const [sound, setSound] = useState(false);
  const [typed, setTyped] = useState<string>();
  useBuzzerSound(sound ? state.buzzerHz : 0);

  useEffect(() => {
    const keyOf = (event: KeyboardEvent): string | undefined => {
      if (event.ctrlKey || event.metaKey || event.altKey || isField(event.target)) return undefined;
      return /^[0-9]$/.test(event.key) ? event.key : keyOfKeyboard[event.key];
    };
    const onDown = (event: KeyboardEvent): void => {
      const key = keyOf(event);
      if (key === undefined || event.repeat) return;
      if (event.key === "Enter" && event.target instanceof HTMLButtonElement) return;
      event.preventDefault();
      setTyped(key);
      send({ op: "keyDown", key });
    };
    const onUp = (event: KeyboardEvent): void => {
      const key = keyOf(event);
      if (key === undefined) return;
      setTyped(undefined);
      send({ op: "keyUp", key });
    };
    addEventListener("keydown", onDown);
    addEventListener("keyup", onUp);
    return () => {
      removeEventListener("keydown", onDown);
      removeEventListener("keyup", onUp);
    };
  }, [send]);

  return (
    <section class="keypad" aria-labelledby="keypad-title">
      <h2 id="keypad-title">Outside</h2>
      <div class="device">
        <div class="signals">
          <span class={`led ${state.led ? "on" : ""}`} role="img" aria-label={state.led ? "Light on" : "Light off"} />
          <span class={`buzzer ${state.buzzerHz > 0 ? "on" : ""}`} role="img" aria-label={buzzerLabel(state)}>
            {state.buzzerHz > 0 ? "♪" : ""}
          </span>
        </div>
        <div class="keys">
          {keys.map((key) => (
            <PadKey key={key} name={key} typed={typed === key} send={send} />
          ))}
        </div>
      </div>
      <label class="check">
        <input type="checkbox" checked={sound} onChange={(event) => setSound(event.currentTarget.checked)} /> hear the buzzer
      </label>
      <p class="hint">
        Type on your keyboard, too: digits, <kbd>Enter</kbd> is #, <kbd>Esc</kbd> is *.
      </p>
    </section>
  );
}

function PadKey({ name, typed, send }: { name: string; typed: boolean; send: Send }) {
  const hold = useHold((down) => send({ op: down ? "keyDown" : "keyUp", key: name }));
  return (
    <button class={`key ${typed ? "typed" : ""}`} aria-label={keyLabel(name)} data-key={name} {...hold}>
      {name}
    </button>
  );
}

function keyLabel(name: string): string {
  if (name === "#") return "# (enter)";
  return name === "*" ? "* (clear)" : name;
}

function buzzerLabel({ buzzerHz }: PanelState): string {
  return buzzerHz > 0 ? `Buzzer at ${Math.round(buzzerHz)} Hz` : "Buzzer silent";
}

/** Does this element want the digits for itself? */
function isField(target: EventTarget | null): boolean {
  return target instanceof HTMLInputElement || target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement;
}
