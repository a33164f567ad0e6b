// SPDX-License-Identifier: Apache-2.0
/**
 * One bit flips somewhere, at a random moment of an update: in a line on its way, in either slot, in otadata, or in a record of the update.
 * Half the time the power is cut at that moment, too. Afterwards a signed image boots, users and log are whole, and the update can be finished.
 */
import type { Firmware } from "../board/chip-power";
import { sectorSize } from "../board/flash";
import { Task } from "../board/task-queue";
import { must } from "./soak-lock";
import { SeededRandom } from "./seeded-random";
import { assertUpdated, UpdateCuts } from "./update-cuts";
import { newImage, newVersion } from "./update-images";
import { UpdateLock, type LockState } from "./update-lock";

const places = ["line", "ota_0", "ota_1", "otadata", "update", "updateAt", "updateFirst", "updateTrust"] as const;
export type FlipPlace = (typeof places)[number];

/** What happened to the lock. */
export interface Flip {
  place: FlipPlace;
  /** A slot was being written while the image in the other one was hit, so that none is left to boot. */
  wentDark: boolean;
}

/** When an update is installed at the latest, and when it has proved itself. */
const installedMs = 5_000;
const provedMs = 75_000;
const updateLines = 32;
const imageSectors = 3;
/** Of an entry of otadata, at the beginning of a sector. */
const entryBytes = 32;

export class UpdateFlips {
  readonly #cuts: UpdateCuts;
  readonly #states = new Map<string, LockState>();

  constructor(firmware: Firmware) {
    this.#cuts = new UpdateCuts(firmware);
  }

  /** Throws what is not as it should be. */
  flip(seed: number): Flip {
    const random = new SeededRandom(seed);
    const place = random.pick(places);
    const withCut = place !== "line" && random.oneIn(2);
    const lock = new UpdateLock({ ...this.#cuts.options, ...(withCut && { state: this.#cutState(random) }), seed });
    let flipped: FlipPlace = place;
    const flip = (): void => {
      flipped = flipBit(lock, place, random);
    };
    if (withCut) {
      flip();
    } else {
      const { scheduler } = lock.board;
      const later = new Task(flip);
      if (place === "line") {
        lock.garbled = { line: random.below(updateLines), bit: random.below(8_192) };
      } else {
        const afterMs = random.oneIn(2) ? random.between(0, installedMs) : random.between(0, provedMs);
        scheduler.after(scheduler.world, later, afterMs * 1_000);
      }
      lock.powerUp();
      if (!lock.isDark) lock.update(newImage, newVersion);
      if (later.queued) {
        scheduler.world.remove(later);
        flip();
      }
    }
    return { place: flipped, wentDark: !recovers(lock) };
  }

  /** Of a lock whose power was cut at some operation. */
  #cutState(random: SeededRandom): LockState {
    const operation = random.between(1, this.#cuts.operations);
    const torn = random.pick([0, 0.5, 1]);
    const name = `${operation} ${torn}`;
    let state = this.#states.get(name);
    if (state === undefined) {
      state = this.#cuts.stateAfter(operation, torn);
      this.#states.set(name, state);
    }
    return state;
  }
}

/** Where there is no such record now, in otadata. */
function flipBit(lock: UpdateLock, place: FlipPlace, random: SeededRandom): FlipPlace {
  const mask = 1 << random.below(8);
  if (place === "ota_0" || place === "ota_1") {
    lock.flip(place, random.below(imageSectors * sectorSize), mask);
  } else if (place === "otadata") {
    lock.flip(place, random.below(2) * sectorSize + random.below(entryBytes), mask);
  } else {
    const keys = lock.board.nvs.open("latchkey", true)!;
    const entry = keys.get(place);
    if (!(entry?.value instanceof Uint8Array)) return flipBit(lock, "otadata", random);
    const value = entry.value.slice();
    value[random.below(value.length)]! ^= mask;
    keys.set(place, { ...entry, value });
  }
  return place;
}

/** False: no slot has a whole image. */
function recovers(lock: UpdateLock): boolean {
  lock.restart();
  if (lock.isDark) return false;
  lock.proveItself();
  lock.update(newImage, newVersion);
  must(!lock.isDark, "it went dark after it had recovered");
  assertUpdated(lock);
  return true;
}
