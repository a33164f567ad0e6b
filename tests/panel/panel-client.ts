// SPDX-License-Identifier: Apache-2.0
/** The panel's page without a browser: what it hears over the WebSocket, and what it would send. */
import { once } from "node:events";
import { WebSocket } from "ws";
import type { FromPage, FromServer, PanelLogEntry, PanelState } from "../../host/app/panel-protocol";

const limitMs = 20_000;

export class PanelClient {
  state: PanelState | undefined;
  log: PanelLogEntry[] = [];
  readonly #socket: WebSocket;
  #onHeard: () => void = () => undefined;

  static async open(url: string): Promise<PanelClient> {
    const { host, origin } = new URL(url);
    const client = new PanelClient(new WebSocket(`ws://${host}/board`, { origin }));
    await once(client.#socket, "open");
    return client;
  }

  private constructor(socket: WebSocket) {
    this.#socket = socket;
    socket.on("message", (data: Buffer) => this.#take(JSON.parse(data.toString()) as FromServer));
    // A server that is killed is the point of some tests.
    socket.on("error", () => undefined);
  }

  send(action: FromPage): void {
    this.#socket.send(JSON.stringify(action));
  }

  /** All at once: the server takes no key for shorter than a contact lasts. */
  type(keys: string): void {
    for (const key of keys) {
      this.send({ op: "keyDown", key });
      this.send({ op: "keyUp", key });
    }
  }

  async setUp(pin: string): Promise<void> {
    await this.until(({ lock }) => lock?.setUp === "Waiting");
    this.send({ op: "button", pressed: true });
    await this.until(({ lock }) => lock?.setUp === "MasterPin");
    this.send({ op: "button", pressed: false });
    this.type(`${pin}#`);
    await this.until(({ lock }) => lock?.setUp === "MasterPinAgain");
    this.type(`${pin}#`);
    await this.until(({ lock }) => lock?.setUp === "Done");
  }

  until(holds: (state: PanelState) => boolean): Promise<void> {
    return this.#wait(() => this.state !== undefined && holds(this.state), String(holds));
  }

  /** Until the newest lines of the log hold this, since the last time that something was waited for in the log. */
  async untilLogged(text: string): Promise<void> {
    const newest = this.log.at(-1)?.sequence ?? 0;
    await this.#wait(() => this.log.some((entry) => entry.sequence > newest && entry.text.startsWith(text)), text);
  }

  async #wait(holds: () => boolean, what: string): Promise<void> {
    if (holds()) return;
    await new Promise<void>((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error(`not within ${limitMs} ms: ${what}; ${JSON.stringify(this.state)}`)), limitMs);
      this.#onHeard = () => {
        if (!holds()) return;
        clearTimeout(timer);
        this.#onHeard = () => undefined;
        resolve();
      };
    });
  }

  #take(said: FromServer): void {
    if (said.type === "state") this.state = said.state;
    if (said.type === "log") this.log = [...(said.fresh ? [] : this.log), ...said.entries];
    this.#onHeard();
  }
}
