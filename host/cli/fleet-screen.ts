// SPDX-License-Identifier: Apache-2.0
/** Where many things go on at once: a row for each on a terminal, drawn over again and again; in a log a line for each now and then. */

const drawEveryMs = 100;
const logEveryMs = 15_000;

export interface Row {
  name: string;
  /** "sending": what a log tells at once when it changes. */
  phase: string;
  bar: string;
  /** Without a bar. */
  text: string;
}

export class FleetScreen {
  readonly #stream = process.stderr;
  #shownMs = -Infinity;
  #rowsShown = 0;
  readonly #phases = new Map<string, string>();

  show(nowMs: number, rows: readonly Row[], isLast = false): void {
    if (this.#stream.isTTY) {
      if (isLast || nowMs - this.#shownMs >= drawEveryMs) this.#draw(nowMs, rows);
    } else this.#log(nowMs, rows);
  }

  #draw(nowMs: number, rows: readonly Row[]): void {
    this.#shownMs = nowMs;
    const width = Math.max(...rows.map(({ name }) => name.length));
    const up = this.#rowsShown > 0 ? `\x1b[${this.#rowsShown}A` : "";
    const lines = rows.map(({ name, bar, phase }) => `${name.padEnd(width)}  ${bar}  ${phase}`.slice(0, (this.#stream.columns || 80) - 1));
    this.#stream.write(up + lines.map((line) => `\r\x1b[K${line}\n`).join(""));
    this.#rowsShown = rows.length;
  }

  #log(nowMs: number, rows: readonly Row[]): void {
    const isDue = nowMs - this.#shownMs >= logEveryMs;
    if (isDue) this.#shownMs = nowMs;
    for (const { name, phase, text } of rows) {
      if (!isDue && this.#phases.get(name) === phase) continue;
      this.#phases.set(name, phase);
      this.#stream.write(`${name}: ${phase}  ${text}\n`);
    }
  }
}
