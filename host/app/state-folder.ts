// SPDX-License-Identifier: Apache-2.0
/**
 * What the virtual ESP32 and the world around it keep between starts. Each change is in the file when the call returns, so
 * that a process killed at any moment leaves what a power cut would leave:
 *
 * - flash.bin: the audit partition, changed in place;
 * - ota_0.bin, ota_1.bin, otadata.bin: the slots of firmware images and which of them boots; not there before an update;
 * - nvs.jsonl: a change of NVS a line, the newest last. A last line without its end was being written and is dropped.
 *   Rewritten at each start to one line a key;
 * - world.json: where the bolt and the door are, and the battery. Not part of the chip; replaced as a whole.
 */
import {
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
  writeSync,
} from "node:fs";
import { join } from "node:path";
import type { Chemistry } from "../../lock/parts";
import { flashSize } from "../board/flash";
import type { NvsChange } from "../board/host-calls";
import { appPartitions, otadataBytes, slotBytes, type AppPartition } from "../board/partitions";
import { takeFolderLock } from "../cli/folder-lock.mjs";

export interface WorldState {
  /** 0 drawn back, 1 thrown. */
  boltPosition: number;
  doorOpen: boolean;
  chemistry: Chemistry;
  chargePercent: number;
}

const worldDefault: WorldState = { boltPosition: 0, doorOpen: false, chemistry: "alkaline", chargePercent: 100 };

export class StateFolder {
  /** Flash as it is now. */
  readonly flash: Uint8Array;
  /** As it was when the folder was opened. */
  readonly world: WorldState;
  /** NVS as it is now, by domain and key. */
  readonly #nvs: Map<string, NvsChange>;
  readonly #path: string;
  /** Of the partitions of firmware images that are files, open. */
  readonly #appFiles = new Map<AppPartition, number>();
  readonly #release: () => void;
  readonly #worldPath: string;
  readonly #flashFile: number;
  readonly #nvsFile: number;
  #savedWorld: string;

  /** Throws when another process has it. `fresh`: forgets what was there. */
  constructor(path: string, fresh: boolean) {
    mkdirSync(path, { recursive: true });
    const release = takeFolderLock(join(path, "in-use"));
    if (release === undefined) throw new Error(`The lock in ${path} is running already. Another one: --state <folder>`);
    this.#path = path;
    this.#release = release;
    try {
      const flashPath = join(path, "flash.bin");
      const nvsPath = join(path, "nvs.jsonl");
      this.#worldPath = join(path, "world.json");
      const appPaths = appPartitions.map((partition) => this.#appPath(partition));
      if (fresh) for (const file of [flashPath, nvsPath, this.#worldPath, ...appPaths]) rmSync(file, { force: true });

      if (!existsSync(flashPath)) replaceFile(flashPath, new Uint8Array(flashSize).fill(0xff));
      this.flash = readFileSync(flashPath);
      if (this.flash.length !== flashSize) throw new Error(`${flashPath} is damaged: a new lock starts with --fresh`);
      this.#flashFile = openSync(flashPath, "r+");

      for (const partition of appPartitions) this.readAppFlash(partition);

      this.#nvs = existsSync(nvsPath) ? replayNvs(nvsPath) : new Map<string, NvsChange>();
      replaceFile(nvsPath, this.nvs.map(nvsLine).join(""));
      this.#nvsFile = openSync(nvsPath, "a");

      this.world = existsSync(this.#worldPath) ? readWorld(this.#worldPath) : worldDefault;
      this.#savedWorld = JSON.stringify(this.world);
    } catch (error) {
      release();
      throw error;
    }
  }

  get nvs(): NvsChange[] {
    return [...this.#nvs.values()];
  }

  writeFlash(address: number, bytes: Uint8Array): void {
    this.flash.set(bytes, address);
    writeSync(this.#flashFile, bytes, 0, bytes.length, address);
  }

  /** undefined: as it left the factory. */
  readAppFlash(partition: AppPartition): Uint8Array | undefined {
    const path = this.#appPath(partition);
    if (!existsSync(path)) return undefined;
    const bytes = readFileSync(path);
    if (bytes.length !== appBytes(partition)) throw new Error(`${path} is damaged: a new lock starts with --fresh`);
    return bytes;
  }

  writeAppFlash(partition: AppPartition, address: number, bytes: Uint8Array): void {
    const path = this.#appPath(partition);
    if (!existsSync(path)) {
      const whole = new Uint8Array(appBytes(partition)).fill(0xff);
      whole.set(bytes, address);
      replaceFile(path, whole);
      return;
    }
    let file = this.#appFiles.get(partition);
    if (file === undefined) {
      file = openSync(path, "r+");
      this.#appFiles.set(partition, file);
    }
    writeSync(file, bytes, 0, bytes.length, address);
  }

  writeNvs(change: NvsChange): void {
    applyNvs(this.#nvs, change);
    writeSync(this.#nvsFile, nvsLine(change));
  }

  saveWorld(world: WorldState): void {
    const text = JSON.stringify(world);
    if (text === this.#savedWorld) return;
    replaceFile(this.#worldPath, text);
    this.#savedWorld = text;
  }

  close(): void {
    closeSync(this.#flashFile);
    closeSync(this.#nvsFile);
    for (const file of this.#appFiles.values()) closeSync(file);
    this.#release();
  }

  #appPath(partition: AppPartition): string {
    return join(this.#path, `${partition}.bin`);
  }
}

function appBytes(partition: AppPartition): number {
  return partition === "otadata" ? otadataBytes : slotBytes;
}

function nvsLine(change: NvsChange): string {
  return `${JSON.stringify(change)}\n`;
}

function replayNvs(path: string): Map<string, NvsChange> {
  const lines = readFileSync(path, "utf8").split("\n");
  // After the last line end: nothing, or what a cut left of a line.
  lines.pop();
  const entries = new Map<string, NvsChange>();
  for (const [index, line] of lines.entries()) {
    try {
      applyNvs(entries, JSON.parse(line) as NvsChange);
    } catch {
      throw new Error(`${path} is damaged in line ${index + 1}: a new lock starts with --fresh`);
    }
  }
  return entries;
}

function applyNvs(entries: Map<string, NvsChange>, change: NvsChange): void {
  const name = `${change.domain}/${change.key}`;
  if (change.type === undefined) entries.delete(name);
  else entries.set(name, change);
}

function readWorld(path: string): WorldState {
  try {
    return { ...worldDefault, ...(JSON.parse(readFileSync(path, "utf8")) as Partial<WorldState>) };
  } catch {
    return worldDefault;
  }
}

function replaceFile(path: string, content: string | Uint8Array): void {
  writeFileSync(`${path}.new`, content);
  renameSync(`${path}.new`, path);
}
