// SPDX-License-Identifier: Apache-2.0
/**
 * The words for a bolt and its motion. They are those of lock/parts.ts, said again because drivers import nothing of
 * lock/; main.ts joins the two, and the compiler checks there that they still fit.
 */
export type BoltTarget = "locked" | "unlocked";

/** `unknown`: the switches contradict each other, or none is fitted and no move has ended well. */
export type BoltPosition = BoltTarget | "between" | "unknown";

export type BoltResult = "reached" | "jammed" | "timedOut" | "movedByHand" | "stopped";

export interface BoltMove {
  target: BoltTarget;
  result: BoltResult;
  /** Where the switches say it is; without switches: assumed. Never what was asked for. */
  position: BoltPosition;
  assumed: boolean;
  durationMs: number;
}

/** What turns the bolt. It is told when; it does not know where the bolt is. */
export interface Actuator {
  /** How long it must have been off before it may turn the other way. */
  readonly restMs: number;
  /** What it usually needs from end to end. Without switches this is how long it runs. */
  readonly travelMs: number;
  /** Longest time under power, whatever the sensors say, and how a move ends that was cut off by it. */
  readonly powerMsMax: number;
  readonly powerMsMaxResult: "jammed" | "timedOut";
  on(target: BoltTarget): void;
  /** Everything off, at once. Tries every pin, even when one throws. */
  off(): void;
  /** Asked every 10 ms under power: true when it pushes against something that does not give way. */
  blocked(poweredMs: number): boolean;
  /** Off, and off it stays. */
  close(): void;
}
