// SPDX-License-Identifier: Apache-2.0
/** The flash map, from the text of chip/partitions.csv, so that there is no second place with its numbers. Pure. */

export interface Partition {
  name: string;
  bytes: number;
}

export function partitionsOf(csv: string): Partition[] {
  return csv
    .split("\n")
    .filter((line) => line.trim() !== "" && !line.startsWith("#"))
    .map((line) => line.split(",").map((cell) => cell.trim()))
    .map(([name = "", , , , size = ""]) => ({ name, bytes: Number(size) }));
}
