// SPDX-License-Identifier: Apache-2.0
/** `npm run endurance`: unlock cycles for a lock's whole life. */
import { endurance } from "../app/endurance";

export async function enduranceCommand(cycles: number): Promise<number> {
  const passed = await endurance({
    cycles,
    print: (line) => console.log(line),
    progress: (line) => console.error(line),
  });
  return passed ? 0 : 1;
}
