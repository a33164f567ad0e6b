// SPDX-License-Identifier: Apache-2.0
/**
 * "acknowledged": every write to NVS is compared with what was asked for. Users and settings change only by a command of
 * somebody who may be logged in (or by programming at the keypad), to what it said, one at a time, and no two users get one
 * PIN. The latest time seen never goes back. The device key is never touched.
 *
 * Under all faults. What stands on flash is what the model takes to be true from then on: NVS is atomic, so after a power cut
 * it is the old or the new, and the chip that starts again must go by it.
 */
import type { NvsEntry } from "../board/nvs";
import type { ConsoleModel } from "./model-console";
import { sameBytes, type HashKey } from "./model-hash";
import type { Attempts } from "./model-lockout";
import { numberOf, payloadOf, settingDefaults, settingNames, settingsOf, userIndexOf, verifierFor, verifierOf } from "./model-records";
import { pins } from "./cast";
import type { Scene } from "./watch-scene";

const domain = "latchkey";

export interface KnownUser {
  verifier: Uint8Array;
  /** undefined: nobody here knows it. */
  pin: string | undefined;
}

export class RecordsWatch {
  readonly users = new Map<number, KnownUser>();
  settings: readonly number[] = settingDefaults;
  attempts: Attempts = { count: 0, unforgiven: 0 };
  /** What the counts are to be, when they are written. */
  onAttempts: ((next: Attempts) => void) | undefined;
  onSettings: (() => void) | undefined;
  /** What was hashed last without being counted as an attempt: a PIN that somebody is about to get. */
  newPin = "";
  /** Programming at the keypad may be open. */
  mayProgram: () => boolean = () => false;
  readonly #scene: Scene;
  readonly #console: ConsoleModel;
  readonly #key: HashKey;
  #latestUtcSeconds = 0;

  constructor(scene: Scene, console: ConsoleModel, key: HashKey) {
    this.#scene = scene;
    this.#console = console;
    this.#key = key;
    this.readAll();
    this.#follow();
  }

  /** 0: nobody has this PIN. */
  userWith(pin: string): number {
    let verifier: Uint8Array | undefined;
    for (const [index, user] of this.users) {
      if (user.pin === pin) return index;
      if (user.pin === undefined && sameBytes((verifier ??= verifierFor(pin, this.#key)), user.verifier)) return index;
    }
    return 0;
  }

  setting(name: string): number {
    return this.settings[settingNames.indexOf(name)] ?? 0;
  }

  /** As a chip that starts finds it. */
  readAll(): void {
    for (const [key, entry] of this.#scene.board.nvs.open(domain, true) ?? []) {
      const payload = this.#payload(key, entry);
      if (payload !== undefined) this.#take(key, payload);
    }
  }

  #follow(): void {
    const { nvs, power } = this.#scene.board;
    const write = nvs.write.bind(nvs);
    const remove = nvs.delete.bind(nvs);
    nvs.write = (in_, key, entry, block) => {
      const payload = this.#payload(key, entry);
      const attempts = payload !== undefined && key === "attempts" ? attemptsOf(payload) : undefined;
      // That they are taken back counts even when it cannot be stored.
      if (attempts?.count === 0) this.onAttempts?.(attempts);
      write(in_, key, entry, block);
      if (payload === undefined) return;
      // Cut off in the middle: the next start tells.
      if (!power.on && nvs.read(in_, key) !== entry) return;
      if (attempts !== undefined && attempts.count > 0) this.onAttempts?.(attempts);
      this.#judge(key, payload);
      this.#take(key, payload);
    };
    nvs.delete = (in_, key, block) => {
      remove(in_, key, block);
      if (nvs.read(in_, key) === undefined) this.#deleted(key);
    };
  }

  /** undefined: another one's record, or a garbled one. */
  #payload(key: string, { value }: NvsEntry): Uint8Array | undefined {
    if (key === "audit.head" || !(value instanceof Uint8Array)) return undefined;
    const payload = payloadOf(key, value);
    if (payload === undefined) this.#scene.fail("acknowledged", `the record ${key} is garbled`);
    return payload;
  }

  #take(key: string, payload: Uint8Array): void {
    const index = userIndexOf(key);
    if (index > 0) {
      const verifier = verifierOf(payload);
      if (!sameBytes(this.users.get(index)?.verifier ?? new Uint8Array(0), verifier)) this.#takeUser(index, verifier);
    } else if (key === "settings") {
      this.settings = settingsOf(payload);
      this.onSettings?.();
    } else if (key === "attempts") {
      this.attempts = attemptsOf(payload);
    } else if (key === "wallClock") {
      this.#latestUtcSeconds = numberOf(payload);
    }
  }

  #takeUser(index: number, verifier: Uint8Array): void {
    const candidates = [...this.#asked("SetCredential", index).map(({ fields }) => String(fields["CredentialData"]))];
    const known = [...candidates, this.newPin, pins[index] ?? ""];
    const pin = known.find((each) => each !== "" && sameBytes(verifierFor(each, this.#key), verifier));
    this.users.set(index, { verifier, pin });
  }

  #judge(key: string, payload: Uint8Array): void {
    const index = userIndexOf(key);
    if (index > 0) this.#judgeUser(index, verifierOf(payload));
    else if (key === "settings") this.#judgeSettings(settingsOf(payload));
    else if (key === "wallClock" && numberOf(payload) < this.#latestUtcSeconds) {
      this.#scene.fail("acknowledged", "the latest time that the lock has seen goes back");
    } else if (key === "deviceKey" || key === "factoryReset") {
      this.#scene.fail("acknowledged", `the record ${key} is written`);
    }
  }

  #judgeUser(index: number, verifier: Uint8Array): void {
    const requested = this.#asked("SetCredential", index).map(({ fields }) => String(fields["CredentialData"]));
    if (this.mayProgram()) requested.push(this.newPin);
    if (!requested.some((pin) => sameBytes(verifierFor(pin, this.#key), verifier))) {
      this.#scene.fail("acknowledged", `user ${index} gets a PIN that nobody set who may`);
    }
    for (const [other, user] of this.users) {
      if (other !== index && sameBytes(user.verifier, verifier)) {
        this.#scene.fail("acknowledged", `users ${other} and ${index} have the same PIN`);
      }
    }
  }

  #judgeSettings(next: readonly number[]): void {
    const changed = next.flatMap((value, place) => (value === this.settings[place] ? [] : [place]));
    const [place] = changed;
    if (place === undefined) return;
    const isAsked = this.#asked("SetSetting").some(
      ({ fields }) => fields["Name"] === settingNames[place] && fields["Value"] === next[place],
    );
    if (changed.length > 1 || !isAsked) {
      this.#scene.fail("acknowledged", `the settings become ${next.join(", ")}, which nobody asked for who may`);
    }
  }

  #deleted(key: string): void {
    const index = userIndexOf(key);
    const isAsked = this.#asked("ClearUser", index).length > 0 || this.#asked("ClearCredential", index).length > 0;
    if (index === 0 || (!isAsked && !this.mayProgram())) this.#scene.fail("acknowledged", `the record ${key} is erased`);
    this.users.delete(index);
  }

  #asked(command: string, userIndex?: number): { fields: Readonly<Record<string, unknown>> }[] {
    return this.#console.recent.filter(
      (request) =>
        request.command === command && request.maySession && (userIndex ?? request.fields["UserIndex"]) === request.fields["UserIndex"],
    );
  }
}

function attemptsOf(payload: Uint8Array): Attempts {
  return { count: payload[0] ?? 0, unforgiven: payload[1] ?? 0 };
}
