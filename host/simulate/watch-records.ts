// SPDX-License-Identifier: Apache-2.0
/**
 * "acknowledged": every write to NVS is compared with what was asked for. Users (watch-users.ts) and settings change only by
 * a command of somebody who may be logged in, or by programming at the keypad, to what it said, one at a time. The latest time
 * seen never goes back. The device key is never touched, nor is the calibration, which bring-up alone writes.
 *
 * Under all faults. What stands on flash is what the model takes to be true from then on: NVS is atomic, so after a power cut
 * it is the old or the new, and the chip that starts again must go by it.
 */
import type { NvsEntry } from "../board/nvs";
import type { ClockModel } from "./model-clock";
import type { ConsoleModel } from "./model-console";
import { kinds } from "./model-access";
import { isUpdateKey } from "./model-firmware";
import { GuestModel } from "./model-guest";
import { bytesOfText, sameBytes, type HashKey } from "./model-hash";
import type { Attempts } from "./model-lockout";
import {
  holidaysOf, numberOf, payloadOf, settingDefaults, settingNames, settingsOf, userIndexOf, userOf, verifierFor,
  credentialDataBytes, type Holiday, type KnownCredential, type KnownUser,
} from "./model-records";
import { pins, userTypes, visitors } from "./cast";
import type { Scene } from "./watch-scene";
import { everyCredential, everyUser, pinTypes, UsersWatch } from "./watch-users";

const domain = "latchkey";
const masterIndex = 1;
const modePlace = settingNames.indexOf("OperatingMode");
const privacy = 2;
const normal = 0;

/** As storage/RECORDS.md derives them. */
export interface DeviceKeys {
  device: HashKey;
  pin: HashKey;
  card: HashKey;
}

export class RecordsWatch {
  readonly users = new Map<number, KnownUser>();
  /** By the verifier, as text; those that nobody here knows are missing. */
  readonly #knownPins = new Map<string, string>();
  settings: readonly number[] = settingDefaults;
  holidays: readonly Holiday[] = [];
  readonly guests: GuestModel;
  /** A guest's code for one use is being judged that opens. */
  isGuestUsed: () => boolean = () => false;
  /** Another number after each change of any user. */
  userChanges = 0;
  attempts: Attempts = { count: 0, unforgiven: 0 };
  /** What the counts are to be, when they are written. */
  onAttempts: ((next: Attempts) => void) | undefined;
  onSettings: (() => void) | undefined;
  /** What was hashed last without being counted as an attempt: a PIN that somebody is about to get. */
  newPin = "";
  /** Programming at the keypad may be open. */
  mayProgram: () => boolean = () => false;
  /** Somebody inside may just have opened. */
  mayEndPrivacy: () => boolean = () => false;
  /** A valid credential of his is being judged that opens. */
  isUsed: (index: number) => boolean = () => false;
  readonly #scene: Scene;
  readonly #console: ConsoleModel;
  readonly #keys: DeviceKeys;
  readonly #clock: ClockModel;
  readonly #usersWatch: UsersWatch;
  #clearing: number | undefined;

  constructor(scene: Scene, console: ConsoleModel, keys: DeviceKeys, clock: ClockModel) {
    this.#scene = scene;
    this.#clock = clock;
    this.#console = console;
    this.#keys = keys;
    this.guests = new GuestModel(keys.device);
    const programmed = (): string | undefined => (this.mayProgram() ? this.newPin : undefined);
    const isUsed = (index: number): boolean => this.isUsed(index);
    this.#usersWatch = new UsersWatch({ scene, console, key: keys.pin, clock, programmed, isUsed });
    this.readAll();
    this.#follow();
  }

  /** 0: nobody has this PIN. */
  userWithPin(pin: string): number {
    const verifier = verifierFor(pin, this.#keys.pin);
    return this.#userOf(({ type, data }) => pinTypes.includes(type) && sameBytes(data, verifier));
  }

  /** In hexadecimal. */
  userWithCard(uid: string): number {
    const verifier = this.#keys.card.mac(bytesOfText(uid), credentialDataBytes);
    return this.#userOf(({ type, data }) => type === kinds.card && sameBytes(data, verifier));
  }

  userWithFinger(slot: number): number {
    return this.#userOf(({ type, data }) => type === kinds.finger && data[0]! + data[1]! * 256 === slot + 1);
  }

  #userOf(isIt: (credential: KnownCredential) => boolean): number {
    for (const [index, { credentials }] of this.users) if (credentials.some(isIt)) return index;
    return 0;
  }

  /** The first of his that somebody here knows. */
  pinOf(index: number): string | undefined {
    for (const { type, data } of this.users.get(index)?.credentials ?? []) {
      const pin = pinTypes.includes(type) ? this.#knownPins.get(data.join()) : undefined;
      if (pin !== undefined) return pin;
    }
    return undefined;
  }

  /** What this use changes is not written down yet. */
  isUnused(index: number): boolean {
    const { type, status, firstUsedUtcSeconds } = this.users.get(index) ?? {};
    return (type === userTypes.disposable && status === 1) || (type === userTypes.expiring && firstUsedUtcSeconds === 0);
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

  /** undefined: another one's record, or of the firmware (watch-updates.ts), or a garbled one. */
  #payload(key: string, { value }: NvsEntry): Uint8Array | undefined {
    if (key === "audit.head" || isUpdateKey(key) || !(value instanceof Uint8Array)) return undefined;
    const payload = payloadOf(key, value);
    if (payload === undefined) this.#scene.fail("acknowledged", `the record ${key} is garbled`);
    return payload;
  }

  #take(key: string, payload: Uint8Array): void {
    const index = userIndexOf(key);
    if (index > 0) {
      this.#takeUser(index, userOf(payload));
    } else if (key === "settings") {
      this.settings = settingsOf(payload);
      this.onSettings?.();
    } else if (key === "attempts") {
      this.attempts = attemptsOf(payload);
    } else if (key === "wallClock") {
      this.#clock.latestUtcSeconds = numberOf(payload);
    } else if (key === "guestCodes") {
      this.guests.take(payload);
    } else if (key === "timeZone") {
      this.#clock.rule = String.fromCharCode(...payload);
    } else if (key === "holidays") {
      this.holidays = holidaysOf(payload);
      this.onSettings?.();
    } else if (key === "clearing") {
      this.#clearing = payload[0];
      for (const [each, user] of this.users) this.#takeUser(each, user);
    }
  }

  #takeUser(index: number, read: KnownUser | undefined): void {
    const user = read && (index === masterIndex ? read : withoutCleared(read, this.#clearing));
    this.userChanges += 1;
    if (user === undefined) this.users.delete(index);
    else this.users.set(index, user);
    if (user === undefined) return;
    const asked = this.#console.recent.map(({ fields }) => fields["CredentialData"]);
    const candidates = [...asked.filter((each) => typeof each === "string" && /^\d{6,10}$/.test(each)), this.newPin, pinsAtFirst.get(index) ?? ""];
    for (const pin of candidates as string[]) {
      const verifier = verifierFor(pin, this.#keys.pin);
      if (user.credentials.some(({ data }) => sameBytes(data, verifier))) this.#knownPins.set(verifier.join(), pin);
    }
  }

  #judge(key: string, payload: Uint8Array): void {
    const index = userIndexOf(key);
    if (index > 0) this.#judgeUser(index, payload);
    else if (key === "settings") this.#judgeSettings(settingsOf(payload));
    else if (key === "clearing") this.#usersWatch.clearing(payload[0]!);
    else if (key === "timeZone") this.#mustBeAsked(key, "SetTimeZone");
    else if (key === "guestCodes" && !this.isGuestUsed()) this.#mustBeAsked(key, "NewGuestKey", "RevokeGuestCode");
    else if (key === "fingerModule") this.#mustBeAsked(key, "AcceptFingerModule");
    else if (key === "holidays") this.#mustBeAsked(key, "SetHolidaySchedule", "ClearHolidaySchedule");
    else if (key === "wallClock" && numberOf(payload) < this.#clock.latestUtcSeconds) {
      this.#scene.fail("acknowledged", "the latest time that the lock has seen goes back");
    } else if (key === "deviceKey" || key === "factoryReset" || key === "calibration") {
      this.#scene.fail("acknowledged", `the record ${key} is written`);
    }
  }

  #judgeUser(index: number, payload: Uint8Array): void {
    const user = userOf(payload);
    if (user === undefined) this.#scene.fail("acknowledged", `the record of user ${index} is not as long as it says`);
    else if (this.#clearing === undefined) this.#usersWatch.changed(index, this.users.get(index), user, this.users);
  }

  #judgeSettings(next: readonly number[]): void {
    const changed = next.flatMap((value, place) => (value === this.settings[place] ? [] : [place]));
    const [place] = changed;
    if (place === undefined) return;
    const endsPrivacy = place === modePlace && this.settings[place] === privacy && next[place] === normal;
    if (changed.length === 1 && endsPrivacy && this.mayEndPrivacy()) return;
    const isAsked = this.#asked("SetSetting").some(
      ({ fields }) => fields["Name"] === settingNames[place] && fields["Value"] === next[place],
    );
    if (changed.length > 1 || !isAsked) {
      this.#scene.fail("acknowledged", `the settings become ${next.join(", ")}, which nobody asked for who may`);
    }
  }

  #deleted(key: string): void {
    if (isUpdateKey(key)) return;
    const index = userIndexOf(key);
    const user = this.users.get(index);
    if (key === "clearing") this.#clearing = undefined;
    else if (key === "guestCodes") this.#guestKeyGone();
    else if (user !== undefined) this.#usersWatch.removed(index, user);
    else if (this.#clearing === undefined) this.#scene.fail("acknowledged", `the record ${key} is erased`);
    this.users.delete(index);
    this.userChanges += 1;
  }

  #guestKeyGone(): void {
    this.#mustBeAsked("guestCodes", "ClearGuestKey");
    this.guests.take(undefined);
  }

  #mustBeAsked(key: string, ...commands: readonly string[]): void {
    if (commands.every((command) => this.#asked(command).length === 0)) {
      this.#scene.fail("acknowledged", `the record ${key} is written, which nobody asked for who may`);
    }
  }

  #asked(command: string): { fields: Readonly<Record<string, unknown>> }[] {
    return this.#console.recent.filter((request) => request.command === command && request.maySession);
  }
}

const pinsAtFirst = new Map<number, string>([
  ...Object.entries(pins).map(([index, pin]) => [Number(index), pin] as const),
  ...visitors.map(({ index, pin }) => [index, pin] as const),
]);

/** While many are being cleared, what is left on flash of what is cleared counts no more. undefined: nothing. */
function withoutCleared(user: KnownUser, clearing: number | undefined): KnownUser | undefined {
  if (clearing === undefined) return user;
  const credentials = user.credentials.filter(({ type }) => clearing < everyCredential && type !== clearing);
  const isGone = clearing === everyUser || (credentials.length === 0 && user.credentials.length > 0);
  return isGone ? undefined : { ...user, credentials };
}

function attemptsOf(payload: Uint8Array): Attempts {
  return { count: payload[0] ?? 0, unforgiven: payload[1] ?? 0 };
}
