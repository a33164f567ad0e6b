// SPDX-License-Identifier: Apache-2.0
/** `npm start`: a lock on a virtual ESP32 with its panel, until Ctrl-C; or with --demo its story in the terminal. */
import { demo } from "../app/demo";
import { Panel } from "../app/panel";
import type { EngineName } from "../app/engine";

export interface StartOptions {
  demo: boolean;
  fresh: boolean;
  port: number;
  state: string;
  board: string;
  engine: EngineName;
}

export async function startCommand({ demo: isDemo, state: folder, ...options }: StartOptions): Promise<number> {
  if (isDemo) return (await demo(options.board, (line) => console.log(line))) ? 0 : 1;
  const panel = await Panel.start({ ...options, folder });
  if (options.port !== 0 && panel.port !== options.port) console.log(`Port ${options.port} is taken; the panel is on another.`);
  console.log(`The lock is running. Its panel: ${panel.url}

  A new lock: hold the inside button for 5 s, then give it a master PIN of 6 to 10 digits on the keypad,
  ended with #, and once more. After that the PIN and # open the door.
  Its flash is kept in ${folder}; --fresh starts a new lock. Ctrl-C cuts the power.`);
  await new Promise((resolve) => {
    process.once("SIGINT", resolve);
    process.once("SIGTERM", resolve);
  });
  await panel.close();
  console.log("\nPower cut.");
  return 0;
}
