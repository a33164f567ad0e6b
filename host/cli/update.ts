// SPDX-License-Identifier: Apache-2.0
/** `npx latchkey update`: brings an image to one lock or to many at once; none waits for another, and none stops another. */
import { setTimeout } from "node:timers/promises";
import { brokenBlock, type ImageFile } from "../app/image-file";
import { LockPort } from "../app/lock-port";
import { UpdateClient, type UpdateClientOptions, type UpdateOutcome } from "../app/update-client";
import { UpdateProgress } from "../app/update-progress";
import { FleetScreen, type Row } from "./fleet-screen";
import { readImage } from "./read-image";
import { readSecret } from "./secret";

export interface UpdateCommandOptions {
  port: string[];
  now: boolean;
  cancel: boolean;
  /** Seconds. */
  patience: number;
  pinFile?: string;
  json: boolean;
}

const tickMs = 50;
/** The exit code of whoever is ended by Ctrl-C. */
const interruptedCode = 130;

export async function updateCommand(file: string | undefined, options: UpdateCommandOptions): Promise<number> {
  const { cancel, now, patience, pinFile, json } = options;
  const paths = [...new Set(options.port)];
  if (cancel === (file !== undefined)) {
    console.error("error: either a file, or --cancel");
    return 2;
  }
  const image = file === undefined ? undefined : wholeImage(file);
  const pin = (await readSecret("Master PIN", pinFile)).trim();
  if (!/^\d{6,10}$/.test(pin)) throw new Error("a master PIN has 6 to 10 digits");
  const job: UpdateClientOptions["job"] =
    image === undefined ? "cancel" : { offer: image.offer, stream: image.stream, firmwareVersion: image.header.firmwareVersion, now };

  const updates = await Promise.all(paths.map((path) => LockUpdate.start(path, { job, pin, patienceMs: patience * 1_000 })));
  const isInterrupted = await untilDone(updates);
  await Promise.all(updates.map((update) => update.close()));

  const outcomes = updates.map(({ path, outcome }) => ({ Port: path, Result: outcome.result, Text: outcome.text }));
  if (json) console.log(JSON.stringify({ Locks: outcomes }));
  else for (const { Port, Text } of outcomes) console.log(`${Port}: ${Text}`);
  const failed = outcomes.filter(({ Result }) => Result === "Failed" || Result === "RolledBack").length;
  if (failed > 0 && paths.length > 1) console.error(`${failed} of ${paths.length} locks failed`);
  return isInterrupted ? interruptedCode : failed > 0 ? 1 : 0;
}

/** No lock is bothered with an image that none would take. */
function wholeImage(file: string): ImageFile {
  const image = readImage(file);
  const broken = brokenBlock(image);
  if (broken !== undefined) throw new Error(`${file}: block ${broken} is not the one that was signed`);
  return image;
}

/** True when it was ended by Ctrl-C. */
async function untilDone(updates: readonly LockUpdate[]): Promise<boolean> {
  const interruption = new AbortController();
  process.once("SIGINT", () => interruption.abort());
  const screen = new FleetScreen();
  while (!interruption.signal.aborted && updates.some(({ isDone }) => !isDone)) {
    const nowMs = performance.now();
    for (const update of updates) update.tick(nowMs);
    screen.show(nowMs, updates.map((update) => update.row));
    await setTimeout(tickMs);
  }
  screen.show(performance.now(), updates.map((update) => update.row), true);
  return interruption.signal.aborted;
}

class LockUpdate {
  readonly path: string;
  readonly #progress: UpdateProgress;
  #port: LockPort | undefined;
  #client: UpdateClient | undefined;
  /** There is no such port. */
  #problem: string | undefined;

  static async start(path: string, options: Omit<UpdateClientOptions, "write">): Promise<LockUpdate> {
    const update = new LockUpdate(path, options.job === "cancel" ? 0 : options.job.stream.length);
    try {
      update.#port = await LockPort.open(path, (line) => update.#client?.line(line));
      update.#client = new UpdateClient({ ...options, write: (line) => update.#port?.write(line) });
    } catch (error) {
      update.#problem = error instanceof Error ? error.message : String(error);
    }
    return update;
  }

  private constructor(path: string, bytes: number) {
    this.path = path;
    this.#progress = new UpdateProgress(bytes);
  }

  get isDone(): boolean {
    return this.#client === undefined || this.#client.outcome !== undefined;
  }

  /** Of one that goes on: how far it is. */
  get outcome(): Omit<UpdateOutcome, "result"> & { result: UpdateOutcome["result"] | "Stopped" } {
    if (this.#client === undefined) return { result: "Failed", text: this.#problem ?? "" };
    const stopped = `stopped at ${this.#progress.percent} %; the same command goes on from there`;
    return this.#client.outcome ?? { result: "Stopped", text: stopped };
  }

  get row(): Row {
    const phase = this.isDone ? this.outcome.result : (this.#client?.phase ?? "");
    return { name: this.path, phase, bar: this.#progress.bar, text: this.#progress.text };
  }

  tick(nowMs: number): void {
    const client = this.#client;
    if (client === undefined || this.isDone) return;
    client.tick(nowMs);
    if (client.phase !== "connecting" && client.phase !== "offering") this.#progress.take(nowMs, client.next);
  }

  async close(): Promise<void> {
    this.#client?.close();
    await this.#port?.close();
  }
}
