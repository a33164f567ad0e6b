// SPDX-License-Identifier: Apache-2.0
/** What the lock says of itself to links: one flat object, made when somebody asks. It holds no PIN, no key, and no user. */
import type { AlarmCode } from "./alarms";
import type { BatteryLevelName } from "./battery-level";
import type { Lock } from "./lock";
import type { LockState } from "./lock-state";
import type { PowerUp } from "./power-up";
import type { DoorState } from "./request";

export interface LockStatus {
  lockState: LockState;
  /** Locked or unlocked is not sensed, but where the last move should have ended. */
  assumed: boolean;
  doorState: DoorState;
  alarms: readonly AlarmCode[];
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
}

export function lockStatus(lock: Lock): LockStatus {
  const { powerUp } = lock.options;
  const { machine } = lock.boltControl;
  const { level, reading, sag } = lock.batteryWatch;
  return {
    lockState: machine.state,
    assumed: machine.assumed,
    doorState: lock.doorState,
    alarms: [...lock.alarms.active],
    outsideIsDisabled: lock.outsideIsDisabled,
    deviceKey: powerUp.deviceKey.status,
    factoryReset: powerUp.factoryReset,
    batteryLevel: level,
    batteryMillivolts: reading?.millivolts,
    batteryPercent: reading?.percent,
    batterySagMillivolts: sag && sag.idleMillivolts - sag.lowestMillivolts,
  };
}
