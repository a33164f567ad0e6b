// SPDX-License-Identifier: Apache-2.0
/**
 * How long turns take, and what took so long: the loop's own measurement. It only measures; nothing is decided by it.
 * Nothing is allocated while measuring, except once for each name.
 */
export class TurnMeter {
  readonly #meterUs: () => number;
  readonly #longestUsByName = new Map<string, number>();
  #turns = 0;
  #longestTurnUs = 0;
  #longestTurn = "";
  #startedUs = 0;

  /** `meterUs` is a free-running microsecond counter. */
  constructor(meterUs: () => number) {
    this.#meterUs = meterUs;
  }

  get turns(): number {
    return this.#turns;
  }

  get longestTurnUs(): number {
    return this.#longestTurnUs;
  }

  /** What was done in the longest turn. */
  get longestTurn(): string {
    return this.#longestTurn;
  }

  /** The longest that each event, deadline and job ever took. */
  get longestUsByName(): ReadonlyMap<string, number> {
    return this.#longestUsByName;
  }

  begin(): void {
    this.#turns++;
    this.#startedUs = this.#meterUs();
  }

  /** Everything since `begin()` was done by `name`. */
  end(name: string): void {
    const turnUs = this.#meterUs() - this.#startedUs;
    if (turnUs > (this.#longestUsByName.get(name) ?? -1)) this.#longestUsByName.set(name, turnUs);
    if (turnUs <= this.#longestTurnUs) return;
    this.#longestTurnUs = turnUs;
    this.#longestTurn = name;
  }
}
