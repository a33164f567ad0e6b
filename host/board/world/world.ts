// SPDX-License-Identifier: Apache-2.0
/** Everything around the chip, wired to its pins as the board says. */
import type { Board } from "../../../boards/board";
import type { Energy } from "../energy/energy";
import type { Pins } from "../pins";
import type { Random } from "../random";
import type { Scheduler } from "../scheduler";
import { Battery } from "./battery";
import { Bolt } from "./bolt";
import { CardReader } from "./card-reader";
import { bounceUsMaxNew, type Bounce } from "./contact";
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
  motorReversed: boolean;
  /** Whether there is one where the board has pins for it. */
  cardReader: boolean;
  /** Volts of the pack changed under load. */
  onLoad: () => void;
}

const analogNoiseMillivolts = 4;

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
  readonly bounce: Bounce = { usMax: bounceUsMaxNew };
  private readonly parts: WorldParts;

  constructor(parts: WorldParts) {
    const { board, pins, scheduler, random, energy } = parts;
    this.parts = parts;
    const { bounce } = this;
    const common = { pins, scheduler, random };
    const boltSwitch = (pin: number): GroundSwitch =>
      new GroundSwitch({ ...common, pin, externalPullUp: true, pull: energy.externalPulls });
    const groundSwitch = (pin: number): GroundSwitch => new GroundSwitch({ ...common, pin, pull: energy.internalPulls, bounce });
    this.keypad = new KeypadMatrix({ ...common, keypad: board.keypad, pull: energy.internalPulls, bounce });
    this.battery = new Battery(scheduler, random);
    if (board.boltSwitches !== undefined) {
      const { lockedPin, unlockedPin } = board.boltSwitches;
      this.boltSwitches = { locked: boltSwitch(lockedPin), unlocked: boltSwitch(unlockedPin) };
    }
    this.bolt = this.makeBolt();
    this.door = new Door(this.bolt, groundSwitch(board.doorPin));
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

  get led(): boolean {
    const { ledPin, ledActiveLow } = this.parts.board;
    return this.parts.pins.driven(ledPin) === (ledActiveLow ? 0 : 1);
  }

  /** 0: silent. */
  get buzzerHz(): number {
    const { buzzerPin } = this.parts.board;
    const signal = buzzerPin === undefined ? undefined : this.parts.pins.pwmOf(buzzerPin);
    return signal === undefined || signal.duty === 0 || signal.duty >= 2 ** signal.resolution ? 0 : signal.hz;
  }

  /** What an ADC pin sees. */
  millivolts(pin: number): number | undefined {
    const { board, random } = this.parts;
    this.bolt.advance();
    const noise = analogNoiseMillivolts * random.noise();
    if (pin === board.battery.pin) return (this.battery.noisyVolts / board.battery.ratio) * 1000 + noise;
    if (board.bolt.kind === "motor" && pin === board.bolt.currentSense?.pin) {
      return (this.bolt.actuator.milliamps / board.bolt.currentSense.milliampsPerVolt) * 1000 + noise;
    }
    return undefined;
  }

  private makeBolt(): Bolt {
    const { board, pins, scheduler, boltPosition, motorReversed, onLoad } = this.parts;
    const wiring = board.bolt;
    const actuator =
      wiring.kind === "motor" ? new MotorActuator(pins, wiring, motorReversed) : new ServoActuator(pins, wiring);
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
