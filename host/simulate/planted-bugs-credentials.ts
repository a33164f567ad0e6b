// SPDX-License-Identifier: Apache-2.0
/** Bugs about cards, fingers, two factors and guest codes that the simulator must find (planted-bugs.ts). */
import { bugWith, bugWithLine, type PlantedBug } from "./planted-bug";

const alone = "CardOpensAlone";

export const credentialBugs: readonly PlantedBug[] = [
  bugWithLine(alone, "a card alone opens although it must not", "authority", [
    "lock/admission.ts",
    "if (isCardAlone && !now.cardOpensAlone)",
    "if (isCardAlone && now.operatingMode > 4)",
  ]),
  bugWith("card", "disabled user opens by card", "authority", [
    "lock/admission.ts",
    "if (user.status !== UserStatus.occupiedEnabled)",
    "if (user.status !== UserStatus.occupiedEnabled && credentialType !== CredentialType.rfid)",
  ]),
  bugWith("card", "cleared card still opens", "authority", [
    "lock/user-index.ts",
    "if (this.#counts[userIndex]! > credentials.length) this",
    "if (this.#counts[userIndex]! > credentials.length + 1) this",
  ]),
  bugWith("card", "cards are not counted", "guesses", [
    "lock/verifier.ts",
    "return mayBeCredential && lockout.countAttempt() ?",
    "return mayBeCredential && (source === OperationSource.rfid || lockout.countAttempt()) ?",
  ]),
  bugWith("finger", "fingers are not counted", "authority", [
    "lock/verifier.ts",
    "return mayBeCredential && lockout.countAttempt() ?",
    "return mayBeCredential && (source === OperationSource.biometric || lockout.countAttempt()) ?",
  ]),
  bugWith("finger", "a finger that nobody has is the first one's", "authority", [
    "lock/verifier.ts",
    "slot >= 0 && slot < unknownSlot ? slot : unknownSlot",
    "slot < unknownSlot ? Math.abs(slot) + (slot < 0 ? 6 : 0) : unknownSlot",
  ]),
  bugWith("card", "Vacation lets cards in", "authority", [
    "lock/operating-mode.ts",
    "return isRemote(source) || (isMaster && source === OperationSource.keypad);",
    "return isRemote(source) || source === OperationSource.rfid || (isMaster && source === OperationSource.keypad);",
  ]),
  bugWith("card", "second factor may come a minute later", "authority", [
    "lock/factors.ts",
    "export const factorsMs = 15_000;",
    "export const factorsMs = 60_000;",
  ]),
  bugWith("card", "first factor outlives a wrong one", "authority", [
    "lock/verifier.ts",
    "    this.#factors.forget();\n    audit.record(event, entry);",
    "    audit.record(event, entry);",
  ]),
  bugWith("card", "first factor outlives a change of users", "authority", [
    "lock/factors.ts",
    "if (userIndex !== this.#userIndex || usersChanges !== this.#usersChanges)",
    "if (userIndex !== this.#userIndex || this.#usersChanges < 0)",
  ]),
  bugWith("card", "first factor takes all wrong attempts back", "guesses", [
    "lock/verifier.ts",
    "    this.#options.lockout.takeBack();\n",
    '    this.#options.lockout.succeed("user");\n',
  ]),
  bugWith("guest", "guest code works an hour longer", "authority", [
    "crypto/guest-code.ts",
    "((sinceStart - hoursAt[place]!) >> 31)",
    "((sinceStart - hoursAt[place]! - 1) >> 31)",
  ]),
  bugWith("guest", "guest code works an hour before", "authority", [
    "crypto/guest-code.ts",
    "~(sinceStart >> 31) &",
    "~((sinceStart + 1) >> 31) &",
  ]),
  bugWith("guest", "revoked guest code still opens", "authority", [
    "lock/guest-codes.ts",
    "opensMask(id, hourOf(localSeconds)) & ~this.#preparedDeadMask",
    "opensMask(id, hourOf(localSeconds)) & ~(this.#preparedDeadMask & 0)",
  ]),
  bugWith("guest", "guest code for one use is not used up", "authority", [
    "lock/guest-codes.ts",
    "return !guestCodeOf(id).once || this.#add",
    "return guestCodeOf(id).once || this.#add",
  ]),
  bugWithLine("NewGuestKey", "codes made with the old guest key still open", "authority", [
    "lock/guest-codes.ts",
    "    this.#take(salt, dead);\n    this.#options.audit",
    '    if (this.#state !== "on") this.#take(salt, dead);\n    this.#options.audit',
  ]),
  bugWith("guest", "guests come in during Vacation", "authority", [
    "lock/verifier.ts",
    "if (!modeAllows(operatingMode, source, false))",
    "if (!modeAllows(operatingMode, source, true))",
  ]),
];
