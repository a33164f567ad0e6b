// SPDX-License-Identifier: Apache-2.0
/** The fingerprint module outside: fingers to lay on, good or smudged, and a board in its place that lies. A finger lies there until it is lifted. */
import { board } from "board";
import { useState } from "preact/hooks";
import type { PanelState } from "../app/panel-protocol";
import type { Send } from "./connection";
import { Toggle } from "./toggle";

const fingers: readonly string[] = ["Ada's thumb", "Ben's index", "A stranger's"];

export function FingerReader({ state, send }: { state: PanelState; send: Send }) {
  const [isSmudged, setSmudged] = useState(false);
  if (board.fingerprint === undefined) return null;
  return (
    <section class="finger" aria-labelledby="finger-title">
      <h2 id="finger-title">
        Fingerprint, outside <output>{state.fingerRing === "" ? "ring dark" : `ring ${state.fingerRing}`}</output>
      </h2>
      <div class="buttons">
        {fingers.map((finger) => (
          <Toggle
            key={finger}
            isOn={state.finger === finger}
            label={finger}
            onChange={(on) => send(on ? { op: "layFinger", finger, smudged: isSmudged } : { op: "liftFinger" })}
          />
        ))}
        <Toggle isOn={isSmudged} label="Wet finger" onChange={setSmudged} />
        <Toggle isOn={state.fingerForged} label="Forged module" onChange={(on) => send({ op: "forgeFinger", on })} />
      </div>
      <p class="hint" hidden={state.bringup}>
        Enrol at the console with EnrolFinger, and say whose it is with SetCredential (docs/biometrics.md). A forged module finds slot 0,
        whoever lays on what.
      </p>
    </section>
  );
}
