// SPDX-License-Identifier: Apache-2.0
/** Reports of bring-up on disk: for each board, by its serial number, a JSON for machines and a page to read. Written anew after each step. */
import { mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseReport, type Report, type StepResult } from "../bringup/report";
import { reportPage } from "../bringup/report-page";
import { stepIds } from "../bringup/steps";

export class ReportFolder {
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
  }

  path(serial: string): string {
    return join(this.#folder, `${nameOf(serial)}.json`);
  }

  pagePath(serial: string): string {
    return join(this.#folder, `${nameOf(serial)}.html`);
  }

  /** Throws where it cannot be: before anything else is done. */
  make(): void {
    mkdirSync(this.#folder, { recursive: true });
  }

  save(report: Report): void {
    write(this.path(report.serial), `${JSON.stringify(report, undefined, 2)}\n`);
    write(this.pagePath(report.serial), reportPage(report));
  }

  /** undefined: there is none, or none that can be read. */
  read(serial: string): readonly StepResult[] | undefined {
    try {
      const report = parseReport(readFileSync(this.path(serial), "utf8"));
      return report?.serial === serial ? report.steps : undefined;
    } catch {
      return undefined;
    }
  }

  /** The same, of a session that was left: when every step was gone through, the next one begins anew. */
  unfinished(serial: string): readonly StepResult[] | undefined {
    const results = this.read(serial);
    return results?.length === stepIds.length && results.every(({ result }) => result !== "fail") ? undefined : results;
  }
}

/** A serial number comes from a board: it makes no path. */
function nameOf(serial: string): string {
  return `bringup-${serial.replace(/[^0-9A-Za-z]/g, "").slice(0, 32)}`;
}

/** Whole, or as it was. */
function write(path: string, text: string): void {
  writeFileSync(`${path}.new`, text);
  renameSync(`${path}.new`, path);
}
