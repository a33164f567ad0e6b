// SPDX-License-Identifier: Apache-2.0
/** Which firmware runs, what is known of an update, and what no image may take back: the records `update...` of storage/RECORDS.md, read as that page says. */
import type { Nvs, NvsEntry } from "../board/nvs";
import type { Slot } from "../board/ota-data";
import { blockBytes, hashBytes } from "../board/image-bytes";
import { imageOfOffer, type FirmwareImage } from "./images";
import { sameBytes } from "./model-hash";
import { payloadOf } from "./model-records";

export const stages = Object.freeze({ none: 0, receiving: 1, ready: 2, installed: 3 });
export const sentBlockBytes = hashBytes + blockBytes;
const domain = "latchkey";
const offerBytes = 208;
const keyIdBytes = 8;
const revokedMax = 8;

export interface UpdateRecord {
  stage: number;
  tries: number;
  selfTest: number;
  /** undefined: nobody here made it. */
  image: FirmwareImage | undefined;
}

export interface Trust {
  securityVersion: number;
  revoked: readonly string[];
}

export type Running = Pick<FirmwareImage, "version" | "securityVersion" | "revokedKeys">;

export const factory: Running = Object.freeze({ version: "0.1.0", securityVersion: 1, revokedKeys: Object.freeze([]) });
export const noUpdate: UpdateRecord = Object.freeze({ stage: stages.none, tries: 0, selfTest: 0, image: undefined });

export class FirmwareModel {
  slot: Slot = 0;
  running = factory;
  isOnProbation = false;
  update = noUpdate;
  blocksDone = 0;
  trust: Trust = { securityVersion: 0, revoked: [] };
  /** The master has said that the image under way is to be installed at once. */
  isToldToInstall = false;
  /** The chip may have started anew, and the firmware begins before anybody sees it. */
  sync: () => void = () => {};

  /** What no image may fall behind now; what runs counts before it is written down. */
  get limits(): Trust {
    return raised(this.trust, this.running);
  }

  /** As a chip that starts finds it. */
  read(nvs: Nvs): void {
    const [update, at, trust] = ["update", "updateAt", "updateTrust"].map((key) => nvs.read(domain, key));
    const found = update && updateOf(update);
    this.update = found ?? noUpdate;
    this.blocksDone = (found?.image && at && blocksDoneOf(at, found.image)) ?? 0;
    this.trust = (trust && trustOf(trust)) ?? this.trust;
  }
}

export function isUpdateKey(key: string): boolean {
  return key.startsWith("update");
}

/** undefined: garbled. */
export function updateOf({ value }: NvsEntry): UpdateRecord | undefined {
  const payload = payloadIn("update", value);
  if (payload?.length !== 3 + offerBytes) return undefined;
  const [stage = 0, tries = 0, selfTest = 0] = payload;
  const offer = payload.subarray(3);
  return { stage, tries, selfTest, image: imageOfOffer((image) => sameBytes(image.offer, offer)) };
}

/** Blocks that are where they belong; undefined: garbled, or of another image. */
export function blocksDoneOf({ value }: NvsEntry, { offer }: FirmwareImage): number | undefined {
  const payload = payloadIn("updateAt", value);
  if (payload?.length !== 44 || !sameBytes(payload.subarray(0, 8), offer.subarray(104, 112))) return undefined;
  return new DataView(payload.buffer, payload.byteOffset).getUint32(8, true);
}

/** undefined: garbled. */
export function trustOf({ value }: NvsEntry): Trust | undefined {
  const payload = payloadIn("updateTrust", value);
  if (payload === undefined || payload.length < 4) return undefined;
  const revoked: string[] = [];
  for (let at = 4; at < payload.length; at += keyIdBytes) {
    revoked.push(Array.from(payload.subarray(at, at + keyIdBytes), (byte) => byte.toString(16).padStart(2, "0")).join(""));
  }
  return { securityVersion: new DataView(payload.buffer, payload.byteOffset).getUint32(0, true), revoked };
}

/** Once this firmware has proved itself. */
export function raised({ securityVersion, revoked }: Trust, running: Running): Trust {
  const fresh = running.revokedKeys.filter((id) => !revoked.includes(id));
  return { securityVersion: Math.max(securityVersion, running.securityVersion), revoked: [...revoked, ...fresh].slice(-revokedMax) };
}

/** Why it may be refused, by the words of FORMAT.md's table; none: it is allowed. */
export function reasonsAgainst(image: FirmwareImage, { securityVersion, revoked }: Trust): readonly string[] {
  const reasons = [...image.faults];
  if (image.securityVersion < securityVersion) reasons.push("SecurityVersion");
  if (revoked.includes(image.keyId)) reasons.push("RevokedKey");
  return reasons;
}

export function blockCountOf({ image }: FirmwareImage): number {
  return Math.ceil(image.length / blockBytes);
}

function payloadIn(key: string, value: NvsEntry["value"]): Uint8Array | undefined {
  return value instanceof Uint8Array ? payloadOf(key, value) : undefined;
}
