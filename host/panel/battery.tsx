// SPDX-License-Identifier: Apache-2.0
/** The battery pack: how full, of which kind, and its voltage over the last two minutes (the dips are the motor's). */
import { useEffect, useRef } from "preact/hooks";
import type uPlot from "uplot";
import type { PanelState } from "../app/panel-protocol";
import { Chart } from "./chart";
import type { Send } from "./connection";

const chemistries: Record<PanelState["chemistry"], string> = {
  alkaline: "4 AA alkaline",
  lithium: "4 AA lithium",
  nimh: "4 AA NiMH",
  liIon1S: "1 Li-ion cell",
  liIon2S: "2 Li-ion cells",
};
const keptSeconds = 120;

export function Battery({ state, send }: { state: PanelState; send: Send }) {
  const history = useRef<[number[], number[]]>([[], []]);
  useEffect(() => {
    const [seconds, volts] = history.current;
    const now = state.nowMs / 1000;
    if (now < (seconds.at(-1) ?? 0)) history.current = [[], []];
    seconds.push(now);
    volts.push(state.batteryVolts);
    while ((seconds[0] ?? now) < now - keptSeconds) {
      seconds.shift();
      volts.shift();
    }
  }, [state.nowMs, state.batteryVolts]);

  return (
    <section class="battery" aria-labelledby="battery-title">
      <h2 id="battery-title">
        Battery <output>{state.batteryVolts.toFixed(2)} V</output>
      </h2>
      <Chart label="Battery voltage over the last two minutes" data={history.current} series={series} axisLabel="V" />
      <label>
        Charge
        <input
          type="range"
          min="0"
          max="100"
          value={Math.round(state.batteryCharge * 100)}
          onInput={(event) => send({ op: "battery", charge: Number(event.currentTarget.value) / 100, chemistry: state.chemistry })}
        />
        <output>{Math.round(state.batteryCharge * 100)} %</output>
      </label>
      <label>
        Kind
        <select
          value={state.chemistry}
          onChange={(event) =>
            send({ op: "battery", charge: state.batteryCharge, chemistry: event.currentTarget.value as PanelState["chemistry"] })
          }
        >
          {Object.entries(chemistries).map(([value, words]) => (
            <option key={value} value={value}>
              {words}
            </option>
          ))}
        </select>
      </label>
    </section>
  );
}

const series: uPlot.Series[] = [{}, { label: "V", stroke: "#c2570c", width: 1.5 }];
