// SPDX-License-Identifier: Apache-2.0
/**
 * The virtual board behind a command channel: the host process sends `{ "op": ... }` as JSON and gets a Reply as JSON.
 * A message that starts with byte 1 instead is what is in the audit partition at the next "create", with 2, 3 and 4 in ota_0, ota_1
 * and otadata. An unknown op or a wrong argument throws, and the engine reports that as the command's error.
 */
import type { Board } from "../../boards/board";
import type { Chemistry } from "../../lock/parts";
import type { BoardState } from "./board-state";
import type { ResetReason } from "./chip";
import type { Fault, Firmware } from "./chip-power";
import { decodeText, encodeText, engine } from "./engine";
import { callFlash, callLine, callNvs, type NvsChange } from "./host-calls";
import type { TurnStatistics } from "./meter";
import { flashPartitions } from "./partitions";
import { nvsChange, nvsEntry } from "./nvs-text";
import { nameOf, wiringFaultsOf, type WiringFault } from "./wiring-faults";
import { VirtualBoard, type VirtualBoardOptions } from "./virtual-board";

/** What "create" may set; flash and NVS come from, and go to, the host. */
export interface CreateOptions
  extends Omit<VirtualBoardOptions, "firmware" | "board" | "queueLength" | "flashImage" | "slotImages" | "firmwareOf" | "nvsEntries" | `on${string}`> {
  nvs?: readonly NvsChange[];
  /** Sends each change of flash and NVS to the host, and each line of the console. */
  persist?: boolean;
  printLines?: boolean;
}

export type Command =
  | { op: "create"; options?: CreateOptions }
  | { op: "powerUp"; reason?: ResetReason }
  | { op: "cutPower" | "reset" | "openDoor" | "forceDoor" | "closeDoor" | "turns" | "gc" | "state" }
  | { op: "cutPowerAt"; operation: number; torn?: number }
  | { op: "run"; ms: number }
  | { op: "press"; key: string; holdMs?: number }
  | { op: "type"; keys: string }
  | { op: "holdKey" | "releaseKey"; key: string }
  | { op: "keypadNoise"; perSecond: number }
  | { op: "holdCard" | "holdProofCard"; uid: string }
  | { op: "takeCard"; uid?: string }
  | { op: "layFinger"; finger: string; smudged?: boolean }
  | { op: "liftFinger" }
  | { op: "forgeFinger"; slot?: number }
  | { op: "turnThumb"; target: number | "locked" | "unlocked"; holdMs?: number }
  | { op: "holdThumb"; at?: number }
  | { op: "pressButton"; holdMs?: number }
  | { op: "button" | "magnet" | "cover"; on: boolean }
  | { op: "blockBolt"; at?: number }
  | { op: "stickBoltSwitch"; end: "locked" | "unlocked"; stuck?: boolean }
  | { op: "battery"; volts?: number; isBench?: boolean; chargePercent?: number; chemistry?: Chemistry }
  | { op: "randomFails"; on: boolean }
  /** Names of all that is wired wrongly from now on (`nameOf()`). */
  | { op: "wiring"; names: readonly string[] }
  | { op: "serial"; text: string };

export interface Reply {
  state: BoardState;
  /** What the firmware sent, and its faults, since the last reply. */
  lines: string[];
  faults: Fault[];
  /** Of "turns"; and whether "openDoor" or "closeDoor" worked. */
  turns?: Record<string, TurnStatistics>;
  longestUsByEvent?: Record<string, number>;
  done?: boolean;
}

/** Of the first partition. */
export const flashImageByte = 1;

export class CommandHandler {
  private readonly firmware: Firmware;
  private readonly boardData: Board;
  private flashImages: Partial<Record<(typeof flashPartitions)[number], Uint8Array>> = {};
  private virtual: VirtualBoard | undefined;
  private linesSeen = 0;
  private faultsSeen = 0;

  constructor(firmware: Firmware, boardData: Board) {
    this.firmware = firmware;
    this.boardData = boardData;
  }

  handle(request: ArrayBuffer): ArrayBuffer {
    const bytes = new Uint8Array(request);
    const partition = flashPartitions[(bytes[0] ?? 0) - flashImageByte];
    if (partition !== undefined) {
      this.flashImages[partition] = bytes.slice(1);
      return new ArrayBuffer(0);
    }
    const reply = this.execute(JSON.parse(decodeText(bytes)) as Command);
    return encodeText(JSON.stringify(reply)).slice().buffer;
  }

  execute(command: Command): Reply {
    if (command.op === "create") this.create(command.options ?? {});
    const board = this.virtual;
    if (board === undefined) throw new Error(`"create" comes before "${command.op}"`);
    const result = command.op === "create" ? {} : this.perform(board, command);
    const lines = this.newest(board.serialLines, board.line.lineCount - this.linesSeen);
    const faults = this.newest(board.faults, board.power.faultCount - this.faultsSeen);
    this.linesSeen = board.line.lineCount;
    this.faultsSeen = board.power.faultCount;
    return { state: board.state(), lines, faults, ...result };
  }

  protected makeBoard(options: VirtualBoardOptions): VirtualBoard {
    return new VirtualBoard(options);
  }

  protected perform(board: VirtualBoard, command: Exclude<Command, { op: "create" }>): Partial<Reply> {
    if (command.op !== "wiring") return perform(board, command);
    board.setWiring(command.names.map((name) => this.faultOf(name)));
    return {};
  }

  private faultOf(name: string): WiringFault {
    const form = wiringFaultsOf(this.boardData).find(({ fault }) => nameOf(fault) === name);
    if (form === undefined) throw new Error(`this board cannot have the wiring fault "${name}"`);
    return form.fault;
  }

  private newest<Item>(items: readonly Item[], count: number): Item[] {
    return count === 0 ? [] : items.slice(-count);
  }

  private create({ nvs = [], persist = false, printLines = false, ...options }: CreateOptions): void {
    const { audit, ...slotImages } = this.flashImages;
    this.virtual = this.makeBoard({
      ...options,
      firmware: this.firmware,
      board: this.boardData,
      nvsEntries: nvs.map(nvsEntry),
      slotImages,
      ...(audit && { flashImage: audit }),
      ...(persist && {
        onFlash: (address: number, data: Uint8Array) => callFlash("audit", address, data),
        onAppFlash: callFlash,
        onNvs: (...change: Parameters<typeof nvsChange>) => callNvs(nvsChange(...change)),
      }),
      ...(printLines && { onLine: callLine }),
    });
    this.flashImages = {};
    this.linesSeen = 0;
    this.faultsSeen = 0;
  }
}

function perform(board: VirtualBoard, command: Exclude<Command, { op: "create" | "wiring" }>): Partial<Reply> {
  switch (command.op) {
    case "powerUp":
      board.powerUp(command.reason);
      return {};
    case "cutPower":
      board.cutPower();
      return {};
    case "cutPowerAt":
      board.cutPowerAt(command.operation, command.torn);
      return {};
    case "reset":
      board.reset();
      return {};
    case "run":
      board.run(command.ms);
      return {};
    case "press":
      board.press(command.key, command.holdMs);
      return {};
    case "type":
      board.type(command.keys);
      return {};
    case "holdKey":
      board.holdKey(command.key);
      return {};
    case "releaseKey":
      board.releaseKey(command.key);
      return {};
    case "keypadNoise":
      board.setKeypadNoise(command.perSecond);
      return {};
    case "holdCard":
      board.holdCard(command.uid);
      return {};
    case "holdProofCard":
      board.holdProofCard(command.uid);
      return {};
    case "takeCard":
      board.takeCard(command.uid);
      return {};
    case "layFinger":
      board.layFinger(command.finger, command.smudged ? "smudged" : "good");
      return {};
    case "liftFinger":
      board.liftFinger();
      return {};
    case "forgeFinger":
      board.forgeFinger(command.slot);
      return {};
    case "openDoor":
      return { done: board.openDoor() };
    case "forceDoor":
      board.forceDoor();
      return {};
    case "closeDoor":
      return { done: board.closeDoor() };
    case "turnThumb":
      board.turnThumb(command.target, command.holdMs);
      return {};
    case "holdThumb":
      board.holdThumb(command.at);
      return {};
    case "pressButton":
      board.pressButton(command.holdMs);
      return {};
    case "button":
      board.setButton(command.on);
      return {};
    case "magnet":
      board.setMagnet(command.on);
      return {};
    case "cover":
      board.setCover(command.on);
      return {};
    case "blockBolt":
      board.blockBolt(command.at);
      return {};
    case "stickBoltSwitch":
      board.stickBoltSwitch(command.end, command.stuck);
      return {};
    case "battery":
      board.setBattery(command);
      return {};
    case "randomFails":
      board.failures.randomFails = command.on;
      return {};
    case "serial":
      board.serialWrite(command.text);
      return {};
    case "turns":
      return { turns: board.turns, longestUsByEvent: board.longestUsByEvent };
    case "gc":
      engine.gc?.();
      return {};
    case "state":
      return {};
    default:
      throw new Error(`unknown op ${JSON.stringify((command as { op: unknown }).op)}`);
  }
}
