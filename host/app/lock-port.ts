// SPDX-License-Identifier: Apache-2.0
/**
 * A lock's console as lines, over a serial port or over a socket as `npm start` opens one. A port that goes away, with its power or
 * its plug, is opened again when it is back; what is written meanwhile goes nowhere.
 */
import { statSync } from "node:fs";
import { createConnection } from "node:net";
import type { Duplex } from "node:stream";

const baud = 115_200;
const reopenMs = 1_000;
/** Longer ones are noise: an answer of the console has 2,046 bytes at most. */
const lineLengthMax = 4_096;

export class LockPort {
  readonly #path: string;
  readonly #onLine: (line: string) => void;
  #stream: Duplex | undefined;
  #timer: NodeJS.Timeout | undefined;
  #isClosed = false;

  /** Rejects when there is no such port now. */
  static async open(path: string, onLine: (line: string) => void): Promise<LockPort> {
    const port = new LockPort(path, onLine);
    port.#use(await openStream(path));
    return port;
  }

  private constructor(path: string, onLine: (line: string) => void) {
    this.#path = path;
    this.#onLine = onLine;
  }

  write(line: string): void {
    this.#stream?.write(line);
  }

  /** What was written still goes out. */
  async close(): Promise<void> {
    this.#isClosed = true;
    clearTimeout(this.#timer);
    const stream = this.#stream;
    if (stream !== undefined) await new Promise((done) => stream.once("close", done).end(() => stream.destroy()));
  }

  #use(stream: Duplex): void {
    this.#stream = stream;
    let rest = "";
    stream.setEncoding("latin1");
    stream.on("data", (text: string) => {
      const lines = (rest + text).split(/[\r\n]+/);
      rest = (lines.pop() ?? "").slice(-lineLengthMax);
      for (const line of lines) if (line !== "") this.#onLine(line);
    });
    // The stream closes after it.
    stream.on("error", () => undefined);
    stream.on("end", () => stream.destroy());
    stream.once("close", () => {
      this.#stream = undefined;
      this.#reopenSoon();
    });
  }

  #reopenSoon(): void {
    if (this.#isClosed) return;
    this.#timer = setTimeout(() => {
      openStream(this.#path).then(
        (stream) => (this.#isClosed ? stream.destroy() : this.#use(stream)),
        () => this.#reopenSoon(),
      );
    }, reopenMs);
  }
}

async function openStream(path: string): Promise<Duplex> {
  if (!statSync(path).isSocket()) return openSerial(path);
  const socket = createConnection(path);
  await new Promise<void>((done, fail) => socket.once("connect", done).once("error", fail));
  return socket;
}

/** Loaded only by whoever has a serial port. */
async function openSerial(path: string): Promise<Duplex> {
  const { SerialPort } = await import("serialport");
  // Letting the control lines go at the end would restart many boards.
  const port = new SerialPort({ path, baudRate: baud, hupcl: false, autoOpen: false });
  await new Promise<void>((done, fail) => port.open((error) => (error === null ? done() : fail(error))));
  return port;
}
