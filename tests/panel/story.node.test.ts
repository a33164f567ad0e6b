// SPDX-License-Identifier: Apache-2.0
/** One lock from its first power-up on, as somebody lives with it in the panel. Each test goes on where the last one ended. */
import assert from "node:assert/strict";
import { describeInBrowser } from "./in-browser";
import { pin } from "./panel-bench";

describeInBrowser("the panel, with a mouse and the computer's keyboard", { viewport: { width: 1280, height: 900 } }, (test) => {
  test("tells somebody with a new lock what to do first", async (bench) => {
    const { page } = bench;
    await page.waitForSelector('[aria-current="step"]:has-text("inside button")');
    await bench.lockIs("Unlocked");
    await bench.logged("Power came on");
    await bench.shot("1-new");
  });

  test("takes no master PIN before the inside button was held", async (bench) => {
    await bench.type(`${pin}#${pin}`);
    const lit = bench.page.waitForSelector(".led.on");
    await bench.type("#");
    await lit;
    assert.ok(await bench.page.isVisible('[aria-current="step"]:has-text("inside button")'));
  });

  test("sets the lock up, and says why an easy PIN is refused", async (bench) => {
    const { page } = bench;
    await page.hover("#inside-button");
    await page.mouse.down();
    await page.waitForSelector('[aria-current="step"]:has-text("type a master PIN")');
    await page.mouse.up();
    await bench.type("123456#");
    await page.waitForSelector(".problem:has-text('too easy to guess')");
    await bench.shot("2-easy-pin");
    await bench.type(`${pin}#`);
    await page.waitForSelector('[aria-current="step"]:has-text("again")');
    await bench.type(`${pin}#`);
    await page.waitForSelector(".first-steps", { state: "detached" });
    await bench.logged("Set-up completed");
  });

  test("shows the bolt slide out when the lock locks itself, and then the bolt holds the door", async (bench) => {
    await bench.quickly(() => bench.lockIs("Locked"));
    await bench.page.waitForSelector("output:has-text('closed, bolt thrown')");
    await bench.logged("Locked by auto-lock, sensed after");
    await bench.press("Open the door");
    await bench.page.waitForSelector(".notice:has-text('The bolt holds the door')");
    assert.ok(await bench.page.isVisible("output:has-text('closed, bolt thrown')"));
    await bench.shot("3-locked");
  });

  test("opens to the PIN, and the door opens and closes", async (bench) => {
    const { page } = bench;
    await bench.type(`${pin}#`);
    await bench.lockIs("Unlocked");
    await bench.logged("Unlocked by the master at the keypad, sensed after");
    await bench.press("Open the door");
    await bench.logged("Door opened");
    await page.waitForSelector("output:has-text('open, bolt drawn back')");
    await bench.shot("4-open");
    await bench.press("Thumb-turn: lock");
    await bench.logged("Thumb-turn: the bolt is locked now");
    await bench.press("Close the door");
    await page.waitForSelector(".notice:has-text('hits the frame')");
    await bench.shot("5-open-bolt-out");
    await bench.press("Thumb-turn: unlock");
    await page.waitForSelector("output:has-text('open, bolt drawn back')");
    await bench.press("Close the door");
    await bench.logged("Door closed");
  });

  test("ends a PIN that is being typed with Enter even while a button has the focus", async (bench) => {
    await bench.quickly(() => bench.lockIs("Locked"));
    await bench.page.focus("button:has-text('Open the door')");
    await bench.type(`${pin}#`);
    await bench.lockIs("Unlocked");
    assert.ok(await bench.page.isVisible("button:has-text('Open the door')"));
  });

  test("shows a jam, and its recovery once the bolt is free", async (bench) => {
    const { page } = bench;
    await bench.press("Block the bolt");
    await page.waitForSelector('button[aria-pressed="true"]:has-text("Block the bolt")');
    await bench.press("Inside button");
    await bench.lockIs("Jammed");
    await page.waitForSelector(".warnings:has-text('Alarm: bolt jammed')");
    await page.waitForSelector(".alarm:has-text('bolt jammed on the way to locked')");
    await bench.shot("6-jammed");
    await bench.press("Block the bolt");
    await bench.press("Inside button");
    await bench.lockIs("Unlocked");
    await page.waitForSelector(".warnings:has-text('bolt jammed')", { state: "detached" });
  });

  test("shows that wrong PINs lock out, counts down, and then takes the right one again", async (bench) => {
    const { page } = bench;
    await bench.type("402871#");
    await bench.logged("Wrong PIN at the keypad");
    assert.ok(await page.isHidden(".warnings:has-text('Locked out')"));
    await bench.type("590234#");
    await bench.logged("Wrong PIN at the keypad, 2 in a row");
    await bench.type("817365#");
    await page.waitForSelector(".warnings:has-text('Locked out for')");
    await bench.logged("Too many wrong attempts: locked out for 30 s");
    await bench.shot("7-locked-out");
    await bench.type(`${pin}#`);
    await bench.logged("A PIN ignored at the keypad");
    await bench.quickly(() => page.waitForSelector(".warnings:has-text('Locked out')", { state: "detached" }));
    await bench.quickly(() => bench.lockIs("Locked"));
    await bench.type(`${pin}#`);
    await bench.lockIs("Unlocked");
  });

  test("cuts the power, and the PIN is still there after it", async (bench) => {
    const { page } = bench;
    await bench.quickly(() => bench.lockIs("Locked"));
    await bench.press("Cut the power");
    await page.waitForSelector(".health:has-text('Power is cut')");
    await page.waitForSelector(".lock-state:has-text('No answer')");
    await bench.shot("8-power-cut");
    await bench.type(`${pin}#`);
    await page.waitForSelector("output:has-text('closed, bolt thrown')");
    await bench.press("Power up");
    await bench.lockIs("Locked");
    await bench.type(`${pin}#`);
    await bench.lockIs("Unlocked");
  });

  test("shows at once that the firmware does not answer, and that it does again", async (bench) => {
    const { page } = bench;
    bench.worker.kill("SIGSTOP");
    await page.waitForSelector(".health.bad:has-text('The firmware has stopped: no answer')", { timeout: 3_000 });
    bench.worker.kill("SIGCONT");
    await page.waitForSelector(".health.good");
  });

  test("shows at once that the firmware's process died, and starts it again with the power", async (bench) => {
    const { page } = bench;
    bench.worker.kill("SIGKILL");
    await page.waitForSelector(".health.bad:has-text('The firmware has stopped: XS worker stopped')", { timeout: 2_000 });
    await bench.shot("9-stopped");
    await bench.press("Power up");
    await page.waitForSelector(".health.good");
    await bench.quickly(() => bench.lockIs("Locked"));
    await bench.type(`${pin}#`);
    await bench.lockIs("Unlocked");
  });

  test("shows at once when npm start has ended", async (bench) => {
    await bench.panel.close();
    await bench.page.waitForSelector(".health.bad:has-text('does not answer')", { timeout: 2_000 });
    await bench.page.waitForSelector(".power[aria-disabled=\"true\"]");
    assert.equal(bench.mistakes, "");
  });
});
