// SPDX-License-Identifier: Apache-2.0
/** What is wired wrongly on this board: each fault of the table with a box to tick. Of those that a wire can have in several places, one. */
import { board } from "board";
import { useEffect, useState } from "preact/hooks";
import type { PanelState } from "../app/panel-protocol";
import { nameOf, wiringFaults, wiringFaultsOf, type WiringFaultId } from "../board/wiring-faults";
import type { Send } from "./connection";

const groups: Readonly<Record<string, readonly WiringFaultId[]>> = {
  "Motor, servo, supply": [
    ...(["motorWiresSwapped", "motorWireOpen", "motorEnableOpen", "currentSenseOpen"] as const),
    ...(["servoSignalOpen", "servoSupplyOpen", "supplyWeak"] as const),
  ],
  Keypad: ["rowColumnSwapped", "rowsSwapped", "keypadLineOpen", "keypadLinesShorted", "keypadKeyStuck"],
  Contacts: ["reedNormallyClosed", "reedWireOpen", "tamperWireOpen", "buttonWireOpen"],
  "Bolt switches": ["boltSwitchesSwapped", "boltSwitchOpen", "boltSwitchShorted", "pullUpMissing"],
  "Battery divider": ["dividerSwapped", "dividerWrongBottom", "dividerOpen", "adcNoisy"],
  "Light, buzzer, readers": ["ledDead", "buzzerDead", "fingerprintSwapped", "cardReaderSilent"],
};

/** By fault, the forms that it has on this board. */
const forms = Map.groupBy(wiringFaultsOf(board), ({ id }) => id);

export function Wiring({ state, send }: { state: PanelState; send: Send }) {
  // As it will be when the board has taken what was ticked: the next box may be ticked before that.
  const [wiring, setWiring] = useState<readonly string[]>(state.wiring);
  useEffect(() => setWiring(state.wiring), [state.wiring.join()]);
  const set = (names: readonly string[]): void => {
    setWiring(names);
    send({ op: "wiring", names: [...names] });
  };
  return (
    <section class="wiring" aria-labelledby="wiring-title">
      <h2 id="wiring-title">
        Wiring <output>{wiring.length === 0 ? "all right" : `${wiring.length} ${wiring.length === 1 ? "fault" : "faults"}`}</output>
      </h2>
      {Object.entries(groups).map(([group, ids]) => {
        const fitting = ids.filter((id) => forms.has(id));
        return (
          fitting.length > 0 && (
            <fieldset key={group}>
              <legend>{group}</legend>
              {fitting.map((id) => (
                <Fault key={id} id={id} wiring={wiring} set={set} />
              ))}
            </fieldset>
          )
        );
      })}
      <button class="wide" aria-disabled={wiring.length === 0} onClick={() => set([])}>
        Wire it right again
      </button>
      <p class="hint">What is ticked is so at once, while the board runs. Bring-up has to find it.</p>
    </section>
  );
}

interface FaultProps {
  id: WiringFaultId;
  wiring: readonly string[];
  set: (names: readonly string[]) => void;
}

function Fault({ id, wiring, set }: FaultProps) {
  const choices = (forms.get(id) ?? []).map(({ fault, part }) => ({ name: nameOf(fault), part }));
  const [chosen, choose] = useState(choices[0]?.name ?? "");
  const wired = choices.find(({ name }) => wiring.includes(name))?.name;
  const others = wiring.filter((name) => name !== wired);
  return (
    <div class="fault">
      <label class="check">
        <input
          type="checkbox"
          checked={wired !== undefined}
          onChange={(event) => set(event.currentTarget.checked ? [...others, chosen] : others)}
        />
        {wiringFaults[id]}
      </label>
      {choices.length > 1 && (
        <select
          aria-label={`${wiringFaults[id]}: which`}
          value={wired ?? chosen}
          onChange={(event) => {
            const name = event.currentTarget.value;
            choose(name);
            if (wired !== undefined) set([...others, name]);
          }}
        >
          {choices.map(({ name, part }) => (
            <option key={name} value={name}>
              {part}
            </option>
          ))}
        </select>
      )}
    </div>
  );
}
