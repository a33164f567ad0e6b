// SPDX-License-Identifier: Apache-2.0
/** The door as seen from inside, with the bolt where it really is, and what a hand can do to it. */
import type { PanelState } from "../app/panel-protocol";
import type { Send } from "./connection";

const leaf = { x: 70, y: 24, width: 190, height: 300 };
const boltTravel = 30;

export function Door({ state, send }: { state: PanelState; send: Send }) {
  const boltOut = state.boltPosition > 0.5;
  return (
    <section class="door" aria-labelledby="door-title">
      <h2 id="door-title">Door, from inside</h2>
      <svg viewBox="0 0 340 350" role="img" aria-label={describe(state)}>
        <rect class="wall" x="0" y="0" width="340" height="350" />
        <rect class="opening" x={leaf.x} y={leaf.y} width={leaf.width} height={leaf.height} />
        <rect class="strike" x={leaf.x + leaf.width} y="178" width="40" height="26" rx="2" />
        <g class="leaf" style={{ transform: state.doorOpen ? "scaleX(0.55)" : "none", transformOrigin: `${leaf.x}px 0` }}>
          <rect class="wood" x={leaf.x} y={leaf.y} width={leaf.width} height={leaf.height} rx="3" />
          <rect class="panelling" x={leaf.x + 28} y={leaf.y + 26} width="100" height="100" rx="3" />
          <rect class="panelling" x={leaf.x + 28} y={leaf.y + 160} width="100" height="112" rx="3" />
          <rect class="bolt" x={leaf.x + leaf.width - 28 + state.boltPosition * boltTravel} y="182" width="34" height="18" rx="2" />
          <rect class="case" x={leaf.x + leaf.width - 56} y="150" width="48" height="82" rx="6" />
          <g style={{ transform: `rotate(${state.boltPosition * 90}deg)`, transformOrigin: `${leaf.x + leaf.width - 32}px 191px` }}>
            <rect class="thumb-turn" x={leaf.x + leaf.width - 36} y="173" width="8" height="36" rx="4" />
          </g>
        </g>
        {state.boltBlocked && <text class="blocked" x={leaf.x + leaf.width + 20} y="172">✕</text>}
        <rect class={`magnet ${state.magnet ? "on" : ""}`} x={leaf.x + leaf.width + 8} y="60" width="12" height="30" rx="2" />
        <text class="caption" x="170" y="343">{describe(state)}</text>
      </svg>
      <div class="buttons">
        <button onClick={() => send({ op: "door", open: !state.doorOpen })}>{state.doorOpen ? "Close the door" : "Open the door"}</button>
        <button onClick={() => send({ op: "thumbTurn", to: boltOut ? "unlocked" : "locked" })}>
          Turn the thumb-turn to {boltOut ? "unlocked" : "locked"}
        </button>
        <Toggle on={state.boltBlocked} label="Block the bolt" onChange={(on) => send({ op: "blockBolt", on })} />
        <Toggle on={state.magnet} label="Hold a magnet to the reed" onChange={(on) => send({ op: "magnet", on })} />
      </div>
    </section>
  );
}

function Toggle({ on, label, onChange }: { on: boolean; label: string; onChange: (on: boolean) => void }) {
  return (
    <button class="toggle" aria-pressed={on} onClick={() => onChange(!on)}>
      {label}
    </button>
  );
}

function describe({ doorOpen, boltPosition, boltMoving }: PanelState): string {
  const percent = Math.round(boltPosition * 100);
  const bolt = percent === 0 ? "bolt back" : percent === 100 ? "bolt thrown" : `bolt ${percent} % out`;
  return `door ${doorOpen ? "open" : "closed"}, ${bolt}${boltMoving ? ", motor on" : ""}`;
}
