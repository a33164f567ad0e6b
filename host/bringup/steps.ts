// SPDX-License-Identifier: Apache-2.0
/** The steps of bring-up in their order: nothing moves before it is known to be safe. */
import type { Bench } from "./bench";
import { batteryStep } from "./battery";
import { boltStep } from "./bolt";
import { contactsStep } from "./contacts";
import { enduranceStep } from "./endurance";
import { indicatorStep } from "./indicator";
import { keypadStep } from "./keypad";
import type { Steps } from "./need";
import { readersStep } from "./readers";
import { supplyStep } from "./supply";

export const stepIds = Object.freeze(["supply", "keypad", "contacts", "battery", "indicator", "bolt", "readers", "endurance"] as const);
export type StepId = (typeof stepIds)[number];

export interface Step {
  title: string;
  run: (bench: Bench) => Steps<void>;
}

const steps: Readonly<Record<StepId, Step>> = Object.freeze({
  supply: { title: "Supply, chip and flash", run: supplyStep },
  keypad: { title: "Keypad", run: keypadStep },
  contacts: { title: "Door, cover, button and bolt switches", run: contactsStep },
  battery: { title: "Battery measurement", run: batteryStep },
  indicator: { title: "Light and sound", run: indicatorStep },
  bolt: { title: "Bolt", run: boltStep },
  readers: { title: "Readers", run: readersStep },
  endurance: { title: "Endurance", run: enduranceStep },
});

export function stepOf(id: StepId): Step {
  return steps[id];
}

export function isStepId(value: unknown): value is StepId {
  return stepIds.includes(value as StepId);
}
