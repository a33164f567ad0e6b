// SPDX-License-Identifier: Apache-2.0
/**
 * The serial console's last lines, as every page may show them: what was sent stands there without PINs, which nobody has to
 * see on a screen again. (The lock's own answers never hold one.)
 */
import type { PanelLine } from "./panel-protocol";

const linesKept = 200;
const mask = "••••••";
/** Arguments of commands that are PINs (docs/console.md). */
const secretName = /^(pin|pincode|credentialdata)$/i;
/** What looks like a PIN; in a request only inside quotes, since long numbers stand there for times and the like. */
const digits = /\d{4,}/g;
const quoted = /"[^"]*"/g;

export class PanelTranscript {
  readonly lines: PanelLine[] = [];
  readonly #quietCommand: string | undefined;
  /** Of requests with the quiet command that are not answered yet. */
  readonly #quietIds = new Set<unknown>();

  /** `quietCommand`: one that comes several times a second is left out, with its answers. */
  constructor(quietCommand: string | undefined) {
    this.#quietCommand = quietCommand;
  }

  /** Returns what is new. */
  sent(text: string): PanelLine[] {
    if (this.#isQuiet(text)) return [];
    return this.#keep([{ fromLock: false, text: withoutPins(text) }]);
  }

  received(texts: readonly string[]): PanelLine[] {
    const loud = texts.filter((text) => this.#quietIds.size === 0 || !this.#quietIds.delete(objectOf(text)?.Id));
    return this.#keep(loud.map((text) => ({ fromLock: true, text })));
  }

  #isQuiet(text: string): boolean {
    if (this.#quietCommand === undefined) return false;
    const { Command, Id } = objectOf(text) ?? {};
    if (Command !== this.#quietCommand || Id === undefined) return false;
    // Those that were never answered, since the power was cut.
    if (this.#quietIds.size > linesKept) this.#quietIds.clear();
    this.#quietIds.add(Id);
    return true;
  }

  #keep(lines: PanelLine[]): PanelLine[] {
    this.lines.push(...lines);
    this.lines.splice(0, this.lines.length - linesKept);
    return lines;
  }
}

export function withoutPins(line: string): string {
  const request = objectOf(line);
  if (request === undefined) return line.replaceAll(digits, mask);
  const text = JSON.stringify(request, (name, value: unknown) => (secretName.test(name) ? mask : value));
  return text.replaceAll(quoted, (part) => part.replaceAll(digits, mask));
}

/** undefined: not an object in JSON. */
function objectOf(line: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}
