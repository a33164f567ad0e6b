// SPDX-License-Identifier: Apache-2.0
/**
 * A lock that lives in real time: the firmware on the virtual board inside an engine, whose virtual time follows the
 * clock of the computer, and whose flash and NVS are in a state folder. Whatever happens to this process is a power cut to
 * the lock. The firmware standing still, even for ever in a loop, leaves the process alive and is reported.
 */
import { randomInt } from "node:crypto";
import { setImmediate, setTimeout } from "node:timers/promises";
import { flashImageByte, type Command, type Reply } from "../board/command-handler";
import { hostOpcodes, type NvsChange } from "../board/host-calls";
import { flashPartitions, type AppPartition } from "../board/partitions";
import { bundleForEngine } from "./bundle";
import { answerDigest } from "./digest";
import { EngineError, type Engine, type EngineName } from "./engine";
import { NodeEngine } from "./node-engine";
import { StateFolder } from "./state-folder";
import { keyFolder, readUpdateKeys } from "./update-keys";
import { XsWorker } from "./xs-worker";

export interface LockProcessOptions {
  folder: string;
  fresh: boolean;
  board: string;
  /** The bring-up firmware instead of the lock's, beside the images that the lock was updated to: it leaves them as they are. */
  bringup?: boolean;
  engine: EngineName;
  /** What runs in the engine instead of a lock that nobody has done anything to. */
  script?: string;
  /** Text that the script prints. */
  onText?: (text: string) => void;
  /** After each step of time and each action. */
  onReply: (reply: Reply) => void;
  onFlash: (address: number, length: number) => void;
  /** The engine is gone: why. Power brings it back. */
  onStopped: (why: string) => void;
}

const fitted = { cardReader: true, fingerprintModule: true };
const stepMs = 25;
/** Virtual time in one command when the lock is behind; actions get their turn in between. */
const catchUpStepMs = 1_000;
/** A script that is further ahead of the clock than this has left something out. */
const leapMs = 1_000;
/** A contact stays closed or open at least this long: shorter ones are bounce to the lock, and hands are slower. */
const contactMs = 80;
/** An engine that has not answered for so long counts as hung. */
export const hungMs = 1_000;
/** Then it is stopped. */
const commandTimeoutMs = 15_000;

export class LockProcess {
  readonly #options: LockProcessOptions;
  readonly #state: StateFolder;
  readonly #bundle: string;
  #speed = 1;
  #engine: Engine | undefined;
  #nowMs = 0;
  /** Reading of the computer's clock when virtual time was 0. */
  #startedMs = 0;
  #contactMs = -Infinity;
  #world: StateFolder["world"];
  /** Names of what is wired wrongly: it is the board's, and outlives an engine. */
  #wiring: readonly string[] = [];
  /** Reading of the computer's clock when the engine got what it has not answered yet. */
  #askedMs: number | undefined;
  #turn: Promise<unknown> = Promise.resolve();
  #closed = false;

  /** Powered up, but time stands still until `live()`. */
  static async start(options: LockProcessOptions): Promise<LockProcess> {
    const state = new StateFolder(options.folder, options.fresh);
    const entry = options.bringup ? "host/board/bringup-entry.ts" : "host/board/engine-entry.ts";
    const bundle = options.script ?? (await bundleForEngine({ entry, board: options.board }));
    const lock = new LockProcess(options, state, bundle);
    await lock.#powerUp();
    return lock;
  }

  private constructor(options: LockProcessOptions, state: StateFolder, bundle: string) {
    this.#options = options;
    this.#state = state;
    this.#bundle = bundle;
    this.#world = state.world;
  }

  get flash(): Uint8Array {
    return this.#state.flash;
  }

  /** Virtual time over the time of the computer's clock; 1 unless a test is in a hurry. */
  set speed(speed: number) {
    this.#speed = speed;
    this.#setClock();
  }

  /** How long the engine has owed an answer. */
  get silentMs(): number {
    return this.#askedMs === undefined ? 0 : performance.now() - this.#askedMs;
  }

  /** Rejects when the command is wrong. Resolves to undefined when the engine is gone. */
  act(command: Command): Promise<Reply | undefined> {
    // An engine that hangs would keep a power cut waiting.
    if (command.op === "cutPower" && this.silentMs > hungMs) void this.#engine?.close();
    return this.#inTurn(() => this.#perform(command));
  }

  /** Cuts the power. */
  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    this.#state.saveWorld(this.#world);
    await this.#engine?.close();
    this.#state.close();
  }

  async #powerUp(): Promise<void> {
    const engine = this.#makeEngine();
    this.#engine = engine;
    this.#contactMs = -Infinity;
    await engine.evaluate(this.#bundle);
    for (const [index, partition] of flashPartitions.entries()) {
      const bytes = partition === "audit" ? this.#state.flash : this.#appFlash(partition);
      if (bytes !== undefined) await engine.command(Buffer.concat([Buffer.from([flashImageByte + index]), bytes]));
    }
    const { doorOpen, ...world } = this.#world;
    // The seed stands for what no two power-ups share; the random source of the chip hangs on it.
    const seed = randomInt(2 ** 31);
    this.#nowMs = 0;
    this.#setClock();
    const keys = readUpdateKeys(keyFolder);
    // Without keys of its own it takes the demo's.
    const config = keys.length === 0 ? {} : { config: { updateKeys: keys.join() } };
    await this.#execute({ op: "create", options: { ...world, ...config, seed, nvs: this.#state.nvs, ...fitted, persist: true } });
    if (this.#wiring.length > 0) await this.#execute({ op: "wiring", names: this.#wiring });
    // By force: it may stand open with the bolt out.
    if (doorOpen) await this.#execute({ op: "forceDoor" });
    await this.#execute({ op: "powerUp" });
  }

  #makeEngine(): Engine {
    const handlers = {
      [hostOpcodes.digest]: answerDigest,
      [hostOpcodes.flash]: (body: Uint8Array) => this.#takeFlash(body),
      [hostOpcodes.nvs]: (body: Uint8Array) => this.#takeNvs(body),
      [hostOpcodes.line]: (body: Uint8Array) => this.#takeText(body),
    };
    return this.#options.engine === "node" ? new NodeEngine({ handlers }) : new XsWorker({ handlers, commandTimeoutMs });
  }

  #appFlash(partition: AppPartition): Uint8Array | undefined {
    return this.#options.bringup ? undefined : this.#state.readAppFlash(partition);
  }

  #takeFlash(body: Uint8Array): undefined {
    const address = new DataView(body.buffer, body.byteOffset).getUint32(0, true);
    const partition = flashPartitions[body[4] ?? 0] ?? "audit";
    const bytes = body.subarray(5);
    if (partition === "audit") {
      this.#state.writeFlash(address, bytes);
      this.#options.onFlash(address, bytes.length);
    } else if (!this.#options.bringup) {
      this.#state.writeAppFlash(partition, address, bytes);
    }
    return undefined;
  }

  #takeNvs(body: Uint8Array): undefined {
    this.#state.writeNvs(JSON.parse(Buffer.from(body).toString()) as NvsChange);
    return undefined;
  }

  #takeText(body: Uint8Array): undefined {
    this.#options.onText?.(Buffer.from(body).toString());
    return undefined;
  }

  /** Lets virtual time follow the clock of the computer until `close()`. */
  async live(): Promise<void> {
    this.#setClock();
    while (!this.#closed) {
      const isFarBehind = await this.#inTurn(() => this.#catchUp());
      if (isFarBehind) await setImmediate();
      else await setTimeout(stepMs);
    }
  }

  #setClock(): void {
    this.#startedMs = performance.now() - this.#nowMs / this.#speed;
  }

  /** One thing after the other, in the order in which they are asked for. */
  #inTurn<Result>(work: () => Promise<Result>): Promise<Result> {
    const done = this.#turn.then(work);
    this.#turn = done.catch(() => undefined);
    return done;
  }

  async #perform(command: Command): Promise<Reply | undefined> {
    if (this.#engine === undefined) {
      if (command.op === "powerUp") await this.#powerUp();
      return undefined;
    }
    await this.#catchUp();
    const isContact = command.op === "holdKey" || command.op === "releaseKey" || command.op === "button";
    if (!isContact) return this.#execute(command);
    const restMs = this.#contactMs + contactMs - this.#nowMs;
    if (restMs > 0) await this.#execute({ op: "run", ms: restMs });
    this.#contactMs = this.#nowMs;
    return this.#execute(command);
  }

  get #behindMs(): number {
    return (performance.now() - this.#startedMs) * this.#speed - this.#nowMs;
  }

  /** One step; true when there is more to catch up with. */
  async #catchUp(): Promise<boolean> {
    const behindMs = Math.floor(this.#behindMs);
    if (this.#engine === undefined || behindMs <= 0) return false;
    await this.#execute({ op: "run", ms: Math.min(behindMs, catchUpStepMs) }).catch((error: unknown) => this.#stop(error));
    return behindMs > catchUpStepMs;
  }

  async #execute(command: Command): Promise<Reply | undefined> {
    const engine = this.#engine;
    if (engine === undefined || this.#closed) return undefined;
    let data: Uint8Array;
    try {
      this.#askedMs = performance.now();
      ({ data } = await engine.command(JSON.stringify(command)));
    } catch (error) {
      // What the board refuses is the caller's mistake; anything else is the end of the engine.
      if (error instanceof EngineError) throw error;
      if (this.#engine === engine) this.#stop(error);
      return undefined;
    } finally {
      this.#askedMs = undefined;
    }
    const reply = JSON.parse(Buffer.from(data).toString()) as Reply;
    const { nowMs, boltPosition, doorOpen, chemistry, chargePercent, wiring } = reply.state;
    this.#nowMs = nowMs;
    this.#wiring = wiring === "" ? [] : wiring.split(";");
    if (this.#behindMs < -leapMs) this.#setClock();
    this.#world = { boltPosition: round(boltPosition), doorOpen, chemistry, chargePercent: round(chargePercent) };
    this.#state.saveWorld(this.#world);
    this.#options.onReply(reply);
    return reply;
  }

  #stop(error: unknown): void {
    if (this.#closed || this.#engine === undefined) return;
    void this.#engine.close();
    this.#engine = undefined;
    this.#options.onStopped(error instanceof Error ? error.message : String(error));
  }
}

/** To thousandths, so that a file is not written for less. */
function round(value: number): number {
  return Math.round(value * 1_000) / 1_000;
}
