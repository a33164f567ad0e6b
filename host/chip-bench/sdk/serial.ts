// SPDX-License-Identifier: Apache-2.0
/** "embedded:io/serial" as a firmware module over native functions. */
import { chip } from "./native";

export default class Serial {
  private readonly handle: unknown;

  constructor(options: {
    port: number;
    baud: number;
    receive: number;
    transmit: number;
    format: "buffer";
    onReadable: (count: number) => void;
    onWritable?: (count: number) => void;
  }) {
    const { port, baud, receive, transmit, onReadable, onWritable } = options;
    this.handle = chip("serial", port, baud, receive, transmit, onReadable, onWritable);
  }

  read(buffer: ArrayBuffer | Uint8Array): number | undefined {
    return chip("readInto", this.handle as number, buffer) as number | undefined;
  }

  write(bytes: ArrayBuffer | Uint8Array): void {
    chip("write", this.handle as number, bytes);
  }

  close(): void {
    chip("close", this.handle as number);
  }
}
