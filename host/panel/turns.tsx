// SPDX-License-Identifier: Apache-2.0
/** How long the firmware's turns take on the slowest chip, by event: over 20 ms would be a bug. */
import { useRef } from "preact/hooks";
import type { PanelState } from "../app/panel-protocol";
import { Chart } from "./chart";
import { useHistory } from "./history";

const budgetMs = 20;
const shown = 8;

export function Turns({ state }: { state: PanelState }) {
  const { turns } = state;
  const rows = turns.byEvent.slice(0, shown);
  const nowSeconds = state.nowMs / 1_000;
  const history = useHistory(nowSeconds, useRate(nowSeconds, turns.count));
  return (
    <section class="turns" aria-labelledby="turns-title">
      <h2 id="turns-title">
        Turns <output>longest {turns.longestMs.toFixed(1)} ms</output>
      </h2>
      <Chart
        label="Turns a second over the last two minutes"
        data={history}
        nowSeconds={nowSeconds}
        color="--turns"
        range={(_, highest) => [0, Math.max(highest * 1.15, 10)]}
        format={(value) => `${value} /s`}
      />
      <table>
        <caption>
          Longest by event, of {budgetMs} ms allowed on the slowest chip; only the erase of a flash sector (45 ms) takes more
        </caption>
        <tbody>
          {rows.map(({ name, longestMs }) => (
            <tr key={name} class={longestMs > budgetMs ? "over" : ""}>
              <th scope="row">{inWords(name)}</th>
              <td>
                <meter min={0} max={budgetMs} value={longestMs} aria-hidden="true" /> {longestMs.toFixed(1)} ms
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

/** "boltMoved" is "bolt moved". */
function inWords(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
}

/** How quickly a count rises, measured from one change of it to the next; undefined: there is nothing new. */
function useRate(nowSeconds: number, count: number): number | undefined {
  const last = useRef<{ nowSeconds: number; count: number }>();
  const before = last.current;
  if (before?.count === count) return undefined;
  last.current = { nowSeconds, count };
  if (before === undefined || before.count === 0 || count < before.count || nowSeconds <= before.nowSeconds) return undefined;
  return (count - before.count) / (nowSeconds - before.nowSeconds);
}
