// SPDX-License-Identifier: Apache-2.0
/** How far a transfer is, how fast, and how long it will take: a bar for a terminal, a line for a log. */

interface Sample {
  nowMs: number;
  at: number;
}

/** Long enough to level out blocks, short enough that a power cut is soon forgotten. */
const windowMs = 10_000;
const barWidth = 24;

export class UpdateProgress {
  readonly #bytes: number;
  #samples: Sample[] = [];

  constructor(bytes: number) {
    this.#bytes = bytes;
  }

  take(nowMs: number, at: number): void {
    const last = this.#samples.at(-1);
    // What was there before is no work of ours, and a lock that starts over has to be believed.
    if (last === undefined || at < last.at) this.#samples = [];
    this.#samples.push({ nowMs, at });
    while (this.#samples.length > 2 && this.#samples[1]!.nowMs <= nowMs - windowMs) this.#samples.shift();
  }

  /** 0 to 100. */
  get percent(): number {
    return Math.floor(((this.#samples.at(-1)?.at ?? 0) / Math.max(this.#bytes, 1)) * 100);
  }

  get bytesPerSecond(): number {
    const first = this.#samples[0];
    const last = this.#samples.at(-1);
    if (first === undefined || last === undefined || last.nowMs === first.nowMs) return 0;
    return ((last.at - first.at) / (last.nowMs - first.nowMs)) * 1_000;
  }

  /** undefined: nobody knows. */
  get secondsLeft(): number | undefined {
    const rate = this.bytesPerSecond;
    return rate === 0 ? undefined : Math.ceil((this.#bytes - (this.#samples.at(-1)?.at ?? 0)) / rate);
  }

  get bar(): string {
    const full = Math.floor((this.percent * barWidth) / 100);
    return `[${"#".repeat(full)}${".".repeat(barWidth - full)}] ${this.text}`;
  }

  get text(): string {
    if (this.percent === 100) return "100 %";
    const seconds = this.secondsLeft;
    const left = seconds === undefined ? "" : `  ${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")} left`;
    return `${String(this.percent).padStart(3)} %  ${(this.bytesPerSecond / 1_000).toFixed(1)} kB/s${left}`;
  }
}
