// SPDX-License-Identifier: Apache-2.0
/**
 * What the commands need of the lock. lock/ satisfies it as it stands; no link reaches for more.
 */
import type { AlarmCode } from "../lock/alarms";
import type { Audit } from "../lock/audit";
import type { BatteryLevelName } from "../lock/battery-level";
import type { LockState } from "../lock/lock-state";
import type { Loop } from "../lock/loop";
import type { Lockout } from "../lock/lockout";
import type { AuditStore, BatteryReading } from "../lock/parts";
import type { DoorState, OperationRequest, RequestResult } from "../lock/request";
import type { SetUp } from "../lock/set-up";
import type { Settings } from "../lock/settings";
import type { Users } from "../lock/users";
import type { Verifier } from "../lock/verifier";
import type { WallClock } from "../lock/wall-clock";

export interface LockStatus {
  state: LockState;
  /** Locked or unlocked is what the last move should have reached; nothing senses it. */
  assumed: boolean;
  doorState: DoorState;
  batteryLevel: BatteryLevelName;
  /** undefined: not measured yet. */
  battery: BatteryReading | undefined;
  alarms: readonly AlarmCode[];
}

export interface CommandTarget {
  status(): LockStatus;
  request(request: OperationRequest): RequestResult;
  readonly users: Pick<Users, "master" | "list" | "damaged" | "setPin" | "clear">;
  readonly verifier: Pick<Verifier, "check">;
  readonly lockout: Pick<Lockout, "remainingMs">;
  readonly settings: Pick<Settings, "get" | "set">;
  readonly setUp: Pick<SetUp, "state" | "problem">;
  readonly wallClock: Pick<WallClock, "utcSeconds" | "set">;
  readonly audit: Pick<Audit, "record">;
  readonly auditStore: Pick<AuditStore, "read" | "first" | "next" | "chain">;
  readonly loop: Pick<Loop, "stats">;
}
