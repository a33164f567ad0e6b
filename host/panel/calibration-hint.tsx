// SPDX-License-Identifier: Apache-2.0
/** What the firmware goes by for a part of the board, in the names of GetCalibration, and whether bring-up measured it. */

const sources: Readonly<Record<string, string>> = {
  Stored: "as bring-up measured it",
  Default: "not calibrated, defaults",
  Refused: "what is stored cannot be, defaults",
};

/** `group`: undefined before the firmware has said it. */
export function CalibrationHint({ of, group }: { of: string; group: Readonly<Record<string, unknown>> | undefined }) {
  if (group === undefined) return null;
  const { Source, ...figures } = group;
  const words = Object.entries(figures).map(([name, value]) => `${name} ${String(value)}`);
  return (
    <p class="hint">
      {of}, {sources[String(Source)] ?? String(Source)}: {words.join(", ")}
    </p>
  );
}
