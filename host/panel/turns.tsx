// SPDX-License-Identifier: Apache-2.0
/** How long the firmware's turns take on the slowest chip, by event: over 20 ms would be a bug. */
import { useEffect, useRef } from "preact/hooks";
import type uPlot from "uplot";
import type { PanelState } from "../app/panel-protocol";
import { Chart } from "./chart";

const budgetMs = 20;
const shown = 8;
const keptSeconds = 120;

export function Turns({ state }: { state: PanelState }) {
  const { turns } = state;
  const rows = turns.byName.toSorted((a, b) => b.longestMs - a.longestMs).slice(0, shown);
  const history = useRef<[number[], number[]]>([[], []]);
  const last = useRef({ nowMs: state.nowMs, count: turns.count });
  useEffect(() => {
    const elapsedSeconds = (state.nowMs - last.current.nowMs) / 1000;
    if (elapsedSeconds < 1) return;
    const [seconds, rates] = history.current;
    seconds.push(state.nowMs / 1000);
    rates.push(Math.max(0, turns.count - last.current.count) / elapsedSeconds);
    if (seconds.length > keptSeconds) {
      seconds.shift();
      rates.shift();
    }
    last.current = { nowMs: state.nowMs, count: turns.count };
  }, [state.nowMs]);

  return (
    <section class="turns" aria-labelledby="turns-title">
      <h2 id="turns-title">
        Turns <output>longest {turns.longestMs.toFixed(1)} ms</output>
      </h2>
      <Chart label="Turns a second over the last two minutes" data={history.current} series={series} axisLabel="/s" />
      <table>
        <caption>Longest by event, of {budgetMs} ms allowed on the slowest chip</caption>
        <tbody>
          {rows.map(({ name, count, longestMs }) => (
            <tr key={name} class={longestMs > budgetMs ? "over" : ""}>
              <th scope="row">{name}</th>
              <td>
                <meter min={0} max={budgetMs} value={longestMs} /> {longestMs.toFixed(1)} ms
              </td>
              <td>{count}×</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

const series: uPlot.Series[] = [{}, { label: "turns a second", stroke: "#2f6fb0", width: 1.5 }];
