// SPDX-License-Identifier: Apache-2.0
/** What tidy.node.test.ts holds every source file to, as functions from a path and its text to complaints. */

/** What a firmware folder may import from; "sdk": names without a path. Types of lock/parts are the contract for all of them. */
const walls: Readonly<Record<string, readonly string[]>> = {
  "main.ts": ["sdk", "boards", "drivers", "lock", "crypto", "storage", "link", "update"],
  boards: ["boards", "drivers"],
  chip: ["chip", "sdk"],
  drivers: ["drivers"],
  lock: ["lock", "crypto", "storage formats"],
  crypto: ["crypto"],
  storage: ["storage", "crypto"],
  link: ["link", "lock", "crypto", "storage formats"],
  update: ["update", "lock", "crypto", "storage", "@noble"],
  bringup: ["bringup", "boards", "drivers", "lock", "crypto", "storage", "link"],
};
const contracts: readonly string[] = ["lock/parts", "chip/chip-facts"];
const lengthMax = 300;
const mainLengthMax = 119;
const mains: readonly string[] = ["main.ts", "bringup/main.ts"];
const spdx = "// SPDX-License-Identifier: Apache-2.0";
/** In two parts, so that this file may hold them. */
const leftovers = ["TO" + "DO", "FIX" + "ME", "XX" + "X"];

export function isFirmware(path: string): boolean {
  return folderOf(path) in walls;
}

/** Imports through a wall (design, section 1). */
export function wallComplaints(path: string, text: string): string[] {
  const wall = walls[folderOf(path)];
  if (wall === undefined) return [];
  // Whatever wires a firmware gives the SDK's modules to the rest.
  const allowed = path === "bringup/main.ts" ? [...wall, "sdk"] : wall;
  return importsOf(text)
    .map(({ specifier, isType }) => ({ target: resolve(path, specifier), isType }))
    .filter(
      ({ target, isType }) => !(isType && contracts.includes(target)) && !allowed.some((name) => isIn(target, name)),
    )
    .map(({ target }) => `${path} imports ${target}; ${folderOf(path)} may import only ${allowed.join(", ")}`);
}

export function layoutComplaints(path: string, text: string): string[] {
  const complaints: string[] = [];
  const lines = text.split("\n").length - 1;
  const max = mains.includes(path) ? mainLengthMax : lengthMax;
  if (lines > max) complaints.push(`${path} has ${lines} lines, more than ${max}`);
  const [first, second] = text.replace(/^#!.*\n/, "").split("\n");
  if (first !== spdx) complaints.push(`${path} does not open with "${spdx}"`);
  // The names of a test file's tests say what it is about.
  else if (!path.endsWith(".test.ts") && !second?.startsWith("/*"))
    complaints.push(`${path} has no doc comment in its second line`);
  for (const leftover of leftovers) {
    if (new RegExp(`\\b${leftover}\\b`).test(text)) complaints.push(`${path} still holds a ${leftover}`);
  }
  return complaints;
}

interface Import {
  specifier: string;
  isType: boolean;
}

export function importsOf(text: string): Import[] {
  const statements = text.matchAll(/^(?:import|export)\s(?:(type)\s)?(?:[^"';]*?\sfrom\s)?"([^"]+)";/gm);
  const dynamic = text.matchAll(/\b(import)\("([^"]+)"\)/g);
  return [...statements, ...dynamic].map(([, type, specifier = ""]) => ({ specifier, isType: type === "type" }));
}

function folderOf(path: string): string {
  return path.split("/")[0] ?? "";
}

/** The path from the root that a relative import means; a bare name stays itself. */
function resolve(from: string, specifier: string): string {
  if (!specifier.startsWith(".")) return specifier;
  const parts = from.split("/").slice(0, -1);
  for (const part of specifier.split("/")) {
    if (part === "..") parts.pop();
    else if (part !== ".") parts.push(part);
  }
  return parts.join("/");
}

function isIn(target: string, allowed: string): boolean {
  if (allowed === "sdk") return !target.includes("/") || target.startsWith("embedded:") || target.startsWith("mc/");
  if (allowed === "storage formats") return /^storage\/[\w-]*format$/.test(target);
  return target.startsWith(`${allowed}/`);
}
