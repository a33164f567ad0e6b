// SPDX-License-Identifier: Apache-2.0
/** What to do next with a lock that nobody has set up yet. It goes away by itself when that is done. */
import type { PanelLock } from "../app/panel-protocol";

/** What GetSetUp calls the reason why a step was refused (docs/console.md). */
const problems: Readonly<Record<string, string>> = {
  Length: "A PIN has 6 to 10 digits.",
  Repeat: "That PIN repeats itself: too easy to guess.",
  Run: "That PIN counts up or down: too easy to guess.",
  Date: "That PIN is a date: too easy to guess.",
  Common: "That PIN is one of the most common ones.",
  Mismatch: "The two were not the same. Type it anew, twice.",
  TimedOut: "That took too long. Hold the inside button again.",
  NotStored: "The lock could not store it.",
  NoDeviceKey: "The lock has no key of its own and cannot keep PINs.",
};

export function FirstSteps({ lock }: { lock: PanelLock | undefined }) {
  if (lock === undefined || lock.setUp === "Done") return null;
  const { setUp, setUpProblem } = lock;
  const at = (step: string) => (setUp === step ? "step" : undefined);
  return (
    <section class="first-steps" aria-labelledby="steps-title">
      <h2 id="steps-title">A new lock: first steps</h2>
      <ol>
        <li aria-current={at("Waiting")}>
          Inside: hold the <a href="#inside-button">inside button</a> for 5 seconds, until the light begins to blink.
        </li>
        <li aria-current={at("MasterPin")}>
          Outside: type a master PIN of 6 to 10 digits, then <kbd>#</kbd>. Easy ones such as 123456 are refused.
        </li>
        <li aria-current={at("MasterPinAgain")}>
          Type it again, then <kbd>#</kbd>.
        </li>
        <li>
          From now on the PIN and <kbd>#</kbd> unlock. 30 seconds after that, or after the door has closed, the lock locks itself.
        </li>
      </ol>
      <p class="problem" role="status">
        {setUpProblem === undefined ? "" : (problems[setUpProblem] ?? setUpProblem)}
      </p>
    </section>
  );
}
