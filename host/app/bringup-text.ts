// SPDX-License-Identifier: Apache-2.0
/** What a session of bring-up tells, as lines of a terminal that is so many columns wide. Pure. */
import type { Figure } from "../bringup/checks";
import type { StepResult } from "../bringup/report";
import { stepOf } from "../bringup/steps";

const indent = "      ";
const measuredWidth = 18;
const allowedWidth = 18;
const gap = 2;
const idWidth = 5;

/** Words that do not fit into one line go to the next; a word that is too long is cut. */
export function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(/\s+/).flatMap((each) => pieces(each, width))) {
    if (line === "") line = word;
    else if (line.length + 1 + word.length <= width) line += ` ${word}`;
    else {
      lines.push(line);
      line = word;
    }
  }
  return [...lines, line];
}

function pieces(word: string, width: number): string[] {
  const parts: string[] = [];
  for (let at = 0; at < word.length; at += width) parts.push(word.slice(at, at + width));
  return parts;
}

export function paragraph(text: string, width: number, before = ""): string[] {
  return wrap(text, width - before.length).map((line, index) => (index === 0 ? before : " ".repeat(before.length)) + line);
}

export function resultLines({ step, result, why, figures, suspects }: StepResult, width: number): string[] {
  const lines = [`${result.toUpperCase().padEnd(6)}${stepOf(step).title}${why === undefined ? "" : `: ${why}`}`];
  if (figures.length > 0) lines.push(...row("", "measured", "allowed", "", width), ...figures.flatMap((figure) => figureLines(figure, width)));
  suspects.forEach(({ text, hw }, index) => {
    const before = index === 0 ? `${indent}Look at: ` : `${indent}or at:   `;
    lines.push(...paragraph(`${text} (${hw})`, width, before));
  });
  return lines;
}

function figureLines({ name, value, unit, allowed, hw, ok }: Figure, width: number): string[] {
  const measured = typeof value === "number" ? `${value} ${unit}`.trim() : value;
  return row(name, measured, allowed, hw, width, ok ? "  " : "! ");
}

function row(name: string, measured: string, allowed: string, hw: string, width: number, mark = "  "): string[] {
  const left = indent.slice(2) + mark;
  const nameWidth = Math.max(width - left.length - measuredWidth - allowedWidth - idWidth - 3 * gap, 12);
  const cells = [wrap(name, nameWidth), wrap(measured, measuredWidth), wrap(allowed, allowedWidth), [hw]];
  const widths = [nameWidth, measuredWidth, allowedWidth, idWidth];
  const lines: string[] = [];
  for (let line = 0; cells.some((cell) => cell[line] !== undefined); line++) {
    const text = cells.map((cell, index) => (cell[line] ?? "").padEnd((widths[index] ?? 0) + gap)).join("");
    lines.push(((line === 0 ? left : indent) + text).trimEnd());
  }
  return lines;
}
