// SPDX-License-Identifier: Apache-2.0
/** The two scripts of a run: the firmware with the modules of sdk/ in flash, and the virtual board with the bench. */
import { resolve } from "node:path";
import { build, type Plugin } from "esbuild";
import { boardModule, frozenModules, xsTarget } from "../app/firmware-plugin";

const sdkFiles: Readonly<Record<string, string>> = Object.freeze({
  "embedded:io/digital": "digital",
  "embedded:io/analog": "analog",
  "embedded:io/pwm": "pwm",
  "embedded:io/serial": "serial",
  "embedded:io/i2c": "i2c",
  "embedded:io/spi": "spi",
  "embedded:storage/key-value": "key-value",
  "embedded:storage/flash": "flash",
  timer: "timer",
  time: "time",
  crypt: "crypt",
  resetReason: "reset-reason",
  system: "system",
  "hardware-random": "hardware-random",
  "embedded:update": "update",
  "running-image": "running-image",
  "mc/config": "config",
});

export function romBundle(board: string): Promise<string> {
  return bundle("host/chip-bench/rom-entry.ts", [boardModule(board), sdkModules(), frozenModules()]);
}

export function worldBundle(board: string): Promise<string> {
  return bundle("host/chip-bench/world-entry.ts", [boardModule(board)]);
}

function sdkModules(): Plugin {
  return {
    name: "latchkey SDK over native functions",
    setup(build) {
      build.onResolve({ filter: /^[^./]/ }, ({ path }) => {
        const file = sdkFiles[path];
        return file === undefined ? undefined : { path: resolve(`host/chip-bench/sdk/${file}.ts`) };
      });
    },
  };
}

async function bundle(entry: string, plugins: Plugin[]): Promise<string> {
  const result = await build({
    entryPoints: [entry],
    bundle: true,
    write: false,
    format: "iife",
    platform: "neutral",
    target: xsTarget,
    treeShaking: false,
    banner: { js: '"use strict";' },
    logLevel: "silent",
    plugins,
  });
  return result.outputFiles[0]?.text ?? "";
}
