// SPDX-License-Identifier: Apache-2.0
/**
 * `npm run build -- esp32/nodemcu` and `npm run flash`: the Moddable SDK's own tool, where there is an SDK. `npm run build -- virtual` needs none.
 * `npm run build:bringup` and `npm run flash:bringup`: the same for the bring-up firmware (bringup/), which takes no updates.
 */
import { spawn } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { basename, delimiter, dirname, join, resolve } from "node:path";
import { imageSize, imageSizeText, isTight } from "../app/image-size";
import { keyFolder, readUpdateKeys } from "../app/update-keys";
import { virtualImage } from "../app/virtual-image";
import { keygenCommand } from "./keygen";

const output = ".build/chip";
const virtualFile = `${output}/virtual.bin`;
const howToMakeKey = `There is no key in ${keyFolder}/ whose updates the firmware would take. Make one first, and keep it:

  npx latchkey keygen

Or build a firmware that takes no updates: add --no-updates.`;
const firstKey = `${keyFolder}/update-a`;

type Goal = "build" | "flash";

export interface ModdableOptions {
  /** False: the firmware takes no updates, and needs no keys. */
  updates: boolean;
}

/** `npm run build -- virtual`: for the lock of `npm start`. */
export async function virtualBuildCommand(board: string): Promise<number> {
  const image = await virtualImage(board, readUpdateKeys(keyFolder));
  mkdirSync(output, { recursive: true });
  writeFileSync(virtualFile, image);
  console.log(`${virtualFile}, ${image.length} bytes, for npx latchkey sign (docs/updates.md)`);
  return 0;
}

/** A release build, which has to fit into its slot; `flash` also writes it to the board at $UPLOAD_PORT. */
export async function moddableCommand(goal: Goal, platform: string, { updates }: ModdableOptions): Promise<number> {
  const moddable = toolsFor(platform);
  if (moddable === undefined) return 1;
  let keys = updates ? readUpdateKeys(keyFolder) : [];
  if (updates && keys.length === 0) {
    if (!process.stdin.isTTY) {
      console.error(howToMakeKey);
      return 1;
    }
    console.log(`The first build makes the key with which you will sign updates, ${firstKey}.key, and puts its public half into the firmware.`);
    await keygenCommand({ out: firstKey, json: false });
    keys = readUpdateKeys(keyFolder);
  }
  return makeImage(moddable, goal, platform, "manifest.json", [`updateKeys=${keys.join()}`]);
}

/** The bring-up firmware, in the lock's place: flash the lock again when the board is known to be good. */
export async function bringupCommand(goal: Goal, platform: string): Promise<number> {
  const moddable = toolsFor(platform);
  return moddable === undefined ? 1 : makeImage(moddable, goal, platform, "bringup/manifest.json", []);
}

/** Where the SDK is; undefined: it, or the platform, is missing, and that is told. */
function toolsFor(platform: string): string | undefined {
  const platforms = knownPlatforms();
  const moddable = process.env.MODDABLE;
  if (!platforms.includes(platform)) console.error(`There is no board for "${platform}". Known: ${platforms.join(", ")}`);
  else if (moddable && existsSync(join(moddable, "tools/mcmanifest.js"))) return moddable;
  else console.error(howToInstall(moddable));
  return undefined;
}

async function makeImage(moddable: string, goal: Goal, platform: string, manifest: string, settings: readonly string[]): Promise<number> {
  mkdirSync(output, { recursive: true });
  const startedMs = Date.now();
  const code = await runTool(moddable, goal, platform, [resolve(manifest), ...settings]);
  // What the tool left as it was is up to date when it is content.
  const size = imageSize(output, platform, code === 0 ? 0 : startedMs, basename(dirname(resolve(manifest))));
  if (size !== undefined) console.log(imageSizeText(size));
  return code === 0 && size !== undefined && isTight(size) ? 1 : code;
}

function runTool(moddable: string, goal: Goal, platform: string, what: readonly string[]): Promise<number> {
  const tools = join(moddable, "build/bin", process.platform === "darwin" ? "mac" : "lin", "release");
  // The SDK calls whatever tsc it finds first; ours is the one that the sources were checked with.
  const path = [resolve("node_modules/.bin"), tools, process.env.PATH].join(delimiter);
  const goals = goal === "build" ? ["-t", "build"] : [];
  return new Promise((done, reject) => {
    const args = ["-m", "-p", platform, ...goals, "-o", resolve(output), ...what];
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
  const { platforms } = JSON.parse(readFileSync("manifest-base.json", "utf8")) as { platforms: Record<string, unknown> };
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
