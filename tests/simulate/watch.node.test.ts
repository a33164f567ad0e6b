// SPDX-License-Identifier: Apache-2.0
/**
 * Each promise in a little story: the firmware keeps it, and with one slip in its sources (a planted bug, or one made here) the
 * watch sees it broken. The stories are lived on Node.
 */
import { after, describe, test } from "node:test";
import assert from "node:assert/strict";
import { bundleSimulator, SimulateEngine } from "../../host/app/simulate-engine";
import { addPin } from "../../host/board/pin-credential";
import type { SourceChange } from "../../host/app/source-changes";
import type { TimedAct } from "../../host/simulate/act";
import { masterPin, pins } from "../../host/simulate/cast";
import { plantedBugs } from "../../host/simulate/planted-bugs";
import { accessSeed, accessTwins } from "./access-twins";
import { updateTwins } from "./update-twins";
import { at, enter, line, login, second, type Twins } from "./twins";

const board = "esp32-devkit";

const wrongPin = enter("530917");
const prove = [...at(10, { do: "repair" }), ...at(50, { do: "prove" })];

const atTheMenu = (seconds: number, keys: string): TimedAct[] => [
  ...at(seconds, { do: "button", holdMs: 5_500 }),
  ...at(seconds + 6, enter(masterPin)),
  ...at(seconds + 9, { do: "type", keys: `${keys}#`, gapMs: 250 }),
];

const twins: readonly Twins[] = [
  {
    promise: "acknowledged",
    slip: "a card opens alone once rows are switched on",
    change: { file: "lock/lock-menu.ts", find: 'return this.#set("ScrambledEntry", 1, by);', replace: 'return this.#set("CardOpensAlone", 1, by);' },
    acts: atTheMenu(5, "0#5#"),
    says: /the settings become .*, which nobody asked for/,
  },
  {
    promise: "authority",
    slip: "of several PINs in one row the shortest counts",
    change: { file: "lock/pin-row.ts", find: "match !== 0 ? match : +found", replace: "found === 0 ? match : +found" },
    acts: [...atTheMenu(5, "0#5#"), ...at(20, enter(`${pins[4]}${pins[5]}`))],
    says: /user 4 is accepted through 3, but it was not he who came/,
  },
  {
    promise: "guesses",
    slip: "a PIN of seven digits may stand in a row of eighteen",
    change: { file: "lock/pin-row.ts", find: "10 ** (this.#length - pinLengthMin) ?", replace: "10 ** (this.#length - pinLengthMin + 1) ?" },
    acts: [...atTheMenu(5, "0#5#"), ...at(90, enter(`${pins[4]}${pins[5]}`))],
    says: /judged before it is counted/,
  },
  {
    promise: "authority",
    slip: "console unlocks without a login",
    acts: at(5, line("UnlockDoor")),
    says: /nobody is logged in|nobody with a right/,
  },
  {
    promise: "authority",
    slip: "disabled user opens",
    acts: [
      ...at(5, login, line("SetUser", { OperationType: 2, UserIndex: 2, UserStatus: 3 }), line("Logout")),
      ...at(10, enter(pins[2])),
    ],
    says: /user 2 is accepted, who may not open/,
  },
  {
    promise: "acknowledged",
    slip: "erased user stays on flash",
    acts: at(5, login, line("ClearUser", { UserIndex: 2 })),
    says: /ClearUser is answered with SUCCESS/,
  },
  {
    promise: "authority",
    slip: "session lasts 50 minutes",
    acts: [...at(5, login), ...at(400, line("UnlockDoor"))],
    says: /nobody with a right|nobody is logged in/,
  },
  {
    promise: "log",
    slip: "contact counts without debouncing",
    acts: [...at(5, enter(pins[2])), ...at(8, { do: "openDoor" }), ...at(11, { do: "closeDoor" })],
    says: /said to have opened/,
  },
  {
    promise: "gettingOut",
    slip: "getting out refused while locked out",
    acts: [...at(5, wrongPin), ...at(10, wrongPin), ...at(15, wrongPin), ...at(20, { do: "button", holdMs: 150 })],
    says: /inside button does not open/,
  },
  {
    promise: "truth",
    slip: "last move counts more than the switches",
    acts: [...at(5, enter(pins[2])), ...at(12, { do: "thumb", to: 1, holdMs: 300 }), ...at(18, line("GetStatus"))],
    says: /says Unlocked, and the bolt is at 1/,
  },
  {
    promise: "motor",
    slip: "stall ignored",
    acts: [...at(5, { do: "block", at: 0.5 }), ...at(6, enter(pins[2]))],
    says: /stalled/,
  },
  {
    promise: "motor",
    slip: "motor turned round without a rest",
    acts: [...at(5, { do: "block", at: 0.5 }), ...at(6, enter(pins[2]))],
    says: /turned round at once/,
  },
  {
    promise: "autoLock",
    slip: "locks by itself a second late",
    acts: at(5, enter(pins[2])),
    says: /not thrown after 20 s/,
  },
  {
    promise: "autoLock",
    slip: "deadlines run almost a second early",
    acts: [...at(5, enter(pins[2])), ...at(26.7, { do: "type", keys: "1111", gapMs: 100 })],
    says: /locks \d+ ms after/,
  },
  {
    promise: "autoLock",
    slip: "button locks on an open door",
    acts: [...at(5, enter(pins[2])), ...at(9, { do: "openDoor" }), ...at(12, { do: "button", holdMs: 150 })],
    says: /door is open/,
  },
  {
    promise: "log",
    slip: "wrong PIN not logged",
    acts: at(5, wrongPin),
    says: /wrong PIN is not in the log/,
  },
  { promise: "log", slip: "log not chained", acts: at(5, wrongPin), says: /does not continue the chain/ },
  {
    promise: "log",
    slip: "request logged when the bolt has arrived",
    acts: at(5, { do: "button", holdMs: 150 }),
    says: /before the log says so/,
  },
  {
    promise: "log",
    slip: "forced door not noticed",
    acts: at(5, { do: "forceDoor" }),
    says: /forced/,
  },
  {
    promise: "acknowledged",
    slip: "settings sealed before they are changed",
    acts: at(5, login, line("SetSetting", { Name: "OpenPeriod", Value: 9 })),
    says: /SetSetting is answered with SUCCESS/,
  },
  {
    promise: "acknowledged",
    slip: "two users with one PIN",
    acts: at(5, login, line("SetCredential", addPin(9, pins[3]!))),
    says: /users 3 and 6/,
  },
  {
    promise: "guesses",
    slip: "attempt counted after the compare",
    acts: at(5, enter(pins[2])),
    says: /before it is counted/,
  },
  {
    promise: "guesses",
    slip: "lockout not started again after a power cut",
    acts: [
      ...[5, 10, 15].flatMap((seconds) => at(seconds, wrongPin)),
      ...at(20, { do: "cutPower", offMs: 1_000 }),
      ...at(25, wrongPin),
    ],
    says: /before the lockout is over/,
  },
  {
    promise: "guesses",
    slip: "star does not clear",
    acts: at(5, { do: "type", keys: `28*${pins[2]}#`, gapMs: 250 }),
    says: /nobody made/,
  },
  {
    promise: "guesses",
    slip: "of nine wrong ones any PIN takes back one",
    change: {
      file: "lock/lockout.ts",
      find: 'who === "master" ? 0 : this.#unforgivenBefore);',
      replace: 'who === "master" ? 0 : this.#unforgivenBefore - (this.#unforgivenBefore > 8 ? 1 : 0));',
    },
    // The tenth, and the power off for half an hour; the lockout is over when the chip has run for an hour.
    acts: [
      ...[0, 1, 2, 33, 95].flatMap((seconds) => at(seconds, line("Login", { PIN: "530917" }))),
      ...at(693, enter(pins[4])),
      ...[698, 700, 702, 756, 876].flatMap((seconds) => at(seconds, wrongPin)),
      ...at(878, { do: "cutPower", offMs: 1_800 * second }),
      ...at(6_279, enter(pins[2])),
    ],
    says: /taken back to 0 and 8/,
  },
  {
    promise: "turns",
    slip: "an exception at the console",
    change: {
      file: "link/lock-commands.ts",
      find: "function getBattery(_given: Arguments, { target }: CommandContext): Reply {",
      replace: "function getBattery(_given: Arguments, { target }: CommandContext): Reply { if (target) throw new Error();",
    },
    acts: at(5, login, line("GetBattery")),
    says: /exception/,
  },
  {
    promise: "guesses",
    slip: "started entry remembered for 50 s",
    acts: prove,
    says: /nobody made/,
  },
  {
    promise: "usable",
    slip: "the inside button never locks",
    change: { file: "lock/lock.ts", find: '=== "unlocked" ? "lock" : "unlock";', replace: '=== "unlocked" ? "unlock" : "unlock";' },
    acts: prove,
    says: /inside button does not lock/,
  },
];

const engines: SimulateEngine[] = [];

async function engineWith(changes: readonly SourceChange[]): Promise<SimulateEngine> {
  const engine = new SimulateEngine(await bundleSimulator(board, changes), "node");
  engines.push(engine);
  return engine;
}

describe("the watch", () => {
  const sound = engineWith([]);
  after(async () => {
    for (const engine of engines) await engine.close();
  });

  test("finds nothing wrong in a proof after a repair", async () => {
    const { failure, figures } = await (await sound).live({ seed: 1, days: 1, acts: prove }, { untilMs: 300 * second });
    assert.equal(failure, undefined);
    assert.equal(figures?.proofs, 1);
  });

  test("holds the lock to locking itself again once what jammed it is gone and somebody came", async () => {
    const jam = [...at(5, enter(pins[2])), ...at(10, { do: "block", at: 0.5 }), ...at(60, { do: "block" })];
    const story = { seed: 1, days: 1, acts: [...jam, ...at(70, enter(pins[3]))] };
    const { failure } = await (await sound).live(story, { untilMs: 120 * second });
    assert.equal(failure, undefined);
  });

  test("puts up with a key that counts twice while contacts bounce", async () => {
    const acts = [
      ...at(3_600, { do: "drain", chargePercent: 20 }),
      ...[3_900, 12_120].flatMap((seconds) => at(seconds, { do: "button", holdMs: 150 })),
      ...at(16_080, { do: "bounce", ms: 43 }),
      ...at(18_000, enter("14368")),
    ];
    const { failure } = await (await sound).live({ seed: 777_152, days: 1, acts }, { untilMs: 18_010 * second });
    assert.equal(failure, undefined);
  });

  for (const { promise, slip, change, acts, says, seed } of [
    ...[...twins, ...updateTwins].map((each) => ({ ...each, seed: 1 })),
    ...accessTwins.map((each) => ({ ...each, seed: accessSeed })),
  ]) {
    test(`sees "${promise}" kept, and broken: ${slip}`, async () => {
      const story = { seed, days: 1, acts };
      const untilMs = acts[acts.length - 1]!.atMs + 200 * second;
      const kept = await (await sound).live(story, { untilMs });
      assert.equal(kept.failure, undefined);

      const changes = change === undefined ? plantedBugs.find(({ name }) => name === slip)?.changes : [change];
      assert.ok(changes, `there is no planted bug "${slip}"`);
      const { failure } = await (await engineWith(changes)).live(story, { untilMs });
      assert.equal(failure?.promise, promise, failure?.what ?? "not seen");
      assert.match(failure?.what ?? "", says);
    });
  }
});
