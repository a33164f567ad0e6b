// SPDX-License-Identifier: Apache-2.0
/**
 * The computer's keyboard types on the lock's keypad, wherever the focus is, but for fields that want the keys themselves. Like
 * one finger: a new key lets go of the one before, since the keypad refuses two at once and quick typists overlap.
 */
import { useEffect, useRef, useState } from "preact/hooks";
import type { Send } from "./connection";

const keyOfKeyboard: Readonly<Record<string, string>> = { Enter: "#", Escape: "*", Backspace: "*" };
/** So long the lock waits for the next key of an entry. */
const entryMs = 5_000;

/** Returns the key that is down. */
export function useTyping(keys: string, send: Send): string | undefined {
  const [down, setDown] = useState<string>();
  const held = useRef<{ key: string; code: string }>();

  useEffect(() => {
    let lastDigitMs = -Infinity;
    const letGo = (): void => {
      if (held.current === undefined) return;
      send({ op: "keyUp", key: held.current.key });
      held.current = undefined;
      setDown(undefined);
    };
    const keyOf = (event: KeyboardEvent): string | undefined => {
      if (event.ctrlKey || event.metaKey || event.altKey || wantsKeys(event.target)) return undefined;
      const key = keyOfKeyboard[event.key] ?? event.key.toUpperCase();
      return key.length === 1 && keys.includes(key) ? key : undefined;
    };
    const onDown = (event: KeyboardEvent): void => {
      const key = keyOf(event);
      if (key === undefined) return;
      // Enter presses the button that has the focus, unless it ends an entry that is being typed.
      const isTyping = event.timeStamp - lastDigitMs < entryMs;
      if (event.key === "Enter" && event.target instanceof HTMLButtonElement && !isTyping) return;
      event.preventDefault();
      event.stopPropagation();
      if (event.repeat) return;
      letGo();
      lastDigitMs = key === "#" || key === "*" ? -Infinity : event.timeStamp;
      held.current = { key, code: event.code };
      setDown(key);
      send({ op: "keyDown", key });
    };
    // By its place on the keyboard: with Shift let go first, another character would come up than went down.
    const onUp = (event: KeyboardEvent): void => {
      if (event.code !== held.current?.code) return;
      // Else the button that has the focus would take the end of this Enter for a press.
      event.preventDefault();
      event.stopPropagation();
      letGo();
    };
    addEventListener("keydown", onDown, true);
    addEventListener("keyup", onUp, true);
    addEventListener("blur", letGo);
    return () => {
      removeEventListener("keydown", onDown, true);
      removeEventListener("keyup", onUp, true);
      removeEventListener("blur", letGo);
      letGo();
    };
  }, [keys, send]);
  return down;
}

function wantsKeys(target: EventTarget | null): boolean {
  if (target instanceof HTMLInputElement) return target.type === "text" || target.type === "number";
  return target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement;
}
