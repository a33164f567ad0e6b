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

  #turnStartedUs = 0;
  #partStartedUs = 0;
  #longestPartUs = 0;
  #longestPart = "";

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

  /** The part that took most of the longest turn. */
  get longestTurn(): string {
    return this.#longestTurn;
  }

  /** The longest that each event, deadline and job ever took. */
  get longestUsByName(): ReadonlyMap<string, number> {
    return this.#longestUsByName;
  }

  begin(): void {
    this.#turnStartedUs = this.#partStartedUs = this.#meterUs();
    this.#longestPartUs = -1;
    this.#longestPart = "";
  }

  /** Everything since `begin()` or since the last part was done by `name`. */
  part(name: string): void {
    const nowUs = this.#meterUs();
    const partUs = nowUs - this.#partStartedUs;
    this.#partStartedUs = nowUs;
    if (partUs > this.#longestPartUs) {
      this.#longestPartUs = partUs;
      this.#longestPart = name;
    }
    if (partUs > (this.#longestUsByName.get(name) ?? -1)) this.#longestUsByName.set(name, partUs);
  }

  end(): void {
    this.#turns++;
    const turnUs = this.#partStartedUs - this.#turnStartedUs;
    if (turnUs <= this.#longestTurnUs) return;
    this.#longestTurnUs = turnUs;
    this.#longestTurn = this.#longestPart;
  }
}
