// SPDX-License-Identifier: Apache-2.0
/** The door as seen from inside, and what a hand can do to it. */
import type { PanelState } from "../app/panel-protocol";
import { CalibrationHint } from "./calibration-hint";
import type { Send } from "./connection";
import { DoorDrawing } from "./door-drawing";
import { Toggle } from "./toggle";

/** `notice`: why the door did not move when somebody tried. */
export function Door({ state, notice, send }: { state: PanelState; notice: string; send: Send }) {
  // Bring-up has a button for each way: out of the middle, where it wants the bolt, either may be meant.
  const turnsBack = !state.bringup && state.boltPosition > 0.5;
  const words = describe(state);
  return (
    <section class="door" aria-labelledby="door-title">
      <h2 id="door-title">
        Door, from inside <output>{words}</output>
      </h2>
      <DoorDrawing state={state} label={words} />
      <p class="notice" role="status">
        {notice}
      </p>
      <div class="buttons">
        <button class="wide" onClick={() => send({ op: "door", open: !state.doorOpen })}>{state.doorOpen ? "Close the door" : "Open the door"}</button>
        <button onClick={() => send({ op: "thumbTurn", to: turnsBack ? "unlocked" : "locked" })}>
          Thumb-turn: {turnsBack ? "unlock" : "lock"}
        </button>
        {state.bringup && (
          <>
            <button onClick={() => send({ op: "thumbTurn", to: "unlocked" })}>Thumb-turn: unlock</button>
            <Toggle isOn={state.thumbHeld} label="Hold the thumb-turn in the middle" onChange={(on) => send({ op: "holdThumb", on })} />
          </>
        )}
        <Toggle isOn={state.boltBlocked} label="Block the bolt" onChange={(on) => send({ op: "blockBolt", on })} />
        <Toggle isOn={state.magnet} label="Magnet at the reed" onChange={(on) => send({ op: "magnet", on })} />
        {/* Not disabled while the door is open: that would take the focus away from it. */}
        <button aria-disabled={state.doorOpen} onClick={() => send({ op: "forceDoor" })}>
          Break the door open
        </button>
      </div>
      <CalibrationHint of="Bolt" group={state.calibration?.bolt} />
    </section>
  );
}

function describe({ doorOpen, boltPosition, boltMoving }: PanelState): string {
  const percent = Math.round(boltPosition * 100);
  const bolt = percent === 0 ? "bolt drawn back" : percent === 100 ? "bolt thrown" : `bolt ${percent} % out`;
  return `${doorOpen ? "open" : "closed"}, ${bolt}${boltMoving ? ", motor on" : ""}`;
}
