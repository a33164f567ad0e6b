// SPDX-License-Identifier: Apache-2.0
/** The memory for JavaScript that a board's image gets: the SDK's, with what manifest.json and manifest-base.json say otherwise. */
import { readFileSync } from "node:fs";
import type { Creation } from "./memory";

/** `creation` of the SDK's manifests, 8.2.3: build/devices/esp32/targets/nodemcu, esp32s3 and esp32c3 (facts B5). */
const ordinary: Creation = { staticBytes: 0, chunkBytes: 78_848, chunkStep: 0, slots: 4_928, slotStep: 0, stackSlots: 512 };
const small: Creation = { staticBytes: 94_208, chunkBytes: 1_536, chunkStep: 512, slots: 512, slotStep: 64, stackSlots: 384 };

const targets: Readonly<Record<string, { target: string; creation: Creation }>> = Object.freeze({
  "esp32-devkit": { target: "esp32/nodemcu", creation: ordinary },
  "esp32-s3": { target: "esp32/esp32s3", creation: ordinary },
  "esp32-c3": { target: "esp32/esp32c3", creation: small },
});

interface Override {
  stack?: number;
  chunk?: { initial?: number };
  heap?: { initial?: number };
}

interface Manifests {
  creation: Override;
  platforms: Record<string, { creation?: Override }>;
}

export function creationOf(board: string): Creation {
  const known = targets[board];
  if (known === undefined) throw new Error(`it is not known what memory the SDK gives board "${board}"`);
  const [base, own] = ["manifest-base.json", "manifest.json"].map((path) => JSON.parse(readFileSync(path, "utf8")) as object);
  const { creation, platforms } = { ...base, ...own } as Manifests;
  const { stack, chunk, heap } = { ...platforms[known.target]?.creation, ...creation };
  return {
    ...known.creation,
    chunkBytes: chunk?.initial ?? known.creation.chunkBytes,
    slots: heap?.initial ?? known.creation.slots,
    stackSlots: stack ?? known.creation.stackSlots,
  };
}
