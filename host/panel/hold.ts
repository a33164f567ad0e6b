// SPDX-License-Identifier: Apache-2.0
/** What makes a button one that can be held: with a finger, a mouse, or the space bar and Enter. */
import { useEffect, useRef } from "preact/hooks";

/** Calls `onHold(true)` when it goes down and `onHold(false)` exactly once when it comes up, wherever the pointer went meanwhile. */
export function useHold(onHold: (down: boolean) => void) {
  const down = useRef(false);
  const change = (to: boolean): void => {
    if (down.current === to) return;
    down.current = to;
    onHold(to);
  };
  const release = useRef(() => change(false));
  release.current = () => change(false);
  useEffect(() => {
    const up = (): void => release.current();
    addEventListener("pointerup", up);
    addEventListener("pointercancel", up);
    addEventListener("blur", up);
    return () => {
      removeEventListener("pointerup", up);
      removeEventListener("pointercancel", up);
      removeEventListener("blur", up);
      up();
    };
  }, []);
  const isPress = (event: KeyboardEvent): boolean => event.key === " " || event.key === "Enter";
  return {
    onPointerDown: (event: PointerEvent) => {
      if (event.button === 0) change(true);
    },
    onKeyDown: (event: KeyboardEvent) => {
      if (!isPress(event)) return;
      event.preventDefault();
      event.stopPropagation();
      change(true);
    },
    onKeyUp: (event: KeyboardEvent) => {
      if (isPress(event)) change(false);
    },
    onBlur: () => change(false),
    onContextMenu: (event: Event) => event.preventDefault(),
  };
}
