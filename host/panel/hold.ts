// SPDX-License-Identifier: Apache-2.0
/** What makes a button one that can be held: with a finger, a mouse, or the space bar and Enter. */
import { useEffect, useRef } from "preact/hooks";

/** What holds it: the pointer of that id, or a key of the keyboard. */
type Holder = number | "keyboard";

/**
 * Calls `onHold(true)` when it goes down and `onHold(false)` exactly once when it comes up, wherever the pointer went meanwhile.
 * A click of a screen reader, which comes without either, is a short press.
 */
export function useHold(onHold: (down: boolean) => void) {
  const holder = useRef<Holder>();
  const latest = useRef(onHold);
  latest.current = onHold;
  const hold = (by: Holder): void => {
    if (holder.current !== undefined) return;
    holder.current = by;
    latest.current(true);
  };
  const letGo = (by: Holder | undefined): void => {
    if (holder.current === undefined || (by !== undefined && holder.current !== by)) return;
    holder.current = undefined;
    latest.current(false);
  };
  useEffect(() => {
    const onPointerUp = (event: PointerEvent): void => letGo(event.pointerId);
    const onLeave = (): void => letGo(undefined);
    addEventListener("pointerup", onPointerUp);
    addEventListener("pointercancel", onPointerUp);
    addEventListener("blur", onLeave);
    return () => {
      removeEventListener("pointerup", onPointerUp);
      removeEventListener("pointercancel", onPointerUp);
      removeEventListener("blur", onLeave);
      onLeave();
    };
  }, []);
  const isPress = (event: KeyboardEvent): boolean => event.key === " " || event.key === "Enter";
  return {
    onPointerDown: (event: PointerEvent) => {
      if (event.button === 0) hold(event.pointerId);
    },
    onKeyDown: (event: KeyboardEvent) => {
      if (!isPress(event)) return;
      event.preventDefault();
      hold("keyboard");
    },
    onKeyUp: (event: KeyboardEvent) => {
      if (!isPress(event)) return;
      event.preventDefault();
      letGo("keyboard");
    },
    onClick: (event: MouseEvent) => {
      if (event.detail !== 0) return;
      hold("keyboard");
      letGo("keyboard");
    },
    onBlur: () => letGo("keyboard"),
    onContextMenu: (event: Event) => event.preventDefault(),
  };
}
