// SPDX-License-Identifier: Apache-2.0
/** The page for everybody: from the keyboard alone, by touch, at phone width, in the dark, on two screens at once, and late. */
import assert from "node:assert/strict";
import { lowContrast } from "./contrast";
import { describeInBrowser } from "./in-browser";
import { pin } from "./panel-bench";

const phone = { width: 390, height: 844 };
const desktop = { width: 1280, height: 900 };

describeInBrowser("the panel, from the keyboard alone", { viewport: desktop }, (test) => {
  test("reaches everything with Tab, in the order of the page, and sees where the focus is", async (bench) => {
    const { page } = bench;
    // The last to come: it stands in the first step, which waits for what the lock says.
    await page.waitForSelector('a[href="#inside-button"]');
    const wanted = await page.evaluate(() => {
      const all = [...document.querySelectorAll("a[href], button:enabled, input, select, [tabindex='0']")];
      all.forEach((element, index) => element.setAttribute("data-stop", String(index)));
      return all.map((_, index) => String(index));
    });
    const reached: string[] = [];
    for (let step = 0; step < wanted.length; step++) {
      await page.keyboard.press("Tab");
      const [stop, outline] = await page.evaluate(() => {
        const element = document.activeElement;
        return element === null ? [] : [element.getAttribute("data-stop"), getComputedStyle(element).outlineStyle];
      });
      assert.equal(outline, "solid", `stop ${String(stop)}`);
      reached.push(String(stop));
    }
    assert.deepEqual(reached, wanted);
    assert.ok(wanted.length > 25);
  });

  test("sets the lock up by holding the space bar on the inside button, and by keys of the keypad", async (bench) => {
    const { page } = bench;
    await page.focus("#inside-button");
    await page.keyboard.down(" ");
    await page.waitForSelector('[aria-current="step"]:has-text("type a master PIN")');
    await page.keyboard.up(" ");
    for (const key of `${pin}#`) {
      await page.focus(`[data-key="${key}"]`);
      await page.keyboard.press("Space", { delay: 25 });
    }
    await page.waitForSelector('[aria-current="step"]:has-text("again")');
    await bench.type(`${pin}#`);
    await page.waitForSelector(".first-steps", { state: "detached" });
  });

  test("does not type on the keypad what is meant for a field", async (bench) => {
    const { page } = bench;
    await page.focus(".console input");
    await page.keyboard.type("402871");
    assert.equal(await page.inputValue(".console input"), "402871");
    assert.equal(await page.locator(".key.typed").count(), 0);
    await page.fill(".console input", "");
  });

  test("hides PINs in the lines that were sent, and shows what the lock answers", async (bench) => {
    const { page } = bench;
    await page.click(".examples button:has-text('Log in')");
    await page.keyboard.type(pin);
    await page.keyboard.press("Enter");
    await page.waitForSelector(".to-lock:has-text('\"PIN\":\"••••••\"')");
    await page.waitForSelector(".from-lock:has-text('SUCCESS')");
    await bench.logged("Login at the console");
    assert.ok(!(await page.innerText(".transcript")).includes(pin));
    assert.equal(await page.inputValue(".console input"), "");
  });

  test("shows what the lock goes by for battery and bolt, and does not show the question", async ({ page }) => {
    await page.waitForSelector(".battery .hint:has-text('not calibrated, defaults: GainPpm 1000000')");
    await page.waitForSelector(".door .hint:has-text('StallMilliamps 700')");
    assert.equal(await page.locator(".from-lock:has-text('GainPpm')").count(), 0);
  });

  test("takes a key as let go that was held when the page lost the keyboard", async (bench) => {
    const { page } = bench;
    await page.focus("#inside-button");
    await page.keyboard.down("5");
    await page.waitForSelector(".key.typed");
    await page.evaluate(() => dispatchEvent(new Event("blur")));
    await page.waitForSelector(".key.typed", { state: "detached" });
    await page.keyboard.up("5");
    await bench.type(`*${pin}#`);
    await bench.logged("PIN of the master accepted at the keypad");
  });

  test("shows a page that is opened late what was before, and both what happens then", async (bench) => {
    const late = await bench.browser.newPage({ viewport: phone });
    await bench.open(late);
    await bench.logged("Power came on", late);
    await late.waitForSelector(".to-lock:has-text('\"PIN\":\"••••••\"')");
    await bench.press("Open the door", late);
    for (const page of [bench.page, late]) {
      await bench.logged("Door opened", page);
      await page.waitForSelector("output:has-text('open, bolt drawn back')");
    }
    await late.close();
  });

  test("holds a card up until it is taken away, and a forged one that says what it is told, if that is a UID", async (bench) => {
    const { page } = bench;
    await bench.press("Red fob");
    await page.waitForSelector(".reader output:has-text('c35a17e4')");
    await page.waitForSelector(".turns th:text-is('card')");
    await bench.press("Red fob");
    await page.waitForSelector(".reader output:has-text('nothing held up')");
    await page.fill(".reader input", "c35a17");
    await bench.press("Forged card");
    assert.equal(await page.locator(".reader input:invalid").count(), 1);
    assert.equal(await page.innerText(".reader output"), "nothing held up");
    await page.fill(".reader input", "04AABBCCDDEEFF");
    await bench.press("Forged card");
    await page.waitForSelector(".reader output:has-text('04aabbccddeeff')");
    await page.waitForSelector(".reader .toggle[aria-pressed='true']:has-text('Forged card')");
    await bench.press("Forged card");
    await page.waitForSelector(".reader output:has-text('nothing held up')");
  });

  test("lets go of what a page held that is gone", async (bench) => {
    const held = await bench.browser.newPage();
    await bench.open(held);
    await held.hover("#inside-button");
    await held.mouse.down();
    await bench.page.waitForSelector(".inside-button.down");
    await held.close();
    await bench.page.waitForSelector(".inside-button.down", { state: "detached" });
  });

  for (const colorScheme of ["light", "dark"] as const) {
    test(`is legible when it is ${colorScheme}`, async (bench) => {
      const { page } = bench;
      await page.emulateMedia({ colorScheme });
      assert.deepEqual(await page.evaluate(lowContrast), []);
      await bench.shot(`a-${colorScheme}`);
    });
  }

  for (const width of [320, 390, 768, 1280]) {
    test(`scrolls in one direction only, ${width} px wide`, async (bench) => {
      const { page } = bench;
      await page.setViewportSize({ width, height: 844 });
      assert.equal(await page.evaluate(() => document.documentElement.scrollWidth), width);
      const header = await page.locator("header").boundingBox();
      assert.ok(header !== null && header.height < 150, `the header is ${String(header?.height)} px high`);
      await bench.shot(`b-${width}`);
    });
  }

  test("finds no mistake of its own", async (bench) => {
    assert.equal(bench.mistakes, "");
  });
});

describeInBrowser("the panel on a phone", { viewport: phone, hasTouch: true, isMobile: true }, (test) => {
  test("is set up by touch: the button held, the keys tapped", async (bench) => {
    const { page } = bench;
    const touch = await page.context().newCDPSession(page);
    await page.locator("#inside-button").scrollIntoViewIfNeeded();
    const box = await page.locator("#inside-button").boundingBox();
    assert.ok(box !== null);
    const touchPoints = [{ x: box.x + box.width / 2, y: box.y + box.height / 2 }];
    await touch.send("Input.dispatchTouchEvent", { type: "touchStart", touchPoints });
    await page.waitForSelector('[aria-current="step"]:has-text("type a master PIN")');
    await touch.send("Input.dispatchTouchEvent", { type: "touchEnd", touchPoints: [] });
    for (const key of `${pin}#`) await page.tap(`[data-key="${key}"]`);
    await page.waitForSelector('[aria-current="step"]:has-text("again")');
    for (const key of `${pin}#`) await page.tap(`[data-key="${key}"]`);
    await page.waitForSelector(".first-steps", { state: "detached" });
  });

  test("shows lock-out and alarms without scrolling sideways", async (bench) => {
    const { page } = bench;
    await page.tap("button:has-text('Take the cover off')");
    await page.waitForSelector(".warnings:has-text('Alarm: cover off')");
    for (const wrong of ["402871#", "590234#", "817365#"]) for (const key of wrong) await page.tap(`[data-key="${key}"]`);
    await page.waitForSelector(".warnings:has-text('Locked out')");
    assert.equal(await page.evaluate(() => document.documentElement.scrollWidth), phone.width);
    await bench.shot("c-phone");
  });

  test("is a new lock again after a factory reset: the button held for 10 s with the cover off", async (bench) => {
    const { page } = bench;
    await page.focus("#inside-button");
    await page.keyboard.down("Enter");
    await bench.quickly(() => page.waitForSelector('[aria-current="step"]:has-text("inside button")'));
    await page.keyboard.up("Enter");
    await bench.logged("Factory reset completed");
    assert.equal(await page.locator(".log td:has-text('Set-up completed')").count(), 0);
    assert.equal(bench.mistakes, "");
  });
});
