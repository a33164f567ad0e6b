// SPDX-License-Identifier: Apache-2.0
/** What a session leaves behind, for machines (docs/bringup.md describes it): a page for people is made of it in report-page.ts. */
import type { Figure } from "./checks";
import { isStepId, type StepId } from "./steps";
import type { Suspect } from "./suspects";

export interface StepResult {
  step: StepId;
  result: "pass" | "fail" | "skip";
  /** Why it was left out, or done in part only. */
  why?: string;
  /** ISO 8601. */
  at: string;
  figures: readonly Figure[];
  /** The likeliest first. */
  suspects: readonly Suspect[];
}

export interface Report {
  version: 1;
  board: string;
  firmwareVersion: string;
  chip: string;
  /** The chip's MAC address. */
  serial: string;
  startedAt: string;
  writtenAt: string;
  steps: readonly StepResult[];
}

/** undefined: not a report, or one of another version. Only what it takes to go on is looked at. */
export function parseReport(text: string): Report | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  const report = value as Partial<Report> | null;
  if (report?.version !== 1 || typeof report.serial !== "string" || !Array.isArray(report.steps)) return undefined;
  const isWhole = (report.steps as unknown[]).every(isStepResult);
  return isWhole ? (report as Report) : undefined;
}

function isStepResult(value: unknown): boolean {
  const step = value as Partial<StepResult> | null;
  const isResult = step?.result === "pass" || step?.result === "fail" || step?.result === "skip";
  return isResult && isStepId(step.step) && Array.isArray(step.figures) && Array.isArray(step.suspects);
}
