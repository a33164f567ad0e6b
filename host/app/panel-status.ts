// SPDX-License-Identifier: Apache-2.0
/**
 * What the lock says of itself: the panel asks on the serial line, as anybody may who holds the wire. Its questions and their
 * answers carry an Id of their own and are not shown among the lines.
 */
import type { PanelCalibration, PanelLock } from "./panel-protocol";

const statusId = "panel";
const setUpId = "panel set-up";
const calibrationId = "panel figures";

function question(command: string, id: string): string {
  return `${JSON.stringify({ Command: command, Id: id })}\n`;
}

export class PanelStatus {
  readonly #isBringup: boolean;
  #status: Record<string, unknown> | undefined;
  #setUpProblem: string | undefined;
  #calibration: Record<string, unknown> | undefined;

  constructor(isBringup: boolean) {
    this.#isBringup = isBringup;
  }

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

  /** A group that the board does not have is left out; undefined before it answered. */
  get calibration(): PanelCalibration | undefined {
    return this.#calibration && { battery: group(this.#calibration.Battery), bolt: group(this.#calibration.Motor ?? this.#calibration.Servo) };
  }

  /** What to send. A lock's calibration stays as it is while it runs; bring-up changes it. */
  get questions(): string {
    const calibration = question("GetCalibration", calibrationId);
    if (this.#isBringup) return calibration;
    const setUp = this.#status?.SetUp === "Done" ? "" : question("GetSetUp", setUpId);
    return question("GetStatus", statusId) + setUp + (this.#calibration === undefined ? calibration : "");
  }

  /** True when the line answers one of these questions. */
  take(line: string): boolean {
    const id = [statusId, setUpId, calibrationId].find((each) => line.includes(`"Id":"${each}"`));
    if (id === undefined) return false;
    try {
      const answer = JSON.parse(line) as Record<string, unknown>;
      if (id === statusId) this.#status = answer;
      else if (id === calibrationId) this.#calibration = answer;
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
    this.#calibration = undefined;
  }
}

function group(answer: unknown): Readonly<Record<string, unknown>> | undefined {
  return answer instanceof Object ? (answer as Record<string, unknown>) : undefined;
}
