// SPDX-License-Identifier: Apache-2.0
/**
 * Bugs that the simulator must find: each is a slip that a tired programmer could make, put into the firmware while it is
 * bundled, one at a time (`npm run simulate -- --planted-bugs`). The text to find must stand exactly once in its file.
 *
 * Left out are slips after which nobody can tell a difference from outside: a switch believed at first sight, a MAC that is
 * compared in half of its bytes. docs/planted-bugs.md names those that are found too seldom to be here.
 */
import { bug, bugWith, type PlantedBug } from "./planted-bug";
import { accessBugs } from "./planted-bugs-access";
import { credentialBugs } from "./planted-bugs-credentials";
import { updateBugs } from "./planted-bugs-updates";
import { userBugs } from "./planted-bugs-users";

const drivers: readonly PlantedBug[] = [
  bug("key counts without debouncing", "guesses", [
    "drivers/keypad-scan.ts",
    "export const debounceMs = 20;",
    "export const debounceMs = 0;",
  ]),
  bug("contact counts without debouncing", "log", [
    "drivers/debounced.ts",
    "if (nowMs - this.#sinceMs < this.#stableMs(read)) return false;",
    "if (nowMs - this.#sinceMs > this.#stableMs(read)) return false;",
  ]),
  bugWith("loseInterrupts", "contact looks only when interrupted", "gettingOut", [
    "drivers/contact.ts",
    "this.#poll.every(this.#connected.pending ? changingPollMs : idlePollMs);",
    "if (this.#connected.pending) this.#poll.every(changingPollMs); else this.#poll.stop();",
  ], ["drivers/contact.ts", "import { idlePollMs, Poll }", "import { Poll }"]),
  bugWith("block", "stall ignored", "motor", [
    "drivers/bolt-drive.ts",
    'if (blocked) return "jammed";',
    'if (blocked && !this.#left) return "jammed";',
  ]),
  bugWith("friction", "motor's time limit doubled", "motor", [
    "drivers/bolt-drive.ts",
    "return poweredMs >= this.#actuator.powerMsMax ?",
    "return poweredMs >= this.#actuator.powerMsMax * 2 ?",
  ]),
  bugWith("block", "motor left on after a jam", "motor", [
    "drivers/bolt-drive.ts",
    "if (outcome === undefined) return;\n        this.#off();",
    'if (outcome === undefined) return;\n        if (outcome !== "jammed") this.#off();',
  ]),
  bug("motor turned round without a rest", "motor", [
    "drivers/bolt-drive.ts",
    "if (turns && nowMs - this.#offSinceMs < this.#actuator.restMs) return;",
    "if (turns && nowMs < this.#offSinceMs) return;",
  ]),
  bug("last move counts more than the switches", "truth", [
    "drivers/bolt-drive.ts",
    "return this.#switches?.position ?? this.#assumedPosition;",
    'return this.#assumedPosition === "unknown" ? (this.#switches?.position ?? "unknown") : this.#assumedPosition;',
  ]),
];

const guessing: readonly PlantedBug[] = [
  bug("attempt counted after the compare", "guesses", [
    "lock/verifier.ts",
    "return mayBeCredential && lockout.countAttempt() ? undefined : refused;",
    "return mayBeCredential ? undefined : refused;",
  ], [
    "lock/verifier.ts",
    "    const isMeant =",
    "    if (!lockout.countAttempt()) return refused;\n    const isMeant =",
  ]),
  bug("lockout not started again after a power cut", "guesses", [
    "lock/lockout.ts",
    "    this.#start();\n  }\n\n  /** Wrong attempts since",
    "  }\n\n  /** Wrong attempts since",
  ]),
  bug("lockout grows, but does not double", "guesses", [
    "lock/lockout.ts",
    "firstSeconds * 2 ** over",
    "firstSeconds * (1 + over)",
  ]),
  bug("wrong attempts forgiven to whoever has a PIN", "guesses", [
    "lock/lockout.ts",
    'this.#recount(0, who === "master" ? 0 : this.#unforgivenBefore);',
    'this.#recount(0, who === "master" || who === "user" ? 0 : this.#unforgivenBefore);',
  ]),
  bug("wrong PIN not logged", "log", [
    "lock/verifier.ts",
    "    audit.record(event, entry);\n    const remainingMs",
    "    if (event !== AuditEvent.refused) audit.record(event, entry);\n    const remainingMs",
  ]),
  bug("started entry remembered for 50 s", "authority", [
    "lock/pin-entry.ts",
    "const betweenKeysMs = 5000;",
    "const betweenKeysMs = 50000;",
  ]),
  bug("star does not clear", "guesses", ["lock/pin-entry.ts", "    else this.clear();\n", ""]),
  bug("entry that is too long judged by its beginning", "authority", [
    "lock/pin-entry.ts",
    "this.#onEntry(this.#count > rowLengthMax ? undefined : this.#digits.subarray(0, this.#count));",
    "this.#onEntry(this.#digits.subarray(0, Math.min(this.#count, 10)));",
  ]),
  bug("hashes compared in their first byte only", "authority", [
    "lock/user-index.ts",
    "found = firstWords[place] === word ?",
    "found = (firstWords[place]! & 255) === (word & 255) ?",
  ], [
    "lock/user-index.ts",
    "const mask = zeroMask(difference) & ~zeroMask(owner);",
    "const mask = zeroMask(difference & 0) & ~zeroMask(owner);",
  ]),
];

const boltAndDoor: readonly PlantedBug[] = [
  bug("locks by itself on an open door", "autoLock", [
    "lock/auto-lock.ts",
    'if (this.#doorState() !== "closed") return;',
    'if (this.#doorState() === "unknown") return;',
  ], [
    "lock/request.ts",
    'if (doorState !== "closed") return doorState',
    'if (doorState !== "closed" && source !== OperationSource.auto) return doorState',
  ]),
  bug("button locks on an open door", "autoLock", [
    "lock/request.ts",
    'if (doorState !== "closed") return doorState',
    'if (doorState !== "closed" && source !== OperationSource.button) return doorState',
  ]),
  bug("bolt thrown to the end though the door opens", "autoLock", [
    "lock/lock.ts",
    '    if (this.boltControl.machine.state === "locking") this.request({ operation: "unlock", ...byItself });\n',
    "",
  ]),
  bug("locks by itself a second late", "autoLock", [
    "lock/auto-lock.ts",
    "this.#loop.after(deadline, seconds * 1000, this.#due);",
    "this.#loop.after(deadline, (seconds + 1) * 1000, this.#due);",
  ]),
  bug("forgets to lock after the door has closed", "autoLock", [
    "lock/lock.ts",
    "if (closed) return this.autoLock.startOver();",
    "if (closed) return;",
  ]),
  bug("getting out refused while locked out", "gettingOut", [
    "lock/request.ts",
    "const isInside = source === OperationSource.button || source === OperationSource.auto;",
    "const isInside = source === OperationSource.auto;",
  ]),
  bugWith("cells", "getting out refused on a low battery", "gettingOut", [
    "lock/request.ts",
    'if (operation === "unlock") return undefined;',
    'if (operation === "unlock" && this.#batteryWatch.mayLock) return undefined;',
  ]),
  bug("request logged when the bolt has arrived", "log", [
    "lock/request.ts",
    "      this.#audit.record(AuditEvent.requestAccepted, { source, userIndex, value: operationTypes[operation] });\n",
    "",
  ], [
    "lock/request.ts",
    "        this.#endJam();\n        this.#audit",
    "        this.#endJam();\n" +
      '        const operation = target === "locked" ? "lock" : "unlock";\n' +
      "        if (actor.source !== OperationSource.keypad)\n" +
      '          this.#audit.record(AuditEvent.requestAccepted, { ...actor, value: operationTypes[operation] });\n' +
      "        this.#audit",
  ]),
  bugWith("block", "jammed bolt tried for ever", "motor", [
    "lock/lock-state.ts",
    '    this.#assertPhase("pausing");\n    this.#attempt++;\n',
    '    this.#assertPhase("pausing");\n',
  ]),
  bugWith("block", "jam raises no alarm", "log", ["lock/request.ts", '        this.#alarms.raise("LockJammed", way);\n', ""]),
  bugWith("block", "short move back that ends early throws", "turns", [
    "lock/lock-state.ts",
    'if (this.#phase !== "backingOff") this.#assertPhase("halting");',
    'this.#assertPhase("halting");',
  ]),
  bugWith("forceDoor", "forced door not noticed", "log", [
    "lock/door-watch.ts",
    'if (before === "closed" && this.#boltIsThrown())',
    'if (before === "closed" && !this.#boltIsThrown())',
  ]),
];

const loop: readonly PlantedBug[] = [
  bug("timer set for the newest deadline, not for the next", "autoLock", [
    "lock/loop.ts",
    "if (deadline.armed && deadline.dueMs < wakeAtMs) wakeAtMs = deadline.dueMs;",
    "if (deadline.armed && wakeAtMs > nowMs) wakeAtMs = deadline.dueMs;",
  ]),
  bug("deadlines run almost a second early", "autoLock", [
    "lock/loop.ts",
    "if (!deadline.armed || deadline.dueMs > nowMs",
    "if (!deadline.armed || deadline.dueMs > nowMs + 900",
  ]),
  bug("deadlines that have run are kept", "heap", [
    "lock/loop.ts",
    "if (this.#deadlines[index]!.name === name) return this.#deadlines[index];",
    "if (this.#deadlines[index]!.name === name && this.#deadlines[index]!.armed) return this.#deadlines[index];",
  ]),
];

const storage: readonly PlantedBug[] = [
  bug("log not chained", "log", [
    "storage/audit-seal.ts",
    "else message.set(previous, previousOffset);",
    "else message.fill(0, previousOffset, contentOffset);",
  ]),
  bug("number of an entry used again after power-up", "log", [
    "storage/audit-scan.ts",
    "scan.next = newest.sequence + 1;",
    "scan.next = newest.sequence;",
  ]),
];

const link: readonly PlantedBug[] = [
  bug("console unlocks without a login", "authority", [
    "link/lock-commands.ts",
    'name: "UnlockDoor", needsLogin: true',
    'name: "UnlockDoor", needsLogin: false',
  ]),
  bug("any user may log in", "authority", [
    "link/session-commands.ts",
    'target.verifier.check(digits, OperationSource.proprietaryRemote, "master");',
    "target.verifier.check(digits, OperationSource.proprietaryRemote);",
  ]),
  bug("logging out does not end the session", "authority", [
    "link/session-commands.ts",
    "  session.end(SessionEnd.askedFor);\n",
    "  void session;\n",
  ]),
  bug("session lasts 50 minutes", "authority", [
    "link/session.ts",
    "export const sessionIdleMs = 300_000;",
    "export const sessionIdleMs = 3_000_000;",
  ]),
];

export const plantedBugs: readonly PlantedBug[] = Object.freeze([
  ...drivers,
  ...guessing,
  ...userBugs,
  ...accessBugs,
  ...credentialBugs,
  ...boltAndDoor,
  ...loop,
  ...storage,
  ...link,
  ...updateBugs,
]);
