// SPDX-License-Identifier: Apache-2.0
/**
 * A computer at the console that brings an image to the staged lock, line by line as docs/console.md has it: it offers it, goes on where
 * the lock wants to, and waits for each answer before the next line. Somebody else's computer may send something else than it offered.
 * It does one thing at a time, and gives up when the lock refuses or stays silent.
 */
import type { Task } from "../board/task-queue";
import type { VirtualBoard } from "../board/virtual-board";
import { SeededRandom } from "../soak/seeded-random";
import type { Act } from "./act";
import { masterPin } from "./cast";
import { base64, blockBytes, hashBytes } from "../board/image-bytes";
import { imageNamed, imageNames, type FirmwareImage } from "./images";
import { later } from "./stage-later";

type UpdateAct = Extract<Act, { do: "update" }>;
type Answer = Readonly<Record<string, unknown>>;

const sentBlockBytes = hashBytes + blockBytes;
/** With everything around it, what fits a line of the console. */
const lineBytes = 333;
const patienceMs = 3_000;
const againMs = 500;
/** Lines that come to nothing, one after the other. */
const failuresMax = 40;

export class StageComputer {
  readonly #board: VirtualBoard;
  readonly #send: (text: string) => void;
  #act: UpdateAct | undefined;
  #id = 0;
  #command = "";
  /** Of the stream of blocks: where the lock wants to go on, and the block where it began. */
  #next = 0;
  #first = 0;
  #failures = 0;
  #timer: Task | undefined;

  constructor(board: VirtualBoard, send: (text: string) => void) {
    this.#board = board;
    this.#send = send;
  }

  begin(act: UpdateAct): void {
    this.#act = act;
    this.#failures = 0;
    this.#send("");
    if (act.login) this.#ask("Login", { PIN: masterPin });
    else this.#offer();
  }

  /** It is taken away. */
  stop(): void {
    this.#act = undefined;
    this.#wait(undefined);
  }

  /** What the lock says, to anybody. */
  line(text: string): void {
    if (this.#act === undefined || !text.includes(`"${this.#name}"`)) return;
    const answer = JSON.parse(text) as Answer;
    if (answer["Id"] === this.#name) this.#answered(this.#act, answer);
  }

  get #name(): string {
    return `u${this.#id}`;
  }

  #answered(act: UpdateAct, { Status: status, Next: next }: Answer): void {
    const isDone = status === "SUCCESS";
    this.#wait(undefined);
    if (typeof next === "number" && this.#command !== "OfferUpdate") this.#next = next;
    if (isDone) this.#failures = 0;
    else this.#failures += 1;
    if (this.#command === "Login" && isDone) return this.#offer();
    if (this.#command === "OfferUpdate" && isDone) {
      this.#next = next as number;
      this.#first = Math.floor(this.#next / sentBlockBytes);
      return this.#goOn(act);
    }
    if (this.#command !== "UpdateData" || this.#failures > failuresMax) return this.stop();
    if (status === "BUSY") return this.#wait(againMs, () => this.#goOn(act));
    // What is spoiled is refused again and again.
    if (isDone || (typeof next === "number" && act.spoil === undefined)) return this.#goOn(act);
    return this.stop();
  }

  #offer(): void {
    const { image, spoil } = this.#act!;
    const { offer, offerText } = imageNamed(image);
    this.#ask("OfferUpdate", { Header: spoil?.what === "offer" ? base64(withFlippedBit(offer, spoil.seed)) : offerText });
  }

  #goOn(act: UpdateAct): void {
    const image = imageNamed(act.image);
    const block = Math.floor(this.#next / sentBlockBytes);
    const isEnd = this.#next >= image.stream.length;
    if (!isEnd && block - this.#first < act.blocks) return this.#ask("UpdateData", this.#data(image, act));
    if (act.then === "install" && isEnd) this.#ask("InstallUpdate", { Now: 1 });
    if (act.then === "logout") this.#ask("Logout", {});
    return this.stop();
  }

  /** Up to the end of the block. */
  #data({ stream }: FirmwareImage, { spoil }: UpdateAct): { At: number; Data: string } {
    let at = this.#next;
    const blockEnd = (Math.floor(at / sentBlockBytes) + 1) * sentBlockBytes;
    let bytes = stream.subarray(at, Math.min(at + lineBytes, blockEnd));
    if (spoil?.what === "block") bytes = withFlippedBit(bytes, spoil.seed);
    if (spoil?.what === "splice") bytes = imageNamed(imageNames[spoil.seed % imageNames.length]!).stream.slice(at, at + bytes.length);
    if (spoil?.what === "order") at = (at + sentBlockBytes) % stream.length;
    return { At: at, Data: base64(bytes.length > 0 ? bytes : stream.subarray(0, 1)) };
  }

  #ask(command: string, fields: object): void {
    this.#command = command;
    this.#id += 1;
    this.#send(JSON.stringify({ Command: command, Id: this.#name, ...fields }));
    this.#wait(patienceMs, () => this.stop());
  }

  #wait(ms: number | undefined, then: () => void = () => {}): void {
    if (this.#timer) this.#board.scheduler.world.remove(this.#timer);
    this.#timer = ms === undefined ? undefined : later(this.#board, ms, then);
  }
}

function withFlippedBit(bytes: Uint8Array, seed: number): Uint8Array {
  const random = new SeededRandom(seed);
  const flipped = bytes.slice();
  const at = random.below(flipped.length);
  flipped[at] = flipped[at]! ^ (1 << random.below(8));
  return flipped;
}
