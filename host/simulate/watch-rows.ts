// SPDX-License-Identifier: Apache-2.0
/**
 * A PIN in a longer row of digits (docs/keypad.md), while ScrambledEntry is on: one attempt, counted before the first of its places is looked
 * at in the turns that follow. Where it is certain what was typed, it is known from the start whose PIN is in it; else only by what is looked at,
 * which must be part of what was typed.
 */
import type { AccessWatch } from "./watch-access";
import { kinds, type Verdict } from "./model-access";
import { isRow, partsOf } from "./model-row";
import type { RecordsWatch } from "./watch-records";
import type { TypedWatch } from "./watch-typed";

interface RowJudged {
  kind: number;
  user: number;
  verdicts: ReadonlySet<Verdict>;
  isTyped: true;
}

export class RowsWatch {
  readonly #records: RecordsWatch;
  readonly #access: AccessWatch;
  readonly #typed: TypedWatch;
  /** undefined: nobody knows for certain what was typed. */
  #parts: readonly string[] | undefined;
  #found = "";
  /** Of the row that began last. */
  wasLookedAt = false;

  constructor(parts: { records: RecordsWatch; access: AccessWatch; typed: TypedWatch }) {
    this.#records = parts.records;
    this.#access = parts.access;
    this.#typed = parts.typed;
  }

  /** What was entered just now may be one. */
  get mayBeEntered(): boolean {
    if (this.#records.setting("ScrambledEntry") !== 1) return false;
    const { certain, mayHaveEnded } = this.#typed;
    return certain === undefined ? mayHaveEnded : isRow(certain);
  }

  begin(): RowJudged {
    const { certain } = this.#typed;
    this.#parts = certain === undefined ? undefined : partsOf(certain);
    this.#found = this.#parts?.find((part) => this.#records.userWithPin(part) > 0) ?? "";
    this.wasLookedAt = false;
    return this.#judged;
  }

  /** undefined: it is no part of the row. */
  hashed(digits: string): RowJudged | undefined {
    const isPart = this.#parts?.includes(digits) ?? this.#typed.mayBe(digits);
    if (!isPart) return undefined;
    this.wasLookedAt = true;
    if (this.#parts !== undefined) return this.#judged;
    // From the last place to the first one, and shorter ones before.
    if (digits.length >= this.#found.length && this.#records.userWithPin(digits) > 0) this.#found = digits;
    return this.#judged;
  }

  get #judged(): RowJudged {
    const user = this.#found === "" ? 0 : this.#records.userWithPin(this.#found);
    return { kind: kinds.pin, user, verdicts: this.#access.verdicts(user, kinds.pin, false), isTyped: true };
  }
}
