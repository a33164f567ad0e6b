// SPDX-License-Identifier: Apache-2.0
/**
 * Between requests and the bolt: runs the state machine, brackets each move with a battery measurement under load, writes
 * down how tries went, and takes the power off at a fault. Whether a request is carried out is judged by lock/request.ts.
 *
 * What has to be written is written before the motor may start again: flash and a sagging supply do not go together (facts A8).
 */
import type { Alarms } from "./alarms";
import { AuditEvent, type Audit } from "./audit";
import type { BatteryWatch } from "./battery-watch";
import { LockStateMachine, type LockState, type LockStateActions, type MoveOutcome } from "./lock-state";
import type { Lockout } from "./lockout";
import type { Loop } from "./loop";
import type { Battery, BatterySag, Bolt, BoltMove, BoltPosition, BoltTarget, Clock, Records } from "./parts";
import { forgetBrownOuts, type PowerUp } from "./power-up";
import { Requests, wayCodes, type OperationRequest, type RequestConditions, type RequestResult } from "./request";

const deadline = "bolt";

export interface BoltControlOptions {
  loop: Loop;
  clock: Clock;
  bolt: Bolt;
  battery: Battery;
  batteryWatch: BatteryWatch;
  records: Records;
  powerUp: PowerUp;
  audit: Audit;
  alarms: Alarms;
  lockout: Lockout;
  conditions: RequestConditions;
  /** Called when it is another one, and once after the first look. */
  onState: (state: LockState) => void;
}

export class BoltControl implements LockStateActions {
  readonly machine: LockStateMachine;
  readonly #options: BoltControlOptions;
  readonly #requests: Requests;
  readonly #waitOver = (): void => {
    this.machine.waitOver();
    this.#lookIfLost();
  };
  #brownOutsInARow: number;
  #told: LockState | undefined;
  #inFault = false;

  constructor(options: BoltControlOptions) {
    this.#options = options;
    this.#brownOutsInARow = options.powerUp.brownOutsInARow;
    this.machine = new LockStateMachine(this);
    this.#requests = new Requests({ machine: this.machine, ...options });
  }

  /** Locked; or at rest after a jam, with the bolt still there. */
  get isThrown(): boolean {
    const { machine } = this;
    const { bolt } = this.#options;
    if (machine.state === "locked") return true;
    return machine.phase === "resting" && !bolt.assumed && bolt.position === "locked";
  }

  request(request: OperationRequest): RequestResult {
    return this.#requests.request(request);
  }

  /** Takes the state from where the bolt is. */
  look(): void {
    const { bolt } = this.#options;
    this.machine.sensed(bolt.position, bolt.assumed);
    this.changed();
  }

  moveEnded(move: BoltMove): void {
    const sag = this.#options.battery.endLoad();
    if (this.machine.phase === "moving") this.#tried(move, sag);
    this.machine.moveEnded(move);
    this.#lookIfLost();
  }

  turnedByHand(position: BoltPosition): void {
    // What the bolt does between two tries is told by how the request ends.
    if (this.machine.phase === "resting") this.#requests.turnedByHand(position);
    this.machine.sensed(position, this.#options.bolt.assumed);
  }

  /** The door opened: a bolt that is assumed to be thrown, where no switch is fitted, is not. What a switch says stands. */
  doorOpened(): void {
    if (this.machine.state === "locked" && this.machine.assumed) this.machine.sensed("unknown", true);
  }

  /** What a fault passes through on its way to what is sensed is no change of state. */
  fault(): void {
    this.#inFault = true;
    try {
      this.machine.fault();
      if (this.machine.phase === "resting") this.look();
    } finally {
      this.#inFault = false;
    }
    this.changed();
  }

  /** After a fault or a bolt that did not answer, the switches may still know. */
  #lookIfLost(): void {
    if (this.machine.state === "unknown" && this.machine.phase === "resting") this.look();
  }

  #tried({ result, target }: BoltMove, sag: BatterySag | undefined): void {
    const { audit, batteryWatch, records, powerUp } = this.#options;
    if (result === "jammed") audit.record(AuditEvent.boltJammed, { value: wayCodes[target] });
    if (result === "timedOut") audit.record(AuditEvent.boltTimedOut, { value: wayCodes[target] });
    if (result !== "reached") return;
    if (sag !== undefined) batteryWatch.underLoad(sag);
    if (this.#brownOutsInARow > 0) forgetBrownOuts(records, powerUp.bootCount);
    this.#brownOutsInARow = 0;
  }

  // What the state machine asks for (LockStateActions).

  move(target: BoltTarget): void {
    this.#options.battery.startLoad();
    this.#options.bolt.move(target);
  }

  stop(): void {
    this.#options.bolt.stop();
  }

  wait(delayMs: number): void {
    this.#options.loop.after(deadline, delayMs, this.#waitOver);
  }

  endWait(): void {
    this.#options.loop.cancel(deadline);
  }

  changed(): void {
    const { state } = this.machine;
    if (this.#inFault || state === this.#told) return;
    this.#told = state;
    this.#options.onState(state);
  }

  ended(target: BoltTarget, outcome: MoveOutcome): void {
    this.#requests.ended(target, outcome);
    const { alarms, batteryWatch } = this.#options;
    if (target === "unlocked" && outcome === "reached" && batteryWatch.level !== "ok") alarms.show("lowBattery");
  }
}
