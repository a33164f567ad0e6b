// SPDX-License-Identifier: Apache-2.0
/** What to do next with a lock that nobody has set up yet. It goes away by itself when that is done. */
import type { PanelState } from "../app/panel-protocol";

export function FirstSteps({ state }: { state: PanelState }) {
  const setUp = state.lock?.setUp;
  if (!state.powered || setUp === undefined || setUp === "done") return null;
  return (
    <section class="first-steps" aria-labelledby="steps-title">
      <h2 id="steps-title">A new lock: first steps</h2>
      <ol>
        <li aria-current={setUp === "waiting" ? "step" : undefined}>
          Go inside: hold the <em>inside button</em> for 5 seconds, until the light begins to blink.
        </li>
        <li aria-current={setUp === "masterPin" ? "step" : undefined}>
          Go outside: type a master PIN of 6 to 10 digits and <kbd>#</kbd>. Easy ones such as 123456 are refused.
        </li>
        <li aria-current={setUp === "masterPinAgain" ? "step" : undefined}>Type it again and <kbd>#</kbd>.</li>
        <li>From now on the PIN and <kbd>#</kbd> opens. Half a minute after the door is closed the lock locks itself.</li>
      </ol>
    </section>
  );
}
