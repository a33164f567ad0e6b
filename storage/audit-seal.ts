// SPDX-License-Identifier: Apache-2.0
/**
 * Puts the keyed MAC and the check on a frame of the audit log, and verifies the MAC. The MAC of an entry also covers
 * the MAC of the entry before it: that is the chain. Headers and the head record carry the chain value in their
 * content.
 */
import type { KeyedHash } from "../lock/parts";
import { contentBytes, frameBytes, FrameKind, macBytes, magic, magicBytes, setCheck } from "./audit-format";

/** What is hashed: magic, kind, MAC of the entry before (zeros unless an entry), content. */
const kindOffset = magicBytes;
const previousOffset = kindOffset + 1;
const contentOffset = previousOffset + macBytes;

export class AuditSeal {
  #keyedHash: KeyedHash;
  #message = new Uint8Array(contentOffset + contentBytes);

  constructor(keyedHash: KeyedHash) {
    this.#keyedHash = keyedHash;
    new DataView(this.#message.buffer).setUint32(0, magic, true);
  }

  sealEntry(frame: Uint8Array, previous: Uint8Array): void {
    this.#seal(FrameKind.entry, frame, previous);
  }

  sealHeader(frame: Uint8Array): void {
    this.#seal(FrameKind.header, frame, undefined);
  }

  sealHead(frame: Uint8Array): void {
    this.#seal(FrameKind.head, frame, undefined);
  }

  isEntry(frame: Uint8Array, previous: Uint8Array): boolean {
    return this.#isSealed(FrameKind.entry, frame, previous);
  }

  isHeader(frame: Uint8Array): boolean {
    return this.#isSealed(FrameKind.header, frame, undefined);
  }

  isHead(frame: Uint8Array): boolean {
    return this.#isSealed(FrameKind.head, frame, undefined);
  }

  #seal(kind: number, frame: Uint8Array, previous: Uint8Array | undefined): void {
    const mac = this.#mac(kind, frame, previous);
    for (let i = 0; i < macBytes; i++) frame[contentBytes + i] = mac[i]!;
    setCheck(frame);
  }

  #isSealed(kind: number, frame: Uint8Array, previous: Uint8Array | undefined): boolean {
    const mac = this.#mac(kind, frame, previous);
    let difference = frame.length ^ frameBytes;
    for (let i = 0; i < macBytes; i++) difference |= frame[contentBytes + i]! ^ mac[i]!;
    return difference === 0;
  }

  #mac(kind: number, frame: Uint8Array, previous: Uint8Array | undefined): Uint8Array {
    const message = this.#message;
    message[kindOffset] = kind;
    if (previous === undefined) message.fill(0, previousOffset, contentOffset);
    else message.set(previous, previousOffset);
    message.set(frame.subarray(0, contentBytes), contentOffset);
    return this.#keyedHash.mac(message);
  }
}
