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
              <th scope="col">Up for</th>
              <th scope="col">What</th>
            </tr>
          </thead>
          <tbody>
            {entries.slice(-shown).reverse().map((entry) => (
              <tr key={entry.sequence}>
                <td>{entry.sequence}</td>
                <td>{entry.boot}</td>
                <td title={entry.utcSeconds > 0 ? new Date(entry.utcSeconds * 1000).toISOString() : "time of day unknown"}>
                  {duration(entry.uptimeSeconds * 1000)}
                </td>
                <td>{entry.text}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}
