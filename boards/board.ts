// SPDX-License-Identifier: Apache-2.0
/**
 * What a board is to the firmware: which part hangs on which pin. The files beside this one are the only places where a
 * pin number stands. Each picks its parts; a part that is left out is not fitted. Data only: no IO happens here.
 *
 * Levels are the same on every board, so that wiring can be learned once:
 * - keypad rows are inputs with pull-up, columns are open-drain outputs, low to look at them and released (high impedance)
 *   otherwise, so that two keys pressed in one row can never short two outputs;
 * - bolt switches, door reed, tamper loop and inside button connect their pin to ground; the pin is pulled up;
 *   so a cut wire reads "door open", "cover off", "button up", "bolt not there": each time the safe reading;
 * - motor inputs, motor enable and servo supply are high when on, with external pull-downs (HW-07);
 * - every other fact about the wiring is in hardware-notes.md, under the ids that stand here and there in the code.
 */
import type { FaceWiring } from "../drivers/face";
import type { FingerprintWiring } from "../drivers/fingerprint";
import type { Pn532Wiring, Rc522Wiring } from "../drivers/card-reader";
import type { SerialWiring } from "../drivers/io";
import type { MotorBolt, ServoBolt } from "../drivers/open-bolt";

export interface Board {
  name: string;
  /** `keys[row][column]`, for example "123" for a row of a 4x3 keypad. */
  keypad: { rowPins: readonly number[]; columnPins: readonly number[]; keys: readonly string[] };
  bolt: MotorBolt | ServoBolt;
  /**
   * Two switches at the ends of the bolt's travel. Left out: the position is only assumed.
   * Their pins are pulled up by resistors: some have no pull-up inside, and a weak one would be too slow (HW-03).
   */
  boltSwitches?: { lockedPin: number; unlockedPin: number };
  doorPin: number;
  /** Left out where pins are short: the cover switch is then in series with the door reed, and either reads "open" (HW-14). */
  tamperPin?: number;
  buttonPin: number;
  /** `ratio`: pack voltage over pin voltage (HW-25). */
  battery: { pin: number; ratio: number };
  /** Left out: no pins for one. A reader that the board knows and nobody fitted does not disturb (drivers/reader-health.ts). */
  cardReader?: Pn532Wiring | Rc522Wiring;
  /** R503, AS608 and their kin on UART1 (HW-45). Left out: no pins for one. A module that nobody fitted does not disturb. */
  fingerprint?: FingerprintWiring;
  /** HLK-FM225, SEN0677, SEN0736 and their kin, instead of a fingerprint module: there is one UART for either (HW-60). */
  face?: FaceWiring;
  ledPin: number;
  ledActiveLow: boolean;
  buzzerPin?: number;
  /** The serial port that the board's USB socket leads to in a release build. */
  console: SerialWiring;
}
