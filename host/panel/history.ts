// SPDX-License-Identifier: Apache-2.0
/** What a value has been over the time that a chart shows. */
import { useRef } from "preact/hooks";
import { chartSeconds } from "./chart";

/** [seconds, values], always the same two arrays, to which the newest value is added. Time that runs backwards starts it over. */
export function useHistory(nowSeconds: number, value: number | undefined): [number[], number[]] {
  const history = useRef<[number[], number[]]>([[], []]);
  const [seconds, values] = history.current;
  const last = seconds.at(-1);
  if (last !== undefined && nowSeconds < last) seconds.length = values.length = 0;
  if (value === undefined || last === nowSeconds) return history.current;
  seconds.push(nowSeconds);
  values.push(value);
  // One point before the shown time stays, from which the line comes in.
  const firstShown = seconds.findIndex((second) => second >= nowSeconds - chartSeconds);
  if (firstShown > 1) {
    seconds.splice(0, firstShown - 1);
    values.splice(0, firstShown - 1);
  }
  return history.current;
}
