// SPDX-License-Identifier: Apache-2.0
/** Bundles an entry of the virtual board, and the firmware with it, into one script that an Engine can evaluate. */
import { build } from "esbuild";
import { boardModule, firmware, xsTarget } from "./firmware-plugin";
import type { SourceChange } from "./source-changes";

export const boardDefault = "esp32-devkit";

export interface BundleOptions {
  /** A file that sets `globalThis.handleCommand`; it imports "latchkey:firmware" or "latchkey:bringup". */
  entry: string;
  /** A file of boards/, without ".ts". */
  board?: string;
  /** To the firmware's sources, in this bundle only. */
  changes?: readonly SourceChange[];
}

/** The script, with an inline source map. */
export async function bundleForEngine({ entry, board = boardDefault, changes = [] }: BundleOptions): Promise<string> {
  const result = await build({
    entryPoints: [entry],
    bundle: true,
    write: false,
    format: "iife",
    // Makes packages leave out what only Node has.
    platform: "browser",
    target: xsTarget,
    inject: ["host/board/set-from-base64.ts"],
    sourcemap: "inline",
    // Modules are strict, which esbuild does not say in a script made of them.
    banner: { js: '"use strict";' },
    logLevel: "silent",
    plugins: [boardModule(board), firmware(board, changes)],
  });
  return `${result.outputFiles[0]?.text ?? ""}//# sourceURL=${entry}.js\n`;
}
