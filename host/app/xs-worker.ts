// SPDX-License-Identifier: Apache-2.0
/**
 * XS in a process of its own: the worker of @agoric/xsnap, driven directly over netstrings on file descriptors 3 and 4.
 *
 * To the worker: "e<source>", "?<request>", "/<answer to a call out>", "q". From it: "?<call out>", "!<error text>", and
 * ".<JSON of costs>\x01<data>" when a command ended well. Source: xsnap-worker.c of the package.
 *
 * The worker reads its next message also while it waits for the answer to a call out, so commands are sent one by one.
 * When it dies, or does not answer in time and is killed, every command from then on is refused with the reason.
 */
import { spawn, type ChildProcess } from "node:child_process";
import { existsSync } from "node:fs";
import type { Writable } from "node:stream";
import { answerHostCall, EngineError, type Engine, type EngineReply, type HostCallHandlers } from "./engine";
import { NetstringReader } from "./netstring-reader";

/** Where host/cli/latchkey.mjs puts the worker that it built. */
export const xsWorkerPath = ".build/xs/xsnap-worker";

export interface XsWorkerOptions {
  handlers: HostCallHandlers;
  /** A line that the code inside printed. */
  onPrint?: (line: string) => void;
  /** Wall-clock time within which a command has to be answered. */
  commandTimeoutMs?: number;
}

const commandTimeoutMsDefault = 60_000;
const closeTimeoutMs = 2_000;
const stderrLengthMax = 4_096;
const separator = 0x01;

/** Exit codes of xsnap-worker.c that say more than a number. */
const exitReasons: Readonly<Record<number, string>> = {
  2: "input or output failed",
  11: "out of memory",
  12: "stack overflow",
  15: "exception outside of a command, or an unhandled rejection",
  16: "out of property names",
  17: "too much computation",
};

interface Waiting {
  message: Buffer;
  resolve: (reply: EngineReply) => void;
  reject: (error: Error) => void;
}

export class XsWorker implements Engine {
  readonly #options: XsWorkerOptions;
  readonly #process: ChildProcess;
  readonly #toWorker: Writable;
  readonly #reader = new NetstringReader();
  readonly #waiting: Waiting[] = [];
  readonly #exited: Promise<void>;
  #current: Waiting | undefined;
  #watchdog: NodeJS.Timeout | undefined;
  #failure: Error | undefined;
  #closing = false;
  #stderr = "";
  #printed = "";

  constructor(options: XsWorkerOptions) {
    if (!existsSync(xsWorkerPath)) {
      throw new Error(`${xsWorkerPath} is missing: run "npm test" or "npm start" once, which build it`);
    }
    this.#options = options;
    // In a process group of its own, so that Ctrl-C reaches only us. When we die, its input ends and it stops.
    this.#process = spawn(xsWorkerPath, [], { stdio: ["ignore", "pipe", "pipe", "pipe", "pipe"], detached: true });
    this.#toWorker = this.#process.stdio[3] as Writable;
    // A write to a worker that has just died fails here; the exit event tells why.
    this.#toWorker.on("error", () => undefined);
    this.#process.stdio[4]?.on("data", (chunk: Buffer) => this.#receive(chunk));
    this.#process.stdout?.setEncoding("utf8").on("data", (text: string) => this.#print(text));
    this.#process.stderr?.setEncoding("utf8").on("data", (text: string) => {
      this.#stderr = (this.#stderr + text).slice(-stderrLengthMax);
    });
    this.#exited = new Promise((resolve) => {
      this.#process.once("error", (error) => {
        this.#fail(new Error(`XS worker did not start: ${error.message}`));
        resolve();
      });
      // "close" and not "exit": the last words on stderr are in by then.
      this.#process.once("close", (code, signal) => {
        const reason = code === null ? `signal ${signal}` : (exitReasons[code] ?? `exit code ${code}`);
        this.#fail(new Error(`XS worker stopped: ${reason}${this.#stderr ? `\n${this.#stderr.trim()}` : ""}`));
        resolve();
      });
    });
  }

  get processId(): number | undefined {
    return this.#process.pid;
  }

  evaluate(source: string): Promise<EngineReply> {
    return this.#send("e", source);
  }

  command(request: Uint8Array | string): Promise<EngineReply> {
    return this.#send("?", request);
  }

  async close(): Promise<void> {
    if (this.#closing) return this.#exited;
    this.#closing = true;
    if (this.#current === undefined && this.#failure === undefined) this.#write(Buffer.from("q"));
    else this.#process.kill("SIGKILL");
    const impatience = setTimeout(() => this.#process.kill("SIGKILL"), closeTimeoutMs);
    await this.#exited;
    clearTimeout(impatience);
  }

  #send(prefix: string, body: Uint8Array | string): Promise<EngineReply> {
    const message = Buffer.concat([Buffer.from(prefix), typeof body === "string" ? Buffer.from(body) : body]);
    return new Promise((resolve, reject) => {
      if (this.#closing) reject(new Error("XS worker is closed"));
      else if (this.#failure !== undefined) reject(this.#failure);
      else {
        this.#waiting.push({ message, resolve, reject });
        this.#next();
      }
    });
  }

  #next(): void {
    if (this.#current !== undefined) return;
    this.#current = this.#waiting.shift();
    if (this.#current === undefined) return;
    const timeoutMs = this.#options.commandTimeoutMs ?? commandTimeoutMsDefault;
    this.#watchdog = setTimeout(() => {
      this.#fail(new Error(`XS worker gave no answer within ${timeoutMs} ms and was stopped`));
    }, timeoutMs);
    this.#write(this.#current.message);
  }

  #write(message: Uint8Array): void {
    this.#toWorker.cork();
    this.#toWorker.write(`${message.length}:`);
    this.#toWorker.write(message);
    this.#toWorker.write(",");
    this.#toWorker.uncork();
  }

  #receive(chunk: Buffer): void {
    try {
      for (const message of this.#reader.push(chunk)) this.#handle(message);
    } catch (error) {
      this.#fail(error instanceof Error ? error : new Error(String(error)));
    }
  }

  #handle(message: Buffer): void {
    const kind = String.fromCharCode(message[0] ?? 0);
    if (kind === "?") {
      const answer = answerHostCall(this.#options.handlers, message.subarray(1));
      this.#write(Buffer.concat([Buffer.from("/"), answer]));
      return;
    }
    const done = this.#current;
    if (done === undefined) throw new Error(`XS worker sent ${JSON.stringify(message.toString())} unasked`);
    clearTimeout(this.#watchdog);
    this.#current = undefined;
    if (kind === ".") done.resolve(parseReply(message));
    else done.reject(new EngineError(message.toString("utf8", 1)));
    this.#next();
  }

  #print(text: string): void {
    const lines = (this.#printed + text).split("\n");
    this.#printed = lines.pop() ?? "";
    for (const line of lines) (this.#options.onPrint ?? console.log)(line);
  }

  #fail(failure: Error): void {
    this.#failure ??= failure;
    clearTimeout(this.#watchdog);
    this.#process.kill("SIGKILL");
    const refused = this.#current === undefined ? this.#waiting.splice(0) : [this.#current, ...this.#waiting.splice(0)];
    this.#current = undefined;
    for (const { reject } of refused) reject(this.#failure);
  }
}

function parseReply(message: Buffer): EngineReply {
  const end = message.indexOf(separator);
  const costs = JSON.parse(message.toString("latin1", 1, end)) as { compute: number; currentHeapCount: number };
  return { data: message.subarray(end + 1), compute: costs.compute, heapCount: costs.currentHeapCount };
}
