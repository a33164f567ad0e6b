// SPDX-License-Identifier: Apache-2.0
/**
 * How far an update has come, so that a power cut costs no more than the block under way: three records (storage/RECORDS.md).
 * `update` says what is offered and at which stage it is, `updateAt` how many blocks are on flash, `updateFirst` is the first block as it
 * was sent, which goes to the slot last. Each method is one write, or writes in an order that is right when it breaks off. All throw when
 * flash fails.
 */
import { openRecord, sealRecord } from "../crypto/checked-record";
import { equal } from "../crypto/equal";
import type { Records } from "../lock/parts";
import { blockCount, decodeHeader, hashBytes, headerBytes, signatureBytes, type ImageHeader } from "./image-header";

const updateRecord = "update";
const atRecord = "updateAt";
const firstRecord = "updateFirst";
const formatVersion = 1;
const offerBytes = headerBytes + signatureBytes;
/** Stage, tries, self-test. */
const fixedBytes = 3;
const tieBytes = 8;

export const Stage = Object.freeze({ none: 0, receiving: 1, ready: 2, installed: 3 } as const);
export type StageCode = (typeof Stage)[keyof typeof Stage];

export class Progress {
  readonly #records: Records;
  #stage: StageCode = Stage.none;
  #tries = 0;
  #selfTest = 0;
  #offer: Uint8Array | undefined;
  #header: ImageHeader | undefined;
  #blocksDone = 0;
  #nextHash: Uint8Array = new Uint8Array(0);

  constructor(records: Records) {
    this.#records = records;
    this.#load();
  }

  get stage(): StageCode {
    return this.#stage;
  }

  /** How often it was installed. */
  get tries(): number {
    return this.#tries;
  }

  /** Why the new firmware found itself unfit; 0: it did not say. */
  get selfTest(): number {
    return this.#selfTest;
  }

  /** undefined: nothing is offered. */
  get header(): ImageHeader | undefined {
    return this.#header;
  }

  get blocksDone(): number {
    return this.#blocksDone;
  }

  /** Hash that the next block has to have. */
  get nextHash(): Uint8Array {
    return this.#nextHash;
  }

  isSameOffer(offer: Uint8Array): boolean {
    return this.#offer !== undefined && equal(this.#offer, offer);
  }

  /** `offer`: header and signature, checked. Whatever was there before is forgotten. */
  begin(offer: Uint8Array): void {
    this.forget();
    this.#write(offer, Stage.receiving, 0, 0);
    this.#restart();
  }

  /** Not one block counts any more. */
  startOver(): void {
    this.#records.delete(atRecord);
    this.#write(this.#offer!, Stage.receiving, 0, 0);
    this.#restart();
  }

  keepFirst(block: Uint8Array): void {
    this.#records.write(firstRecord, block);
  }

  /** The first block as it was sent. */
  first(): Uint8Array | undefined {
    return this.#records.read(firstRecord);
  }

  /** One block more is where it belongs. `nextHash` is copied. */
  blockDone(nextHash: Uint8Array): void {
    const done = this.#blocksDone + 1;
    const payload = new Uint8Array(tieBytes + 4 + hashBytes);
    payload.set(this.#header!.firstHash.subarray(0, tieBytes));
    new DataView(payload.buffer).setUint32(tieBytes, done, true);
    payload.set(nextHash, tieBytes + 4);
    this.#records.write(atRecord, sealRecord(atRecord, formatVersion, payload));
    this.#blocksDone = done;
    this.#nextHash = nextHash.slice();
  }

  ready(): void {
    this.#write(this.#offer!, Stage.ready, this.#tries, 0);
  }

  installed(): void {
    this.#write(this.#offer!, Stage.installed, this.#tries + 1, 0);
  }

  /** It was not installed after all: no try is lost. */
  putOff(): void {
    this.#write(this.#offer!, Stage.ready, this.#tries - 1, 0);
  }

  /** Why this firmware finds itself unfit, 1 to 255: for the one that comes after it. */
  unfit(selfTest: number): void {
    if (this.#offer !== undefined) this.#write(this.#offer, this.#stage, this.#tries, selfTest);
  }

  /** `update` goes first: without it the others mean nothing. */
  forget(): void {
    for (const record of [updateRecord, atRecord, firstRecord]) this.#records.delete(record);
    this.#stage = Stage.none;
    this.#offer = undefined;
    this.#header = undefined;
  }

  #write(offer: Uint8Array, stage: StageCode, tries: number, selfTest: number): void {
    const payload = new Uint8Array(fixedBytes + offerBytes);
    payload[0] = stage;
    payload[1] = tries;
    payload[2] = selfTest;
    payload.set(offer, fixedBytes);
    this.#records.write(updateRecord, sealRecord(updateRecord, formatVersion, payload));
    this.#take(payload);
  }

  #take(payload: Uint8Array): void {
    this.#stage = payload[0] as StageCode;
    this.#tries = payload[1]!;
    this.#selfTest = payload[2]!;
    this.#offer = payload.slice(fixedBytes);
    this.#header = decodeHeader(this.#offer);
  }

  #restart(): void {
    this.#blocksDone = 0;
    this.#nextHash = this.#header!.firstHash;
  }

  /** What is garbled, or does not fit together, is as if it were not there: the image is offered again, and nothing is lost but time. */
  #load(): void {
    const payload = this.#payload(updateRecord, fixedBytes + offerBytes);
    if (payload === undefined || payload[0]! < Stage.receiving || payload[0]! > Stage.installed) return;
    if (decodeHeader(payload.subarray(fixedBytes)) === undefined) return;
    this.#take(payload);
    this.#restart();
    const at = this.#payload(atRecord, tieBytes + 4 + hashBytes);
    const { firstHash, imageBytes } = this.#header!;
    if (at === undefined || !equal(at.subarray(0, tieBytes), firstHash.subarray(0, tieBytes))) return;
    const done = new DataView(at.buffer, at.byteOffset).getUint32(tieBytes, true);
    if (done > blockCount(imageBytes)) return;
    this.#blocksDone = done;
    this.#nextHash = at.slice(tieBytes + 4);
  }

  #payload(record: string, length: number): Uint8Array | undefined {
    try {
      const stored = this.#records.read(record);
      const payload = stored && openRecord(record, formatVersion, stored);
      return payload?.length === length ? payload : undefined;
    } catch {
      return undefined;
    }
  }
}
