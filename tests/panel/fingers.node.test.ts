// SPDX-License-Identifier: Apache-2.0
/** Fingers laid on in the panel, at phone width. Each test goes on where the last one ended. */
import assert from "node:assert/strict";
import type { PanelBench } from "./panel-bench";
import { describeInBrowser } from "./in-browser";
import { pin } from "./panel-bench";

/** Sends a line at the console and waits for what the lock says. */
async function says({ page }: PanelBench, line: object, answer: string): Promise<void> {
  await page.fill(".console input", JSON.stringify(line));
  await page.press(".console input", "Enter");
  await page.waitForSelector(`.transcript .from-lock:last-child:has-text('${answer}')`);
}

async function toggled({ page }: PanelBench, name: string, isOn: boolean): Promise<void> {
  await page.getByRole("button", { name, exact: true }).click();
  await page.waitForSelector(`button.toggle[aria-pressed="${isOn}"]:text-is("${name}")`);
}

async function ringIs({ page }: PanelBench, ring: string): Promise<void> {
  await page.waitForSelector(`.finger output:has-text("${ring}")`);
}

describeInBrowser("fingers in the panel", { viewport: { width: 390, height: 844 } }, (test) => {
  test("are enrolled by laying one on twice", async (bench) => {
    const { page } = bench;
    await bench.logged("Fingerprint module accepted");
    await page.hover("#inside-button");
    await page.mouse.down();
    await page.waitForSelector('[aria-current="step"]:has-text("type a master PIN")');
    await page.mouse.up();
    await bench.type(`${pin}#`);
    await page.waitForSelector('[aria-current="step"]:has-text("again")');
    await bench.type(`${pin}#`);
    await page.waitForSelector(".first-steps", { state: "detached" });
    await says(bench, { Command: "Login", PIN: pin }, "SUCCESS");
    await says(bench, { Command: "EnrolFinger", Slot: 0 }, "SUCCESS");
    await ringIs(bench, "blue breathing");
    await toggled(bench, "Ada's thumb", true);
    await ringIs(bench, "yellow flashing");
    await bench.shot("1-lift");
    await toggled(bench, "Ada's thumb", false);
    await ringIs(bench, "blue breathing");
    await toggled(bench, "Ada's thumb", true);
    await ringIs(bench, "green flashing");
    await toggled(bench, "Ada's thumb", false);
    const credential = { CredentialType: 3, CredentialIndex: 1 };
    const whose = { UserIndex: null, UserStatus: 1, UserType: 0 };
    await says(bench, { Command: "SetCredential", OperationType: 0, Credential: credential, CredentialData: "0", ...whose }, "SUCCESS");
    await says(bench, { Command: "LockDoor" }, "SUCCESS");
    await says(bench, { Command: "Logout" }, "SUCCESS");
  });

  test("open, and a stranger's does not", async (bench) => {
    await bench.lockIs("Locked");
    await toggled(bench, "A stranger's", true);
    await ringIs(bench, "red flashing");
    await toggled(bench, "A stranger's", false);
    await toggled(bench, "Ada's thumb", true);
    await bench.lockIs("Unlocked");
    await toggled(bench, "Ada's thumb", false);
    await bench.shot("2-open");
    const wide = await bench.page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    assert.ok(wide <= 0, `${wide} pixels too wide`);
  });

  test("lie to nobody but through a forged module", async (bench) => {
    await bench.quickly(() => bench.lockIs("Locked"));
    await toggled(bench, "Forged module", true);
    await toggled(bench, "A stranger's", true);
    await bench.lockIs("Unlocked");
    await toggled(bench, "A stranger's", false);
    await toggled(bench, "Forged module", false);
    assert.equal(bench.mistakes, "");
  });
});
