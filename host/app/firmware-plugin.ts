// SPDX-License-Identifier: Apache-2.0
/**
 * esbuild plugins that bring the firmware's own sources into a bundle for the computer.
 *
 * `firmware()` supplies the import "latchkey:firmware": main.ts and all that it imports, as one function that evaluates
 * them afresh each time and gets the SDK's modules from its caller. "latchkey:firmware/esp32-c3" is that for a certain board
 * instead of the one that was chosen. "latchkey:bringup" and "latchkey:bringup/esp32-c3" are the same of bringup/main.ts, the other firmware.
 * `frozenModules()` freezes each firmware module after it has run. `boardModule()`
 * resolves the import "board" to the file of the board that was chosen. Changes to the sources: source-changes.ts.
 */
import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { relative, resolve, sep } from "node:path";
import { build, transform, type Plugin } from "esbuild";
import { freezeDeclarations } from "./freeze";
import { assertChangesAreIn, changedSource, type SourceChange } from "./source-changes";

/** XS 13.3 runs ES2022; esbuild rewrites what is newer. */
export const xsTarget = "es2022";

const firmwareFolders: readonly string[] = [
  "boards",
  "drivers",
  "lock",
  "crypto",
  "storage",
  "link",
  "update",
  "bringup",
];

/** Modules that the SDK supplies on the chip, and the virtual board here; any other bare import is an error. */
const sdkModules: readonly string[] = [
  ...["timer", "time", "crypt", "resetReason", "system", "mc/config"],
  ...["hardware-random", "running-image", "chip-facts"],
];

/** npm packages that are part of the firmware, also on the chip. */
const npmModules: readonly string[] = ["@noble/ed25519"];

function isFirmwarePath(path: string): boolean {
  const [first] = path.split("/");
  if (npmModules.some((name) => path.includes(`node_modules/${name}/`))) return true;
  return path === "main.ts" || (first !== undefined && path.includes("/") && firmwareFolders.includes(first));
}

function boardPath(board: string): string {
  const path = `boards/${board}.ts`;
  if (board === "board" || !/^[\w-]+$/.test(board) || !existsSync(path)) {
    throw new Error(`there is no board "${board}": the boards are the files in boards/`);
  }
  return path;
}

export function boardModule(board: string): Plugin {
  return {
    name: "latchkey board",
    setup(build) {
      build.onResolve({ filter: /^board$/ }, () => ({ path: resolve(boardPath(board)) }));
    },
  };
}

export function frozenModules(changes: readonly SourceChange[] = []): Plugin {
  return {
    name: "latchkey frozen modules",
    setup(build) {
      build.onLoad({ filter: /\.[jt]s$/, namespace: "file" }, async ({ path }) => {
        const name = relative("", path).split(sep).join("/");
        if (!isFirmwarePath(name)) return undefined;
        const source = changedSource(name, await readFile(path, "utf8"), changes);
        return { contents: freezeDeclarations(name, source), loader: path.endsWith(".ts") ? "ts" : "js" };
      });
    },
  };
}

function sdkImports(): Plugin {
  return {
    name: "latchkey SDK imports",
    setup(build) {
      build.onResolve({ filter: /^[^./]/ }, ({ path, kind }) => {
        if (kind === "entry-point" || path === "board" || npmModules.includes(path)) return undefined;
        if (path.startsWith("embedded:") || sdkModules.includes(path)) return { path, external: true };
        return {
          errors: [{ text: `"${path}" is neither a relative path nor a module of the SDK or of npm that the firmware may use` }],
        };
      });
    },
  };
}

export interface FirmwareBundle {
  code: string;
  /** Paths from the repository's root, "main.ts" among them. */
  modules: readonly string[];
}

/** What a firmware starts with. */
export type FirmwareMain = "main.ts" | "bringup/main.ts";

/** main.ts, or that of bring-up, and its imports as the body of a CommonJS module, with an inline source map. */
export async function bundleFirmware(
  board: string,
  changes: readonly SourceChange[] = [],
  main: FirmwareMain = "main.ts",
): Promise<FirmwareBundle> {
  const bundled = await build({
    entryPoints: [main],
    bundle: true,
    write: false,
    metafile: true,
    format: "esm",
    platform: "neutral",
    target: xsTarget,
    sourcemap: "inline",
    treeShaking: false,
    logLevel: "silent",
    plugins: [boardModule(board), sdkImports(), frozenModules(changes)],
  });
  const modules = Object.keys(bundled.metafile.inputs).sort();
  assertChangesAreIn(modules, changes);
  // A second step, because in a package of type "module" esbuild would bind `default` of a CommonJS import to the whole
  // module. The SDK's modules are ECMAScript modules: their `default` is their `default`.
  const { code } = await transform(bundled.outputFiles[0]?.text ?? "", {
    format: "cjs",
    target: xsTarget,
    sourcemap: "inline",
    sourcefile: "latchkey-firmware.js",
    banner: [
      "export default function boot(load) {",
      "const module = { exports: {} };",
      'const require = (name) => Object.defineProperty({ ...load(name) }, "__esModule", { value: true });',
    ].join(" "),
    footer: "return module.exports; }",
  });
  return { code, modules };
}

export function firmware(board: string, changes: readonly SourceChange[] = []): Plugin {
  return {
    name: "latchkey firmware",
    setup(build) {
      build.onResolve({ filter: /^latchkey:(firmware|bringup)(\/|$)/ }, ({ path }) => ({ path, namespace: "latchkey" }));
      build.onLoad({ filter: /.*/, namespace: "latchkey" }, async ({ path }) => {
        const [name, ownBoard = board] = path.split("/");
        const isBringup = name === "latchkey:bringup";
        const { code, modules } = await bundleFirmware(ownBoard, isBringup ? [] : changes, isBringup ? "bringup/main.ts" : "main.ts");
        return { contents: code, loader: "js", resolveDir: resolve(), watchFiles: [...modules] };
      });
    },
  };
}
