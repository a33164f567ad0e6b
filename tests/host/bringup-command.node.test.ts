// SPDX-License-Identifier: Apache-2.0
/** The command itself, with a virtual board behind a socket that lives in real time. */
import assert from "node:assert/strict";
import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, describe, test } from "node:test";
import { setTimeout } from "node:timers/promises";
import boot from "latchkey:bringup";
import { ConsoleSocket } from "../../host/app/console-socket";
import { virtualBoard, type VirtualBoard } from "../../host/board/virtual-board";
import type { WiringFault } from "../../host/board/wiring-faults";
import type { Report } from "../../host/bringup/report";

const folder = mkdtempSync(join(tmpdir(), "latchkey-bringup-"));
after(() => rmSync(folder, { recursive: true }));

const tickMs = 5;

class Plugged {
  readonly board: VirtualBoard;
  readonly path: string;
  readonly heard: string[] = [];
  #socket: ConsoleSocket | undefined;
  #timer: NodeJS.Timeout | undefined;

  constructor(name: string, wiring: readonly WiringFault[] = []) {
    this.path = join(folder, name);
    this.board = virtualBoard({ firmware: boot, wiring, onLine: (line) => this.#socket?.send([line]) });
  }

  async open(): Promise<this> {
    this.#socket = await ConsoleSocket.open(this.path, (line) => {
      this.heard.push(line);
      this.board.serialWrite(`${line}\n`);
    });
    this.board.powerUp();
    let before = performance.now();
    this.#timer = setInterval(() => {
      const now = performance.now();
      this.board.run(now - before);
      before = now;
    }, tickMs);
    return this;
  }

  close(): void {
    clearInterval(this.#timer);
    this.#socket?.close();
  }
}

interface Result {
  code: number | null;
  stdout: string;
  stderr: string;
}

function start(...args: string[]): { child: ChildProcess; result: Result; ended: Promise<Result> } {
  const child = spawn(process.execPath, [".build/cli/main.mjs", "bringup", ...args], { stdio: ["pipe", "pipe", "pipe"] });
  const result: Result = { code: null, stdout: "", stderr: "" };
  child.stdout.setEncoding("utf8").on("data", (text: string) => (result.stdout += text));
  child.stderr.setEncoding("utf8").on("data", (text: string) => (result.stderr += text));
  return { child, result, ended: once(child, "close").then(([code]) => ({ ...result, code: code as number | null })) };
}

async function until(condition: () => boolean): Promise<void> {
  for (let waitedMs = 0; !condition(); waitedMs += 10) {
    assert.ok(waitedMs < 20_000, "it never happened");
    await setTimeout(10);
  }
}

describe("latchkey bringup", () => {
  test("tells programs what it found, in a report and in its exit code; and writes it down, as a page too", { timeout: 60_000 }, async () => {
    const plugged = await new Plugged("good").open();
    const reports = join(folder, "reports");
    const steps = ["--step", "keypad", "contacts", "battery"];
    const { code, stdout, stderr } = await start("--port", plugged.path, "--auto", "--json", ...steps, "--report", reports).ended;
    plugged.close();
    assert.equal(code, 0, stderr);
    const report = JSON.parse(stdout) as Report;
    assert.deepEqual(report.steps.map(({ step, result }) => [step, result]), [["keypad", "pass"], ["contacts", "pass"], ["battery", "pass"]]);
    assert.equal(report.board, "esp32-devkit");
    const name = join(reports, `bringup-${report.serial}`);
    assert.deepEqual((JSON.parse(readFileSync(`${name}.json`, "utf8")) as Report).steps, report.steps);
    assert.ok(existsSync(`${name}.html`));
    assert.match(stderr, /PASS {2}Keypad/);
  });

  test("says what to look at in plain lines where there is no terminal, and its exit code says that something failed", { timeout: 60_000 }, async () => {
    const plugged = await new Plugged("bad", [{ id: "keypadLinesShorted", lines: [4, 6] }]).open();
    const { code, stdout } = await start("--port", plugged.path, "--auto", "--step", "keypad", "--report", folder).ended;
    plugged.close();
    assert.equal(code, 1);
    assert.match(stdout, /FAIL {2}Keypad/);
    assert.match(stdout, /Look at: Keypad wires touch each other: column 1 \(keys 1 4 7 \*\) on\s+GPIO\s+27;/);
    assert.ok(!stdout.includes("\x1b"));
    for (const line of stdout.split("\n")) if (!line.startsWith("Report:")) assert.ok(line.length <= 80, line);
  });

  test("takes answers from a pipe, and at its end nothing is left armed", { timeout: 60_000 }, async () => {
    const plugged = await new Plugged("pipe").open();
    const { child, ended, result } = start("--port", plugged.path, "--step", "keypad", "indicator", "--report", folder);
    await until(() => result.stdout.includes("touch no key"));
    child.stdin!.write("perhaps\n");
    await until(() => result.stdout.includes("Only Enter is wanted here"));
    child.stdin!.write("skip\n");
    await until(() => result.stdout.includes("SKIP  Keypad: left out"));
    child.stdin!.end();
    assert.equal((await ended).code, 0);
    await until(() => plugged.heard.at(-1)!.includes("Disarm"));
    plugged.close();
  });

  test("Ctrl-C takes the power off the motor before it ends", { timeout: 60_000 }, async () => {
    const plugged = await new Plugged("interrupted").open();
    const { child, ended, result } = start("--port", plugged.path, "--step", "bolt", "--report", folder);
    await until(() => result.stdout.includes("one hand where it can take"));
    child.stdin!.write("\n");
    await until(() => result.stdout.includes("to the middle of its travel"));
    plugged.board.turnThumb(0.5);
    await setTimeout(1_200);
    child.stdin!.write("\n");
    await until(() => plugged.heard.some((line) => line.includes("Nudge")));
    child.kill("SIGINT");
    assert.equal((await ended).code, 130);
    await until(() => plugged.heard.at(-1)!.includes("Disarm"));
    await setTimeout(100);
    assert.ok(!plugged.board.world.bolt.actuator.driven);
    plugged.close();
  });

  test("a command line that makes no sense, or a port or folder that cannot be, is neither pass nor fail", { timeout: 60_000 }, async () => {
    const file = join(folder, "file");
    writeFileSync(file, "");
    const wrong = [
      [],
      ["--port", "x", "--virtual"],
      ["--port", join(folder, "unplugged")],
      ["--virtual", "--step", "nap"],
      ["--virtual", "--auto", "--endurance", "5"],
      ["--virtual", "--endurance", "many"],
      ["--virtual", "--sideways"],
      ["--port", file, "--report", join(file, "reports")],
    ];
    const results = await Promise.all(wrong.map((args) => start("--report", folder, ...args).ended));
    results.forEach(({ code, stderr }, index) => {
      assert.equal(code, 2, wrong[index]!.join(" "));
      assert.notEqual(stderr, "", wrong[index]!.join(" "));
    });
  });
});
