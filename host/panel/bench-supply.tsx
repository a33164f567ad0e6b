// SPDX-License-Identifier: Apache-2.0
/** A bench supply in the place of the cells, and a meter at it: for bring-up, which wants to know a voltage. */
import { useState } from "preact/hooks";
import type { Send } from "./connection";

const voltsLeast = 3;
const voltsMost = 8.4;

export function BenchSupply({ send }: { send: Send }) {
  const [text, setText] = useState("6.00");
  return (
    <form
      class="supply"
      onSubmit={(event) => {
        event.preventDefault();
        send({ op: "volts", volts: Number(text) });
      }}
    >
      <label>
        Bench supply, V
        <input
          type="number"
          min={voltsLeast}
          max={voltsMost}
          step="0.01"
          required
          value={text}
          onInput={(event) => setText(event.currentTarget.value)}
        />
      </label>
      <button>Set</button>
    </form>
  );
}
