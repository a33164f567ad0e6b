// SPDX-License-Identifier: Apache-2.0
/** The panel: the physical world around the lock, and windows onto what the firmware does. */
import { render } from "preact";
import { AuditLog } from "./audit-log";
import { Battery } from "./battery";
import { CardReader } from "./card-reader";
import { useConnection } from "./connection";
import { Console } from "./console";
import { Door } from "./door";
import { FingerReader } from "./finger-reader";
import { FirstSteps } from "./first-steps";
import { Header } from "./header";
import { Inside } from "./inside";
import { Keypad } from "./keypad";
import { Turns } from "./turns";
import { Wiring } from "./wiring";
import "uplot/dist/uPlot.min.css";
import "./panel.css";

function Panel() {
  const { state, connected, lines, log, notice, send } = useConnection();
  if (state === undefined) return <p class="waiting">Waiting for the virtual board…</p>;
  return (
    <>
      <Header state={state} connected={connected} send={send} />
      <main>
        <FirstSteps lock={connected ? state.lock : undefined} />
        <div class={state.bringup ? "cards bringup" : "cards"}>
          <Keypad state={state} send={send} />
          <CardReader state={state} send={send} />
          <FingerReader state={state} send={send} />
          <Door state={state} notice={notice} send={send} />
          <Inside state={state} send={send} />
          <Battery state={state} send={send} />
          {state.bringup ? <Wiring state={state} send={send} /> : <Turns state={state} />}
          <Console isBringup={state.bringup} lines={lines} send={send} />
          {!state.bringup && <AuditLog entries={log} />}
        </div>
      </main>
    </>
  );
}

const root = document.getElementById("panel");
if (root !== null) render(<Panel />, root);
