// SPDX-License-Identifier: Apache-2.0
/**
 * What nature does to the firmware of the staged lock: bits flip in a slot, in otadata or in what is noted of an update. The running image is
 * left alone unless there is another to fall back to: a lock without any image that works is beyond what it can promise.
 */
import type { FirmwareConfig } from "../board/app-image";
import type { Firmware } from "../board/chip-power";
import { engine } from "../board/engine";
import type { VirtualBoard } from "../board/virtual-board";
import { SeededRandom } from "../soak/seeded-random";
import type { Act } from "./act";
import { crashingVersion } from "./images";

export type FlippedPart = Extract<Act, { do: "flipFirmware" }>["where"];
export type FlippedArea = (typeof slotAreas)[number] | "otadata" | (typeof records)[number];

const domain = "latchkey";
const records = Object.freeze(["update", "updateAt", "updateFirst"] as const);
export const slotAreas = Object.freeze(["ota_0", "ota_1"] as const);
const otaEntries = Object.freeze([0, 4096]);
/** Sequence, state and check of an entry. */
const otaEntryBytes = Object.freeze([0, 1, 2, 3, 24, 25, 26, 27, 28, 29, 30, 31]);

/** What runs for an image; undefined: the firmware that is simulated. */
export function firmwareOf({ firmwareVersion }: FirmwareConfig): Firmware | undefined {
  return firmwareVersion === crashingVersion ? crash : undefined;
}

/** It cannot even begin. */
function crash(load: Parameters<Firmware>[0]): void {
  load("system");
  (engine.System as { restart: () => void }).restart();
}

/** A slot, otadata, or the key of a record; undefined: nothing was there that could flip. */
export function flipFirmware({ appFlash, bootLoader, nvs, power }: VirtualBoard, where: FlippedPart, seed: number): FlippedArea | undefined {
  const random = new SeededRandom(seed);
  const mask = 1 << random.below(8);
  const running = power.image?.slot ?? 0;
  const idle = running === 0 ? 1 : 0;
  const fallback = bootLoader.image(idle)?.config.firmwareVersion;
  const hasFallback = fallback !== undefined && fallback !== crashingVersion;
  if (where === "otadata") {
    if (!hasFallback) return undefined;
    appFlash.otadata.flipBits(random.pick(otaEntries) + random.pick(otaEntryBytes), mask);
    return "otadata";
  } else if (where === "records") {
    const key = random.pick(records);
    const entry = nvs.read(domain, key);
    if (entry === undefined || !(entry.value instanceof Uint8Array)) return undefined;
    const value = entry.value.slice();
    const at = random.below(value.length);
    value[at] = value[at]! ^ mask;
    nvs.open(domain, true)?.set(key, { ...entry, value });
    return key;
  } else {
    const slot = where === "idle" ? idle : running;
    if (where === "running" && !hasFallback) return undefined;
    const length = bootLoader.imageLength(slot);
    bootLoader.slots[slot].flipBits(random.below(length > 0 ? length : 20_000), mask);
    return slotAreas[slot];
  }
}
