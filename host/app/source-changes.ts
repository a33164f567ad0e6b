// SPDX-License-Identifier: Apache-2.0
/**
 * Changes to the firmware's sources that are made only while it is bundled for the computer: planted bugs, and what the simulator
 * wants to be told. Nothing on disk changes, and no image for a chip is ever made of them.
 *
 * A change names the text that it replaces, and that text must stand in its file exactly once: a table of changes that the
 * sources have outgrown fails at once, instead of changing nothing.
 */
export interface SourceChange {
  /** From the repository's root: "lock/lockout.ts". */
  file: string;
  find: string;
  replace: string;
}

/** The text of `file` with those of the changes that are for it, one after the other. */
export function changedSource(file: string, source: string, changes: readonly SourceChange[]): string {
  let changed = source;
  for (const change of changes) {
    if (change.file !== file) continue;
    const times = changed.split(change.find).length - 1;
    if (times !== 1) throw new Error(`${file}: to be changed once, but there ${times} times: ${change.find}`);
    // A function, so that a "$" in the new text means itself.
    changed = changed.replace(change.find, () => change.replace);
  }
  return changed;
}

/** A change to a file that is not in the bundle would be lost without a word. */
export function assertChangesAreIn(modules: readonly string[], changes: readonly SourceChange[]): void {
  for (const { file } of changes) if (!modules.includes(file)) throw new Error(`${file}: to be changed, but not in the bundle`);
}
