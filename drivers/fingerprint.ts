// SPDX-License-Identifier: Apache-2.0
/** A fingerprint module: R503, or AS608 and its kin. How it is supervised and read: template-driver.ts. */
import { FingerprintWire } from "./fingerprint-packet";
import { endEnrol, enrol, erase, identify, look, read, setPassword } from "./fingerprint-procedures";
import type { SerialWiring } from "./io";
import { TemplateDriver, type TemplateDriverOptions } from "./template-driver";
import type { TemplateProcedures } from "./template-procedures";

export interface FingerprintWiring extends SerialWiring {
  /** Low while a finger is on it (HW-47). Left out: it is looked for all the time, which costs charge. */
  touchPin?: number;
}

export type FingerprintOptions = Omit<TemplateDriverOptions, "wire" | "procedures" | "supplyPin">;

/** Until it is ready: HW-46. Busy, it hears nothing. */
const procedures: TemplateProcedures = Object.freeze({
  startMs: 500,
  identify,
  setPassword,
  look,
  read,
  enrol,
  erase,
  endEnrol,
  endsAtOnce: false,
});

export class Fingerprint extends TemplateDriver {
  constructor(options: FingerprintOptions) {
    super({ ...options, wire: new FingerprintWire(), procedures });
  }
}
