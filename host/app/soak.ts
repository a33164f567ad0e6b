// SPDX-License-Identifier: Apache-2.0
/**
 * `npm run soak`: random bytes and mutated lines into the console, random keys at the keypad, of the real firmware on
 * the virtual board inside XS. What has to hold meanwhile: host/soak/soak-lock.ts and proof.ts. Both halves run at
 * once, each with a lock of its own.
 */
import { bundleForEngine } from "./bundle";
import { sectionSize, SoakPart, type SoakPartName } from "./soak-part";

export interface SoakOptions {
  board: string;
  seed: number;
  bytes: number;
  keyEvents: number;
  /** Replays one section on a new lock. */
  only: { name: SoakPartName; section: number } | undefined;
  print: (line: string) => void;
  progress: (line: string) => void;
}

const titles: Readonly<Record<SoakPartName, string>> = Object.freeze({ console: "console", keys: "keypad" });
const names: readonly SoakPartName[] = ["console", "keys"];

/** True when nothing broke. */
export async function soak({ board, seed, bytes, keyEvents, only, print, progress }: SoakOptions): Promise<boolean> {
  const script = await bundleForEngine({ entry: "host/soak/soak-entry.ts", board });
  const sizes = { console: bytes, keys: keyEvents };
  const parts = names.flatMap((name) => {
    const size = sizes[name];
    const to = Math.ceil(size / sectionSize[name]);
    if (only !== undefined && only.name !== name) return [];
    if (only !== undefined && only.section >= to) throw new Error(`there are only ${to} sections of ${name}`);
    const sections = only === undefined ? { from: 0, to } : { from: only.section, to: only.section + 1 };
    return size === 0 ? [] : [new SoakPart({ name, script, seed, size, ...sections })];
  });
  print(`seed ${seed}`);
  const onSection = (): void => {
    if (parts.some((part) => part.failure !== undefined)) for (const part of parts) part.stop();
    progress(parts.map(progressOf).join("; "));
  };
  await Promise.all(parts.map((part) => part.run(onSection)));
  for (const part of parts) printPart(part, print);
  const failed = parts.filter((part) => part.failure !== undefined);
  for (const part of failed) printFailure(part, print);
  if (failed.length === 0) print(`seed ${seed}: nothing broke`);
  return failed.length === 0;
}

function progressOf({ options: { name, size, from, to }, done, wallMs }: SoakPart): string {
  const whole = Math.min(size, to * sectionSize[name]) - from * sectionSize[name];
  const perSecond = done / (wallMs / 1_000);
  const speed = `, ${amount(name, perSecond)} a second, ${duration((whole - done) / perSecond)} left`;
  return `${titles[name]}: ${amount(name, done)} of ${amount(name, whole)}${done === 0 ? "" : speed}`;
}

function printPart(part: SoakPart, print: (line: string) => void): void {
  const { done, wallMs, figures, heapAtFirst, heap } = part;
  if (figures === undefined) return;
  const { name } = part.options;
  const perSecond = amount(name, (done * 1_000) / wallMs);
  print(`${titles[name]}: ${amount(name, done)} in ${duration(wallMs / 1_000)}, ${perSecond} a second`);
  print(`  ${duration(figures.virtualMs / 1_000)} of the lock's life, ${figures.storageOperations} writes to flash`);
  print(`  ${figures.opened} openings, all of them with a PIN`);
  print(`  ${figures.replies} answers to strangers, ${figures.lostBytes} of their bytes lost`);
  print(`  longest turn: ${figures.longestTurnUnits} units (${figures.longestTurnName})`);
  print(`  heap: ${heapAtFirst} slots at first, ${heap} at the end`);
}

function printFailure({ options: { name, seed, size }, failure }: SoakPart, print: (line: string) => void): void {
  if (failure === undefined) return;
  const { section, after, what, sent } = failure;
  const sizes = name === "console" ? `--megabytes ${size / 1e6} --keys 0` : `--megabytes 0 --keys ${size}`;
  const again = `npm run soak -- --seed ${seed} ${sizes}`;
  if (section === undefined) {
    print(`✖ ${titles[name]}, at the power cut in the end: ${what}`);
  } else {
    const unit = name === "console" ? "bytes" : "key events";
    const all = section * sectionSize[name] + (after ?? sectionSize[name]);
    const where = after === undefined ? "in the proof after it" : `after ${after} ${unit} of it`;
    print(`✖ ${titles[name]}, section ${section}, ${where} (${all} ${unit} in all): ${what}`);
    if (sent !== "") print(`  sent last: ${JSON.stringify(sent)}`);
    print(`  this section on a new lock: ${again} --only ${name}:${section}`);
  }
  print(`  all of it again: ${again}`);
}

function amount(name: SoakPartName, count: number): string {
  if (name === "keys") return `${Math.round(count)} keys`;
  return count < 1e6 ? `${(count / 1e3).toFixed(0)} KB` : `${(count / 1e6).toFixed(2)} MB`;
}

function duration(seconds: number): string {
  if (seconds < 60) return `${seconds.toFixed(0)} s`;
  if (seconds < 3_600) return `${(seconds / 60).toFixed(1)} min`;
  return `${(seconds / 3_600).toFixed(1)} h`;
}
