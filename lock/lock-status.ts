// SPDX-License-Identifier: Apache-2.0
/** What the lock says about itself: one flat object, made when somebody asks. It holds no PIN, no key, and no name of a user. */
import type { AlarmCode } from "./alarms";
import type { BatteryLevelName } from "./battery-level";
import type { Lock } from "./lock";
import type { LockState } from "./lock-state";
import type { BoltPosition } from "./parts";
import type { PowerUp } from "./power-up";
import type { ProgrammingStep } from "./programming";
import type { DoorState } from "./request";
import type { SetUpState } from "./set-up";

export interface LockStatus {
  lockState: LockState;
  /** Locked or unlocked is not sensed, but where the last move should have ended. */
  assumed: boolean;
  boltPosition: BoltPosition;
  doorState: DoorState;
  tamperOpen: boolean;
  alarms: readonly AlarmCode[];
  /** Until it locks by itself; undefined: it does not count. */
  autoLockMs: number | undefined;
  setUp: SetUpState;
  programming: ProgrammingStep;
  /** 0: attempts are possible. */
  lockoutMs: number;
  /** Nothing opens from outside, because keys or records cannot be trusted; see deviceKey and factoryReset. */
  outsideIsDisabled: boolean;
  deviceKey: PowerUp["deviceKey"]["status"];
  factoryReset: PowerUp["factoryReset"];
  batteryLevel: BatteryLevelName;
  /** At rest; undefined until measured. */
  batteryMillivolts: number | undefined;
  batteryPercent: number | undefined;
  /** What the last move that arrived pulled the battery down by. */
  batterySagMillivolts: number | undefined;
  uptimeSeconds: number;
  bootCount: number;
  resetReason: number;
  auditChain: "pending" | "intact" | "broken";
  auditFirst: number;
  auditNext: number;
  auditFailures: number;
  turns: number;
  longestTurnUs: number;
  longestTurn: string;
  queueHighWater: number;
  overflows: number;
  faults: number;
}

export function lockStatus(lock: Lock): LockStatus {
  const { doorWatch, batteryWatch, auditStore } = lock;
  const { bolt, clock, powerUp } = lock.options;
  const { machine } = lock.boltControl;
  const { reading, sag } = batteryWatch;
  return {
    lockState: machine.state,
    assumed: machine.assumed,
    boltPosition: bolt.position,
    doorState: doorWatch.doorState,
    tamperOpen: doorWatch.tamperOpen,
    alarms: [...lock.alarms.active],
    autoLockMs: lock.autoLock.remainingMs,
    setUp: lock.setUp.state,
    programming: lock.access.programming.step,
    lockoutMs: lock.lockout.remainingMs,
    outsideIsDisabled: lock.outsideIsDisabled,
    deviceKey: powerUp.deviceKey.status,
    factoryReset: powerUp.factoryReset,
    batteryLevel: batteryWatch.level,
    batteryMillivolts: reading?.millivolts,
    batteryPercent: reading?.percent,
    batterySagMillivolts: sag && sag.idleMillivolts - sag.lowestMillivolts,
    uptimeSeconds: Math.floor(clock.nowMs() / 1000),
    bootCount: powerUp.bootCount,
    resetReason: powerUp.resetReason,
    auditChain: auditStore.chain,
    auditFirst: auditStore.first,
    auditNext: auditStore.next,
    auditFailures: lock.audit.failures,
    ...lock.loop.stats,
  };
}
