// SPDX-License-Identifier: Apache-2.0
/** The flash map, read from chip/partitions.csv itself, so that there is no second place with its numbers. */
import { readFileSync } from "node:fs";

export interface Partition {
  name: string;
  bytes: number;
}

export function readPartitions(): Partition[] {
  return readFileSync("chip/partitions.csv", "utf8")
    .split("\n")
    .filter((line) => line.trim() !== "" && !line.startsWith("#"))
    .map((line) => line.split(",").map((cell) => cell.trim()))
    .map(([name = "", , , , size = ""]) => ({ name, bytes: Number(size) }));
}
