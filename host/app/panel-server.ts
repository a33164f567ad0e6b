// SPDX-License-Identifier: Apache-2.0
/**
 * Serves the panel on this computer only. A page of another origin can neither read nor steer it: the Host header must name
 * this computer, which stops DNS rebinding, and a WebSocket's Origin must be the panel itself.
 */
import { createServer, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { WebSocketServer, type WebSocket } from "ws";
import type { PanelFile } from "./panel-files";
import type { FromServer } from "./panel-protocol";

/** What one page does. */
export interface PageEvents {
  onMessage: (message: object) => void;
  onClose: () => void;
}

export interface PanelServerOptions {
  port: number;
  files: ReadonlyMap<string, PanelFile>;
  /** A page has connected. */
  onPage: (send: (message: FromServer) => void) => PageEvents;
}

const address = "127.0.0.1";
const names: readonly string[] = [address, "localhost"];
const portsTried = 20;
const portMax = 65_535;
const messageBytesMax = 16_384;
const headers = {
  "Content-Security-Policy": "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; frame-ancestors 'none'",
  "X-Content-Type-Options": "nosniff",
  "Cache-Control": "no-store",
};

export class PanelServer {
  readonly #server: Server;
  readonly #sockets: WebSocketServer;

  /** Takes the first free port from the one asked for on, or else any. */
  static async start(options: PanelServerOptions): Promise<PanelServer> {
    const panel = new PanelServer(options);
    const last = Math.min(options.port + portsTried - 1, portMax);
    for (let port = options.port; port <= last; port++) if (await panel.#listen(port)) return panel;
    if (!(await panel.#listen(0))) throw new Error("no port is free");
    return panel;
  }

  private constructor({ files, onPage }: PanelServerOptions) {
    this.#server = createServer((request, response) => {
      const file = files.get((request.url ?? "").split("?")[0] ?? "");
      if (!this.#isForUs(request)) response.writeHead(403, headers).end();
      else if (request.method !== "GET" || file === undefined) response.writeHead(404, headers).end();
      else response.writeHead(200, { ...headers, "Content-Type": file.type }).end(file.content);
    });
    this.#sockets = new WebSocketServer({ noServer: true, maxPayload: messageBytesMax });
    this.#server.on("upgrade", (request, socket, head) => {
      if (!this.#isForUs(request) || !this.#isFromPanel(request)) return socket.destroy();
      return this.#sockets.handleUpgrade(request, socket, head, (page) => {
        const { onMessage, onClose } = onPage((message) => sendTo(page, message));
        page.on("error", () => page.terminate());
        page.on("close", onClose);
        page.on("message", (data: Buffer) => {
          const message = parse(data);
          if (message !== undefined) onMessage(message);
        });
      });
    });
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  get url(): string {
    return `http://${address}:${this.port}/`;
  }

  get hasPages(): boolean {
    return this.#sockets.clients.size > 0;
  }

  broadcast(message: FromServer): void {
    for (const page of this.#sockets.clients) sendTo(page, message);
  }

  close(): void {
    for (const page of this.#sockets.clients) page.terminate();
    this.#server.close();
  }

  #listen(port: number): Promise<boolean> {
    return new Promise((resolve, reject) => {
      this.#server.once("error", (error: NodeJS.ErrnoException) => {
        if (error.code === "EADDRINUSE" || error.code === "EACCES") resolve(false);
        else reject(error);
      });
      this.#server.listen(port, address, () => {
        this.#server.removeAllListeners("error");
        resolve(true);
      });
    });
  }

  #isForUs({ headers: { host } }: IncomingMessage): boolean {
    return names.some((name) => host === `${name}:${this.port}`);
  }

  #isFromPanel({ headers: { origin } }: IncomingMessage): boolean {
    return names.some((name) => origin === `http://${name}:${this.port}`);
  }
}

/** undefined: not an object in JSON. */
function parse(data: Buffer): object | undefined {
  try {
    const message: unknown = JSON.parse(data.toString());
    return typeof message === "object" && message !== null ? message : undefined;
  } catch {
    return undefined;
  }
}

function sendTo(page: WebSocket, message: FromServer): void {
  if (page.readyState === page.OPEN) page.send(JSON.stringify(message));
}
