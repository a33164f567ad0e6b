// SPDX-License-Identifier: Apache-2.0
/** The panel beside bring-up: somebody wires the board wrongly, plays the maker's hands, and sees on the serial line what the chip makes of it. */
import assert from "node:assert/strict";
import { board } from "../../boards/esp32-devkit";
import { wiringFaultsOf } from "../../host/board/wiring-faults";
import { lowContrast } from "./contrast";
import { describeInBrowser } from "./in-browser";
import type { PanelBench } from "./panel-bench";

const phone = { width: 390, height: 844 };
const desktop = { width: 1280, height: 900 };

const ask = async ({ page }: PanelBench, line: string): Promise<void> => {
  await page.fill(".console input", line);
  await page.press(".console input", "Enter");
};

/** The newest lines of the chip hold this. */
const told = ({ page }: PanelBench, text: string): Promise<unknown> => page.waitForSelector(`.from-lock:has-text('${text}')`);

describeInBrowser("the panel of bring-up, from the keyboard alone", { viewport: desktop, bringup: true }, (test) => {
  test("shows that it is bring-up, with the hands and the console, and nothing that only a lock has", async (bench) => {
    const { page } = bench;
    await page.waitForSelector(".lock-state:has-text('Bring-up')");
    await page.waitForSelector(".health.good");
    const shown = await page.locator("section > h2").evaluateAll((titles) => titles.map((title) => title.parentElement?.className));
    assert.deepEqual(shown, ["keypad", "reader", "finger", "door", "inside", "battery", "wiring", "console"]);
    assert.doesNotMatch(await page.innerText("main"), /master PIN|locks or unlocks/);
    await told(bench, '"Event":"Boot"');
    await bench.shot("1-bringup");
  });

  test("has a box for every fault that the board can have, named by the table's sentence", async ({ page }) => {
    const sentences = [...new Set(wiringFaultsOf(board).map(({ sentence }) => sentence))];
    const labels = await page.locator(".wiring label").allInnerTexts();
    assert.deepEqual(labels.map((label) => label.trim()).sort(), sentences.sort());
    for (const sentence of sentences) assert.equal(await page.getByRole("checkbox", { name: sentence, exact: true }).count(), 1, sentence);
  });

  test("reaches everything with Tab, and sees where the focus is", async ({ page }) => {
    const count = await page.evaluate(() => {
      const all = [...document.querySelectorAll("a[href], button:enabled, input, select, [tabindex='0']")];
      all.forEach((element, index) => element.setAttribute("data-stop", String(index)));
      return all.length;
    });
    await page.evaluate(() => (document.activeElement as HTMLElement | null)?.blur());
    const reached: string[] = [];
    for (let step = 0; step < count; step++) {
      await page.keyboard.press("Tab");
      const [stop, outline] = await page.evaluate(() => {
        const element = document.activeElement;
        return element === null ? [] : [element.getAttribute("data-stop"), getComputedStyle(element).outlineStyle];
      });
      assert.equal(outline, "solid", `stop ${String(stop)}`);
      reached.push(String(stop));
    }
    assert.deepEqual(reached.map(Number).sort((one, other) => one - other), reached.map((_, index) => index));
  });

  test("wires a switch wrongly with the space bar, and the chip reads it at once; and right again", async (bench) => {
    const { page } = bench;
    await page.getByRole("checkbox", { name: "A bolt switch is shorted" }).focus();
    await page.keyboard.press("Space");
    await page.waitForSelector(".wiring output:has-text('1 fault')");
    await page.keyboard.press("Tab");
    await page.keyboard.press("ArrowDown");
    await page.waitForFunction(() => document.querySelector<HTMLSelectElement>("[aria-label^='A bolt switch is shorted']")?.value === "boltSwitchShorted unlocked");
    await ask(bench, '{"Command":"GetReadings","Id":1}');
    await told(bench, '"Id":1,"Status":"SUCCESS"');
    assert.match(await page.innerText(".from-lock:has-text('\"Id\":1')"), /"UnlockedSwitch":"Low"/);
    await page.getByRole("button", { name: "Wire it right again" }).press("Enter");
    await page.waitForSelector(".wiring output:has-text('all right')");
  });

  test("finds a broken wire of the keypad by the lines that a key connects", async (bench) => {
    const { page } = bench;
    await ask(bench, '{"Command":"WatchKeypad","Mode":"Lines","Id":2}');
    await told(bench, '"Event":"Lines","Pairs":[]');
    await page.focus('[data-key="5"]');
    await page.keyboard.down(" ");
    await told(bench, '"Pairs":[[1,5]]');
    await page.keyboard.up(" ");
    await page.getByRole("checkbox", { name: "Two wires of the keypad touch" }).check();
    await told(bench, '"Pairs":[[0,1]]');
    await page.getByRole("checkbox", { name: "Two wires of the keypad touch" }).uncheck();
    await ask(bench, '{"Command":"WatchKeypad","Mode":"Keys","Id":3}');
    await told(bench, '"Id":3,"Status":"SUCCESS"');
  });

  test("shows what the board is calibrated to as soon as it is stored, and not among the lines", async (bench) => {
    const { page } = bench;
    await page.waitForSelector(".door .hint:has-text('not calibrated, defaults: TravelMs 800')");
    await ask(bench, '{"Command":"SetCalibration","Motor":{"TravelMs":540,"PowerMsMax":900,"StallMilliamps":610,"Reversed":false},"Id":5}');
    await page.waitForSelector(".door .hint:has-text('as bring-up measured it: TravelMs 540, PowerMsMax 900, StallMilliamps 610')");
    await page.waitForSelector(".battery .hint:has-text('not calibrated')");
    assert.equal(await page.locator(".from-lock:has-text('Source')").count(), 1);
  });

  test("holds the thumb-turn in the middle until it is let go, and then the bolt stays there", async (bench) => {
    const { page } = bench;
    const held = page.getByRole("button", { name: "Hold the thumb-turn in the middle" });
    await held.press("Enter");
    await page.waitForSelector("output:has-text('bolt 50 % out')");
    await page.waitForSelector(".door .toggle[aria-pressed='true']:has-text('Hold the thumb-turn')");
    await bench.shot("2-held");
    await held.press("Enter");
    await page.waitForSelector(".door .toggle[aria-pressed='false']:has-text('Hold the thumb-turn')");
    assert.match(await page.innerText(".door output"), /bolt 50 % out/);
    for (const [way, end] of [["unlock", "drawn back"], ["lock", "thrown"], ["unlock", "drawn back"]] as const) {
      await page.getByRole("button", { name: `Thumb-turn: ${way}`, exact: true }).press("Enter");
      await page.waitForSelector(`output:has-text('bolt ${end}')`);
    }
  });

  test("sets the supply to volts, which the chip measures", async (bench) => {
    const { page } = bench;
    await page.getByLabel("Bench supply, V").fill("");
    await page.getByLabel("Bench supply, V").pressSequentially("4.80");
    await page.getByLabel("Bench supply, V").press("Enter");
    await page.waitForSelector(".battery output:has-text('4.8')");
    await ask(bench, '{"Command":"MeasureBattery","Id":4}');
    await told(bench, '"Id":4,"Status":"SUCCESS"');
    const answer = JSON.parse(await page.innerText(".from-lock:has-text('\"Id\":4')")) as { PackMillivolts: number };
    assert.ok(Math.abs(answer.PackMillivolts - 4_800) < 40, `${answer.PackMillivolts} mV`);
  });

  test("keeps the wires as they are over a power cut, and says why a weak supply restarted the chip", async (bench) => {
    const { page } = bench;
    await page.getByRole("checkbox", { name: "The supply gives in when the bolt starts" }).check();
    // Without a word from a computer it is disarmed again soon.
    await bench.slowly(async () => {
      await ask(bench, '{"Command":"Arm","Id":5}');
      await ask(bench, '{"Command":"Nudge","Target":"Locked","PowerMs":40,"Id":6}');
      await page.waitForSelector(".to-lock:has-text('Nudge')");
    });
    await page.waitForSelector(".health.warn:has-text('brown-out')");
    await bench.press("Cut the power");
    await bench.press("Power up");
    await page.waitForSelector(".health.good");
    assert.equal(await page.innerText(".wiring output"), "1 fault");
    await bench.press("Wire it right again");
  });

  for (const colorScheme of ["light", "dark"] as const) {
    test(`is legible when it is ${colorScheme}`, async (bench) => {
      const { page } = bench;
      await page.emulateMedia({ colorScheme });
      await page.getByRole("checkbox", { name: "The buzzer is dead" }).check();
      await page.waitForSelector(".wiring output:has-text('1 fault')");
      assert.deepEqual(await page.evaluate(lowContrast), []);
      await bench.shot(`3-${colorScheme}`);
      await page.getByRole("checkbox", { name: "The buzzer is dead" }).uncheck();
      await page.waitForSelector(".wiring output:has-text('all right')");
    });
  }

  for (const width of [320, phone.width, 768, desktop.width]) {
    test(`scrolls in one direction only, ${width} px wide`, async (bench) => {
      const { page } = bench;
      await page.setViewportSize({ width, height: 844 });
      assert.equal(await page.evaluate(() => document.documentElement.scrollWidth), width);
      await bench.shot(`4-${width}`);
    });
  }

  test("finds no mistake of its own", (bench) => {
    assert.equal(bench.mistakes, "");
    return Promise.resolve();
  });
});
