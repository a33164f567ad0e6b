// SPDX-License-Identifier: Apache-2.0
/**
 * The serial console of a lock on this computer as a socket that only its owner may open: what a USB cable is to a real one. Whole
 * lines go in, so that several writers do not mix theirs; every line of the lock goes to all of them.
 */
import { rmSync } from "node:fs";
import { createServer, type Server, type Socket } from "node:net";

/** Longer ones break off: the console refuses them anyway. */
const lineLengthMax = 4_096;
const ownerOnly = 0o177;

export class ConsoleSocket {
  readonly #path: string;
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();

  /** `onLine`: without its end. A socket that a killed process left at this path is replaced. */
  static async open(path: string, onLine: (line: string) => void): Promise<ConsoleSocket> {
    const socket = new ConsoleSocket(path, onLine);
    rmSync(path, { force: true });
    await socket.#listen();
    return socket;
  }

  private constructor(path: string, onLine: (line: string) => void) {
    this.#path = path;
    this.#server = createServer((socket) => this.#take(socket, onLine));
  }

  /** Lines of the lock. */
  send(lines: readonly string[]): void {
    for (const socket of this.#sockets) for (const line of lines) socket.write(`${line}\n`);
  }

  close(): void {
    for (const socket of this.#sockets) socket.destroy();
    // It takes the file with it.
    this.#server.close();
  }

  #listen(): Promise<void> {
    return new Promise((done, fail) => {
      this.#server.once("error", fail).once("listening", done);
      // The file is made inside this call; nobody else may open it for a moment either.
      const before = process.umask(ownerOnly);
      this.#server.listen(this.#path);
      process.umask(before);
    });
  }

  #take(socket: Socket, onLine: (line: string) => void): void {
    this.#sockets.add(socket);
    let rest = "";
    socket.setEncoding("utf8");
    socket.on("data", (text: string) => {
      const lines = (rest + text).split("\n");
      rest = (lines.pop() ?? "").slice(0, lineLengthMax);
      for (const line of lines) onLine(line.slice(0, lineLengthMax));
    });
    socket.on("error", () => socket.destroy());
    socket.on("close", () => this.#sockets.delete(socket));
  }
}
