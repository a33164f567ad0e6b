// SPDX-License-Identifier: Apache-2.0
/**
 * Counts which cells of docs/lock-states.md a simulated life reaches, under which faults. It watches the firmware's own state
 * machine from outside, through the one line that `machineReport` adds to the sources while they are bundled, and changes nothing.
 */
import { attemptsMax, type LockStateMachine } from "../../lock/lock-state";
import type { BoltMove, BoltPosition, BoltTarget } from "../../lock/parts";
import type { SourceChange } from "../app/source-changes";
import { cellCount, cellOf, type CellEvent } from "./coverage-cells";

declare global {
  var onLockStateMachine: ((machine: LockStateMachine) => void) | undefined;
}

/** For the bundle of the simulator. */
export const machineReport: SourceChange = Object.freeze({
  file: "lock/bolt-control.ts",
  find: "this.machine = new LockStateMachine(this);",
  replace: "this.machine = new LockStateMachine(this); globalThis.onLockStateMachine?.(this.machine);",
});

/** How often each cell was reached, by the name of each fault that was on then; "calm": none was. */
export type CoverageCounts = Record<string, number[]>;

export const calm = "calm";

const askedTo: Readonly<Record<BoltTarget, CellEvent>> = Object.freeze({ locked: "asked to lock", unlocked: "asked to unlock" });

export class Coverage {
  readonly counts: CoverageCounts = {};
  /** Those that are on; whoever stages a life puts its own here. */
  faults: ReadonlySet<string> = new Set();
  /** Whether the chip has power: what the engine still carries out of a callback in which it was lost, no chip ever does. */
  isRunning: () => boolean = () => true;

  /** From now on, every state machine that the firmware makes is watched. */
  constructor() {
    globalThis.onLockStateMachine = (machine) => this.watch(machine);
  }

  watch(machine: LockStateMachine): void {
    const request = machine.request.bind(machine);
    const sensed = machine.sensed.bind(machine);
    const moveEnded = machine.moveEnded.bind(machine);
    const waitOver = machine.waitOver.bind(machine);
    const fault = machine.fault.bind(machine);
    let tries = 0;
    const tell = (event: CellEvent, handle: () => void): void => {
      const { state, phase } = machine;
      this.#count(cellOf(`${state} ${phase}`, event));
      handle();
      // As the machine counts: a new request begins at one, one that overrides at none.
      if (machine.state !== state && machine.phase !== "resting") tries = machine.phase === "moving" ? 1 : 0;
      else if (phase === "pausing" && machine.phase === "moving") tries += 1;
    };
    const isThird = (): boolean => tries >= (machine.phase === "moving" ? attemptsMax : attemptsMax - 1);
    // Not by assignment: the class is frozen, and what it has must not be shadowed that way.
    Object.defineProperties(machine, {
      request: method((target: BoltTarget) => tell(askedTo[target], () => request(target))),
      sensed: method((position: BoltPosition, assumed: boolean) => {
        tell(`bolt at ${endOf(position)}`, () => sensed(position, assumed));
      }),
      moveEnded: method((move: BoltMove) => tell(endEvent(move, isThird), () => moveEnded(move))),
      waitOver: method(() => tell("time over", waitOver)),
      fault: method(() => tell("fault", fault)),
    });
  }

  #count(cell: number): void {
    if (!this.isRunning()) return;
    if (cell < 0) throw new Error("coverage: a state that docs/lock-states.md does not have");
    if (this.faults.size === 0) this.#countUnder(calm, cell);
    for (const fault of this.faults) this.#countUnder(fault, cell);
  }

  #countUnder(fault: string, cell: number): void {
    const counts = (this.counts[fault] ??= Array.from({ length: cellCount }, () => 0));
    counts[cell]! += 1;
  }
}

/** Adds `more` to `sum`. */
export function mergeCoverage(sum: CoverageCounts, more: CoverageCounts): void {
  for (const [fault, counts] of Object.entries(more)) {
    const all = (sum[fault] ??= counts.map(() => 0));
    counts.forEach((count, cell) => (all[cell]! += count));
  }
}

function method(value: unknown): PropertyDescriptor {
  return { value };
}

function endOf(position: BoltPosition): BoltTarget | "neither" {
  return position === "locked" || position === "unlocked" ? position : "neither";
}

function endEvent({ result, position, target }: BoltMove, isThird: () => boolean): CellEvent {
  if (result === "movedByHand") return `by hand, at ${endOf(position)}`;
  if (result === "stopped") return `stopped, at ${endOf(position)}`;
  if (result === "reached" && position === target) return "move reached";
  return isThird() ? "move failed third time" : "move failed";
}
