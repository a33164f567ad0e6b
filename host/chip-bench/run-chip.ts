// SPDX-License-Identifier: Apache-2.0
/** Runs the program for the bare machine in qemu, which executes one instruction a nanosecond of its own time and counts them. */
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { createInterface } from "node:readline";
import type { Figures } from "../bench/scenarios";
import type { ChipScenario } from "./chip-scenarios";
import { romBundle, worldBundle } from "./bundles";
import type { Memory } from "./memory";
import type { ChipRequest } from "./world-entry";

export interface ChipResult {
  scenario: ChipScenario;
  figures: Figures;
  memory: Memory;
}

export interface ChipRun {
  program: string;
  board: string;
  request: ChipRequest;
}

/** The memory that the machine was created with is used up: the chip would restart. */
export class OutOfMemory extends Error {
  override name = "OutOfMemory";
}

/** 0 to 5: native/main.c and platform.c. */
const outOfMemoryCode = 3;
const timeoutMs = 600_000;

export async function runChip({ program, board, request }: ChipRun): Promise<ChipResult[]> {
  const folder = mkdtempSync(join(tmpdir(), "latchkey-chip-"));
  try {
    writeFileSync(join(folder, "rom.js"), await romBundle(board));
    writeFileSync(join(folder, "world.js"), await worldBundle(board));
    writeFileSync(join(folder, "request.json"), JSON.stringify(request));
    return await runIn(folder, program);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function runIn(folder: string, program: string): Promise<ChipResult[]> {
  const args = ["-M", "virt", "-m", "256M", "-bios", "none", "-icount", "shift=0", "-display", "none", "-monitor", "none"];
  args.push("-serial", "none", "-chardev", "stdio,id=out", "-semihosting-config", "enable=on,target=native,chardev=out");
  args.push("-kernel", resolve(program));
  const child = spawn("qemu-system-riscv32", args, { cwd: folder, stdio: ["ignore", "pipe", "pipe"] });
  const stopping = setTimeout(() => child.kill("SIGKILL"), timeoutMs);
  const results: ChipResult[] = [];
  const others: string[] = [];
  createInterface({ input: child.stdout }).on("line", (line) => {
    if (line.startsWith("{")) results.push(JSON.parse(line) as ChipResult);
    else others.push(line);
  });
  child.stderr.setEncoding("utf8").on("data", (text: string) => others.push(text.trim()));
  return new Promise((succeed, fail) => {
    child.once("error", fail);
    child.once("close", (code, signal) => {
      clearTimeout(stopping);
      const said = others.join("\n");
      if (code === 0) succeed(results);
      else if (code === outOfMemoryCode) fail(new OutOfMemory(said.replace(/^abort: /m, "")));
      else fail(new Error(`the bare machine stopped with ${signal ?? `exit code ${code}`}\n${said}`));
    });
  });
}
