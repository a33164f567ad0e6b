// SPDX-License-Identifier: Apache-2.0
/**
 * Wires bring-up: board, the lock's drivers, and what bring-up asks of them. Nothing else imports the SDK. The order is a matter of safety,
 * as in the lock's main.ts: random numbers and the device key before the ADC (HW-30), then at once the bolt, whose pins are held low
 * from then on (HW-07). Nothing has power before a computer has said "Arm".
 */
import { board } from "board";
import { chipFacts, partitionBytes } from "chip-facts";
import { Digest } from "crypt";
import Analog from "embedded:io/analog";
import Digital from "embedded:io/digital";
import I2C from "embedded:io/i2c";
import PWM from "embedded:io/pwm";
import Serial from "embedded:io/serial";
import SPI from "embedded:io/spi";
import flash from "embedded:storage/flash";
import keyValue from "embedded:storage/key-value";
import { fillRandom } from "hardware-random";
import config from "mc/config";
import getResetReason from "resetReason";
import Time from "time";
import Timer from "timer";
import { DeviceKey } from "../crypto/device-key";
import { Battery } from "../drivers/battery";
import { Clock } from "../drivers/clock";
import { Contact } from "../drivers/contact";
import { Heartbeat } from "../drivers/heartbeat";
import { Indicator } from "../drivers/indicator";
import { openBolt } from "../drivers/open-bolt";
import { RandomSource } from "../drivers/random-source";
import { SerialLines } from "../drivers/serial-lines";
import { Loop } from "../lock/loop";
import { hasNoUsers } from "../lock/no-users";
import { KeyValueRecords } from "../storage/records";
import { handleEvent, handleFault, type Bringup } from "./bringup";
import { Calibrations } from "./calibrations";
import { BringupConsole } from "./console";
import { boardFacts } from "./facts";
import { Heard } from "./heard";
import { KeypadWatch } from "./keypad-watch";
import { Looks } from "./looks";
import { Motion } from "./motion";
import { Pack } from "./pack";
import { Proof } from "./proof";
import { testRandom } from "./random-test";
import { Readers } from "./readers";
import { Trace } from "./trace";

declare global {
  /** As in the lock's main.ts: the SDK calls it before it restarts because of an exception. */
  var abort: (() => void) | undefined;
}
const contactMs = 50; // as the lock has it: HW-12
const doorClosedMs = 300; // likewise: HW-13

export default function main(): Loop {
  const { reason: resetReason } = getResetReason();
  const randomSource = new RandomSource({ fillRandom });
  const random = testRandom(randomSource);
  const records = new KeyValueRecords({ keyValue, path: "latchkey" });
  // Made as the lock makes it, so that a fingerprint module can be tried with the password that it will have.
  const { fingerPassword, facePassword } = new DeviceKey({ Digest, random: randomSource, records, mayMake: () => hasNoUsers(records) });
  const { nowMs } = new Clock({ ticks: () => Time.ticks });
  const nowUs = (): number => Time.microseconds;
  let timer: Timer | undefined;
  const arm = (delayMs: number): void => {
    Timer.clear(timer);
    timer = Timer.set(() => loop.turn(), delayMs);
  };
  const loop = new Loop({ clock: { nowMs }, wakeup: { arm }, meterUs: nowUs, onFault: (where) => handleFault(where, bringup, console) });
  const heartbeat = new Heartbeat(Timer);
  const heard = new Heard({ digital: Digital, analog: Analog, nowUs });
  const common = (where: string) => {
    const onError = (): void => loop.post({ type: "fault", where });
    return { io: heard.digital, timer: heartbeat, nowMs, onError };
  };
  const calibrations = new Calibrations({ records, wiring: board.bolt });
  const bolt = openBolt(board.bolt, {
    ...common("bolt"),
    ...calibrations.stored,
    analog: heard.analog,
    pwm: PWM,
    switches: board.boltSwitches && { io: heard.digital, ...board.boltSwitches },
    onMoved: (move) => loop.post({ type: "boltMoved", move }),
    onByHand: (position) => loop.post({ type: "boltByHand", position }),
  });
  globalThis.abort = () => bolt.stop();
  const battery = new Battery({
    ...common("battery"),
    ...board.battery,
    ...{ analog: heard.analog, chemistry: "alkaline", calibration: calibrations.battery, onReading: () => undefined },
  });
  const { ledPin, ledActiveLow, buzzerPin } = board;
  const buzzer = buzzerPin === undefined ? undefined : { pwm: PWM, pin: buzzerPin };
  const indicator = new Indicator({ ...common("indicator"), ledPin, ledActiveLow, buzzer });
  const lines = new SerialLines({ ...common("console"), ...board.console, serial: Serial, onLine: (text) => loop.post({ type: "line", text }) });
  const tell = (message: object): boolean => lines.write(JSON.stringify(message));
  const pack = new Pack({ heard, ...board.battery, calibration: calibrations.battery });
  const proof = new Proof({ sensesCurrent: board.bolt.kind === "motor" && board.bolt.currentSense !== undefined });
  const trace = new Trace({ ...common("trace"), heard, wiring: board.bolt, pack, nowUs, stop: () => bolt.stop() });
  const motion = new Motion({ bolt, trace, proof, calibrations, battery, loop, tell });
  const bringup: Bringup = {
    ...{ board, random, nowMs, loop, heard, calibrations, motion, indicator, tell, parts: { bolt, battery, pack, proof } },
    facts: boardFacts({ board, config, resetReason, chip: chipFacts(), partitionBytes }),
    looks: new Looks({ heard, board, pack, loop }),
    keypad: new KeypadWatch({ ...common("keypad"), heard, keypad: board.keypad, tell }),
    readers: new Readers({ ...common("readers"), board, heard, i2c: I2C, spi: SPI, serial: Serial, loop, records, fingerPassword, facePassword, tell }),
    storage: { keyValue, flash, path: "audit" },
  };
  const console = new BringupConsole({ bringup, tell });
  loop.onEvent((event) => handleEvent(event, bringup, console));
  const contact = (where: string, pin: number, closedMs: number, onChange: (closed: boolean) => void): Contact =>
    new Contact({ ...common(where), pin, closedMs, openMs: contactMs, onChange });
  contact("door", board.doorPin, doorClosedMs, (closed) => loop.post({ type: "door", closed }));
  contact("button", board.buttonPin, contactMs, (pressed) => loop.post({ type: "button", pressed }));
  if (board.tamperPin !== undefined) contact("tamper", board.tamperPin, contactMs, (closed) => loop.post({ type: "tamper", open: !closed }));
  tell({ Event: "Boot", Board: board.name, FirmwareVersion: config.firmwareVersion, ResetReason: resetReason });
  return loop;
}
