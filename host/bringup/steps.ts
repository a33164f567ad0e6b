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
  /** Without hands it is done in part only. */
  needsHands: boolean;
  run: (bench: Bench) => Steps<void>;
}

const steps: Readonly<Record<StepId, Step>> = Object.freeze({
  supply: { title: "Supply, chip and flash", needsHands: false, run: supplyStep },
  keypad: { title: "Keypad", needsHands: true, run: keypadStep },
  contacts: { title: "Door, cover, button and bolt switches", needsHands: true, run: contactsStep },
  battery: { title: "Battery measurement", needsHands: true, run: batteryStep },
  indicator: { title: "Light and sound", needsHands: true, run: indicatorStep },
  bolt: { title: "Bolt", needsHands: true, run: boltStep },
  readers: { title: "Readers", needsHands: true, run: readersStep },
  endurance: { title: "Endurance", needsHands: true, run: enduranceStep },
});

export function stepOf(id: StepId): Step {
  return steps[id];
}

export function isStepId(value: unknown): value is StepId {
  return stepIds.includes(value as StepId);
}
