// SPDX-License-Identifier: Apache-2.0
/** chip/sdkconfig has what a lock cannot do without, in the form that the SDK's tool understands (facts B5). */
import { describe, test } from "node:test";
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";

const lines = readFileSync("chip/sdkconfig/sdkconfig.defaults", "utf8").split("\n");
const options = lines.filter((line) => line !== "" && !line.startsWith("#"));

const needed: Record<string, readonly string[]> = {
  "a program that hangs restarts the chip": ["ESP_TASK_WDT_EN=y", "ESP_TASK_WDT_INIT=y", "ESP_TASK_WDT_PANIC=y"],
  "a panic restarts the chip instead of stopping in the GDB stub": [
    "ESP_SYSTEM_PANIC_GDBSTUB=n",
    "ESP_SYSTEM_PANIC_SILENT_REBOOT=y",
  ],
  "no memory is dumped to the console": ["ESP_COREDUMP_ENABLE_TO_UART=n", "ESP_COREDUMP_ENABLE_TO_NONE=y"],
  "nobody but link/ speaks on the serial port": ["ESP_CONSOLE_NONE=y", "ESP_CONSOLE_SECONDARY_NONE=y"],
  "a sagging supply resets the chip before flash becomes unreliable": ["ESP_BROWNOUT_DET_LVL_SEL_5=y"],
  "the boot loader checks the image": ["BOOTLOADER_SKIP_VALIDATE_ALWAYS=n"],
  "an update that does not prove itself is undone": ["BOOTLOADER_APP_ROLLBACK_ENABLE=y"],
};

describe("sdkconfig", () => {
  for (const [claim, names] of Object.entries(needed)) {
    test(claim, () => {
      for (const name of names) assert.ok(options.includes(`CONFIG_${name}`), name);
    });
  }

  test("gives a turn 5 to 30 s before the watchdog bites", () => {
    const seconds = options.find((line) => line.startsWith("CONFIG_ESP_TASK_WDT_TIMEOUT_S="))?.split("=")[1];
    assert.ok(Number(seconds) >= 5 && Number(seconds) <= 30);
  });

  test("has one option a line: no comment, no space, no second equals sign, none twice", () => {
    for (const line of options) assert.match(line, /^CONFIG_[A-Z0-9_]+=(y|n|\d+)$/);
    assert.equal(new Set(options.map((line) => line.split("=")[0])).size, options.length);
  });

  test("has no \"is not set\", which the SDK's tool would skip", () => {
    assert.ok(!lines.some((line) => line.includes("is not set")));
  });
});
