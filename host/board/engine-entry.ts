// SPDX-License-Identifier: Apache-2.0
/** What the host evaluates in the engine: the firmware on a virtual board, waiting for commands (command-handler.ts). */
import { board } from "board";
import boot from "latchkey:firmware";
import { CommandHandler } from "./command-handler";

const handler = new CommandHandler(boot, board);

Object.assign(globalThis, { handleCommand: (request: ArrayBuffer) => handler.handle(request) });
