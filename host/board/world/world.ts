// SPDX-License-Identifier: Apache-2.0
/** Everything around the chip, wired to its pins as the board says. */
import type { Board } from "../../../boards/board";
import type { Energy } from "../energy/energy";
import type { Pins } from "../pins";
import type { Random } from "../random";
import type { Scheduler } from "../scheduler";
import type { Tolerances } from "../tolerances";
import { idOf, nameOf, type WiringFault, type WiringFaultId } from "../wiring-faults";
import { Battery } from "./battery";
import { Bolt } from "./bolt";
import { CardReader } from "./card-reader";
import type { Bounce } from "./contact";
import { Door } from "./door";
import { GroundSwitch } from "./ground-switch";
import { KeypadMatrix } from "./keypad-matrix";
import { MotorActuator } from "./motor-actuator";
import { ServoActuator } from "./servo-actuator";

export interface WorldParts {
  board: Board;
  pins: Pins;
  scheduler: Scheduler;
  random: Random;
  energy: Energy;
  boltPosition: number;
  tolerances: Tolerances;
  /** Whether there is one where the board has pins for it. */
  cardReader: boolean;
  /** Volts of the pack changed under load. */
  onLoad: () => void;
}

/** Too much for any motor or servo, and no more than a chip alone can live with. */
const weakSupplyOhms = 10;
/** At the pack, to either side. */
const noisyMillivolts = 150;
/** 1 M over 330 k. */
const wrongRatio = 1_330 / 330;

export class World {
  readonly keypad: KeypadMatrix;
  readonly battery: Battery;
  readonly bolt: Bolt;
  readonly boltSwitches: { locked: GroundSwitch; unlocked: GroundSwitch } | undefined;
  readonly door: Door;
  /** Closed while the cover is on; left out where the board has it in series with the door reed. */
  readonly tamper: GroundSwitch | undefined;
  readonly button: GroundSwitch;
  readonly cardReader: CardReader | undefined;
  coverOn = true;
  /** Of keypad, door, cover and button. */
  readonly bounce: Bounce;
  /** How it is wired wrongly now. */
  wiring: readonly WiringFault[] = [];
  private readonly reed: GroundSwitch;
  private readonly parts: WorldParts;

  constructor(parts: WorldParts) {
    const { board, pins, scheduler, random, energy, tolerances } = parts;
    this.parts = parts;
    const usMax = Math.round(tolerances.bounceMs * 1000);
    const bounce = { usMax };
    this.bounce = bounce;
    const common = { pins, scheduler, random };
    const boltSwitch = (pin: number): GroundSwitch =>
      new GroundSwitch({ ...common, wiring: { pin, pullUp: true }, pull: energy.externalPulls, bounce: { usMax } });
    const groundSwitch = (pin: number): GroundSwitch =>
      new GroundSwitch({ ...common, wiring: { pin, pullUp: false }, pull: energy.internalPulls, bounce });
    this.keypad = new KeypadMatrix({ ...common, keypad: board.keypad, pull: energy.internalPulls, bounce });
    this.battery = new Battery(scheduler, random, tolerances.packOhms);
    if (board.boltSwitches !== undefined) {
      const { lockedPin, unlockedPin } = board.boltSwitches;
      this.boltSwitches = { locked: boltSwitch(lockedPin), unlocked: boltSwitch(unlockedPin) };
    }
    this.bolt = this.makeBolt();
    this.reed = groundSwitch(board.doorPin);
    this.door = new Door(this.bolt, this.reed);
    this.tamper = board.tamperPin === undefined ? undefined : groundSwitch(board.tamperPin);
    this.button = groundSwitch(board.buttonPin);
    const wiring = parts.cardReader ? board.cardReader : undefined;
    this.cardReader = wiring && new CardReader({ wiring, pins, scheduler });
    this.setCover(true);
    pins.connect(board.ledPin, { listener: { pinChanged: () => energy.led.set(this.led) } });
    if (board.buzzerPin !== undefined) {
      pins.connect(board.buzzerPin, { listener: { pinChanged: () => energy.buzzer.set(this.buzzerHz > 0) } });
    }
  }

  setCover(on: boolean): void {
    this.coverOn = on;
    if (this.tamper === undefined) this.door.setLoop(on);
    else this.tamper.set(on);
  }

  /** From now on it is wired wrongly like this, and otherwise right. A fault of a wire that the board does not have changes nothing. */
  setWiring(faults: readonly WiringFault[]): void {
    const { board, energy } = this.parts;
    this.bolt.advance();
    this.wiring = faults;
    const has = (id: WiringFaultId): boolean => this.has(id);
    const wireOf = (id: WiringFaultId): "open" | undefined => (has(id) ? "open" : undefined);
    this.keypad.setWiring(faults);
    this.door.setNormallyClosed(has("reedNormallyClosed"));
    this.reed.setWiring({ pin: board.doorPin, pullUp: false, fault: wireOf("reedWireOpen") });
    this.button.setWiring({ pin: board.buttonPin, pullUp: false, fault: wireOf("buttonWireOpen") });
    if (board.tamperPin !== undefined) {
      this.tamper?.setWiring({ pin: board.tamperPin, pullUp: false, fault: wireOf("tamperWireOpen") });
    }
    this.wireBoltSwitch("locked");
    this.wireBoltSwitch("unlocked");
    if (this.cardReader !== undefined) this.cardReader.faults.unplugged = has("cardReaderSilent");
    energy.led.set(this.led);
    energy.buzzer.set(this.buzzerHz > 0);
    this.battery.configure({ wireOhms: has("supplyWeak") ? weakSupplyOhms : 0 });
    this.bolt.actuator.setWiring(has);
    // Last, since the chip may brown out at once.
    this.bolt.pinChanged();
  }

  get led(): boolean {
    const { ledPin, ledActiveLow } = this.parts.board;
    return !this.has("ledDead") && this.parts.pins.driven(ledPin) === (ledActiveLow ? 0 : 1);
  }

  /** 0: silent. */
  get buzzerHz(): number {
    const { buzzerPin } = this.parts.board;
    const signal = buzzerPin === undefined ? undefined : this.parts.pins.pwmOf(buzzerPin);
    if (this.has("buzzerDead")) return 0;
    return signal === undefined || signal.duty === 0 || signal.duty >= 2 ** signal.resolution ? 0 : signal.hz;
  }

  /** What an ADC pin sees. */
  millivolts(pin: number): number | undefined {
    const { board, random, tolerances } = this.parts;
    this.bolt.advance();
    const noise = tolerances.adcNoiseMillivolts * random.noise();
    const volts = this.voltsAt(pin);
    if (volts === undefined) return undefined;
    return volts * 1000 * tolerances.adcGain + tolerances.adcOffsetMillivolts / board.battery.ratio + noise;
  }

  private voltsAt(pin: number): number | undefined {
    const { battery, bolt } = this.parts.board;
    if (pin === battery.pin) return this.dividerVolts();
    if (bolt.kind !== "motor" || pin !== bolt.currentSense?.pin) return undefined;
    return this.has("currentSenseOpen") ? 0 : this.bolt.actuator.milliamps / bolt.currentSense.milliampsPerVolt;
  }

  private dividerVolts(): number {
    const { ratio } = this.parts.board.battery;
    const noise = this.has("adcNoisy") ? (noisyMillivolts / 1000) * this.parts.random.noise() : 0;
    const volts = this.battery.noisyVolts + noise;
    if (this.has("dividerOpen")) return 0;
    if (this.has("dividerSwapped")) return (volts * (ratio - 1)) / ratio;
    return volts / (this.has("dividerWrongBottom") ? wrongRatio : ratio);
  }

  private has(id: WiringFaultId): boolean {
    return this.wiring.some((fault) => idOf(fault) === id);
  }

  private wireBoltSwitch(end: "locked" | "unlocked"): void {
    const wiring = this.parts.board.boltSwitches;
    if (wiring === undefined || this.boltSwitches === undefined) return;
    const { lockedPin, unlockedPin } = wiring;
    const names = this.wiring.map(nameOf);
    const faultAt = (id: WiringFaultId): boolean => names.includes(`${id} ${end}`);
    const pin = (end === "locked") === this.has("boltSwitchesSwapped") ? unlockedPin : lockedPin;
    const fault = faultAt("boltSwitchOpen") ? "open" : faultAt("boltSwitchShorted") ? "shorted" : undefined;
    this.boltSwitches[end].setWiring({ pin, pullUp: !faultAt("pullUpMissing"), fault });
  }

  private makeBolt(): Bolt {
    const { board, pins, scheduler, boltPosition, tolerances, onLoad } = this.parts;
    const wiring = board.bolt;
    const actuator =
      wiring.kind === "motor"
        ? new MotorActuator(pins, wiring, tolerances.motor)
        : new ServoActuator(pins, wiring, tolerances.servo);
    const bolt = new Bolt({
      scheduler,
      actuator,
      packVolts: () => this.battery.volts,
      onLoad: (milliamps) => {
        this.parts.energy.motor(milliamps);
        this.battery.loadMilliamps = milliamps;
        onLoad();
      },
      switches: this.boltSwitches,
      position: boltPosition,
    });
    const boltPins =
      wiring.kind === "motor"
        ? [wiring.lockPin, wiring.unlockPin, wiring.enablePin]
        : [wiring.signalPin, wiring.supplyPin];
    for (const pin of boltPins) pins.connect(pin, { listener: bolt });
    return bolt;
  }
}
