// SPDX-License-Identifier: Apache-2.0
/** The battery pack: how full, of which kind, and its voltage over the last two minutes (the dips are the motor's). */
import type { PanelState } from "../app/panel-protocol";
import { BenchSupply } from "./bench-supply";
import { CalibrationHint } from "./calibration-hint";
import { Chart } from "./chart";
import type { Send } from "./connection";
import { useHistory } from "./history";

const chemistries: Readonly<Record<PanelState["chemistry"], string>> = {
  alkaline: "4 AA alkaline",
  lithium: "4 AA lithium",
  nimh: "4 AA NiMH",
  liIon1S: "1 Li-ion cell",
  liIon2S: "2 Li-ion cells",
};
/** So that noise does not fill the chart. */
const spanVoltsMin = 1;

export function Battery({ state, send }: { state: PanelState; send: Send }) {
  const nowSeconds = state.nowMs / 1_000;
  const history = useHistory(nowSeconds, state.batteryVolts);
  const percent = Math.round(state.batteryCharge * 100);
  return (
    <section class="battery" aria-labelledby="battery-title">
      <h2 id="battery-title">
        Battery <output>{state.batteryVolts.toFixed(2)} V</output>
      </h2>
      <Chart
        label={`Battery voltage over the last two minutes, now ${state.batteryVolts.toFixed(2)} V`}
        data={history}
        nowSeconds={nowSeconds}
        color="--volts"
        range={voltsRange}
        format={(value) => `${value.toFixed(1)} V`}
      />
      <label>
        Charge
        <input
          type="range"
          min="0"
          max="100"
          value={percent}
          onInput={(event) => send({ op: "battery", charge: Number(event.currentTarget.value) / 100, chemistry: state.chemistry })}
        />
        <output>{percent} %</output>
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
      {state.bringup && <BenchSupply send={send} />}
      <CalibrationHint of="Battery measurement" group={state.calibration?.battery} />
    </section>
  );
}

function voltsRange(lowest: number, highest: number): [number, number] {
  const margin = Math.max(0.1, (spanVoltsMin - (highest - lowest)) / 2);
  return [lowest - margin, highest + margin];
}
