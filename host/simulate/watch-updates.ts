// SPDX-License-Identifier: Apache-2.0
/**
 * "firmware", of an update from the offer to its end: what is offered is taken or refused as FORMAT.md has it, and only for somebody
 * who may be logged in; what was received stays received until it is no longer needed, over power cuts too; security version and
 * revoked keys only grow, and only by an image that has proved itself.
 *
 * Under all faults. Where flash cannot be written, or a bit has flipped in the slot or in the first block since the update began, blocks
 * may have to come again. The battery is as the log says, from five seconds after a start on.
 */
import type { NvsEntry } from "../board/nvs";
import { imageNamed, imageNames, type FirmwareImage } from "./images";
import type { ConsoleModel, Request } from "./model-console";
import {
  blockCountOf, blocksDoneOf, isUpdateKey, noUpdate, raised, reasonsAgainst, sentBlockBytes, stages, trustOf, updateOf,
  type FirmwareModel, type Trust, type UpdateRecord,
} from "./model-firmware";
import { sameBytes } from "./model-hash";
import { logged, type Entry } from "./model-log";
import { slotAreas } from "./stage-images";
import type { Scene } from "./watch-scene";

type Answer = Readonly<Record<string, unknown>>;

const triesMax = 3;
/** The battery is measured when the lock starts. */
const measuringMs = 5_000;
/** A block is counted so soon after it was read back. */
const countedMs = 2_000;
const judgedMs = 10_000;
const judgedLateMs = 180_000;
const offersMax = 20;
const powerCuts: readonly string[] = Object.freeze(["powerOn", "externalPin", "brownout"]);
/** All images are for it. */
const board = "esp32-devkit";

export class UpdatesWatch {
  readonly #scene: Scene;
  readonly #console: ConsoleModel;
  readonly #model: FirmwareModel;
  /** The idle slot has this block of it. */
  readonly #holdsBlock: (image: FirmwareImage, block: number) => boolean;
  #batteryIsOk = true;
  /** What was offered by somebody who may be logged in. */
  #offers: { header: string; atMs: number }[] = [];
  /** When the update under way was offered, and its note last written. */
  #begunMs = -Infinity;
  #notedMs = -Infinity;

  constructor(parts: { scene: Scene; console: ConsoleModel; model: FirmwareModel; holdsBlock: (image: FirmwareImage, block: number) => boolean }) {
    this.#scene = parts.scene;
    this.#console = parts.console;
    this.#model = parts.model;
    this.#holdsBlock = parts.holdsBlock;
    this.#follow();
  }

  /** A whole image waits for a quiet moment. */
  get isReady(): boolean {
    return this.#model.update.stage === stages.ready;
  }

  read({ event }: Entry): void {
    if (event === logged.powerUp) this.#batteryIsOk = true;
    if (event >= logged.batteryOk && event <= logged.batteryDead) this.#batteryIsOk = event === logged.batteryOk;
  }

  /** What was offered before is judged no more. */
  restarted(): void {
    this.#offers = [];
  }

  /** Complete, on its way to the lock. */
  request({ command, fields, maySession }: Request): void {
    const { nowMs } = this.#scene.stage;
    if (!maySession) return;
    if (command === "InstallUpdate" && fields["Now"] === 1) this.#model.isToldToInstall = true;
    if (command === "OfferUpdate") this.#offers.push({ header: String(fields["Header"]), atMs: nowMs });
    if (this.#offers.length > offersMax) this.#offers.shift();
  }

  /** What the firmware said to it. */
  answered({ command, fields, atMs }: Request, answer: Answer): void {
    if (command === "OfferUpdate") this.#offers = this.#offers.filter((offer) => offer.atMs !== atMs || offer.header !== String(fields["Header"]));
    const { Status: status, Refusal: refusal } = answer;
    if (command === "OfferUpdate" && status === "SUCCESS") this.#isTaken(String(fields["Header"]), answer);
    else if (command === "OfferUpdate" && typeof refusal === "string") this.#refused(String(fields["Header"]), refusal);
    if (command !== "GetUpdate" || status !== "SUCCESS" || this.#console.hasMore) return;
    const { FirmwareVersion: version, SecurityVersion: securityVersion } = answer;
    if (version !== this.#model.running.version || securityVersion !== this.#model.limits.securityVersion) {
      this.#fail(`it says that it is ${String(version)} with security version ${String(securityVersion)}`);
    }
  }

  #isTaken(header: string, { Next: next }: Answer): void {
    const { image } = this.#model.update;
    if (this.#console.hasMore) return;
    if (image?.offerText !== header) return this.#fail("an image is taken, and not noted");
    const fromAt = Math.min(this.#model.blocksDone * sentBlockBytes, image.stream.length);
    if (!(Number(next) >= fromAt && Number(next) < fromAt + sentBlockBytes)) {
      this.#fail(`it wants to go on at ${String(next)} although ${this.#model.blocksDone} blocks are done`);
    }
  }

  /** What is no image at all may be refused for any reason, another one only for one that is true. */
  #refused(header: string, refusal: string): void {
    const image = this.#imageOf(header);
    if (image === undefined || reasonsAgainst(image, this.#model.limits).includes(refusal)) return;
    if (this.#scene.stage.boardName !== board && (refusal === "Board" || refusal === "Chip")) return;
    const isBattery = !this.#batteryIsOk || this.#scene.nowMs - this.#scene.bootMs < measuringMs;
    const mayBe = { Battery: isBattery, Probation: this.#model.isOnProbation, Flash: this.#scene.has("fillNvs") }[refusal] ?? false;
    if (!mayBe) this.#fail(`"${image.name}" is refused: ${refusal}`);
  }

  #follow(): void {
    const { nvs, power } = this.#scene.board;
    const write = nvs.write.bind(nvs);
    const remove = nvs.delete.bind(nvs);
    nvs.write = (in_, key, entry, block) => {
      if (isUpdateKey(key)) this.#model.sync();
      write(in_, key, entry, block);
      if (!isUpdateKey(key) || (!power.on && nvs.read(in_, key) !== entry)) return;
      if (key === "update") this.#updateWritten(updateOf(entry));
      else if (key === "updateAt") this.#blockDone(entry);
      else if (key === "updateFirst") this.#firstKept(entry);
      else this.#trustWritten(trustOf(entry));
    };
    nvs.delete = (in_, key, block) => {
      const was = nvs.read(in_, key);
      if (isUpdateKey(key)) this.#model.sync();
      remove(in_, key, block);
      if (!isUpdateKey(key) || was === undefined || nvs.read(in_, key) !== undefined) return;
      if (key === "update") this.#updateForgotten();
      else if (key === "updateAt") this.#blocksForgotten();
      else if (key === "updateTrust") this.#fail("what no image may take back is erased");
    };
  }

  #updateWritten(next: UpdateRecord | undefined): void {
    this.#notedMs = this.#scene.stage.nowMs;
    const { stage, image } = this.#model.update;
    if (next?.image === undefined) return this.#fail("an image is taken that nobody made");
    if (stage === stages.none) this.#begun(next, next.image);
    else if (next.image !== image) this.#fail("another image takes the place of the one under way");
    else if (stage === stages.receiving && next.stage !== stage && this.#model.blocksDone !== blockCountOf(image)) this.#fail("an image is called whole that is not");
    else if (next.stage < stage && next.stage === stages.receiving && !this.#mayStartOver) this.#fail("what was received counts no more");
    this.#model.update = next;
  }

  #begun({ stage }: UpdateRecord, image: FirmwareImage): void {
    if (!this.#offered.includes(image.offerText)) this.#fail(`"${image.name}" is taken, which nobody offered who may`);
    else if (!this.#isAllowed(image)) this.#fail(`"${image.name}" is taken, which must be refused`);
    else if (this.#model.isOnProbation) this.#fail("an image is taken while another is on probation");
    else if (stage !== stages.receiving) this.#fail("an image is called whole before it was sent");
    this.#model.blocksDone = 0;
    this.#model.isToldToInstall = false;
    this.#begunMs = this.#scene.stage.nowMs;
  }

  #blockDone(entry: NvsEntry): void {
    const { image } = this.#model.update;
    const done = image && blocksDoneOf(entry, image);
    if (image === undefined || done !== this.#model.blocksDone + 1) return this.#fail(`${String(done)} blocks are done after ${this.#model.blocksDone}`);
    this.#model.blocksDone = done;
    const hasFlipped = this.#scene.stage.nowMs - this.#slotFlippedMs < countedMs;
    if (done > 1 && !hasFlipped && !this.#holdsBlock(image, done - 1)) this.#fail("a block is done that is not on flash");
  }

  #firstKept({ value }: NvsEntry): void {
    const stream = this.#model.update.image?.stream.subarray(0, sentBlockBytes);
    if (stream === undefined || !(value instanceof Uint8Array) || !sameBytes(stream, value)) this.#fail("what is kept is not the first block");
  }

  #blocksForgotten(): void {
    if (this.#model.update.stage !== stages.none && !this.#mayStartOver) this.#fail("the blocks that were received count no more");
    this.#model.blocksDone = 0;
  }

  /** What was received is not what is there any more, or could not be written. */
  get #mayStartOver(): boolean {
    const flippedMs = Math.max(this.#slotFlippedMs, this.#scene.stage.flippedMs("updateFirst"));
    return flippedMs >= this.#begunMs || this.#scene.has("fillNvs");
  }

  /** Of the slot that does not run. */
  get #slotFlippedMs(): number {
    return this.#scene.stage.flippedMs(slotAreas[this.#model.slot === 0 ? 1 : 0]);
  }

  #updateForgotten(): void {
    const { stage, image, tries, selfTest } = this.#model.update;
    const { power } = this.#scene.board;
    this.#model.update = noUpdate;
    this.#model.blocksDone = 0;
    const isReplaced = this.#offered.some((header) => {
      const offered = this.#imageOf(header);
      return offered !== undefined && offered !== image && this.#isAllowed(offered);
    });
    const runsIt = this.#model.running.version === image?.version && !this.#model.isOnProbation;
    const wasFaulty = stage === stages.installed && (tries >= triesMax || selfTest > 0 || !powerCuts.includes(power.lastResetReason));
    if (image === undefined) {
      // Garbled by a bit that flipped, it was nothing any more.
      if (this.#scene.stage.flippedMs("update") < this.#notedMs) this.#fail("the note of an update cannot be read, and no bit of it has flipped");
      return;
    }
    if (isReplaced || runsIt || wasFaulty || this.#asked("CancelUpdate").length > 0) return;
    this.#fail(`an update is given up at stage ${stage}, and nobody said so`);
  }

  #trustWritten(next: Trust | undefined): void {
    const expected = raised(this.#model.trust, this.#model.running);
    if (this.#model.isOnProbation) this.#fail("an image that is on probation decides which ones may follow");
    else if (JSON.stringify(next) !== JSON.stringify(expected)) this.#fail(`trust becomes ${JSON.stringify(next)} instead of ${JSON.stringify(expected)}`);
    this.#model.trust = next ?? expected;
  }

  #isAllowed(image: FirmwareImage): boolean {
    return this.#scene.stage.boardName === board && reasonsAgainst(image, this.#model.limits).length === 0;
  }

  /** Lately: a signature is checked in many turns, and late timers delay each of them. */
  get #offered(): readonly string[] {
    const sinceMs = this.#scene.stage.nowMs - (this.#scene.has("delayTimers") ? judgedLateMs : judgedMs);
    return this.#offers.filter(({ atMs }) => atMs >= sinceMs).map(({ header }) => header);
  }

  #imageOf(header: string): FirmwareImage | undefined {
    return imageNames.map(imageNamed).find(({ offerText }) => offerText === header);
  }

  #asked(command: string): readonly Request[] {
    return this.#console.recent.filter((request) => request.command === command && request.maySession);
  }

  #fail(what: string): void {
    this.#scene.fail("firmware", what);
  }
}
