// SPDX-License-Identifier: Apache-2.0
/**
 * The serial console: one line in, one line out, each a JSON object, and in the same order. It knows nothing of the port; it
 * gets lines from the loop, one a turn, and hands answers to `send`. Whatever a line holds, the answer is an object, and the
 * next line works. An answer that finds no room in the output is dropped whole and counted, never cut.
 *
 * Doing what a line says, which may take several turns, and answering it have turns of their own. Lines that come meanwhile
 * wait, and more than a few are refused.
 */
import type { CalibrationFacts } from "./calibration-commands";
import type { CommandContext, Reply } from "./command";
import type { InTurns } from "../lock/in-turns";
import type { CommandTarget, UpdatesTarget } from "./command-target";
import { argumentNames, execute } from "./commands";
import { parseRequest } from "./request";
import type { Session } from "./session";

export interface ConsoleOptions {
  target: CommandTarget;
  updates: UpdatesTarget;
  session: Session;
  calibration: CalibrationFacts;
  /** False: there is no room for this line now. */
  send: (line: string) => boolean;
  /** Does it in a turn of its own, soon; asked for one thing at a time. */
  nextTurn: (run: () => void) => void;
}

/** Behind the one that is being done; each may have 512 characters. */
const waitingMax = 16;

export class Console implements CommandContext {
  readonly target: CommandTarget;
  readonly updates: UpdatesTarget;
  readonly session: Session;
  readonly calibration: CalibrationFacts;
  readonly #send: (line: string) => boolean;
  readonly #nextTurn: (run: () => void) => void;
  #droppedReplies = 0;
  /** A command goes on in the next turn. */
  #isBusy = false;
  #waiting: (string | undefined)[] = [];

  constructor({ target, updates, session, calibration, send, nextTurn }: ConsoleOptions) {
    this.target = target;
    this.updates = updates;
    this.session = session;
    this.calibration = calibration;
    this.#send = send;
    this.#nextTurn = nextTurn;
  }

  /** Answers that found no room since power-up. */
  get droppedReplies(): number {
    return this.#droppedReplies;
  }

  /** undefined: the line was too long. An empty line is not answered, so that line ends of every kind work. */
  line(text: string | undefined): void {
    if (text === "") return;
    if (!this.#isBusy) this.#begin(text);
    else if (this.#waiting.length < waitingMax) this.#waiting.push(text);
    else this.#reply({ Status: "BUSY", Reason: "too many lines at once" }, undefined);
  }

  #begin(text: string | undefined): void {
    const request = text === undefined ? undefined : parseRequest(text, argumentNames);
    if (request === undefined) {
      const reason = text === undefined ? "line too long" : "not a request";
      this.#answer({ Status: "INVALID_COMMAND", Reason: reason }, undefined);
      return;
    }
    this.#goOn(() => execute(request.command, request.arguments, this), request.id);
  }

  #goOn(work: () => InTurns<Reply>, id: string | number | undefined): void {
    let reply: InTurns<Reply> = { Status: "FAILURE", Reason: "internal error" };
    try {
      reply = work();
    } finally {
      const rest = reply;
      this.#later(() => (typeof rest === "function" ? this.#goOn(rest, id) : this.#answer(rest, id)));
    }
  }

  #answer(reply: Reply, id: string | number | undefined): void {
    this.#reply(reply, id);
    if (this.#waiting.length > 0) this.#later(() => this.#begin(this.#waiting.shift()));
  }

  #later(run: () => void): void {
    this.#isBusy = true;
    this.#nextTurn(() => {
      this.#isBusy = false;
      run();
    });
  }

  #reply(reply: object, id: string | number | undefined): void {
    const line = JSON.stringify(id === undefined ? reply : { Id: id, ...reply });
    if (!this.#send(line)) this.#droppedReplies++;
  }
}
