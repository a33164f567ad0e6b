// SPDX-License-Identifier: Apache-2.0
/** `npm start`: a lock on a virtual ESP32 with its panel, until Ctrl-C; with --bringup the other firmware, or with --demo its story in the terminal. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { demo } from "../app/demo";
import { Panel } from "../app/panel";
import type { ReplayFile } from "../app/simulate-replay-file";
import type { EngineName } from "../app/engine";

export interface StartOptions {
  demo: boolean;
  fresh: boolean;
  bringup: boolean;
  port: number;
  state: string;
  board: string;
  engine: EngineName;
  /** A file of `npm run simulate`. */
  replay?: ReplayFile;
}

export async function startCommand({ demo: isDemo, state: folder, replay, ...options }: StartOptions): Promise<number> {
  if (isDemo) return (await demo("host/demo/demo-entry.ts", options.board, (line) => console.log(line))) ? 0 : 1;
  if (replay !== undefined) return replayCommand(replay, options);
  const panel = await Panel.start({ ...options, folder });
  await untilStopped(panel, options.port, options.bringup ? bringupGreeting(panel.url, folder) : lockGreeting(panel.url, folder));
  return 0;
}

function lockGreeting(url: string, folder: string): string {
  return `The lock is running. Its panel: ${url}

  A new lock: hold the inside button for 5 s, then give it a master PIN of 6 to 10 digits on the keypad,
  ended with #, and once more. After that the PIN and # open the door.
  Its flash is kept in ${folder}, a firmware that it was updated to as well; --fresh starts a new lock. Ctrl-C cuts the power.
  Its serial console is ${join(folder, "console")}, for npx latchkey update.`;
}

function bringupGreeting(url: string, folder: string): string {
  return `Bring-up is running on a virtual board. Its panel: ${url}

  There you are the maker's hands, and can wire the board wrongly. In another terminal: npx latchkey bringup --virtual
  It says what to do, step by step, over the serial console ${join(folder, "console")}.
  What it stores, the lock of npm start finds: its flash is kept in ${folder}. Ctrl-C cuts the power.`;
}

/** A lock of its own, in a folder that goes with it. */
async function replayCommand(replay: ReplayFile, options: Pick<StartOptions, "port" | "engine">): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), "latchkey-replay-"));
  try {
    const panel = await Panel.start({ ...options, board: replay.board, folder, fresh: true, replay });
    await untilStopped(panel, options.port, `The lock of seed ${replay.story.seed}. Its panel: ${panel.url}

  The story begins when the page is opened. Hours in which nothing happens are left out. Ctrl-C cuts the power.`);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  return 0;
}

async function untilStopped(panel: Panel, port: number, greeting: string): Promise<void> {
  if (port !== 0 && panel.port !== port) console.log(`Port ${port} is taken; the panel is on another.`);
  console.log(greeting);
  await new Promise((resolve) => {
    process.once("SIGINT", resolve);
    process.once("SIGTERM", resolve);
  });
  await panel.close();
  console.log("\nPower cut.");
}
