// SPDX-License-Identifier: Apache-2.0
/**
 * Takes from the battery what the board uses by one power profile, from now on, every ten minutes. The virtual board does not do
 * that by itself. New cells are put in with `setBattery` as ever.
 */
import type { Board } from "../../../boards/board";
import { Task } from "../task-queue";
import type { VirtualBoard } from "../virtual-board";
import { chargeOf, microampSecondsPerMilliampereHour, totalOf } from "./charge";
import { capacityMilliampereHours, type PowerProfile } from "./currents";

const intervalUs = 600_000_000;

/** `board`: what it was made with. */
export function drainBattery(virtual: VirtualBoard, board: Board, profile: PowerProfile): void {
  const { scheduler, energy } = virtual;
  const { battery } = virtual.world;
  const used = (): number => totalOf(chargeOf(energy.usage(), board, profile));
  let before = used();
  const interval = new Task(() => {
    const now = used();
    const capacity = capacityMilliampereHours[battery.chemistry].value * microampSecondsPerMilliampereHour;
    virtual.setBattery({ chargePercent: Math.max(battery.chargePercent - (100 * (now - before)) / capacity, 0) });
    before = now;
    scheduler.after(scheduler.world, interval, intervalUs);
  });
  scheduler.after(scheduler.world, interval, intervalUs);
}
