// SPDX-License-Identifier: Apache-2.0
/**
 * Somebody at the serial port who has everything but the private keys: the master's login, every image that was ever signed, and the power
 * plug. He offers, sends, installs and cancels in any order, whole images and mutated ones (update-mutations.ts), and cuts the power in
 * between. What he may not get: an offer taken that is not, byte for byte, one that was signed and is allowed here. What is written and
 * what boots, the lock under soak watches itself.
 */
import type { Firmware } from "../board/chip-power";
import type { Answer } from "../board/ask";
import { base64, type SignedImage } from "../board/signed-image";
import { must } from "./soak-lock";
import { SeededRandom } from "./seeded-random";
import { UpdateCuts } from "./update-cuts";
import { forbiddenImages, newImage, nextImage, nextVersion, otherImage } from "./update-images";
import { UpdateLock, type UpdateLockOptions } from "./update-lock";
import { mutatedData, mutatedOffer } from "./update-mutations";

/** Of one attack, at least. */
export const hostileLines = 100;
const allowedImages: readonly SignedImage[] = [newImage, nextImage, otherImage];
const allImages: readonly SignedImage[] = [...allowedImages, ...forbiddenImages];
const second = 1_000;

/** What came of one attack. */
export interface Attack {
  lines: number;
  /** Offers that were taken: signed and allowed ones, all of them. */
  taken: number;
  /** Times that the firmware started with another image than before. */
  installed: number;
  powerCuts: number;
}

export class UpdateAttacks {
  readonly #options: UpdateLockOptions;

  constructor(firmware: Firmware) {
    const cuts = new UpdateCuts(firmware);
    // `newImage` has proved itself, and the old one is still in the other slot.
    this.#options = { ...cuts.options, images: allowedImages, state: cuts.stateAfter(0, 0) };
  }

  /** Throws what is not as it should be. */
  attack(seed: number): Attack {
    return new Attacker(new UpdateLock({ ...this.#options, seed }), new SeededRandom(seed)).attack();
  }
}

class Attacker {
  readonly #lock: UpdateLock;
  readonly #random: SeededRandom;
  readonly #hasLogin: boolean;
  readonly #done: Attack = { lines: 0, taken: 0, installed: 0, powerCuts: 0 };
  #slot: number | undefined;

  constructor(lock: UpdateLock, random: SeededRandom) {
    this.#lock = lock;
    this.#random = random;
    this.#hasLogin = !random.oneIn(10);
  }

  attack(): Attack {
    const lock = this.#lock;
    lock.writable = [];
    lock.powerUp();
    while (this.#done.lines < hostileLines) {
      this.#act();
      this.#look();
    }
    lock.restart();
    lock.proveItself();
    // Whoever has the lock gets it updated all the same.
    lock.writable = allowedImages;
    lock.update(nextImage, nextVersion);
    lock.restart();
    lock.proveItself();
    must(lock.board.state().firmwareVersion === nextVersion, "an image that was signed is not installed");
    return this.#done;
  }

  #act(): void {
    const random = this.#random;
    const kind = random.below(100);
    if (kind < 34) this.#offer(mutatedOffer(random, allImages));
    else if (kind < 42) this.#offer(base64(random.pick(random.oneIn(2) ? allowedImages : allImages).offer));
    else if (kind < 68) this.#say("UpdateData", mutatedData(random, this.#next(), allImages));
    else if (kind < 80) this.#sendHonestly();
    else if (kind < 85) this.#say("InstallUpdate", random.oneIn(2) ? { Now: 1 } : {});
    else if (kind < 87) this.#say("CancelUpdate", {});
    else if (kind < 92) this.#cutPower();
    else this.#lock.board.run(random.pick([10, 300, 2 * second, 5 * second, 70 * second]));
  }

  #offer(text: unknown): void {
    const answer = this.#say("OfferUpdate", { Header: text });
    if (answer?.["Status"] !== "SUCCESS") return;
    this.#done.taken++;
    // Four bits of the last character do not count.
    const offered = this.#offered === undefined ? undefined : base64(this.#offered.offer).slice(0, -3);
    must(String(text).slice(0, -3) === offered, "an offer was taken that was not signed, or is not allowed");
  }

  #say(command: string, given: object): Answer | undefined {
    this.#done.lines++;
    const lock = this.#lock;
    const answer = this.#hasLogin ? lock.asMaster(command, given) : lock.ask(command, given);
    must(this.#hasLogin || answer === undefined || answer["Status"] !== "SUCCESS", "somebody is obeyed who is not logged in");
    return answer;
  }

  /** What is offered, as far as it comes: that is the state in which mutations are worth most. */
  #sendHonestly(): void {
    const { stream } = this.#offered ?? this.#random.pick(allImages);
    const end = this.#random.oneIn(4) ? this.#random.below(stream.length) : stream.length;
    for (let at = this.#next(); at < end; ) {
      const answer = this.#hasLogin ? this.#lock.sendLine(stream, at) : undefined;
      if (answer?.["Status"] !== "SUCCESS") break;
      at = Number(answer["Next"]);
    }
  }

  #next(): number {
    return this.#hasLogin ? Number(this.#lock.asMaster("GetUpdate")?.["Next"] ?? 0) : 0;
  }

  /** At once, or at an operation soon. */
  #cutPower(): void {
    const { board } = this.#lock;
    if (this.#random.oneIn(3)) board.cutPower();
    else board.cutPowerAt(board.operations.count + this.#random.between(1, 25), this.#random.pick([0, 0.5, 1]));
  }

  /** The allowed image whose header and signature are in the record. */
  get #offered(): SignedImage | undefined {
    const value = this.#lock.board.nvs.read("latchkey", "update")?.value;
    if (!(value instanceof Uint8Array)) return undefined;
    return allowedImages.find(({ offer }) => {
      for (let from = 0; from + offer.length <= value.length; from++) if (offer.every((byte, at) => byte === value[from + at])) return true;
      return false;
    });
  }

  #look(): void {
    const lock = this.#lock;
    if (!lock.on) {
      this.#done.powerCuts++;
      lock.restart();
    } else if (lock.board.power.stopped !== undefined) {
      lock.board.run(2 * second);
    }
    lock.check();
    const offered = this.#offered;
    lock.writable = offered === undefined ? [] : [offered];
    const { slot } = lock.board.power.image!;
    if (this.#slot !== undefined && this.#slot !== slot) this.#done.installed++;
    this.#slot = slot;
  }
}
