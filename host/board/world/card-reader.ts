// SPDX-License-Identifier: Apache-2.0
/** The card reader that the board has pins for, on its bus, and the cards in front of it. */
import type { Board } from "../../../boards/board";
import type { Buses, I2cBus } from "../buses";
import type { Pins } from "../pins";
import type { Scheduler } from "../scheduler";
import { CardField } from "./card-field";
import { Mfrc522Part } from "./mfrc522-part";
import { Pn532Part } from "./pn532-part";
import { ReaderFaults } from "./reader-faults";

export interface CardReaderOptions {
  wiring: NonNullable<Board["cardReader"]>;
  pins: Pins;
  scheduler: Scheduler;
}

export class CardReader {
  readonly field = new CardField();
  readonly faults = new ReaderFaults();
  readonly part: Pn532Part | Mfrc522Part;
  readonly buses: Buses;
  private readonly i2c: I2cBus | undefined;

  constructor({ wiring, pins, scheduler }: CardReaderOptions) {
    const { field, faults } = this;
    if (wiring.kind === "pn532") {
      const { irqPin } = wiring;
      const part = new Pn532Part({ scheduler, pins, field, faults, ...(irqPin !== undefined && { irqPin }) });
      this.i2c = { dataPin: wiring.dataPin, clockPin: wiring.clockPin, devices: [part], stuck: false };
      this.part = part;
      this.buses = { i2c: this.i2c };
    } else {
      const part = new Mfrc522Part({ scheduler, field, faults });
      this.part = part;
      this.buses = { spi: { ...wiring, device: part } };
    }
  }

  /** I2C only: a line is held down. */
  setBusStuck(stuck: boolean): void {
    if (this.i2c === undefined) throw new Error("this reader is not on I2C");
    this.i2c.stuck = stuck;
  }

  /** Its supply was interrupted: it has forgotten how it was set up. */
  restart(): void {
    this.part.restart();
  }
}
