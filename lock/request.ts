// SPDX-License-Identifier: Apache-2.0
/**
 * The one way to move the bolt: keypad, console, button and auto-lock all come through `request()`, which checks before
 * anything moves and writes down how it ended. Who somebody is has been judged before (lock/verifier.ts); whether the bolt
 * may move now is judged here.
 *
 * Unlock always wins: it is tried whatever the battery, it ends a locking that is under way, and it takes back a lock that waits.
 * A lock that comes while unlocking waits, and is asked again with all its checks when unlocking has ended.
 */
import type { Alarms } from "./alarms";
import { AuditEvent, OperationSource, type Actor, type Audit, type OperationSourceCode } from "./audit";
import type { BatteryWatch } from "./battery-watch";
import type { LockStateMachine, MoveOutcome } from "./lock-state";
import type { Lockout } from "./lockout";
import { modeAllows } from "./operating-mode";
import type { BoltPosition, BoltTarget, Clock } from "./parts";
import { masterIndex } from "./user-record";

export interface OperationRequest extends Actor {
  operation: "lock" | "unlock";
  /** Of UnlockWithTimeout: counts instead of AutoRelockTime. */
  relockSeconds?: number;
}

export type DoorState = "open" | "closed" | "unknown";

/** Codes as in the audit log. Up to 15 they are Matter's OperationError, the others have no word there; 22 to 25 are lock/admission.ts's. */
export const refusalCodes = Object.freeze({
  /** The PIN that came with it was not accepted; the log's entry before this one says why. */
  invalidCredential: 1,
  insufficientBattery: 4,
  /** The bolt would be thrown in the air. */
  doorOpen: 16,
  /** The door contact has not said anything yet; unknown is not closed. */
  doorUnknown: 17,
  lockedOut: 18,
  /** Keys or records cannot be trusted: nothing from outside. */
  outsideDisabled: 19,
  /** The PIN that came with it is one that depends on the time of day, which is unknown. */
  timeUnknown: 20,
  /** This way in is closed while the operating mode lasts. */
  mode: 21,
  /** Users are still being loaded, or another entry is being judged: the PIN that came with it was not looked at. */
  notReady: 26,
} as const);

export type RefusalReason = keyof typeof refusalCodes;

/** `queued`: after the unlocking that is under way. */
export type RequestResult =
  | { kind: "started" | "underWay" | "alreadyThere" | "queued" }
  | { kind: "refused"; reason: RefusalReason };

/** What counts for a request besides bolt, battery and lockout. */
export interface RequestConditions {
  readonly doorState: DoorState;
  readonly outsideIsDisabled: boolean;
  /** `OperatingMode` that holds now. */
  readonly operatingMode: number;
}

/** Whose credential the verifier has just written down, so that a request needs no entry of its own. */
const atTheDoor: readonly OperationSourceCode[] = Object.freeze([
  OperationSource.keypad,
  OperationSource.rfid,
  OperationSource.biometric,
]);

/** Value of audit entries that tell which way. */
export const wayCodes = Object.freeze({ locked: 1, unlocked: 2 });
const targets: Readonly<Record<string, BoltTarget | undefined>> = Object.freeze({ lock: "locked", unlock: "unlocked" });
const operationTypes = Object.freeze({ lock: 0, unlock: 1 });
const positionCodes = Object.freeze({ between: 0, locked: 1, unlocked: 2, unknown: 3 });

const started: RequestResult = Object.freeze({ kind: "started" });
const underWay: RequestResult = Object.freeze({ kind: "underWay" });
const alreadyThere: RequestResult = Object.freeze({ kind: "alreadyThere" });
const queued: RequestResult = Object.freeze({ kind: "queued" });

interface Current extends OperationRequest {
  startedMs: number;
}

export interface RequestsOptions {
  machine: LockStateMachine;
  batteryWatch: Pick<BatteryWatch, "mayLock">;
  lockout: Pick<Lockout, "remainingMs">;
  conditions: RequestConditions;
  audit: Audit;
  alarms: Alarms;
  clock: Clock;
}

export class Requests {
  readonly #machine: LockStateMachine;
  readonly #batteryWatch: RequestsOptions["batteryWatch"];
  readonly #lockout: RequestsOptions["lockout"];
  readonly #conditions: RequestConditions;
  readonly #audit: Audit;
  readonly #alarms: Alarms;
  readonly #clock: Clock;
  /** Who asked last, by where to: unlocking may begin before locking has been told that it is overridden. */
  readonly #current: Record<BoltTarget, Current | undefined> = { locked: undefined, unlocked: undefined };
  #waiting: OperationRequest | undefined;
  /** Where the bolt jammed on the way to, while the alarm is on. */
  #jammedTarget: BoltTarget | undefined;

  constructor(options: RequestsOptions) {
    this.#machine = options.machine;
    this.#batteryWatch = options.batteryWatch;
    this.#lockout = options.lockout;
    this.#conditions = options.conditions;
    this.#audit = options.audit;
    this.#alarms = options.alarms;
    this.#clock = options.clock;
  }

  request({ operation, source, userIndex }: OperationRequest): RequestResult {
    const target = targets[operation];
    if (target === undefined) throw new TypeError("request: operation");
    const reason = this.#reasonToRefuse(operation, source, userIndex);
    if (reason !== undefined) {
      this.#audit.record(AuditEvent.requestRefused, { source, userIndex, value: refusalCodes[reason] });
      return { kind: "refused", reason };
    }
    if (operation === "unlock") this.#waiting = undefined;

    const { state, assumed } = this.#machine;
    if (state === target && !assumed) return alreadyThere;
    if (state === "unlocking" && operation === "lock") {
      this.#waiting = { operation, source, userIndex };
      return queued;
    }
    if (state === (operation === "lock" ? "locking" : "unlocking")) return underWay;

    // On flash before the motor starts.
    if (!atTheDoor.includes(source)) {
      this.#audit.record(AuditEvent.requestAccepted, { source, userIndex, value: operationTypes[operation] });
    }
    this.#current[target] = { operation, source, userIndex, startedMs: this.#clock.nowMs() };
    this.#machine.request(target);
    return started;
  }

  /** The machine says that the bolt's way to `target` is over. */
  ended(target: BoltTarget, outcome: MoveOutcome): void {
    const current = this.#current[target];
    this.#current[target] = undefined;
    this.#write(target, outcome, current);
    const waiting = this.#waiting;
    if (target !== "unlocked" || waiting === undefined) return;
    this.#waiting = undefined;
    if (this.#machine.state === "unlocked") this.request(waiting);
  }

  /** The bolt was turned by hand while nothing moved. Springing back after a jam does not end the alarm. */
  turnedByHand(position: BoltPosition): void {
    if (position === "between" || position === "unknown") return;
    if (position === this.#jammedTarget) this.#endJam();
    this.#audit.record(AuditEvent.boltByHand, { source: OperationSource.manual, value: positionCodes[position] });
  }

  #endJam(): void {
    this.#jammedTarget = undefined;
    this.#alarms.clear("LockJammed");
  }

  #reasonToRefuse(
    operation: "lock" | "unlock",
    source: OperationSourceCode,
    userIndex: number,
  ): RefusalReason | undefined {
    const { doorState, outsideIsDisabled } = this.#conditions;
    const isInside = source === OperationSource.button || source === OperationSource.auto;
    if (!isInside && outsideIsDisabled) return "outsideDisabled";
    if (!isInside && this.#lockout.remainingMs > 0) return "lockedOut";
    if (!isInside && !modeAllows(this.#conditions.operatingMode, source, userIndex === masterIndex)) return "mode";
    if (operation === "unlock") return undefined;
    if (doorState !== "closed") return doorState === "open" ? "doorOpen" : "doorUnknown";
    return this.#batteryWatch.mayLock ? undefined : "insufficientBattery";
  }

  #write(target: BoltTarget, outcome: MoveOutcome, current: Current | undefined): void {
    const { state, assumed } = this.#machine;
    const actor: Actor = {
      source: current?.source ?? OperationSource.unspecified,
      userIndex: current?.userIndex ?? 0,
    };
    const way = { ...actor, value: wayCodes[target] };
    switch (outcome) {
      case "reached": {
        const tookMs = Math.max(1, this.#clock.nowMs() - (current?.startedMs ?? this.#clock.nowMs()));
        this.#endJam();
        this.#audit.record(AuditEvent[target], { ...actor, value: assumed ? -tookMs : tookMs });
        return;
      }
      case "jammed":
        this.#jammedTarget = target;
        this.#alarms.raise("LockJammed", way);
        return;
      case "byHand":
        this.#audit.record(AuditEvent.boltByHand, {
          source: OperationSource.manual,
          value: positionCodes[state === "locked" || state === "unlocked" ? state : "between"],
        });
        return;
      case "silent":
        this.#audit.record(AuditEvent.boltTimedOut, way);
        return;
      case "stopped":
      case "overridden":
      case "fault":
        this.#audit.record(AuditEvent.boltStopped, way);
        return;
    }
  }
}
