// SPDX-License-Identifier: Apache-2.0
/** The audit log as it stands in the lock's flash, newest first. */
import type { PanelLogEntry } from "../app/panel-protocol";
import { duration } from "./format";

const shown = 100;

export function AuditLog({ entries }: { entries: PanelLogEntry[] }) {
  return (
    <section class="log" aria-labelledby="log-title">
      <h2 id="log-title">Audit log</h2>
      <div class="scroll" tabIndex={0} role="region" aria-labelledby="log-title">
        <table>
          <thead>
            <tr>
              <th scope="col">No.</th>
              <th scope="col">Start</th>
              <th scope="col">Time</th>
              <th scope="col">What happened</th>
            </tr>
          </thead>
          <tbody>
            {entries.slice(-shown).reverse().map((entry) => (
              <tr key={entry.sequence} class={entry.isAlarm ? "alarm" : ""}>
                <td>{entry.sequence}</td>
                <td>{entry.boot}</td>
                <td>{timeOf(entry)}</td>
                <td>{entry.text}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <p class="hint">Start counts power-ups. Time is that of day where the lock knows it, else since the start.</p>
    </section>
  );
}

function timeOf({ utcSeconds, uptimeSeconds }: PanelLogEntry): string {
  return utcSeconds > 0 ? new Date(utcSeconds * 1_000).toLocaleString() : `+${duration(uptimeSeconds * 1_000)}`;
}
