// SPDX-License-Identifier: Apache-2.0
/**
 * Tests that need a browser. Without one on this computer they are skipped and say so; in CI, where the result counts, they fail.
 */
import assert from "node:assert/strict";
import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";
import { after, before, describe, test } from "node:test";
import { PanelBench, type PanelBenchOptions } from "./panel-bench";

const browserNames = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];
const browserPath = (process.env.PATH ?? "")
  .split(delimiter)
  .flatMap((folder) => browserNames.map((name) => join(folder, name)))
  .concat("/Applications/Google Chrome.app/Contents/MacOS/Google Chrome", "/Applications/Chromium.app/Contents/MacOS/Chromium")
  .find(isExecutable);
const missing = "needs Chromium or Chrome on the PATH";
const skip = browserPath === undefined && process.env.CI === undefined ? missing : false;

/** One lock and one browser for all tests inside, which go on where the one before ended. */
export function describeInBrowser(
  title: string,
  options: PanelBenchOptions,
  tests: (testInBrowser: (name: string, run: (bench: PanelBench) => Promise<void>) => void) => void,
): void {
  describe(title, () => {
    let bench: PanelBench | undefined;
    before(async () => {
      if (browserPath !== undefined) bench = await PanelBench.start(browserPath, options);
    });
    after(async () => {
      await bench?.close();
    });
    tests((name, run) => {
      test(name, { skip }, async () => {
        await run(bench ?? assert.fail(missing));
      });
    });
  });
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
