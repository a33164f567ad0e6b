// SPDX-License-Identifier: Apache-2.0
/** A number that moves to its target within a moment instead of jumping there; it jumps where people asked for less motion. */
import { useEffect, useRef, useState } from "preact/hooks";

const lengthMs = 220;

export function useGlide(target: number): number {
  const [value, setValue] = useState(target);
  const latest = useRef(target);
  useEffect(() => {
    const from = latest.current;
    const startMs = performance.now();
    const isStill = matchMedia("(prefers-reduced-motion: reduce)").matches;
    let frame = 0;
    const step = (): void => {
      const part = isStill ? 1 : Math.min((performance.now() - startMs) / lengthMs, 1);
      latest.current = from + (target - from) * part;
      setValue(latest.current);
      if (part < 1) frame = requestAnimationFrame(step);
    };
    if (from !== target) step();
    return () => cancelAnimationFrame(frame);
  }, [target]);
  return value;
}
