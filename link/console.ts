// SPDX-License-Identifier: Apache-2.0
/**
 * The serial console: one line in, one line out, each a JSON object. It knows nothing of the port; it gets lines from
 * the loop, one a turn, and hands answers to `send`. Whatever a line holds, the answer is an object, and the next line
 * works. An answer that finds no room in the output is dropped whole and counted, never cut.
 */
import type { CommandContext } from "./command";
import type { CommandTarget } from "./command-target";
import { argumentNames, execute } from "./commands";
import { parseRequest } from "./request";
import type { Session } from "./session";

export interface ConsoleOptions {
  target: CommandTarget;
  session: Session;
  /** False: there is no room for this line now. */
  send: (line: string) => boolean;
}

export class Console implements CommandContext {
  readonly target: CommandTarget;
  readonly session: Session;
  readonly #send: (line: string) => boolean;
  #droppedReplies = 0;

  constructor({ target, session, send }: ConsoleOptions) {
    this.target = target;
    this.session = session;
    this.#send = send;
  }

  /** Answers that found no room since power-up. */
  get droppedReplies(): number {
    return this.#droppedReplies;
  }

  /** undefined: the line was too long. An empty line is not answered, so that line ends of every kind work. */
  line(text: string | undefined): void {
    if (text === "") return;
    const request = text === undefined ? undefined : parseRequest(text, argumentNames);
    if (request === undefined) {
      const reason = text === undefined ? "line too long" : "not a request";
      this.#reply({ Status: "INVALID_COMMAND", Reason: reason }, undefined);
      return;
    }
    let reply;
    try {
      reply = execute(request.command, request.arguments, this);
    } catch (error) {
      this.#reply({ Status: "FAILURE", Reason: "internal error" }, request.id);
      throw error;
    }
    this.#reply(reply, request.id);
  }

  #reply(reply: object, id: string | number | undefined): void {
    const line = JSON.stringify(id === undefined ? reply : { Id: id, ...reply });
    if (!this.#send(line)) this.#droppedReplies++;
  }
}
