// SPDX-License-Identifier: Apache-2.0
/**
 * What is said to a face module, step by step (template-step.ts).
 *
 * After each doubt it is asked who it is (template-driver.ts): then it is told to stop whatever is under way, and has to say that it is
 * ready. It answers in order, so no answer to an earlier look can come after that. Before each look it has to say its serial number
 * again, and before each look and enrolment it is told to leave its demonstration, in which it would accept anybody.
 */
import { commands, dialects, enrolSeconds, eyesShut, lookSeconds, nameBytes, results, statusReady } from "./face-commands";
import type { FaceDialect, FaceModuleKind } from "./face-commands";
import { nameOf, slotOf } from "./face-name";
import type { TemplateProcedures } from "./template-procedures";
import { isSame, type EnrolStep, type ReadResult, type TemplateModule } from "./template-reader";
import { done, send, sendOptional, wait, type Step } from "./template-step";

/** The smallest of these modules keeps so many, and the lock knows no more (lock/limits.ts). */
export const faceSlots = 100;
/** From power on until it listens (HW-62). */
const startMs = 1_500;
const statusPauseMs = 300;
const statusTries = 10;
const identityBytesMax = 40;

export function faceProcedures(kind: FaceModuleKind): TemplateProcedures {
  const dialect = dialects[kind];
  return {
    startMs,
    endsAtOnce: true,
    identify: () => stop(() => ready(1, askSerial)),
    // It has none.
    setPassword: () => ({ result: false }),
    read: (password, module) => stillThere(module, () => prepare(() => recognise(password))),
    enrol: (slot, password, _module, tell) => prepare(() => enrol(slot, password, dialect, tell)),
    erase: (slot, password) => erase(slot, password, dialect),
    endEnrol: () => stop(() => ready(1, () => ({ result: undefined }))),
  };
}

function stop<Result>(next: () => Step<Result>): Step<Result> {
  return sendOptional(commands.stop, [], next);
}

function ready<Result>(tries: number, next: () => Step<Result>): Step<Result> {
  return send(commands.status, [], (answer) => {
    if (answer[0] === done && answer[1] === statusReady) return next();
    return tries < statusTries ? wait(statusPauseMs, () => ready(tries + 1, next)) : { failed: true };
  });
}

/** A module that has no demonstration may refuse that, or say nothing. */
function prepare<Result>(next: () => Step<Result>): Step<Result> {
  return sendOptional(commands.demonstration, [0], next);
}

/** One that was plugged in meanwhile has another serial number; where it has none, nothing tells. */
function stillThere(module: TemplateModule, next: () => Step<ReadResult>): Step<ReadResult> {
  if (!module.hasSerial) return next();
  return send(commands.serial, [], (answer) => (isSame(moduleOf(textOf(answer), true), module) ? next() : { result: "strange" }));
}

function askSerial(): Step<TemplateModule> {
  return sendOptional(commands.serial, [], (answer) => {
    const serial = textOf(answer);
    if (serial.length > 0) return { result: moduleOf(serial, true) };
    return sendOptional(commands.version, [], (version) => ({ result: moduleOf(textOf(version), false) }));
  });
}

function moduleOf(identity: Uint8Array, hasSerial: boolean): TemplateModule {
  return { identity, hasSerial, password: "ours", capacity: faceSlots, count: -1, securityLevel: 0 };
}

/** What can be read of it: they fill up with anything, which may differ from time to time. */
function textOf(answer: Uint8Array): Uint8Array {
  let end = 1;
  while (end < answer.length && end <= identityBytesMax && answer[end]! > 0x20 && answer[end]! < 0x7f) end++;
  return answer[0] === done ? answer.slice(1, end) : new Uint8Array(0);
}

function recognise(password: number): Step<ReadResult> {
  return send(commands.recognise, [0, lookSeconds], (answer) => ({ result: whoIsIt(answer, password) }));
}

function whoIsIt(answer: Uint8Array, password: number): ReadResult {
  switch (answer[0]) {
    case done:
      if (answer[4 + nameBytes] === eyesShut) return "unreadable";
      return slotOf(answer.subarray(3, 3 + nameBytes), password) ?? "foreign";
    case results.nobodyKnown:
    case results.rejected:
    case results.notAlive:
      return "unknown";
    case results.tooLate:
      return "gone";
    default:
      return "unreadable";
  }
}

/** Whoever had the slot goes first: of two faces with one name either would be let in. */
function enrol(slot: number, password: number, dialect: FaceDialect, tell: (step: EnrolStep) => void): Step<EnrolStep> {
  return eraseSlot(slot, password, dialect, (isGone) => {
    if (!isGone) return { result: "failed" };
    tell("lay");
    const data = [0, ...nameOf(slot, password), ...dialect.enrolMiddle, enrolSeconds, ...dialect.enrolTail];
    return send(dialect.enrol, data, (answer) => ({ result: enrolResult(answer[0]) }));
  });
}

function enrolResult(result: number | undefined): EnrolStep {
  if (result === done) return "stored";
  if (result === results.knownAlready) return "known";
  return result === results.tooLate ? "tooLate" : "failed";
}

function erase(slot: number, password: number, dialect: FaceDialect): Step<boolean> {
  if (slot < 0) return send(commands.deleteAll, dialect.deleteAllData, (answer) => ({ result: answer[0] === done }));
  return eraseSlot(slot, password, dialect, (result) => ({ result }));
}

/** The module gives out ids of its own: those whose name bears the slot. `next` hears false when one could not be asked or deleted. */
function eraseSlot<Result>(
  slot: number,
  password: number,
  dialect: FaceDialect,
  next: (isGone: boolean) => Step<Result>,
): Step<Result> {
  return send(commands.list, dialect.listData, (answer) => {
    if (answer[0] !== done) return next(false);
    const ids = idsOf(answer);
    const ask = (at: number, isGone: boolean): Step<Result> => {
      const id = ids[at];
      if (id === undefined) return next(isGone);
      return send(commands.who, [id >> 8, id & 0xff], (who) => {
        if (who[0] !== done) return ask(at + 1, false);
        if (slotOf(who.subarray(3, 3 + nameBytes), password) !== slot) return ask(at + 1, isGone);
        const data = [id >> 8, id & 0xff, ...dialect.deleteTail];
        return send(commands.delete, data, (deleted) => ask(at + 1, isGone && deleted[0] === done));
      });
    };
    return ask(0, true);
  });
}

/** The count takes one byte or two, which the length tells: each id takes two. */
function idsOf(answer: Uint8Array): number[] {
  const from = answer.length % 2 === 0 ? 2 : 3;
  const count = from === 2 ? answer[1]! : answer[1]! * 256 + answer[2]!;
  const ids: number[] = [];
  for (let at = from; ids.length < count && at + 1 < answer.length; at += 2) ids.push(answer[at]! * 256 + answer[at + 1]!);
  return ids;
}
