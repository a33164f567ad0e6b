// SPDX-License-Identifier: Apache-2.0
/** `npm run bench`: what the firmware costs on the chip. */
import { bench } from "../app/bench";

export async function benchCommand(options: { board: string; cycles: number }): Promise<number> {
  const progress = (line: string): void => console.error(line);
  const passed = await bench({ ...options, print: (line) => console.log(line), progress });
  return passed ? 0 : 1;
}
