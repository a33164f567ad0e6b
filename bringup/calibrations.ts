// SPDX-License-Identifier: Apache-2.0
/** The calibration as it is stored and used: bring-up alone writes it, and the drivers go by it at once. */
import type { Battery, BatteryCalibration } from "../drivers/battery";
import { batteryDefaults } from "../drivers/battery";
import { BoltMotor, motorDefaults, type MotorCalibration } from "../drivers/bolt-motor";
import type { BoltServo, ServoCalibration } from "../drivers/bolt-servo";
import { boltDefaults, type MotorBolt, type ServoBolt } from "../drivers/open-bolt";
import { calibrationReply } from "../link/calibration-commands";
import type { Reply } from "../link/command";
import type { Arguments } from "../link/request";
import { asWord } from "../link/word";
import { readCalibration, writeCalibration, type Calibration, type StoredCalibration } from "../lock/calibration";
import type { Records } from "../lock/parts";
import type { Pack } from "./pack";
import type { Proof } from "./proof";

export interface CalibratedParts {
  bolt: BoltMotor | BoltServo;
  battery: Battery;
  pack: Pack;
  proof: Proof;
}

export class Calibrations {
  readonly #records: Records;
  readonly #defaults: Calibration;
  #stored: StoredCalibration;

  constructor({ records, wiring }: { records: Records; wiring: MotorBolt | ServoBolt }) {
    this.#records = records;
    this.#defaults = { battery: batteryDefaults, ...boltDefaults(wiring) };
    this.#stored = readCalibration(records);
  }

  /** For those who open the drivers. */
  get stored(): Calibration {
    return this.#stored.calibration;
  }

  get battery(): BatteryCalibration {
    return this.stored.battery ?? batteryDefaults;
  }

  get motor(): MotorCalibration {
    return this.stored.motor ?? motorDefaults;
  }

  /** Only asked of a board with a servo. */
  get servo(): ServoCalibration {
    const servo = this.stored.servo ?? this.#defaults.servo;
    if (servo === undefined) throw new Error("the board has no servo");
    return servo;
  }

  isStored(group: keyof Calibration): boolean {
    return this.stored[group] !== undefined;
  }

  get reply(): Reply {
    return calibrationReply({ stored: this.#stored, defaults: this.#defaults });
  }

  /** Stores the groups that are given and keeps the others. A value that cannot be changes nothing. */
  set(given: Arguments, parts: CalibratedParts): Reply {
    const calibration: Calibration = { ...this.stored };
    const { Battery: battery, Motor: motor, Servo: servo } = given as Record<string, Record<string, unknown> | null | undefined>;
    if (battery) calibration.battery = { gainPpm: battery.GainPpm as number, offsetMillivolts: battery.OffsetMillivolts as number };
    if (motor && this.#defaults.motor === undefined) return { Status: "CONSTRAINT_ERROR", Reason: "Motor: the bolt has a servo" };
    if (motor) {
      calibration.motor = {
        travelMs: motor.TravelMs as number,
        powerMsMax: motor.PowerMsMax as number,
        stallMilliamps: motor.StallMilliamps as number,
        reversed: motor.Reversed as boolean,
      };
    }
    if (servo && this.#defaults.servo === undefined) return { Status: "CONSTRAINT_ERROR", Reason: "Servo: the bolt has a motor" };
    if (servo) {
      calibration.servo = {
        lockedUs: servo.LockedUs as number,
        unlockedUs: servo.UnlockedUs as number,
        travelMs: servo.TravelMs as number,
      };
    }
    return this.#write(calibration, parts);
  }

  clear(parts: CalibratedParts): Reply {
    return this.#write({}, parts);
  }

  #write(calibration: Calibration, { bolt, battery, pack, proof }: CalibratedParts): Reply {
    const wasReversed = this.motor.reversed;
    try {
      writeCalibration(this.#records, calibration);
    } catch (error) {
      if (error instanceof RangeError) return { Status: "CONSTRAINT_ERROR", Reason: asWords(error.message) };
      return { Status: "FAILURE", Reason: "flash failed" };
    }
    this.#stored = readCalibration(this.#records);
    battery.calibrate(this.battery);
    pack.calibration = this.battery;
    if (bolt instanceof BoltMotor) bolt.configure(this.motor);
    else bolt.configure(this.servo);
    if (this.motor.reversed !== wasReversed) proof.forget();
    return this.reply;
  }
}

/** "motor.travelMs: ..." is "Motor.TravelMs: ..." outside. */
function asWords(problem: string): string {
  return problem.split(".").map(asWord).join(".");
}
