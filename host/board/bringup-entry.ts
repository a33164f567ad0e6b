// SPDX-License-Identifier: Apache-2.0
/** As engine-entry.ts, with the other firmware: bring-up. */
import { board } from "board";
import boot from "latchkey:bringup";
import { CommandHandler } from "./command-handler";

const handler = new CommandHandler(boot, board);

Object.assign(globalThis, { handleCommand: (request: ArrayBuffer) => handler.handle(request) });
