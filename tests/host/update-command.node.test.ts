// SPDX-License-Identifier: Apache-2.0
/** The command itself, with locks of tests/fixtures/wired-lock.ts behind sockets. */
import assert from "node:assert/strict";
import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, afterEach, describe, test } from "node:test";
import { setTimeout } from "node:timers/promises";
import { encodeImage } from "../../host/app/image-file";
import { keyIdOf, signingKeyOf } from "../../host/app/image-keys";
import { WiredLock } from "../fixtures/wired-lock";

const folder = mkdtempSync(join(tmpdir(), "latchkey-update-"));
const path = (name: string) => join(folder, name);
after(() => rmSync(folder, { recursive: true }));

const { publicKey, sign } = signingKeyOf(new Uint8Array(32).fill(1));
const about = { product: "latchkey", board: "esp32-devkit", chip: "esp32", firmwareVersion: "0.2.0", dataVersion: 1, securityVersion: 1 };
const image = encodeImage({ ...about, image: new Uint8Array(200_000).fill(7), keyId: keyIdOf(publicKey), sign });
writeFileSync(path("image.lkf"), image);
writeFileSync(path("pin"), "739518\n");

class Plugged {
  readonly lock = new WiredLock(image.length - 208);
  readonly path: string;
  connections = 0;
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  readonly #timer: NodeJS.Timeout;

  constructor(name: string, linesEachMs = 4) {
    this.path = path(name);
    this.lock.client = { line: (text) => this.#sockets.forEach((socket) => socket.write(`${text}\n`)), tick: () => undefined, outcome: undefined };
    this.#server = createServer((socket) => {
      this.connections++;
      this.#sockets.add(socket);
      // Whoever was ended by Ctrl-C does not wait for answers.
      socket.on("error", () => undefined);
      socket.on("close", () => this.#sockets.delete(socket));
      let rest = "";
      socket.setEncoding("utf8").on("data", (text: string) => {
        const lines = (rest + text).split("\n");
        rest = lines.pop() ?? "";
        for (const line of lines) this.lock.write(`${line}\n`);
      });
    }).listen(this.path);
    this.#timer = setInterval(() => this.lock.run(45 * linesEachMs), 1);
    plugged.push(this);
  }

  /** The cable. */
  pull(): void {
    for (const socket of this.#sockets) socket.destroy();
  }

  close(): void {
    clearInterval(this.#timer);
    this.pull();
    this.#server.close();
  }

  get isWhole(): boolean {
    return this.lock.received.equals(image.subarray(208));
  }
}

const plugged: Plugged[] = [];
afterEach(() => {
  for (const each of plugged.splice(0)) each.close();
});

interface Result {
  code: number | null;
  stdout: string;
  stderr: string;
}

function start(...args: string[]): { child: ChildProcess; result: Promise<Result> } {
  const child = spawn(process.execPath, [".build/cli/main.mjs", "update", "--pin-file", path("pin"), ...args], { stdio: ["ignore", "pipe", "pipe"] });
  const result: Result = { code: null, stdout: "", stderr: "" };
  child.stdout.setEncoding("utf8").on("data", (text: string) => (result.stdout += text));
  child.stderr.setEncoding("utf8").on("data", (text: string) => (result.stderr += text));
  return { child, result: once(child, "close").then(([code]) => ({ ...result, code: code as number | null })) };
}

const update = (...args: string[]) => start(...args).result;
const ports = (...locks: Plugged[]) => locks.flatMap((each) => ["--port", each.path]);

async function until(condition: () => boolean): Promise<void> {
  for (let waitedMs = 0; !condition(); waitedMs += 5) {
    assert.ok(waitedMs < 20_000, "it never happened");
    await setTimeout(5);
  }
}

describe("latchkey update", () => {
  test("updates a fleet side by side, and tells programs what became of each", { timeout: 60_000 }, async () => {
    const locks = [new Plugged("one"), new Plugged("two")] as const;
    const { code, stdout } = await update(path("image.lkf"), ...ports(...locks), "--json");
    assert.equal(code, 0);
    const told = JSON.parse(stdout) as { Locks: { Port: string; Result: string; Text: string }[] };
    assert.deepEqual(told.Locks.map(({ Port, Result }) => [Port, Result]), locks.map((each) => [each.path, "Ready"]));
    assert.match(told.Locks[0]!.Text, /^has 0\.2\.0, and restarts into it when/);
    for (const each of locks) {
      assert.ok(each.isWhole);
      assert.equal(each.lock.asked("Logout"), 1);
    }
  });

  test("does not let one lock that fails stop the others, and never shows a PIN", { timeout: 60_000 }, async () => {
    const locks = [new Plugged("good"), new Plugged("other-pin")] as const;
    locks[1].lock.answers = ({ Command }) => (Command === "Login" ? { Status: "FAILURE", Reason: "wrong PIN" } : undefined);
    const { code, stdout, stderr } = await update(path("image.lkf"), ...ports(...locks), "--port", path("unplugged"));
    assert.equal(code, 1);
    assert.ok(locks[0].isWhole);
    assert.match(stdout, /good: has 0\.2\.0/);
    assert.match(stdout, /other-pin: no login: wrong PIN/);
    assert.match(stdout, /unplugged: ENOENT/);
    assert.match(stderr, /2 of 3 locks failed/);
    assert.equal(locks[1].lock.asked("Login"), 1);
    assert.ok(!(stdout + stderr).includes("739518"));
  });

  test("with --now waits until the new firmware has proved itself, or has not: then it fails", { timeout: 60_000 }, async () => {
    const locks = [new Plugged("proves", 60), new Plugged("goes-back", 60)] as const;
    locks[1].lock.fate = "goes back";
    const { code, stdout } = await update(path("image.lkf"), "--now", ...ports(...locks));
    assert.equal(code, 1);
    assert.match(stdout, /proves: runs 0\.2\.0/);
    assert.match(stdout, /goes-back: 0\.2\.0 did not prove itself; it runs 0\.1\.0 again/);
  });

  test("goes on when the cable was pulled", { timeout: 60_000 }, async () => {
    const lock = new Plugged("pulled", 1);
    const { result } = start(path("image.lkf"), ...ports(lock));
    await until(() => lock.lock.received.length > 50_000);
    lock.pull();
    const { code } = await result;
    assert.equal(code, 0);
    assert.equal(lock.connections, 2);
    assert.ok(lock.isWhole);
  });

  test("ended by Ctrl-C says that it can be gone on with, and is gone on with", { timeout: 60_000 }, async () => {
    const lock = new Plugged("stopped", 1);
    const { child, result } = start(path("image.lkf"), ...ports(lock));
    await until(() => lock.lock.received.length > 50_000);
    child.kill("SIGINT");
    const { code, stdout } = await result;
    assert.equal(code, 130);
    assert.match(stdout, /stopped: stopped at \d+ %; the same command goes on from there/);
    await until(() => lock.lock.asked("Logout") === 1);
    const [received, asked] = [lock.lock.received.length, lock.lock.asked("UpdateData")];
    assert.ok(received > 50_000 && !lock.isWhole);
    assert.equal((await update(path("image.lkf"), ...ports(lock))).code, 0);
    assert.ok(lock.isWhole);
    assert.ok(lock.lock.asked("UpdateData") - asked <= Math.ceil((image.length - received) / 318) + 1);
  });

  test("--cancel ends what is under way", { timeout: 60_000 }, async () => {
    const lock = new Plugged("cancelled");
    await update(path("image.lkf"), ...ports(lock));
    assert.equal(lock.lock.stage, "Ready");
    const cancelled = await update("--cancel", ...ports(lock));
    assert.deepEqual([cancelled.code, cancelled.stdout], [0, `${lock.path}: the update was cancelled\n`]);
    assert.equal((await update("--cancel", ...ports(lock))).code, 1);
  });

  test("bothers no lock with a file that is damaged, or with a PIN that is none", { timeout: 60_000 }, async () => {
    const lock = new Plugged("left-alone");
    const flipped = Buffer.from(readFileSync(path("image.lkf")));
    flipped[100_000]! ^= 4;
    writeFileSync(path("flipped.lkf"), flipped);
    writeFileSync(path("no-pin"), "7395\n");
    assert.equal((await update(path("flipped.lkf"), ...ports(lock))).code, 1);
    assert.equal((await update(path("image.lkf"), ...ports(lock), "--pin-file", path("no-pin"))).code, 1);
    assert.equal((await update(path("none.lkf"), ...ports(lock))).code, 2);
    assert.equal((await update(path("image.lkf"))).code, 2);
    assert.equal((await update(path("image.lkf"), "--cancel", ...ports(lock))).code, 2);
    assert.equal((await update(...ports(lock))).code, 2);
    assert.equal(lock.connections, 0);
  });
});
