// SPDX-License-Identifier: Apache-2.0
/** Bugs about updates of the firmware that the simulator must find (planted-bugs.ts). Only lives with updates can show them. */
import { bugWith, type PlantedBug } from "./planted-bug";

export const updateBugs: readonly PlantedBug[] = [
  bugWith("update", "image taken whatever its signature", "firmware", [
    "update/updates.ts",
    "valid ? () => this.#take(offer, by)",
    "valid || offer.length > 0 ? () => this.#take(offer, by)",
  ]),
  bugWith("update", "older security version is taken", "firmware", [
    "update/refusal.ts",
    "if (header.securityVersion < Math.max(trust.securityVersion, identity.securityVersion))",
    "if (header.securityVersion + 1 < Math.max(trust.securityVersion, identity.securityVersion))",
  ]),
  bugWith("update", "key is good again that an image before has revoked", "firmware", [
    "update/refusal.ts",
    "if (trust.isRevoked(header.keyId) || identity.revokedKeys.includes(header.keyId))",
    "if (identity.revokedKeys.includes(header.keyId))",
  ]),
  bugWith("update", "image for another board is taken", "firmware", [
    "update/refusal.ts",
    '  if (header.board !== identity.board) return { refusal: "board" };\n',
    "",
  ]),
  bugWith("update", "only the first block is compared with its hash", "firmware", [
    "update/receiver.ts",
    'if (!equal(imageHash(Digest, block), hash)) return { result: "wrongHash" };',
    'if (number === 0 && !equal(imageHash(Digest, block), hash)) return { result: "wrongHash" };',
  ]),
  bugWith("update", "block counted before it is on flash", "firmware", [
    "update/receiver.ts",
    'const kept: InTurns<Written> = number === 0 ? () => this.#keepFirst(block) : slot.write(number, block, hash);\n' +
      '    return afterwards(kept, (answer): InTurns<Written> => (answer.result === "written" ? () => this.#count(block) : answer));',
    'if (this.#count(block).result === "failed") return { result: "failed" };\n' +
      "    return number === 0 ? () => this.#keepFirst(block) : slot.write(number, block, hash);",
  ]),
  bugWith("update", "blocks sent without a login are taken", "authority", [
    "link/update-commands.ts",
    'name: "UpdateData",\n    needsLogin: true',
    'name: "UpdateData",\n    needsLogin: false',
  ]),
  bugWith("update", "after a power cut all blocks have to come again", "firmware", [
    "update/progress.ts",
    "    this.#blocksDone = done;\n    this.#nextHash = at.slice(tieBytes + 4);",
    "    if (done > blockCount(imageBytes) - 1) this.#blocksDone = done;\n    this.#nextHash = done > blockCount(imageBytes) - 1 ? at.slice(tieBytes + 4) : firstHash;",
  ]),
  bugWith("update", "nobody has to be away for a minute", "firmware", [
    "update/updates.ts",
    "const quietMs = 60_000;",
    "const quietMs = 6_000;",
  ]),
  bugWith("update", "updates hear nothing of keys", "firmware", ["main.ts", "    updates.noticed(event);\n", ""]),
  bugWith("update", "security version raised before an image has proved itself", "firmware", [
    "update/outcome.ts",
    "      this.#probation = new Probation(",
    "      this.#raiseTrust();\n      this.#probation = new Probation(",
  ]),
  bugWith("update", "image has proved itself at once", "firmware", [
    "update/probation.ts",
    "const aliveMs = 60_000;",
    "const aliveMs = 6_000;",
  ]),
  bugWith("update", "ten minutes of probation are an hour", "firmware", [
    "update/probation.ts",
    "const patienceMs = 600_000;",
    "const patienceMs = 3_600_000;",
  ]),
  bugWith("update", "probation needs nobody who is let in", "firmware", [
    "update/probation.ts",
    "(isOver || lock.verifier.accepted > 0)",
    "(isOver || lock.verifier.accepted >= 0)",
  ]),
  bugWith("update", "another image is taken during probation", "firmware", [
    "update/updates.ts",
    '    if (this.#outcome.probation !== undefined) return { refusal: "probation" };\n',
    "",
  ]),
  bugWith("cutPower", "power cut on probation ends the update", "firmware", [
    "update/outcome.ts",
    "Object.freeze([1, 2, 9])",
    "Object.freeze([2, 9])",
  ]),
  bugWith("update", "first sector written as soon as it comes", "firmware", [
    "update/receiver.ts",
    "number === 0 ? () => this.#keepFirst(block) : slot.write(number, block, hash);",
    "number === 0 && this.#keepFirst(block).result !== \"written\" ? answerFailed : slot.write(number, block, hash);",
  ], [
    "update/receiver.ts",
    "export class Receiver {",
    'const answerFailed: Written = Object.freeze({ result: "failed" });\n\nexport class Receiver {',
  ]),
  bugWith("update", "installed, and not restarted", "firmware", [
    "update/updates.ts",
    "    this.#options.lock.options.restart();\n",
    "",
  ]),
  bugWith("flipFirmware", "outdated firmware runs and does not say so", "firmware", [
    "update/outcome.ts",
    "      lock.audit.record(AuditEvent.firmwareOutdated, { value: versionCode(identity.version) });\n",
    "      void lock;\n",
  ]),
];
