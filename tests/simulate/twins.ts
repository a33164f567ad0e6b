// SPDX-License-Identifier: Apache-2.0
/** Little stories in which a promise is kept, and with a slip in the firmware broken; and the words that they are written in. */
import type { SourceChange } from "../../host/app/source-changes";
import type { Act, TimedAct } from "../../host/simulate/act";
import { masterPin } from "../../host/simulate/cast";
import type { PromiseName } from "../../host/simulate/promises";

export interface Twins {
  promise: PromiseName;
  /** Of a planted bug, or what the slip is. */
  slip: string;
  change?: SourceChange;
  acts: readonly TimedAct[];
  /** A part of what is said. */
  says: RegExp;
}

export const second = 1_000;

export function at(seconds: number, ...acts: Act[]): TimedAct[] {
  return acts.map((act) => ({ atMs: seconds * second, by: "household", act }));
}

export function enter(pin: string | undefined): Act {
  return { do: "type", keys: `${pin}#`, gapMs: 250 };
}

export function line(command: string, fields: object = {}): Act {
  return { do: "line", text: JSON.stringify({ Command: command, ...fields }) };
}

export const login = line("Login", { PIN: masterPin });
