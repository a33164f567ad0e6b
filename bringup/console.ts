// SPDX-License-Identifier: Apache-2.0
/**
 * Bring-up's end of the serial line: a request a line, exactly one answer to each, and events that come unasked. Requests are read and
 * checked as the lock's console does it (link/). Nothing here needs a login: whoever holds this wire has flashed this firmware.
 *
 * One long thing is done at a time; what stops things, and short questions, are answered meanwhile.
 */
import { refusedArguments, type Reply } from "../link/command";
import { parseRequest, type Arguments } from "../link/request";
import type { Bringup } from "./bringup";
import { argumentNames, commands } from "./commands";

type Id = string | number | undefined;

const internalError: Reply = Object.freeze({ Status: "FAILURE", Reason: "internal error" });

export class BringupConsole {
  readonly #bringup: Bringup;
  readonly #tell: (message: object) => void;
  /** Answers what is under way. */
  #answer: ((reply: Reply) => void) | undefined;

  constructor({ bringup, tell }: { bringup: Bringup; tell: (message: object) => void }) {
    this.#bringup = bringup;
    this.#tell = tell;
  }

  /** undefined: the line was too long. An empty one is not answered. */
  line(text: string | undefined): void {
    if (text === "") return;
    const request = text === undefined ? undefined : parseRequest(text, argumentNames);
    if (request === undefined) {
      this.#reply({ Status: "INVALID_COMMAND", Reason: text === undefined ? "line too long" : "not a request" }, undefined);
      return;
    }
    this.#execute(request.command, request.arguments, request.id);
  }

  /** Something went wrong: what is under way gets no better answer. */
  fault(): void {
    this.#answer?.(internalError);
  }

  #execute(name: string, given: Arguments, id: Id): void {
    const command = commands.find((each) => each.name === name);
    const refused: Reply | undefined =
      command === undefined ? { Status: "UNSUPPORTED_COMMAND" } : refusedArguments(command.arguments, given);
    if (refused !== undefined || command === undefined) {
      this.#reply(refused, id);
    } else if (command.run !== undefined) {
      let reply = internalError;
      try {
        reply = command.run(given, this.#bringup);
      } finally {
        this.#reply(reply, id);
      }
    } else if (this.#answer !== undefined) {
      this.#reply({ Status: "BUSY", Reason: "something else is under way" }, id);
    } else {
      const answer = (reply: Reply): void => {
        if (this.#answer !== answer) return;
        this.#answer = undefined;
        this.#reply(reply, id);
      };
      this.#answer = answer;
      command.begin(given, this.#bringup, answer);
    }
  }

  #reply(reply: Reply | undefined, id: Id): void {
    if (reply !== undefined) this.#tell(id === undefined ? reply : { Id: id, ...reply });
  }
}
