// SPDX-License-Identifier: Apache-2.0
/**
 * A lock with its panel in a real Chromium, for tests that do what a person does. Nothing here sleeps: tests wait for what the
 * page shows. Virtual time runs a few times faster than the clock, and much faster inside `quickly`.
 */
import { subscribe, unsubscribe } from "node:diagnostics_channel";
import type { ChildProcess } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chromium, type Browser, type BrowserContextOptions, type Page } from "playwright-core";
import { boardDefault } from "../../host/app/bundle";
import { Panel } from "../../host/app/panel";

export const pin = "739518";
/** A person's pace has room in it: keys may be 5 s apart, so typing survives a busy computer. */
const paceSpeed = 4;
const hurrySpeed = 30;
const slowSpeed = 0.1;
const waitMs = 15_000;

export interface PanelBenchOptions extends BrowserContextOptions {
  bringup?: boolean;
}

export class PanelBench {
  readonly panel: Panel;
  readonly folder: string;
  readonly browser: Browser;
  readonly page: Page;
  readonly #processes: ChildProcess[];
  readonly #stopListening: () => void;
  readonly #mistakes: string[] = [];

  static async start(executablePath: string, { bringup = false, ...options }: PanelBenchOptions): Promise<PanelBench> {
    const processes: ChildProcess[] = [];
    const onProcess = (message: unknown): void => void processes.push((message as { process: ChildProcess }).process);
    subscribe("child_process", onProcess);
    const folder = mkdtempSync(join(tmpdir(), "latchkey-panel-"));
    const panel = await Panel.start({ port: 0, folder: join(folder, "state"), fresh: true, board: boardDefault, bringup, engine: "xs" });
    panel.speed = paceSpeed;
    const args = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking", "--disable-component-update"];
    const browser = await chromium.launch({ executablePath, args });
    const bench = new PanelBench({ panel, folder, browser, processes, page: await browser.newPage(options) }, () =>
      unsubscribe("child_process", onProcess),
    );
    await bench.open(bench.page);
    return bench;
  }

  private constructor(
    parts: { panel: Panel; folder: string; browser: Browser; page: Page; processes: ChildProcess[] },
    stopListening: () => void,
  ) {
    this.panel = parts.panel;
    this.folder = parts.folder;
    this.browser = parts.browser;
    this.page = parts.page;
    this.#processes = parts.processes;
    this.#stopListening = stopListening;
  }

  /** Exceptions of the page and what it wrote to its console as errors. */
  get mistakes(): string {
    return this.#mistakes.join("\n");
  }

  /** The process in which the firmware runs now. */
  get worker(): ChildProcess {
    const worker = this.#processes.findLast(({ spawnfile }) => spawnfile.endsWith("xsnap-worker"));
    if (worker === undefined) throw new Error("there is no worker");
    return worker;
  }

  async open(page: Page): Promise<void> {
    page.setDefaultTimeout(waitMs);
    page.on("pageerror", (error) => this.#mistakes.push(error.message));
    await page.goto(this.panel.url);
    await page.waitForSelector("header");
  }

  /** Virtual time flies until `until` is there. */
  quickly(until: () => Promise<unknown>): Promise<void> {
    return this.#atSpeed(hurrySpeed, until);
  }

  /** A moment of virtual time is long enough for a busy computer. */
  slowly(act: () => Promise<unknown>): Promise<void> {
    return this.#atSpeed(slowSpeed, act);
  }

  async #atSpeed(speed: number, act: () => Promise<unknown>): Promise<void> {
    this.panel.speed = speed;
    try {
      await act();
    } finally {
      this.panel.speed = paceSpeed;
    }
  }

  /** On the computer's keyboard, whatever has the focus. */
  async type(keys: string, page = this.page): Promise<void> {
    for (const key of keys) await page.keyboard.press(key === "#" ? "Enter" : key === "*" ? "Escape" : key, { delay: 25 });
  }

  /** The first line of the log that holds this text. */
  async logged(text: string, page = this.page): Promise<void> {
    await page.waitForSelector(`.log td:has-text("${text}")`);
  }

  async lockIs(state: string, page = this.page): Promise<void> {
    await page.waitForSelector(`.lock-state[data-state="${state}"]`);
  }

  async press(name: string, page = this.page): Promise<void> {
    await page.getByRole("button", { name, exact: true }).click();
  }

  async shot(name: string): Promise<void> {
    await this.page.screenshot({ path: join(this.folder, `${name}.png`), fullPage: true });
  }

  /** The screenshots stay. */
  async close(): Promise<void> {
    this.#stopListening();
    await this.browser.close();
    await this.panel.close();
    rmSync(join(this.folder, "state"), { recursive: true, force: true });
    console.log(`Screenshots: ${this.folder}`);
  }
}
