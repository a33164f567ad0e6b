// SPDX-License-Identifier: Apache-2.0
/**
 * Calls out of the engine to the host process. Byte 0 of the message is the opcode; the host answers with bytes.
 *
 * | opcode | body                                                            | answer       |
 * | ------ | --------------------------------------------------------------- | ------------ |
 * | digest | byte 0: 0 SHA-256, 1 SHA-512; then the data                      | digest bytes |
 * | digest | byte 0: 2 AES-128 encrypts, 3 decrypts; then key and one block   | the block    |
 * | flash  | address (4 bytes, little-endian), partition, the bytes that are there now | none  |
 * | nvs    | JSON of an NvsChange                                            | none         |
 * | line   | UTF-8 text to print                                             | none         |
 */
import { encodeText, engine } from "./engine";
import { flashPartitions, type AppPartition } from "./partitions";

export const hostOpcodes = Object.freeze({ digest: 1, flash: 2, nvs: 3, line: 4 });

/** `value` is hexadecimal for type "buffer", the text for "string", a decimal number otherwise; absent: the key was deleted. */
export interface NvsChange {
  domain: string;
  key: string;
  type?: string;
  value?: string;
}

/** The SDK's module `crypt` has both, so they are one call. */
export function callAes(isDecryption: boolean, key: Uint8Array, block: Uint8Array): ArrayBuffer {
  return callDigest(isDecryption ? 3 : 2, Uint8Array.of(...key, ...block));
}

export function callDigest(algorithm: number, data: Uint8Array): ArrayBuffer {
  const request = new Uint8Array(2 + data.length);
  request[0] = hostOpcodes.digest;
  request[1] = algorithm;
  request.set(data, 2);
  return callHost(request);
}

export function callFlash(partition: "audit" | AppPartition, address: number, data: Uint8Array): void {
  const request = new Uint8Array(6 + data.length);
  request[0] = hostOpcodes.flash;
  new DataView(request.buffer).setUint32(1, address, true);
  request[5] = flashPartitions.indexOf(partition);
  request.set(data, 6);
  callHost(request);
}

export function callNvs(change: NvsChange): void {
  callText(hostOpcodes.nvs, JSON.stringify(change));
}

export function callLine(text: string): void {
  callText(hostOpcodes.line, text);
}

function callText(opcode: number, text: string): void {
  const bytes = encodeText(text);
  const request = new Uint8Array(1 + bytes.length);
  request[0] = opcode;
  request.set(bytes, 1);
  callHost(request);
}

function callHost(request: Uint8Array): ArrayBuffer {
  if (engine.issueCommand === undefined) throw new Error("the engine has no issueCommand: nobody answers host calls");
  return engine.issueCommand(request.buffer as ArrayBuffer);
}
