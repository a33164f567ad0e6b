// SPDX-License-Identifier: Apache-2.0
/** A lock in real time with its panel: tells the pages what changed, and does what they ask for. */
import type { BoardState } from "../board/board-state";
import type { Command, Reply } from "../board/command-handler";
import type { TurnStatistics } from "../board/meter";
import { auditEntries, auditText } from "./audit-entries";
import { LockProcess } from "./lock-process";
import { panelCommand } from "./panel-actions";
import { panelFiles } from "./panel-files";
import type { FromPage, FromServer, PanelLock, PanelLogEntry } from "./panel-protocol";
import { PanelServer } from "./panel-server";
import { panelLock, panelState } from "./panel-state";
import type { EngineName } from "./test-bundles";

export interface PanelOptions {
  port: number;
  folder: string;
  fresh: boolean;
  board: string;
  engine: EngineName;
}

type ConsoleLine = Extract<FromServer, { type: "lines" }>["lines"][number];

const pollMs = 1_000;
const stateMs = 50;
const linesKept = 200;
const entriesGreeted = 200;
const faultsKept = 20;
/** The Id of the panel's own question on the serial line; its answers are not shown. */
const statusId = "panel";
const statusQuestion = `${JSON.stringify({ Command: "GetStatus", Id: statusId })}\n`;

export class Panel {
  readonly #options: PanelOptions;
  #lock!: LockProcess;
  #server!: PanelServer;
  #state: BoardState | undefined;
  #engineStopped: string | undefined;
  #turns: Record<string, TurnStatistics> = {};
  #lockStatus: PanelLock | undefined;
  #lastSequence = 0;
  #sentState = "";
  readonly #faults: string[] = [];
  readonly #lines: ConsoleLine[] = [];
  readonly #timers: NodeJS.Timeout[] = [];

  static async start(options: PanelOptions): Promise<Panel> {
    const panel = new Panel(options);
    const files = await panelFiles();
    panel.#lock = await LockProcess.start({
      ...options,
      onReply: (reply) => panel.#takeReply(reply),
      onFlash: (address, length) => panel.#takeFlash(address, length),
      onStopped: (why) => panel.#takeStop(why),
    });
    panel.#server = await PanelServer.start({
      port: options.port,
      files,
      greet: () => panel.#greet(),
      onMessage: (message) => panel.#takeMessage(message),
    });
    void panel.#lock.live();
    panel.#timers.push(
      setInterval(() => panel.#poll(), pollMs),
      setInterval(() => panel.#sendState(), stateMs),
    );
    return panel;
  }

  private constructor(options: PanelOptions) {
    this.#options = options;
  }

  get url(): string {
    return this.#server.url;
  }

  get port(): number {
    return this.#server.port;
  }

  /** Cuts the lock's power. */
  async close(): Promise<void> {
    for (const timer of this.#timers) clearInterval(timer);
    this.#server.close();
    await this.#lock.close();
  }

  #takeReply({ state, lines, faults, turns }: Reply): void {
    this.#state = state;
    this.#engineStopped = undefined;
    if (turns !== undefined) this.#turns = turns;
    for (const { where, message } of faults) this.#faults.push(`${where}: ${message}`);
    this.#faults.splice(0, this.#faults.length - faultsKept);
    this.#say(lines.filter((text) => !this.#takeStatus(text)).map((text) => ({ fromLock: true, text })));
  }

  #takeFlash(address: number, length: number): void {
    const entries = auditEntries(this.#lock.flash, address, length);
    const first = entries[0];
    const last = entries.at(-1);
    if (first === undefined || last === undefined) return;
    // A sequence is used again only after a factory reset.
    const isNewLog = first.sequence <= this.#lastSequence;
    this.#lastSequence = last.sequence;
    this.#server.broadcast(isNewLog ? this.#wholeLog() : { type: "log", fresh: false, entries: entries.map(panelEntry) });
  }

  #wholeLog(): FromServer {
    const { flash } = this.#lock;
    const entries = auditEntries(flash, 0, flash.length).slice(-entriesGreeted);
    return { type: "log", fresh: true, entries: entries.map(panelEntry) };
  }

  #takeStop(why: string): void {
    this.#engineStopped = why;
    console.error(`The engine stopped: ${why}`);
  }

  /** True when the line answers the panel's own question. */
  #takeStatus(line: string): boolean {
    if (!line.includes(`"Id":"${statusId}"`)) return false;
    try {
      this.#lockStatus = panelLock(JSON.parse(line) as Record<string, unknown>);
    } catch {
      // The power went in the middle of the line.
    }
    return true;
  }

  #takeMessage(message: unknown): void {
    const command = panelCommand(message);
    if (command === undefined) return;
    // A power cut takes what the firmware said of itself with it.
    if (command.op === "cutPower" || command.op === "powerUp") this.#lockStatus = undefined;
    const action = message as FromPage;
    if (action.op === "serial") this.#say([{ fromLock: false, text: action.text }]);
    this.#act(command);
  }

  #poll(): void {
    if (!this.#server.hasPages || this.#state?.running !== true) return;
    this.#act({ op: "turns" });
    this.#act({ op: "serial", text: statusQuestion });
  }

  #act(command: Command): void {
    this.#lock.act(command).catch((error: unknown) => console.error(`The virtual board refuses ${command.op}: ${error}`));
  }

  #sendState(): void {
    const message = this.#stateMessage();
    if (message === undefined || !this.#server.hasPages) return;
    // Time always passes; the poll's answers change something once a second.
    const { nowMs, ...rest } = message.state;
    const text = JSON.stringify({ ...rest, second: Math.floor(nowMs / 1_000) });
    if (text === this.#sentState) return;
    this.#sentState = text;
    this.#server.broadcast(message);
  }

  #stateMessage(): Extract<FromServer, { type: "state" }> | undefined {
    if (this.#state === undefined) return undefined;
    const { board } = this.#options;
    const parts = { engineStopped: this.#engineStopped, faults: this.#faults, turns: this.#turns, lock: this.#lockStatus };
    return { type: "state", state: panelState({ board, state: this.#state, ...parts }) };
  }

  #greet(): FromServer[] {
    const state = this.#stateMessage();
    return [...(state === undefined ? [] : [state]), { type: "lines", lines: this.#lines }, this.#wholeLog()];
  }

  #say(lines: ConsoleLine[]): void {
    if (lines.length === 0) return;
    this.#lines.push(...lines);
    this.#lines.splice(0, this.#lines.length - linesKept);
    this.#server.broadcast({ type: "lines", lines });
  }
}

function panelEntry(entry: Parameters<typeof auditText>[0]): PanelLogEntry {
  const { sequence, boot, uptimeSeconds, utcSeconds } = entry;
  return { sequence, boot, uptimeSeconds, utcSeconds, text: auditText(entry) };
}
