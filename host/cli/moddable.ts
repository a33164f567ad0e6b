// SPDX-License-Identifier: Apache-2.0
/** `npm run build -- esp32/nodemcu` and `npm run flash`: the Moddable SDK's own tool, where there is an SDK. */
import { spawn } from "node:child_process";
import { existsSync, mkdirSync, readFileSync } from "node:fs";
import { delimiter, join, resolve } from "node:path";
import { makerKeys } from "../app/maker-keys";

const output = ".build/chip";

/** A release build; `flash` also writes it to the board at $UPLOAD_PORT. */
export async function moddableCommand(goal: "build" | "flash", platform: string): Promise<number> {
  const platforms = knownPlatforms();
  if (!platforms.includes(platform)) {
    console.error(`There is no board for "${platform}". Known: ${platforms.join(", ")}`);
    return 1;
  }
  const moddable = process.env.MODDABLE;
  if (!moddable || !existsSync(join(moddable, "tools/mcmanifest.js"))) {
    console.error(howToInstall(moddable));
    return 1;
  }
  const keys = makerKeys();
  if (keys.length === 0) console.error("keys/ is empty, so this firmware will take no update: npx latchkey keygen makes a key (docs/updates.md)");
  mkdirSync(output, { recursive: true });
  const tools = join(moddable, "build/bin", process.platform === "darwin" ? "mac" : "lin", "release");
  // The SDK calls whatever tsc it finds first; ours is the one that the sources were checked with.
  const path = [resolve("node_modules/.bin"), tools, process.env.PATH].join(delimiter);
  const goals = goal === "build" ? ["-t", "build"] : [];
  return new Promise((done, reject) => {
    const args = ["-m", "-p", platform, ...goals, "-o", resolve(output), resolve("manifest.json"), `updateKeys=${keys.join()}`];
    const tool = spawn("mcconfig", args, { stdio: "inherit", env: { ...process.env, PATH: path } });
    tool.once("error", (error: NodeJS.ErrnoException) => {
      if (error.code !== "ENOENT") return reject(error);
      console.error(`${tools} has no mcconfig: the SDK's tools are not built. Run: xs-dev setup`);
      return done(1);
    });
    tool.once("close", (code) => done(code ?? 1));
  });
}

function knownPlatforms(): string[] {
  const { platforms } = JSON.parse(readFileSync("manifest.json", "utf8")) as { platforms: Record<string, unknown> };
  return Object.keys(platforms).filter((name) => name !== "...");
}

function howToInstall(moddable: string | undefined): string {
  const why = moddable
    ? `$MODDABLE is "${moddable}", where there is no Moddable SDK.`
    : "$MODDABLE names no Moddable SDK.";
  return `${why} It builds the firmware for the chip; xs-dev installs it, with Espressif's tools:

  npm install --global xs-dev
  xs-dev setup
  xs-dev setup --device esp32
  (open a new shell)
  xs-dev doctor

Then start this again. To flash, connect the board; UPLOAD_PORT=/dev/ttyUSB0 names its port when it is not found.`;
}
