// SPDX-License-Identifier: Apache-2.0
/**
 * A face module that speaks EF AA: HLK-FM225, SEN0677, SEN0736 and their kin. How it is supervised and read: template-driver.ts. It
 * looks only when it is asked to, for some seconds, and its supply is off otherwise, where the board can switch it.
 */
import type { FaceModuleKind } from "./face-commands";
import { FaceWire } from "./face-frame";
import { faceProcedures } from "./face-procedures";
import type { SerialWiring } from "./io";
import { TemplateDriver, type TemplateDriverOptions } from "./template-driver";

export interface FaceWiring extends SerialWiring {
  kind: FaceModuleKind;
  /** High when on (HW-63). Left out: the module has its supply always. */
  supplyPin?: number;
}

export interface FaceOptions extends Omit<TemplateDriverOptions, "wire" | "procedures" | "touchPin"> {
  kind: FaceModuleKind;
}

export class Face extends TemplateDriver {
  constructor(options: FaceOptions) {
    super({ ...options, wire: new FaceWire(), procedures: faceProcedures(options.kind) });
  }
}
