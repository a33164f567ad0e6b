// SPDX-License-Identifier: Apache-2.0
/**
 * `npx latchkey bringup`: a guided session with a board that was just soldered. Exit codes: 0 all passed or left out, 1 something
 * failed, 2 a command line that makes no sense or a port that cannot be opened, 130 Ctrl-C (after the motor is off).
 */
import { readFileSync } from "node:fs";
import { setTimeout } from "node:timers/promises";
import { BringupScreen } from "../app/bringup-screen";
import { ReportFolder } from "../app/bringup-reports";
import { LockPort } from "../app/lock-port";
import { partitionsOf } from "../bringup/partitions";
import type { News } from "../bringup/course";
import { Session } from "../bringup/session";
import { isStepId, stepIds, type StepId } from "../bringup/steps";

export interface BringupCommandOptions {
  port?: string;
  virtual: boolean;
  auto: boolean;
  step: string[];
  report: string;
  json: boolean;
  endurance: number;
}

const virtualPort = ".latchkey/console";
const tickMs = 20;
/** The exit code of whoever is ended by Ctrl-C. */
const interruptedCode = 130;

export async function bringupSessionCommand(options: BringupCommandOptions): Promise<number> {
  const problem = problemOf(options);
  if (problem !== undefined) {
    console.error(`error: ${problem}`);
    return 2;
  }
  const folder = new ReportFolder(options.report);
  const guided: { session?: Session } = {};
  let port: LockPort;
  const path = options.port ?? virtualPort;
  try {
    folder.make();
    port = await LockPort.open(path, (line) => {
      guided.session?.tick(performance.now());
      guided.session?.line(line);
    });
  } catch (error) {
    console.error(error instanceof Error ? error.message : String(error));
    return 2;
  }
  const interruption = new AbortController();
  const interrupt = (): void => {
    interruption.abort();
    guided.session?.quit();
  };
  process.once("SIGINT", interrupt);
  const screen = new BringupScreen({
    output: options.json ? process.stderr : process.stdout,
    onLine: (line) => guided.session?.answer(line),
    onEnd: () => (options.auto ? undefined : guided.session?.quit()),
    onInterrupt: interrupt,
  });
  const tell = (news: News): void => {
    screen.show(news);
    const { report } = guided.session ?? {};
    if (news.kind === "result" && report !== undefined) folder.save(report);
  };
  const session = new Session({
    steps: wantedSteps(options),
    auto: options.auto,
    enduranceCycles: options.endurance,
    partitions: partitionsOf(readFileSync("chip/partitions.csv", "utf8")),
    write: (line) => port.write(line),
    tell,
    now: () => new Date().toISOString(),
    earlier: (serial) => (options.step.length > 0 ? folder.read(serial) : folder.unfinished(serial)),
  });
  guided.session = session;
  while (session.outcome === undefined) {
    session.tick(performance.now());
    await setTimeout(tickMs);
  }
  await port.close();
  const { outcome, report } = session;
  screen.close();
  if (outcome.result === "Failed") screen.print([outcome.text]);
  if (report !== undefined && report.steps.length > 0) screen.print(["", `Report: ${folder.pagePath(report.serial)} and ${folder.path(report.serial)}`]);
  if (options.json) console.log(JSON.stringify(report ?? { version: 1, problem: outcome.text }));
  if (interruption.signal.aborted) return interruptedCode;
  return outcome.result === "Failed" || report?.steps.some(({ result }) => result === "fail") === true ? 1 : 0;
}

function problemOf({ port, virtual, step, auto, endurance }: BringupCommandOptions): string | undefined {
  if ((port === undefined) === !virtual) return "either --port <path>, or --virtual";
  const unknown = step.find((each) => !isStepId(each));
  if (unknown !== undefined) return `--step ${unknown}: there are ${stepIds.join(", ")}`;
  if (auto && endurance > 0) return "--endurance needs a person there, and --auto says that there is none";
  return undefined;
}

function wantedSteps({ step }: BringupCommandOptions): StepId[] {
  return stepIds.filter((id) => step.length === 0 || step.includes(id));
}
