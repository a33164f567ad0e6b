// SPDX-License-Identifier: Apache-2.0
/**
 * What was typed: the entry that the lock must have collected, where every key was pressed so that there is no doubt about
 * it, and otherwise what it may have collected at most. README and hardware-notes.md: a key counts when it has been down alone
 * for 20 ms, `#` ends an entry, `*` clears it, and so do 5 s without a key. Where contacts bounce for longer than that, a key
 * counts twice or not at all (HW-10).
 */
const clearHoldMs = 90;
const clearGapMs = 90;
const remembersMs = 4_800;
const forgetsMs = 5_200;
const rememberedKeys = 120;
/** As long as somebody may take for the longest entry, in the keys and pauses that the lock puts up with. */
const recentMs = 120_000;

export interface Typed {
  /** Digits since the last `#`, `*` or long pause. */
  digits: string;
  /** Nothing else can have been collected. */
  isCertain: boolean;
  atMs: number;
}

export class TypedKeys {
  /** As it was when `#` went down; undefined: no `#` yet. */
  entry: Typed | undefined;
  /** When a key went down that the lock must have noticed. */
  noticedMs = -Infinity;
  #digits = "";
  #isCertain = false;
  #down = "";
  #isOverlapping = false;
  #downMs = -Infinity;
  #upMs = -Infinity;
  readonly #recent: { digit: string; atMs: number; timesMax: number }[] = [];

  /** `isClear`: the keypad works, and the chip runs. `bounces`: for so long that it may count twice. */
  keyDown(key: string, nowMs: number, isClear: boolean, bounces = false): void {
    const sinceLastMs = nowMs - this.#downMs;
    if (sinceLastMs > forgetsMs && this.#down === "" && isClear) {
      this.#digits = "";
      this.#isCertain = true;
    } else if (sinceLastMs > remembersMs && this.#digits !== "") {
      this.#isCertain = false;
    }
    if (this.#down !== "" || nowMs - this.#upMs < clearGapMs || !isClear) this.#isCertain = false;
    this.#isOverlapping = this.#down !== "";
    this.#down += key;
    this.#downMs = nowMs;
    if (key === "#") {
      this.entry = { digits: this.#digits, isCertain: this.#isCertain, atMs: nowMs };
    } else if (key !== "*") {
      this.#recent.push({ digit: key, atMs: nowMs, timesMax: bounces ? 2 : 1 });
      if (this.#recent.length > rememberedKeys) this.#recent.shift();
    }
  }

  /** True: `#` was pressed, and the lock must have noticed. */
  keyUp(key: string, nowMs: number, isClear: boolean): boolean {
    const isAlone = this.#down === key && !this.#isOverlapping;
    const gapWasClear = this.#downMs - this.#upMs >= clearGapMs;
    this.#down = this.#down.replace(key, "");
    this.#upMs = nowMs;
    const counts = isAlone && gapWasClear && isClear && nowMs - this.#downMs >= clearHoldMs;
    if (!counts) {
      this.#isCertain = false;
      return false;
    }
    this.noticedMs = this.#downMs;
    if (key !== "#" && key !== "*") {
      this.#digits += key;
      return false;
    }
    this.#digits = "";
    this.#isCertain = true;
    return key === "#";
  }

  /** The chip has stopped, or bad contacts may have shown any key. */
  isDoubtful(): void {
    this.#isCertain = false;
  }

  /** Whether the lock may have collected this, with keys lost here and there, and twice where contacts bounce. */
  mayHold(digits: string, nowMs: number): boolean {
    let next = 0;
    for (const { digit, atMs, timesMax } of this.#recent) {
      if (nowMs - atMs > recentMs) continue;
      for (let times = 0; times < timesMax && digit === digits[next]; times++) next += 1;
    }
    return next === digits.length;
  }
}
