// SPDX-License-Identifier: Apache-2.0
/**
 * Prints what a run of node:test reports: one line a file and engine, failures in full, and the runner's own closing lines.
 * A file without a single test counts as failed, since the runner would call it passed.
 */
import type { TestEvent } from "node:test/reporters";
import { resolve } from "node:path";
import type { TestBundle } from "./test-bundles";

interface FileReport {
  bundle: TestBundle;
  tests: number;
  failed: number;
  skipped: number;
  durationMs: number;
  details: string[];
}

export class TestReport {
  readonly #bundles = new Map<string, TestBundle>();
  readonly #output = new Map<TestBundle, string>();
  readonly #names: string[] = [];
  #file: FileReport | undefined;
  #filesWithoutTests = 0;
  #filesFailed = 0;

  constructor(bundles: readonly TestBundle[]) {
    for (const bundle of bundles) {
      for (const path of [bundle.path, bundle.testsPath]) this.#bundles.set(resolve(path), bundle);
    }
  }

  get passed(): boolean {
    return this.#filesFailed === 0;
  }

  /** Takes the events in the runner's order: those of one file follow each other. */
  take(event: TestEvent): void {
    switch (event.type) {
      case "test:stdout":
      case "test:stderr": {
        const bundle = this.#bundleOf(event.data.file);
        this.#output.set(bundle, (this.#output.get(bundle) ?? "") + event.data.message);
        break;
      }
      case "test:start":
        this.#names.length = event.data.nesting;
        this.#names.push(event.data.name);
        break;
      case "test:pass":
      case "test:fail":
        this.#takeResult(event);
        break;
      case "test:diagnostic":
        this.#endFile();
        if (event.data.nesting === 0) console.log(`ℹ ${this.#corrected(event.data.message)}`);
        break;
      default:
    }
  }

  #takeResult({ type, data }: Extract<TestEvent, { type: "test:pass" | "test:fail" }>): void {
    const bundle = this.#bundleOf(data.file);
    const file = this.#file?.bundle === bundle ? this.#file : this.#startFile(bundle);
    if (data.nesting === 0) file.durationMs += data.details.duration_ms;
    if (data.details.type === "suite") return;
    // Without tests the runner calls the file itself a test.
    if (resolve(data.name) !== resolve(bundle.path)) file.tests++;
    else if (type === "test:pass") return;
    if (data.skip !== undefined && data.skip !== false) {
      file.skipped++;
      const reason = typeof data.skip === "string" && data.skip !== "" ? `: ${data.skip}` : "";
      file.details.push(`    - skipped ${this.#names.slice(0, data.nesting + 1).join(" > ")}${reason}`);
    } else if (type === "test:fail") {
      file.failed++;
      const { error } = data.details as { error: Error & { failureType?: string } };
      if (error.failureType === "subtestsFailed") return;
      file.details.push(`    ✖ ${this.#names.slice(0, data.nesting + 1).join(" > ")}`, indent(describeError(error)));
    }
  }

  #startFile(bundle: TestBundle): FileReport {
    this.#endFile();
    this.#file = { bundle, tests: 0, failed: 0, skipped: 0, durationMs: 0, details: [] };
    return this.#file;
  }

  #bundleOf(path: string | undefined): TestBundle {
    const bundle = this.#bundles.get(resolve(path ?? ""));
    if (bundle === undefined) throw new Error(`the test runner reported a file that nobody gave it: ${path}`);
    return bundle;
  }

  #endFile(): void {
    const file = this.#file;
    if (file === undefined) return;
    this.#file = undefined;
    if (file.tests === 0 && file.failed === 0) {
      this.#filesWithoutTests++;
      file.details.push("    ✖ the file has no tests");
    }
    const failed = file.failed > 0 || file.tests === 0;
    if (failed) this.#filesFailed++;
    const counts = [
      `${file.tests} ${file.tests === 1 ? "test" : "tests"}`,
      ...(file.failed > 0 ? [`${file.failed} failed`] : []),
      ...(file.skipped > 0 ? [`${file.skipped} skipped`] : []),
      `${Math.round(file.durationMs)} ms`,
    ];
    console.log(`${failed ? "✖" : "✔"} ${file.bundle.source} [${file.bundle.engine}]  ${counts.join(", ")}`);
    for (const detail of file.details) console.log(detail);
    const output = this.#output.get(file.bundle)?.trimEnd();
    if (output) console.log(indent(output));
  }

  /** The closing counts with files without tests on the right side. */
  #corrected(message: string): string {
    return message
      .replace(/^pass (\d+)$/, (_, count: string) => `pass ${Number(count) - this.#filesWithoutTests}`)
      .replace(/^fail (\d+)$/, (_, count: string) => `fail ${Number(count) + this.#filesWithoutTests}`);
  }
}

function describeError(error: Error): string {
  const cause: unknown = error.cause ?? error;
  if (!(cause instanceof Error)) return String(cause);
  return (cause.stack ?? cause.message).replaceAll(/\n +at .*(node:internal|node:async_hooks|xs-run\.ts).*/g, "");
}

function indent(text: string): string {
  return text.replaceAll(/^/gm, "      ");
}
