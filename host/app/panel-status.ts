// SPDX-License-Identifier: Apache-2.0
/**
 * What the lock says of itself: the panel asks on the serial line, as anybody may who holds the wire. Its questions and their
 * answers carry an Id of their own and are not shown among the lines.
 */
import type { PanelLock } from "./panel-protocol";

const statusId = "panel";
const setUpId = "panel set-up";

function question(command: string, id: string): string {
  return `${JSON.stringify({ Command: command, Id: id })}\n`;
}

export class PanelStatus {
  #status: Record<string, unknown> | undefined;
  #setUpProblem: string | undefined;

  /** undefined before it answered. */
  get lock(): PanelLock | undefined {
    if (this.#status === undefined) return undefined;
    const { LockState, Assumed, DoorState, Alarms, BatteryLevel, LockedOutSeconds, OutsideDisabled, SetUp } = this.#status;
    return {
      lockState: String(LockState),
      assumed: Assumed === true,
      doorState: String(DoorState),
      alarms: Array.isArray(Alarms) ? Alarms.map(String) : [],
      batteryLevel: String(BatteryLevel),
      lockedOutSeconds: Number(LockedOutSeconds),
      outsideDisabled: OutsideDisabled === true,
      setUp: String(SetUp),
      setUpProblem: SetUp === "Done" ? undefined : this.#setUpProblem,
    };
  }

  /** What to send. */
  get questions(): string {
    const status = question("GetStatus", statusId);
    return this.#status?.SetUp === "Done" ? status : status + question("GetSetUp", setUpId);
  }

  /** True when the line answers one of these questions. */
  take(line: string): boolean {
    const isSetUp = line.includes(`"Id":"${setUpId}"`);
    if (!isSetUp && !line.includes(`"Id":"${statusId}"`)) return false;
    try {
      const answer = JSON.parse(line) as Record<string, unknown>;
      if (!isSetUp) this.#status = answer;
      else this.#setUpProblem = typeof answer.Problem === "string" ? answer.Problem : undefined;
    } catch {
      // The power went in the middle of the line.
    }
    return true;
  }

  /** The firmware has stopped, and what it said is true no more. */
  forget(): void {
    this.#status = undefined;
    this.#setUpProblem = undefined;
  }
}
