// SPDX-License-Identifier: Apache-2.0
/** The report as one page that needs nothing else: no script, no other file. For a screen, a phone and a printer. */
import type { Figure } from "./checks";
import type { Report, StepResult } from "./report";
import { stepOf } from "./steps";

const resultWords = Object.freeze({ pass: "PASS", fail: "FAIL", skip: "SKIP" });

export function reportPage(report: Report): string {
  const { board, chip, firmwareVersion, serial, startedAt, writtenAt, steps } = report;
  const count = (wanted: StepResult["result"]): number => steps.filter(({ result }) => result === wanted).length;
  const failed = count("fail");
  const partly = steps.filter(isPartly).length;
  const passed = `${count("pass") - partly} steps passed${partly > 0 ? `, ${partly} in part only` : ""}, ${count("skip")} left out`;
  const verdict = failed > 0 ? `${failed} of ${steps.length} steps failed` : passed;
  const facts: readonly [string, string][] = [
    ["Board", `${board} (${chip})`],
    ["Serial number", serial],
    ["Bring-up firmware", firmwareVersion],
    ["Begun", dateText(startedAt)],
    ["Written", dateText(writtenAt)],
  ];
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Bring-up of ${escape(board)} ${escape(serial)}</title>
<style>${style}</style>
</head>
<body>
<main>
<h1>Bring-up report</h1>
<p class="verdict ${failed > 0 ? "fail" : "pass"}">${escape(verdict)}</p>
<dl>${facts.map(([name, value]) => `<div><dt>${name}</dt><dd>${escape(value)}</dd></div>`).join("")}</dl>
<ul class="overview">${steps.map(overviewItem).join("")}</ul>
${steps.map(stepSection).join("\n")}
<footer>Latchkey bring-up, report version ${report.version}. Facts named HW are in hardware-notes.md.</footer>
</main>
</body>
</html>
`;
}

function isPartly({ result, why }: StepResult): boolean {
  return result === "pass" && why !== undefined;
}

function overviewItem(each: StepResult): string {
  const { step, result, why } = each;
  const rest = isPartly(each) ? `: ${escape(why ?? "")}` : "";
  return `<li><span class="result ${result}">${resultWords[result]}</span> <a href="#${step}">${escape(stepOf(step).title)}</a>${rest}</li>`;
}

function stepSection({ step, result, why, at, figures, suspects }: StepResult): string {
  const rows = figures.map(figureRow).join("");
  const list = suspects.map(({ text, hw }) => `<li>${escape(text)} <small>${escape(hw)}</small></li>`).join("");
  return `<section id="${step}">
<h2><span class="result ${result}">${resultWords[result]}</span> ${escape(stepOf(step).title)}</h2>
<p class="when">${escape(dateText(at))}${why === undefined ? "" : `: ${escape(why)}`}</p>
${list === "" ? "" : `<h3>What to look at, the likeliest first</h3><ol>${list}</ol>`}
${rows === "" ? "" : `<table><thead><tr><th scope="col">What</th><th scope="col">Measured</th><th scope="col">Allowed</th><th scope="col">Fact</th></tr></thead><tbody>${rows}</tbody></table>`}
</section>`;
}

function figureRow({ name, value, unit, allowed, hw, ok }: Figure): string {
  const measured = `${escape(String(value))}${unit === "" ? "" : ` ${escape(unit)}`}`;
  return `<tr${ok ? "" : ' class="bad"'}><th scope="row">${escape(name)}</th><td data-label="Measured">${ok ? "" : "<b>!</b> "}${measured}</td><td data-label="Allowed">${escape(allowed)}</td><td data-label="Fact">${escape(hw)}</td></tr>`;
}

/** To the second, as it was written: without a script the page does not know the reader's time zone. */
function dateText(iso: string): string {
  return iso.replace("T", " ").replace(/\.\d+Z$/, " UTC");
}

const entities: Readonly<Record<string, string>> = Object.freeze({ "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" });

function escape(text: string): string {
  return text.replace(/[&<>"']/g, (character) => entities[character] ?? "");
}

const style = `
:root { color-scheme: light dark; --ink: #1c2226; --paper: #fff; --soft: #5a666e; --line: #d4dadd; --good: #17683a; --bad: #a3231b; --left: #555f66; --badpaper: #fdeeec; }
@media (prefers-color-scheme: dark) { :root { --ink: #e6eaec; --paper: #14181b; --soft: #a0abb2; --line: #343c42; --good: #6fd08f; --bad: #ff9389; --left: #b4bdc3; --badpaper: #3a1d1a; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--paper); color: var(--ink); font: 16px/1.5 system-ui, sans-serif; }
main { max-width: 58rem; margin: 0 auto; padding: 1.5rem 1rem 3rem; }
h1 { margin: 0 0 .25rem; font-size: 1.6rem; }
h2 { margin: 0; font-size: 1.15rem; }
h3 { margin: .75rem 0 0; font-size: 1rem; }
.verdict { margin: 0 0 1rem; font-size: 1.15rem; font-weight: 600; }
.verdict.pass, .result.pass { color: var(--good); }
.verdict.fail, .result.fail { color: var(--bad); }
.result { display: inline-block; min-width: 3.2rem; font-variant-numeric: tabular-nums; }
.result.skip { color: var(--left); }
dl { display: grid; grid-template-columns: repeat(auto-fill, minmax(13rem, 1fr)); gap: .5rem 1.5rem; margin: 0 0 1.5rem; }
dt { color: var(--soft); font-size: .85rem; }
dd { margin: 0; overflow-wrap: anywhere; }
.overview { margin: 0 0 1.5rem; padding: 0; list-style: none; }
a { color: inherit; }
section { padding: 1rem 0; border-top: 1px solid var(--line); break-inside: avoid-page; }
.when, footer, small { color: var(--soft); font-size: .85rem; }
.when { margin: 0 0 .5rem; }
ol { margin: .25rem 0 .75rem; padding-left: 1.5rem; }
table { width: 100%; border-collapse: collapse; font-size: .93rem; }
th, td { padding: .25rem .75rem .25rem 0; text-align: left; vertical-align: top; border-bottom: 1px solid var(--line); overflow-wrap: anywhere; }
thead th { color: var(--soft); font-size: .85rem; font-weight: 400; }
tbody th { width: 46%; font-weight: 400; }
td { font-variant-numeric: tabular-nums; }
tr.bad { background: var(--badpaper); }
tr.bad td b { color: var(--bad); }
@media (max-width: 40rem) {
  thead { position: absolute; clip-path: inset(50%); }
  tbody, tr, tbody th { display: block; width: 100%; }
  td { display: inline-block; margin-right: 1rem; }
  tr { padding: .4rem 0; border-bottom: 1px solid var(--line); }
  th, td { padding: 0 .25rem; border: 0; }
  tbody th { font-weight: 600; }
  td::before { content: attr(data-label) ": "; color: var(--soft); }
  td:last-child::before { content: ""; }
}
@media print { :root { --paper: #fff; --ink: #000; } main { max-width: none; padding: 0; } section { break-inside: auto; } tr { break-inside: avoid; } }
`;
