// SPDX-License-Identifier: Apache-2.0
/** `npm run bench:chip`: instructions and memory on a 32-bit RISC-V. */
import { missingChipTools } from "../chip-bench/build-chip";
import { chipBench } from "../chip-bench/chip-bench";

/** So that a script can tell a machine without the tools from a lock that does not fit. */
const toolsMissingCode = 3;

export async function benchChipCommand(): Promise<number> {
  const missing = missingChipTools();
  if (missing !== undefined) {
    console.error(missing);
    return toolsMissingCode;
  }
  return (await chipBench({ print: (line) => console.log(line) })) ? 0 : 1;
}
