// SPDX-License-Identifier: Apache-2.0
/** The driver for the card reader that a board has. */
import { Pn532, type Pn532Options } from "./pn532";
import { Rc522, type Rc522Options } from "./rc522";

/** A PN532 module, its two switches set to I2C (HW-40). */
export interface Pn532Wiring {
  kind: "pn532";
  dataPin: number;
  clockPin: number;
  /** Left out: whether it is ready is asked over the bus. */
  irqPin?: number;
}

/** An RC522 module on SPI (HW-43). */
export interface Rc522Wiring {
  kind: "rc522";
  clockPin: number;
  /** MISO, MOSI, and what the module calls SDA or SS. */
  inPin: number;
  outPin: number;
  selectPin: number;
}

export type CardReaderOptions = Omit<Pn532Options & Rc522Options, keyof Pn532Wiring | keyof Rc522Wiring>;

/** undefined: the board has no pins for one. */
export function openCardReader(wiring: Pn532Wiring | Rc522Wiring | undefined, options: CardReaderOptions): Pn532 | Rc522 | undefined {
  if (wiring?.kind === "pn532") return new Pn532({ ...options, ...wiring });
  return wiring && new Rc522({ ...options, ...wiring });
}
