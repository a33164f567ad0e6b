// SPDX-License-Identifier: Apache-2.0
/** Bugs about users and settings that the simulator must find (planted-bugs.ts). */
import { bug, bugWith, type PlantedBug } from "./planted-bug";

export const userBugs: readonly PlantedBug[] = [
  bug("erased user stays on flash", "acknowledged", [
    "lock/user-store.ts",
    "      this.#records.delete(userRecord(userIndex));\n",
    "",
  ]),
  bug("two users with one PIN", "acknowledged", [
    "lock/users.ts",
    "if (this.index.isTaken(type, index, data))",
    "if (isMaster && this.index.isTaken(type, index, data))",
  ]),
  bugWith("fillNvs", "user acknowledged who could not be stored", "acknowledged", [
    "lock/user-store.ts",
    "RecordCode.user + userIndex });\n      return false;\n    }\n    this.index.keep(userIndex, user);",
    "RecordCode.user + userIndex });\n    }\n    this.index.keep(userIndex, user);",
  ]),
  bug("disabled user opens", "authority", [
    "lock/admission.ts",
    "if (user.status !== UserStatus.occupiedEnabled)",
    "if (user.status === UserStatus.available)",
  ]),
  bug("user of one use is not used up", "authority", [
    "lock/users.ts",
    "if (type === UserType.disposable) user.status = UserStatus.occupiedDisabled;",
    "if (type === UserType.disposable) user.status = UserStatus.occupiedEnabled;",
  ]),
  bug("another status takes the credentials along", "acknowledged", [
    "lock/users.ts",
    "    user.status = change.status ?? user.status;\n    user.type",
    "    user.status = change.status ?? user.status;\n    if (change.status !== undefined) user.credentials = [];\n    user.type",
  ]),
  bug("occupied index is written over", "acknowledged", [
    "lock/users.ts",
    '    if (owner !== 0) return "OCCUPIED";\n',
    "",
  ]),
  bug("cleared credential stays on flash", "acknowledged", [
    "lock/users.ts",
    'if (!this.write(userIndex, { ...user, credentials: kept }, by)) return "FAILURE";',
    "this.index.keep(userIndex, { ...user, credentials: kept });",
  ]),
  bug("user with another name is a new one", "acknowledged", [
    "lock/users.ts",
    'const user = operation === "add" ? newUser() : this.read(userIndex);',
    'const user = operation === "add" || change.name !== undefined ? newUser() : this.read(userIndex);',
  ]),
  bug("settings sealed before they are changed", "acknowledged", [
    "lock/settings.ts",
    "    this.#values[place] = value;\n    try {\n      this.#records.write(settingsRecord, this.#seal());",
    "    const record = this.#seal();\n    this.#values[place] = value;\n    try {\n      this.#records.write(settingsRecord, record);",
  ]),
  bug("programming stays open for ten minutes", "guesses", [
    "lock/programming.ts",
    "const idleMs = 60_000;",
    "const idleMs = 600_000;",
  ]),
];
