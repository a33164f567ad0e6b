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

  /** Returns what is new. */
  sent(text: string): PanelLine[] {
    return this.#keep([{ fromLock: false, text: withoutPins(text) }]);
  }

  received(texts: readonly string[]): PanelLine[] {
    return this.#keep(texts.map((text) => ({ fromLock: true, text })));
  }

  #keep(lines: PanelLine[]): PanelLine[] {
    this.lines.push(...lines);
    this.lines.splice(0, this.lines.length - linesKept);
    return lines;
  }
}

export function withoutPins(line: string): string {
  let request: unknown;
  try {
    request = JSON.parse(line);
  } catch {
    return line.replaceAll(digits, mask);
  }
  if (typeof request !== "object" || request === null || Array.isArray(request)) return line.replaceAll(digits, mask);
  const text = JSON.stringify(request, (name, value: unknown) => (secretName.test(name) ? mask : value));
  return text.replaceAll(quoted, (part) => part.replaceAll(digits, mask));
}
