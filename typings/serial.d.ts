// SPDX-License-Identifier: Apache-2.0
/**
 * `embedded:io/serial` of SDK 8.2.3 as it runs (modules/io/serial/esp32/serial.c), in the format "buffer".
 * 8N1, no flow control, nothing behind it but the 128-byte hardware FIFOs.
 */
export default class Serial {
  /** `onReadable` is not optional: without any callback the SDK's `read()` looks beyond its record. */
  constructor(options: {
    port: number;
    baud: number;
    receive: number;
    transmit: number;
    format: "buffer";
    onReadable: (byteLength: number) => void;
    onWritable?: (byteLength: number) => void;
  });

  /** Fills as much of `buffer` as there is. The number of bytes; undefined when there are none. */
  read(buffer: ArrayBuffer | Uint8Array): number | undefined;
  /** Throws when it is longer than the room in the FIFO, as the latest `onWritable` told it. */
  write(bytes: ArrayBuffer | Uint8Array): void;
  close(): void;
}
