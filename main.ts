// SPDX-License-Identifier: Apache-2.0
/**
 * Wires the lock: board, drivers, lock, link. It decides nothing; what is built follows the board's data.
 * The order is a matter of safety. The device key comes before every driver, because the random source borrows the ADC,
 * which bolt and battery open for good (HW-30); until the bolt's driver holds its pins, resistors hold the motor off
 * (HW-07). What people can touch comes last, when there is somebody to tell.
 */
import { board } from "board";
import { BlockCipher, Digest } from "crypt";
import Analog from "embedded:io/analog";
import Digital from "embedded:io/digital";
import I2C from "embedded:io/i2c";
import PWM from "embedded:io/pwm";
import Serial from "embedded:io/serial";
import SPI from "embedded:io/spi";
import flash from "embedded:storage/flash";
import keyValue from "embedded:storage/key-value";
import Update from "embedded:update";
import { fillRandom } from "hardware-random";
import config from "mc/config";
import getResetReason from "resetReason";
import * as runningImage from "running-image";
import "system";
import Time from "time";
import Timer from "timer";
import { Battery, batteryDefaults } from "./drivers/battery";
import { openCardReader } from "./drivers/card-reader";
import { Clock } from "./drivers/clock";
import { Contact } from "./drivers/contact";
import { Heartbeat } from "./drivers/heartbeat";
import { Indicator } from "./drivers/indicator";
import { Keypad } from "./drivers/keypad";
import { boltDefaults, openBolt } from "./drivers/open-bolt";
import { openTemplateReader } from "./drivers/open-template-reader";
import { RandomSource } from "./drivers/random-source";
import { SerialLines } from "./drivers/serial-lines";
import { Console } from "./link/console";
import { Session } from "./link/session";
import type { Key } from "./lock/events";
import { Lock } from "./lock/lock";
import { Loop } from "./lock/loop";
import { powerUp as startUp } from "./lock/power-up";
import { eraseAuditLog } from "./storage/audit-head";
import { openAuditLog } from "./storage/open-audit-log";
import { KeyValueRecords } from "./storage/records";
import { Updates } from "./update/updates";

declare global {
  /** The SDK calls it before it restarts because of an exception or for lack of memory (facts B1). */
  var abort: (() => void) | undefined;
}
const contactMs = 50; // HW-12; the tamper contact is normally closed (HW-15)
const doorClosedMs = 300; // HW-13

/** The chip has no use for the result; on a computer the panel looks at the loop's own measurement. */
export default function main(): Loop {
  const records = new KeyValueRecords({ keyValue, path: "latchkey" });
  const { reason: resetReason } = getResetReason();
  const powerUp = startUp({ records, random: new RandomSource({ fillRandom }), Digest, BlockCipher, resetReason, eraseAuditLog: () => eraseAuditLog(records) });
  const { deviceKey: { auditHash: keyedHash }, calibration: stored } = powerUp;
  const auditStore = openAuditLog({ flash, path: "audit", records, keyedHash, boot: powerUp.bootCount });
  const clock = new Clock({ ticks: () => Time.ticks });
  let timer: Timer | undefined;
  const arm = (delayMs: number): void => {
    Timer.clear(timer);
    timer = Timer.set(() => loop.turn(), delayMs);
  };
  const loop = new Loop({ clock, wakeup: { arm }, meterUs: () => Time.microseconds, onFault: () => lock.fault() });
  const heartbeat = new Heartbeat(Timer);
  const common = (where: string) => {
    const onError = (): void => loop.post({ type: "fault", where });
    return { io: Digital, timer: heartbeat, nowMs: clock.nowMs, onError };
  };
  const bolt = openBolt(board.bolt, {
    ...common("bolt"),
    ...stored.calibration,
    analog: Analog,
    pwm: PWM,
    switches: board.boltSwitches && { io: Digital, ...board.boltSwitches },
    onMoved: (move) => loop.post({ type: "boltMoved", move }),
    onByHand: (position) => loop.post({ type: "boltByHand", position }),
  });
  globalThis.abort = () => bolt.stop();
  const battery = new Battery({
    ...common("battery"),
    ...board.battery,
    analog: Analog,
    chemistry: "alkaline",
    calibration: stored.calibration.battery,
    onReading: (reading) => loop.post({ type: "battery", reading }),
  });
  const buzzer = board.buzzerPin === undefined ? undefined : { pwm: PWM, pin: board.buzzerPin };
  const indicator = new Indicator({ ...common("indicator"), ledPin: board.ledPin, ledActiveLow: board.ledActiveLow, buzzer });
  const lock = new Lock({ loop, clock, bolt, battery, indicator, records, auditStore, powerUp, restart: () => System.restart() });
  const lines = new SerialLines({ ...common("console"), ...board.console, serial: Serial, onLine: (text) => loop.post({ type: "line", text }) });
  const session = new Session({ clock, loop, audit: lock.audit });
  const updates = new Updates({ lock, config, board: board.name, flash, Update, runningImage, Digest });
  const calibration = { stored, defaults: { battery: batteryDefaults, ...boltDefaults(board.bolt) } };
  const console = new Console({ target: lock, updates, session, calibration, send: (line) => lines.write(line), nextTurn: (run) => loop.after("console", 0, run) });
  loop.onEvent((event) => {
    if (event.type === "line") console.line(event.text);
    updates.noticed(event);
    lock.handle(event);
  });
  const contact = (where: string, pin: number, closedMs: number, onChange: (closed: boolean) => void): Contact =>
    new Contact({ ...common(where), pin, closedMs, openMs: contactMs, onChange });
  contact("door", board.doorPin, doorClosedMs, (closed) => loop.post({ type: "door", closed }));
  contact("button", board.buttonPin, contactMs, (pressed) => loop.post({ type: "button", pressed }));
  if (board.tamperPin !== undefined) contact("tamper", board.tamperPin, contactMs, (closed) => loop.post({ type: "tamper", open: !closed }));
  const post = (type: "key" | "keyStuck") => (key: string) => loop.post({ type, key: key as Key });
  new Keypad({ ...common("keypad"), ...board.keypad, onKey: post("key"), onStuck: post("keyStuck") });
  const onCard = (uid: Uint8Array, proved: boolean): void => loop.post({ type: "card", uid, proved });
  const onAnswers = (answers: boolean): void => loop.post({ type: "cardReader", answers });
  openCardReader(board.cardReader, { ...common("cardReader"), i2c: I2C, spi: SPI, proof: powerUp.cardProof, onCard, onAnswers });
  const { fingers, faces } = lock.access;
  fingers.use(openTemplateReader(board.fingerprint, { ...common("fingers"), ...fingers.forDriver(loop), serial: Serial }));
  faces.use(openTemplateReader(board.face, { ...common("faces"), ...faces.forDriver(loop), serial: Serial }));
  return loop;
}
