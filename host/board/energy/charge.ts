// SPDX-License-Identifier: Apache-2.0
/**
 * Charge drawn from the pack, in microampere-seconds by consumer: what the board did (`Usage`) times the currents of one power
 * profile. A model. The regulator is a linear one, so a microampere at 3.3 V is a microampere from the pack.
 */
import type { Board } from "../../../boards/board";
import { chips, partCurrents, type ChipCurrents, type PowerProfile, type Sourced } from "./currents";
import type { Usage } from "./energy";

export interface Charge {
  chipActive: number;
  chipWaiting: number;
  chipDeepSleep: number;
  flash: number;
  motor: number;
  motorDriver: number;
  amplifier: number;
  led: number;
  buzzer: number;
  /** Pull-ups of door, bolt, cover, button and keys. */
  contacts: number;
  board: number;
  divider: number;
}

export const microampSecondsPerMilliampereHour = 3_600_000;

type Wiring = Pick<Board, "name" | "bolt">;

export function chargeOf(usage: Usage, board: Wiring, profile: PowerProfile): Charge {
  const { bolt } = board;
  const hasAmplifier = bolt.kind === "motor" && bolt.currentSense !== undefined;
  const suppliedUs = usage.startingUs + usage.inUseUs + usage.quietUs;
  const { motorUs, ledUs, buzzerUs } = usage;
  const driver = { awakeUs: bolt.kind === "motor" ? motorUs : 0, us: bolt.kind === "motor" ? suppliedUs : 0 };
  const pull = (us: number, ohms: Sourced): number => (us * partCurrents.supplyVolts.value) / ohms.value;
  return {
    ...chipCharge(usage, chipOf(board.name), profile),
    flash: charge(usage.flashUs, partCurrents.flashMicroamps),
    motor: usage.motorMicroampSeconds,
    motorDriver:
      charge(driver.awakeUs, partCurrents.driverAwakeMicroamps) + charge(driver.us - driver.awakeUs, partCurrents.driverAsleepMicroamps),
    amplifier: hasAmplifier ? charge(profile.amplifierSwitched ? motorUs : suppliedUs, partCurrents.amplifierMicroamps) : 0,
    led: charge(ledUs, partCurrents.ledMicroamps),
    buzzer: charge(buzzerUs, partCurrents.buzzerMicroamps),
    contacts: pull(usage.internalPullUs, profile.internalPullOhms) + pull(usage.externalPullUs, profile.externalPullOhms),
    board: charge(suppliedUs, profile.boardMicroamps),
    divider: charge(usage.totalUs, partCurrents.dividerMicroamps),
  };
}

export function totalOf(consumers: Charge): number {
  let microampSeconds = 0;
  for (const name of Object.keys(consumers) as (keyof Charge)[]) microampSeconds += consumers[name];
  return microampSeconds;
}

/** A board with an ESP32-S3 is charged as an ESP32. */
export function chipOf(boardName: string): ChipCurrents {
  return boardName.startsWith("esp32-c3") ? chips.esp32c3 : chips.esp32;
}

function chipCharge(usage: Usage, chip: ChipCurrents, { waits, quiet }: PowerProfile) {
  const sleepsDeeply = quiet === "deepSleep";
  const sleepsLightly = waits === "lightSleep";
  const runningUs = usage.inUseUs + (sleepsDeeply ? 0 : usage.quietUs);
  const units = usage.inUseUnits + (sleepsDeeply ? 0 : usage.quietUnits);
  const wakeups = usage.inUseWakeups + (sleepsDeeply ? 0 : usage.quietWakeups);
  const turnsUs = (units / chip.unitsPerMs) * 1000 + usage.flashUs;
  const waitingUs = Math.max(runningUs - turnsUs, 0);
  // PWM and the motor's time limit need the clock: no light sleep while the buzzer sounds or the motor runs.
  const clockUs = Math.min(usage.motorUs + usage.buzzerUs + wakeups * chip.lightSleepWakeUs.value, waitingUs);
  const idleUs = sleepsLightly ? clockUs : waitingUs;
  const wakeUs = usage.deepSleeps * chip.deepSleepWakeUs.value + (usage.deepSleepUnits / chip.unitsPerMs) * 1000;
  return {
    chipActive: charge(usage.startingUs + turnsUs + (sleepsDeeply ? wakeUs : 0), chip.activeMicroamps),
    chipWaiting: charge(idleUs, chip.idleMicroamps) + charge(waitingUs - idleUs, chip.lightSleepMicroamps),
    chipDeepSleep: sleepsDeeply ? charge(usage.quietUs, chip.deepSleepMicroamps) : 0,
  };
}

/** In microampere-seconds. */
function charge(us: number, { value: microamps }: Sourced): number {
  return (us * microamps) / 1_000_000;
}
