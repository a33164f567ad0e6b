// SPDX-License-Identifier: Apache-2.0
/**
 * What the master can ask of the lock as a whole at the keypad, by one digit: three things on or off, three counts told by beeps.
 * docs/keypad.md is the page for it. Whether it is the master has been judged before (lock/programming.ts).
 */
import type { Actor } from "./audit";
import { CountBeeps } from "./count-beeps";
import type { Loop } from "./loop";
import type { Indicator } from "./parts";
import { settingsTable, type SettingName, type Settings } from "./settings";
import { CredentialType } from "./user-record";
import type { Users } from "./users";

export interface LockMenuOptions {
  users: Users;
  settings: Settings;
  loop: Loop;
  indicator: Indicator;
}

export class LockMenu {
  readonly #users: Users;
  readonly #settings: Settings;
  readonly #indicator: Indicator;
  readonly #beeps: CountBeeps;
  /** What AutoRelockTime is when it is switched on. */
  #relockSeconds: number = settingsTable.find(({ name }) => name === "AutoRelockTime")!.default;

  constructor(options: LockMenuOptions) {
    this.#users = options.users;
    this.#settings = options.settings;
    this.#indicator = options.indicator;
    this.#beeps = new CountBeeps(options);
  }

  choose(digit: number, by: Actor): void {
    const relockSeconds = this.#settings.get("AutoRelockTime");
    if (relockSeconds > 0) this.#relockSeconds = relockSeconds;
    switch (digit) {
      case 1:
        return this.#set("AutoRelockTime", this.#relockSeconds, by);
      case 2:
        return this.#set("AutoRelockTime", 0, by);
      case 3:
        return this.#set("CardOpensAlone", 1, by);
      case 4:
        return this.#set("CardOpensAlone", 0, by);
      case 5:
        return this.#set("ScrambledEntry", 1, by);
      case 6:
        return this.#set("ScrambledEntry", 0, by);
      case 7:
        return this.#beeps.tell(this.#countUsers());
      case 8:
        return this.#beeps.tell(this.#users.count(CredentialType.rfid));
      case 9:
        return this.#beeps.tell(this.#users.count(CredentialType.fingerprint));
      default:
        this.#indicator.show("refused");
    }
  }

  /** A key was pressed: no count goes on. */
  quiet(): void {
    this.#beeps.stop();
  }

  #countUsers(): number {
    let count = 0;
    for (let index = this.#users.nextUser(0); index !== 0; index = this.#users.nextUser(index)) count++;
    return count;
  }

  #set(name: SettingName, value: number, by: Actor): void {
    this.#indicator.show(this.#settings.set(name, value, by) === "SUCCESS" ? "ok" : "refused");
  }
}
