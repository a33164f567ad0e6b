// SPDX-License-Identifier: Apache-2.0
/**
 * The keypad. First its wires, by pulling each low alone: what is connected with no key pressed, and what every key connects. Only then
 * the lock's own driver, for the order of rows and columns and for ghosts.
 */
import { numberOf, numbersOf, wordOf, type Bench } from "./bench";
import { findingsOf, pairName } from "./keypad-findings";
import { StepFailed, type Fields, type Steps } from "./need";

const settleMs = 400;
const triesMax = 3;
/** Each row and each column is in it. */
const orderedKeys = "159#";
/** Three corners of a rectangle; 5 is the fourth. */
const ghostKeys = "124";

export function* keypadStep(bench: Bench): Steps<void> {
  if (!bench.auto) yield* bench.do("handsOffKeypad", "Keypad: touch no key now.");
  yield* stillLines(bench);
  if (bench.auto) return yield* lockDriver(bench);
  yield* everyKey(bench);
  yield* lockDriver(bench);
  yield* keysInOrder(bench);
  yield* ghosts(bench);
}

/** The lock's own driver has the keypad again. */
function* lockDriver(bench: Bench): Steps<void> {
  yield* bench.must("WatchKeypad", { Mode: "Keys" });
}

function pairsOf(event: Fields): number[][] {
  return Array.isArray(event.Pairs) ? event.Pairs.map(numbersOf).filter((pair) => pair.length === 2) : [];
}

function* stillLines(bench: Bench): Steps<void> {
  const { wires } = bench;
  let seen: Fields | undefined;
  const take = (event: Fields): boolean => {
    if (event.Event === "Lines" && Array.isArray(event.Pairs)) seen = event;
    return false;
  };
  for (let count = 0; count < triesMax && seen === undefined; count++) {
    yield* bench.must("WatchKeypad", { Mode: "Lines" });
    yield* bench.wait(settleMs, take);
  }
  if (seen === undefined) bench.fail("lineSilent");
  const ground = numbersOf(seen.Ground);
  const pairs = pairsOf(seen);
  bench.measure("keypadGround", ground.length === 0 ? "none" : ground.map((line) => wires.keypadLineName(line)).join(", "));
  bench.measure("keypadStill", pairs.length === 0 ? "none" : pairs.map((pair) => pair.map((line) => wires.keypadLineName(line)).join(" with ")).join(", "));
  for (const line of ground) bench.suspect("keypadGround", String(line));
  for (const [one = 0, other = 0] of pairs) {
    // A key is the likelier cause where there is one; a bridge of solder is, where two wires lie side by side.
    const isKey = wires.keyAt(one, other) !== undefined;
    bench.suspect(isKey ? "keypadKeyStuck" : "keypadLinesShorted", `${one},${other}`);
  }
  if (bench.suspects.length > 0) throw new StepFailed();
}

function* everyKey(bench: Bench): Steps<void> {
  const { wires } = bench;
  const all = wires.rowCount * (wires.keypadLineCount - wires.rowCount);
  const bounceUs = new Map<string, number>();
  const pairs = new Map<string, readonly number[]>();
  const take = (event: Fields): boolean => {
    if (event.Event !== "Lines" || !Array.isArray(event.Pairs)) return false;
    const now = pairsOf(event);
    // The last key has to be let go, or the lock's driver would see it.
    if (now.length === 0) return pairs.size === all;
    // With several keys down currents take detours.
    if (now.length > 1) return false;
    const [pair = []] = now;
    const name = pairName(pair);
    pairs.set(name, pair);
    bounceUs.set(name, Math.max(bounceUs.get(name) ?? 0, numberOf(event.BounceUs) ?? 0));
    bench.live(`${pairs.size} of ${all} keys`);
    return false;
  };
  const text = `Keypad: press every key once, in any order, each for a moment and alone. When one does nothing, press the others, and then Enter here.`;
  if (!(yield* bench.do("pressEveryKey", text, { until: take }))) yield* bench.wait(settleMs, take);
  const keys = [...pairs.values()].filter(([one = 0, other = 0]) => wires.keyAt(one, other) !== undefined);
  bench.measure("keypadKeys", String(keys.length), "", String(all));
  for (const [name, pair] of pairs) {
    const key = wires.keyAt(pair[0] ?? 0, pair[1] ?? 0) ?? `(lines ${name})`;
    if (!bench.measure("keyBounce", (bounceUs.get(name) ?? 0) / 1_000, key)) bench.suspect("keypadBounce", key);
  }
  for (const { id, more } of findingsOf([...pairs.values()], wires)) bench.suspect(id, more);
  if (bench.suspects.length > 0) throw new StepFailed();
}

function* keysInOrder(bench: Bench): Steps<void> {
  const { wires } = bench;
  const suspected = new Set<string>();
  for (const key of orderedKeys) {
    let seen = "none";
    const take = (event: Fields): boolean => {
      const name = event.Event === "Key" ? wordOf(event.Key) : "";
      if (name === "") return false;
      seen = name;
      return true;
    };
    yield* bench.do("pressKey", `Keypad: press ${key}. (When nothing happens: Enter.)`, { until: take, detail: key });
    if (bench.measure("keyOrder", seen, key, key)) continue;
    const [row, column] = wires.linesOf(key);
    const [seenRow, seenColumn] = wires.linesOf(seen);
    const swaps = seen === "none" ? [] : ([["rowsSwapped", row, seenRow], ["columnsSwapped", column, seenColumn]] as const);
    for (const [id, one, other] of swaps) {
      const more = [one, other].sort((a, b) => a - b).join();
      if (one === other || suspected.has(more)) continue;
      suspected.add(more);
      bench.suspect(id, more);
    }
    if (seen === "none") bench.suspect("keypadKeyDead", key);
  }
}

function* ghosts(bench: Bench): Steps<void> {
  const ghostly = new Set<string>();
  const take = (event: Fields): boolean => {
    const key = event.Event === "Key" ? wordOf(event.Key) : "";
    if (key !== "" && !ghostKeys.includes(key)) ghostly.add(key);
    return false;
  };
  const [first, ...others] = ghostKeys;
  yield* bench.do("holdKeys", `Keypad: hold ${first}, then ${others.join(" and ")} as well, and press Enter here.`, { until: take, detail: ghostKeys });
  yield* bench.wait(settleMs, take);
  yield* bench.do("releaseKeys", "Keypad: let all keys go.", { until: take });
  yield* bench.wait(settleMs, take);
  if (!bench.measure("ghost", ghostly.size === 0 ? "none" : [...ghostly].join(" "))) bench.suspect("keypadGhost");
}
