// SPDX-License-Identifier: Apache-2.0
/**
 * Updates of the firmware, in every third life: the owner brings images as a whole, in pieces and half, while people use the door; power
 * goes and bits flip while he does; and others try theirs, in a session that he left open where there is one.
 */
import { SeededRandom } from "../soak/seeded-random";
import type { Act, Spoil } from "./act";
import type { ImageName } from "./images";
import { sends, session, somebodysPin, types } from "./scene-parts";
import { hour, minute, second, type DayKind, type Draft } from "./story-draft";

type Update = Extract<Act, { do: "update" }>;
type Drafts = Readonly<Record<"owner" | "attacker" | "nature", Draft>>;

const sentBlockBytes = 4_128;
const seedStep = 0x2c1b3c6d;
const whole = 99;
/** By security version, as far as the owner knows. */
const images: readonly (readonly ImageName[])[] = Object.freeze([
  ["newer", "newer", "newer", "second", "second", "older", "older", "crashing"],
  ["safer", "safer", "late", "late", "revoking", "revoking", "crashing"],
  ["safest", "safest", "safest", "crashing"],
]);
const evilImages: readonly ImageName[] = Object.freeze([
  "forged", "forged", "forged", "outdated", "outdated", "strangers", "otherProduct", "otherBoard", "otherBoard", "otherChip", "forgetful",
  "older", "newer", "late", "late",
]);
const spoils: readonly Spoil["what"][] = Object.freeze(["offer", "block", "splice", "order"]);
const hours = Object.freeze([6, 8, 10, 12, 14, 16, 18, 20]);

/** Of a life. Has its own random numbers, so that whatever else happens in it stays as it is. */
export class UpdateScenes {
  readonly #random: SeededRandom;
  readonly #isOn: boolean;
  /** Place in `images`. */
  #level = 0;

  constructor(seed: number) {
    this.#random = new SeededRandom(Math.imul(seed, seedStep));
    this.#isOn = this.#random.oneIn(3);
  }

  /** One draft for each of those who act. */
  write(kind: DayKind, newDraft: (by: Draft["by"], seed: number) => Draft): Draft[] {
    if (!this.#isOn) return [];
    const draft = (by: Draft["by"]): Draft => newDraft(by, this.#random.next());
    const drafts = { owner: draft("household"), attacker: draft("attacker"), nature: draft("nature") };
    for (const start of hours) {
      if (this.#random.oneIn(2)) continue;
      this.#scene(drafts, kind, start * hour + this.#random.below(90 * minute));
    }
    return [drafts.owner, drafts.attacker, drafts.nature];
  }

  #scene(drafts: Drafts, kind: DayKind, atMs: number): void {
    const isRough = kind === "stormy" || kind === "mixed";
    const isEvil = kind === "attacked" || kind === "mixed";
    if (this.#random.oneIn(6)) this.#level = Math.min(this.#level + 1, images.length - 1);
    const image = this.#random.pick(images[this.#random.oneIn(5) ? this.#random.below(images.length) : this.#level]!);
    const scenes = [bringsIt, bringsIt, installsNow, inPieces, cancels, changesHisMind, whileTheDoorIsUsed];
    if (isRough) scenes.push(powerGoesWhileItComes, powerGoesWhileItComes, powerGoesOnProbation, bitsFlip, bitsFlip, runningImageFails);
    if (isEvil) scenes.push(forges, usesAnOpenSession, usesAnOpenSession, usesAnOpenSession, meddles, meddles);
    this.#random.pick(scenes)(drafts, atMs, image);
  }
}

function brings(draft: Draft, atMs: number, image: ImageName, options: Partial<Update> = {}): void {
  draft.add(atMs, { do: "update", image, login: true, blocks: whole, then: "logout", ...options });
}

/** Left to the quiet moment. Mostly somebody comes when it runs on probation. */
function bringsIt({ owner }: Drafts, atMs: number, image: ImageName): void {
  brings(owner, atMs, image);
  if (!owner.random.oneIn(3)) types(owner, atMs + owner.random.between(80, 400) * second, `${somebodysPin(owner)}#`);
}

function installsNow({ owner }: Drafts, atMs: number, image: ImageName): void {
  // Mostly it locks itself just when blocks are written.
  const openedMs = atMs + owner.random.between(-1_000, 2_500) - owner.beliefs.relockSeconds * second;
  if (!owner.random.oneIn(3)) types(owner, openedMs, `${somebodysPin(owner)}#`);
  brings(owner, atMs, image, { then: "install" });
  types(owner, atMs + owner.random.between(20, 90) * second, `${somebodysPin(owner)}#`);
}

function inPieces({ owner }: Drafts, atMs: number, image: ImageName): void {
  const { random } = owner;
  let sentMs = atMs;
  for (let left = random.between(1, 5); left > 0; left--) {
    brings(owner, sentMs, image, { blocks: random.between(0, 2), then: random.oneIn(2) ? "leave" : "logout" });
    sentMs += random.oneIn(3) ? random.between(1, 20) * minute : random.between(3, 20) * second;
    if (random.oneIn(3)) owner.add(sentMs - 2 * second, random.oneIn(2) ? { do: "reset" } : { do: "cutPower", offMs: random.between(100, 5_000) });
  }
  brings(owner, sentMs, image, { then: random.oneIn(2) ? "install" : "logout" });
}

/** Before it is whole, or just after. */
function cancels({ owner }: Drafts, atMs: number, image: ImageName): void {
  const { random } = owner;
  brings(owner, atMs, image, { blocks: random.pick([0, 1, 2, whole]) });
  const endMs = session(owner, atMs + random.between(15, 40) * second, ["GetUpdate"], ["CancelUpdate"], ["GetUpdate"], ["Logout"]);
  if (random.oneIn(2)) owner.add(endMs + 5 * second, { do: "cutPower", offMs: second });
}

function changesHisMind(drafts: Drafts, atMs: number, image: ImageName): void {
  const { owner } = drafts;
  brings(owner, atMs, owner.random.pick(["newer", "second", "safer"]), { blocks: owner.random.pick([0, 1, 2, whole]) });
  bringsIt(drafts, atMs + owner.random.between(10, 60) * second, image);
}

function whileTheDoorIsUsed({ owner }: Drafts, atMs: number, image: ImageName): void {
  const { random } = owner;
  brings(owner, atMs, image, { then: random.oneIn(2) ? "install" : "logout" });
  let nextMs = atMs + random.between(500, 3_000);
  for (let left = random.between(1, 4); left > 0; left--) {
    if (random.oneIn(3)) owner.add(nextMs, { do: "button", holdMs: 200 });
    else nextMs = types(owner, nextMs, `${somebodysPin(owner)}#`);
    if (random.oneIn(2)) owner.add(nextMs + 2 * second, { do: "openDoor" });
    if (random.oneIn(2)) owner.add(nextMs + random.between(3, 15) * second, { do: "closeDoor" });
    nextMs += random.between(2, 30) * second;
  }
  owner.add(nextMs + 5 * second, { do: "closeDoor" });
}

/** At any operation of a whole update, and then he goes on. */
function powerGoesWhileItComes({ owner, nature }: Drafts, atMs: number, image: ImageName): void {
  const { random } = nature;
  let sentMs = atMs;
  for (let left = random.between(1, 3); left > 0; left--) {
    brings(owner, sentMs, image, { then: "install" });
    const operation = random.oneIn(2) ? random.between(1, 20) : random.between(1, 110);
    nature.add(sentMs + 50, { do: "cutAtOperation", operation, torn: random.pick([0, 0.5, 1, random.below(101) / 100]), offMs: nature.spread(1, 10_000) });
    sentMs += random.between(30, 60) * second;
  }
  brings(owner, sentMs, image, { then: "install" });
}

function powerGoesOnProbation({ owner, nature }: Drafts, atMs: number, image: ImageName): void {
  const { random } = nature;
  brings(owner, atMs, image, { then: "install" });
  let cutMs = atMs + random.between(12, 50) * second;
  for (let left = random.pick([1, 1, 2, 4]); left > 0; left--) {
    nature.add(cutMs, random.oneIn(4) ? { do: "reset" } : { do: "cutPower", offMs: nature.spread(1, 5_000) });
    cutMs += random.between(75, 200) * second;
  }
}

function bitsFlip({ owner, nature }: Drafts, atMs: number, image: ImageName): void {
  const { random } = nature;
  const isBefore = random.oneIn(2);
  brings(owner, atMs, image, { blocks: isBefore ? random.between(0, 3) : whole, then: isBefore ? "logout" : "install" });
  let flipMs = atMs + random.between(3, 30) * second;
  for (let left = random.between(1, 2); left > 0; left--) {
    const where = random.pick(["idle", "idle", "running", "otadata", "records"] as const);
    nature.add(flipMs, { do: "flipFirmware", where, seed: random.between(1, 1_000_000) });
    if (random.oneIn(2)) nature.add(flipMs + second, { do: "cutPower", offMs: second });
    flipMs += random.between(10, 600) * second;
  }
  if (random.oneIn(2)) brings(owner, flipMs + 20 * second, image, { then: "install" });
}

/** The older one takes over. */
function runningImageFails({ owner, nature }: Drafts, atMs: number): void {
  const { random } = nature;
  brings(owner, atMs, random.pick(["safer", "safest"]), { then: "install" });
  const flipMs = atMs + random.between(90, 300) * second;
  nature.add(flipMs, { do: "flipFirmware", where: "running", seed: random.between(1, 1_000_000) });
  nature.add(flipMs + second, { do: "cutPower", offMs: second });
}

/** With nobody logged in any more, also when half of an image is there already. */
function forges({ owner, attacker }: Drafts, atMs: number, image: ImageName): void {
  const { random } = attacker;
  if (random.oneIn(2)) brings(owner, atMs, image, { blocks: random.between(0, 1) });
  let triedMs = atMs + random.between(8, 60) * second;
  for (const At of [0, sentBlockBytes]) sends(attacker, (triedMs += second), "UpdateData", { At, Data: "AAAA" });
  triesForgeries(attacker, triedMs + second);
}

function usesAnOpenSession({ owner, attacker }: Drafts, atMs: number): void {
  const endMs = session(owner, atMs, ["GetUpdate"]);
  triesForgeries(attacker, endMs + attacker.random.between(1, 30) * second);
}

/** While the owner's image is under way, and before he goes on. */
function meddles({ owner, attacker }: Drafts, atMs: number, image: ImageName): void {
  const { random } = attacker;
  brings(owner, atMs, image, { blocks: random.between(1, 2), then: "leave" });
  let triedMs = atMs + 8 * second;
  for (let left = random.between(1, 4); left > 0; left--) {
    attacker.add(triedMs, { do: "update", image, login: false, blocks: 1, then: "leave", spoil: spoil(attacker) });
    triedMs += random.between(4, 10) * second;
  }
  if (random.oneIn(3)) triesForgeries(attacker, triedMs);
  brings(owner, triedMs + 30 * second, image, { then: random.oneIn(2) ? "install" : "logout" });
}

function triesForgeries(attacker: Draft, atMs: number): void {
  const { random } = attacker;
  let triedMs = atMs;
  for (let left = random.between(2, 6); left > 0; left--) {
    const image = random.pick(evilImages);
    const isReplay = !random.oneIn(3);
    const blocks = random.between(0, 2);
    attacker.add(triedMs, { do: "update", image, login: false, blocks, then: "leave", ...(!isReplay && { spoil: spoil(attacker) }) });
    triedMs += random.between(2, 8) * second;
  }
  if (random.oneIn(2)) sends(attacker, triedMs, "InstallUpdate", { Now: 1 });
}

function spoil({ random }: Draft): Spoil {
  return { what: random.pick(spoils), seed: random.between(1, 1_000_000) };
}
