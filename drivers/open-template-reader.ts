// SPDX-License-Identifier: Apache-2.0
/** Which driver a board's fingerprint or face module has. */
import { Face, type FaceWiring } from "./face";
import { Fingerprint, type FingerprintOptions, type FingerprintWiring } from "./fingerprint";
import type { TemplateReader } from "./template-reader";

type Options = Omit<FingerprintOptions, keyof FingerprintWiring | "password"> & { password: number | undefined };

/** undefined: the board has no pins for one, or there is no password. */
export function openTemplateReader(wiring: FingerprintWiring | FaceWiring | undefined, options: Options): TemplateReader | undefined {
  const { password } = options;
  if (wiring === undefined || password === undefined) return undefined;
  return "kind" in wiring ? new Face({ ...options, ...wiring, password }) : new Fingerprint({ ...options, ...wiring, password });
}
