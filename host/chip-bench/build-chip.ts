// SPDX-License-Identifier: Apache-2.0
/**
 * Compiles XS from the npm package, and what makes a bare machine of it, for rv32imc without floating point into .build/chip/. The flags
 * that decide the code are those of the SDK's release builds (tools/mcconfig/make.esp32.mk); the C library is picolibc's fast build.
 */
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { basename, join } from "node:path";
import { runQuietly } from "../cli/run-quietly.mjs";

const compiler = "riscv64-unknown-elf-gcc";
const emulator = "qemu-system-riscv32";
const packageFolder = "node_modules/@agoric/xsnap";
const xs = `${packageFolder}/moddable/xs`;
const text = `${packageFolder}/moddable/modules/data/text`;
const native = "host/chip-bench/native";

const codeFlags = [
  "-Os",
  "-march=rv32imc_zicsr",
  "-mabi=ilp32",
  "-std=gnu17",
  "-fno-inline-functions",
  "-falign-functions=4",
  "-fdata-sections",
  "-ffunction-sections",
  "-fno-jump-tables",
  "-fstrict-volatile-bitfields",
  "-fno-common",
  "--specs=picolibc.specs",
];
const defines = [
  "-DINCLUDE_XSPLATFORM",
  '-DXSPLATFORM="bare-platform.h"',
  "-DmxRun=1",
  "-DmxParse=1",
  "-DmxBoundsCheck=1",
  "-DmxNoConsole=1",
];
const xsFolders = ["includes", "platforms", "sources"].map((folder) => `${xs}/${folder}`);
const includes = [`-I${native}`, ...xsFolders.flatMap((folder) => ["-isystem", folder])];
/** The C library comes compiled for rv32imac, which adds atomic instructions that nothing here uses. RAM is that of qemu's "virt". */
const linkFlags = [
  "-march=rv32imac",
  "-mabi=ilp32",
  "--specs=picolibc.specs",
  "-picolibc-buildtype=release",
  "--oslib=semihost",
  "--crt0=hosted",
  "-Wl,--gc-sections",
  "-Wl,--defsym=__flash=0x80000000",
  "-Wl,--defsym=__flash_size=0x00400000",
  "-Wl,--defsym=__ram=0x80400000",
  "-Wl,--defsym=__ram_size=0x0fc00000",
  "-Wl,--defsym=__stack_size=0x00100000",
];

/** What to tell a person who has not got the tools; undefined: they are there. */
export function missingChipTools(): string | undefined {
  const missing = [];
  if (!runs(compiler)) missing.push("gcc-riscv64-unknown-elf", "picolibc-riscv64-unknown-elf");
  else if (spawnSync(compiler, ["--specs=picolibc.specs", "--version"]).status !== 0) missing.push("picolibc-riscv64-unknown-elf");
  if (!runs(emulator)) missing.push("qemu-system-misc");
  if (missing.length === 0) return undefined;
  return [
    "The bench on a chip needs a RISC-V compiler, its C library and an emulator. Install what is missing and start again:",
    `  Debian, Ubuntu:  sudo apt-get install ${missing.join(" ")}`,
  ].join("\n");
}

/** The program for the bare machine. `metering`: XS counts compute units, which costs it instructions. */
export async function buildChip(metering: boolean): Promise<string> {
  const folder = `.build/chip/${metering ? "metered" : "plain"}`;
  const program = `${folder}/chip.elf`;
  const stamp = `${folder}/built-from`;
  const sources = [
    ...cFiles(`${xs}/sources`).filter((path) => !path.endsWith("/xsSnapshot.c")),
    `${text}/encoder/textencoder.c`,
    `${text}/decoder/textdecoder.c`,
    ...cFiles(native),
  ];
  const flags = [...codeFlags, ...defines, ...includes, ...(metering ? ["-DmxMetering=1"] : [])];
  const inputs = inputsHash([...flags, ...linkFlags, ...sources]);
  if (existsSync(program) && existsSync(stamp) && readFileSync(stamp, "utf8") === inputs) return program;
  mkdirSync(folder, { recursive: true });
  const objects = sources.map((source) => join(folder, `${basename(source, ".c")}.o`));
  const waiting = sources.map((source, index) => ({ source, object: objects[index]! }));
  const compileAll = async (): Promise<void> => {
    for (let job = waiting.pop(); job !== undefined; job = waiting.pop()) {
      // XS and its compilers do not agree on what is worth a warning; ours are held to it.
      const warnings = job.source.startsWith(native) ? ["-Wall", "-Werror"] : ["-w"];
      await runQuietly(compiler, ["-c", ...flags, ...warnings, job.source, "-o", job.object]);
    }
  };
  await Promise.all(Array.from({ length: availableParallelism() }, compileAll));
  const fresh = `${program}.${process.pid}`;
  await runQuietly(compiler, [...linkFlags, ...objects, "-lm", "-o", fresh]);
  renameSync(fresh, program);
  writeFileSync(stamp, inputs);
  return program;
}

function cFiles(folder: string): string[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith(".c"))
    .map((name) => `${folder}/${name}`);
}

/** The package's integrity hash covers its sources. */
function inputsHash(words: readonly string[]): string {
  const lock = JSON.parse(readFileSync("package-lock.json", "utf8")) as { packages: Record<string, { integrity: string }> };
  const hash = createHash("sha256").update(words.join("\n")).update(lock.packages[packageFolder]?.integrity ?? "");
  hash.update(spawnSync(compiler, ["--version"]).stdout);
  for (const name of readdirSync(native).sort()) hash.update(readFileSync(join(native, name)));
  return hash.digest("hex");
}

function runs(program: string): boolean {
  return spawnSync(program, ["--version"], { stdio: "ignore" }).status === 0;
}
