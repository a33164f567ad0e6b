// SPDX-License-Identifier: Apache-2.0
/** A lock in real time with its panel: tells the pages what changed, and does what they ask for. */
import { join } from "node:path";
import type { Command, Reply } from "../board/command-handler";
import { ConsoleSocket } from "./console-socket";
import { LockProcess } from "./lock-process";
import { panelCommand } from "./panel-actions";
import { panelFiles } from "./panel-files";
import { PanelHands } from "./panel-hands";
import { PanelLog } from "./panel-log";
import type { FromPage, FromServer } from "./panel-protocol";
import { PanelServer, type PageEvents } from "./panel-server";
import { PanelTranscript } from "./panel-transcript";
import { PanelWorld } from "./panel-world";
import type { EngineName } from "./engine";
import type { ReplayFile } from "./simulate-replay-file";
import { bundleReplay } from "./simulate-replay";

export interface PanelOptions {
  port: number;
  folder: string;
  fresh: boolean;
  board: string;
  engine: EngineName;
  /** The bring-up firmware runs instead of the lock's. It is asked nothing that nobody wants to know. */
  bringup?: boolean;
  /** A story that is lived again before everybody's eyes, from when the first page is opened. */
  replay?: ReplayFile;
}

/** How often the pages hear of changes, and that nothing has changed. */
const stateMs = 50;
const heartbeatMs = 1_000;
/** How often the lock is asked for its status: when nothing has changed, and at most. */
const askMs = 1_000;
const askAgainMs = 150;

/** What the door says when a hand cannot move it. */
const doorNotices: Readonly<Partial<Record<Command["op"], string>>> = {
  openDoor: "The bolt holds the door.",
  closeDoor: "The bolt is out and hits the frame.",
};

export class Panel {
  readonly #world: PanelWorld;
  readonly #log = new PanelLog();
  readonly #transcript: PanelTranscript;
  readonly #isBringup: boolean;
  #lock!: LockProcess;
  /** The lock starts before there is anybody to tell. */
  #server: PanelServer | undefined;
  #console: ConsoleSocket | undefined;
  #timer: NodeJS.Timeout | undefined;
  #isLiving = false;
  #sent = "";
  #sentMs = 0;
  #askedAbout = "";
  #askedMs = 0;

  static async start(options: PanelOptions): Promise<Panel> {
    const panel = new Panel(options.board, options.bringup ?? false);
    const files = await panelFiles(options.board);
    const script = options.replay && (await bundleReplay(options.replay));
    panel.#lock = await LockProcess.start({
      ...options,
      ...(script !== undefined && { script }),
      onText: (text) => panel.#takeText(text),
      onReply: (reply) => panel.#takeReply(reply),
      onFlash: (address, length) => panel.#takeFlash(address, length),
      onStopped: (why) => panel.#takeStop(why),
    });
    panel.#server = await PanelServer.start({ port: options.port, files, onPage: (send) => panel.#openPage(send) });
    // Nobody else has a hand in a story.
    if (script === undefined) panel.#console = await ConsoleSocket.open(join(options.folder, "console"), (line) => panel.#takeLine(line));
    if (script === undefined) panel.#live();
    panel.#timer = setInterval(() => panel.#tick(), stateMs);
    return panel;
  }

  private constructor(board: string, isBringup: boolean) {
    this.#world = new PanelWorld(board, isBringup);
    this.#transcript = new PanelTranscript(isBringup ? "Alive" : undefined);
    this.#isBringup = isBringup;
  }

  get url(): string {
    return this.#server?.url ?? "";
  }

  get port(): number {
    return this.#server?.port ?? 0;
  }

  /** Virtual time over the time of the computer's clock; for tests, which have no time. */
  set speed(speed: number) {
    this.#lock.speed = speed;
  }

  /** Cuts the lock's power. */
  async close(): Promise<void> {
    clearInterval(this.#timer);
    this.#server?.close();
    this.#console?.close();
    await this.#lock.close();
  }

  #live(): void {
    if (this.#isLiving) return;
    this.#isLiving = true;
    void this.#lock.live();
  }

  #takeReply(reply: Reply): void {
    const lines = this.#world.take(reply);
    if (lines.length === 0) return;
    this.#console?.send(lines);
    this.#broadcast({ type: "lines", fresh: false, lines: this.#transcript.received(lines) });
  }

  /** From another program that holds the wire. */
  #takeLine(text: string): void {
    this.#broadcast({ type: "lines", fresh: false, lines: this.#transcript.sent(text) });
    this.#act({ op: "serial", text: `${text}\n` });
  }

  #takeFlash(address: number, length: number): void {
    // A page gets all of it when it opens.
    if (this.#server === undefined) return;
    const message = this.#log.written(this.#lock.flash, address, length);
    if (message !== undefined) this.#broadcast(message);
  }

  #takeText(text: string): void {
    console.log(text);
    this.#broadcast({ type: "notice", text });
  }

  #takeStop(why: string): void {
    this.#world.engineStopped = why;
    console.error(`The engine stopped: ${why}`);
  }

  #broadcast(message: FromServer): void {
    this.#server?.broadcast(message);
  }

  #openPage(send: (message: FromServer) => void): PageEvents {
    const state = this.#world.state(this.#lock.silentMs);
    if (state !== undefined) send({ type: "state", state });
    send({ type: "lines", fresh: true, lines: this.#transcript.lines });
    send(this.#log.whole(this.#lock.flash));
    this.#live();
    const hands = new PanelHands();
    return {
      onMessage: (message) => {
        const command = panelCommand(message);
        if (command === undefined) return;
        hands.doing(command);
        this.#takeAction(command, message as FromPage, send);
      },
      onClose: () => {
        for (const command of hands.letGo()) this.#act(command);
      },
    };
  }

  #takeAction(command: Command, action: FromPage, send: (message: FromServer) => void): void {
    if (action.op === "power") this.#world.powerSwitched();
    if (action.op === "serial") this.#broadcast({ type: "lines", fresh: false, lines: this.#transcript.sent(action.text) });
    const notice = doorNotices[command.op];
    this.#act(command, (reply) => {
      if (reply.done === false && notice !== undefined) send({ type: "notice", text: notice });
    });
  }

  #act(command: Command, then?: (reply: Reply) => void): void {
    this.#lock.act(command).then(
      (reply) => reply && then?.(reply),
      (error: unknown) => console.error(`The virtual board refuses ${command.op}: ${String(error)}`),
    );
  }

  #tick(): void {
    if (this.#server?.hasPages !== true) return;
    this.#askLock();
    const nowMs = performance.now();
    const state = this.#world.state(this.#lock.silentMs);
    if (state === undefined) return;
    const text = JSON.stringify({ ...state, nowMs: 0, upMs: 0 });
    if (text === this.#sent && nowMs - this.#sentMs < heartbeatMs) return;
    this.#sent = text;
    this.#sentMs = nowMs;
    this.#world.shown();
    this.#broadcast({ type: "state", state });
  }

  /** Soon after something has happened, and now and then. */
  #askLock(): void {
    if (!this.#world.isRunning || this.#lock.silentMs > askAgainMs) return;
    const nowMs = performance.now();
    const about = this.#world.happenings;
    if (nowMs - this.#askedMs < (about === this.#askedAbout ? askMs : askAgainMs)) return;
    this.#askedAbout = about;
    this.#askedMs = nowMs;
    if (!this.#isBringup) this.#act({ op: "turns" });
    this.#act({ op: "serial", text: this.#world.status.questions });
  }
}
