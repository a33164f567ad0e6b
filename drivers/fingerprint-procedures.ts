// SPDX-License-Identifier: Apache-2.0
/**
 * What is said to the fingerprint module, step by step (template-step.ts).
 *
 * Before every search the module has to accept the lock's password again: one that was plugged in meanwhile does not.
 */
import { codes, commands, ring } from "./fingerprint-commands";
import type { EnrolStep, ReadResult, TemplateModule } from "./template-reader";
import { done, send, sendOptional, wait, type Step } from "./template-step";

const factoryPassword = 0;
const lookMs = 200;
/** About 20 s, with the time that the module takes for its looks. */
const looksForFinger = 60;
/** A finger that comes down is not whole at once. */
const settleMs = 50;
const settleLooks = 8;
const poorTries = 3;
/** Model, batch and serial number are first in the product information. */
const identityBytes = 28;

export function identify(password: number): Step<TemplateModule> {
  return verify(password, (isOurs) => {
    if (isOurs) return describe("ours");
    return verify(factoryPassword, (isFactory) => describe(isFactory ? "factory" : "strange"));
  });
}

function describe(password: TemplateModule["password"]): Step<TemplateModule> {
  return send(commands.readParameters, [], (parameters) =>
    sendOptional(commands.readProduct, [], (product) =>
      send(commands.countTemplates, [], (counted) => {
        const knows = parameters[0] === done;
        const hasSerial = product[0] === done;
        const result = {
          // Else system identifier and capacity.
          identity: hasSerial ? product.slice(1, 1 + identityBytes) : parameters.slice(3, 7),
          hasSerial,
          password,
          capacity: knows ? numberAt(parameters, 5) : 0,
          count: counted[0] === done ? numberAt(counted, 1) : -1,
          securityLevel: knows ? numberAt(parameters, 7) : 0,
        };
        return { result };
      }),
    ),
  );
}

/** True: it has our password now. */
export function setPassword(password: number): Step<boolean> {
  return send(commands.setPassword, bytesOf(password), (answer) =>
    answer[0] === done ? verify(password, (isOurs) => ({ result: isOurs })) : { result: false },
  );
}

/** Whether a finger is there. */
export function look(): Step<boolean> {
  return image((code) => ({ result: code !== codes.noFinger }));
}

export function read(password: number, { capacity, hasSerial: hasRing }: TemplateModule): Step<ReadResult> {
  const end = (result: ReadResult): Step<ReadResult> => {
    const pattern = result === "unreadable" ? ring.unreadable : result === "unknown" ? ring.refused : ring.off;
    return light(hasRing, pattern, () => ({ result }));
  };
  return verify(password, (isOurs) =>
    isOurs ? light(hasRing, ring.reading, () => find(capacity, 1, end)) : { result: "strange" },
  );
}

function find(capacity: number, tries: number, end: (result: ReadResult) => Step<ReadResult>): Step<ReadResult> {
  const again = (): Step<ReadResult> => (tries < poorTries ? find(capacity, tries + 1, end) : end("unreadable"));
  const settle = (looks: number): Step<ReadResult> =>
    image((code) => {
      if (code === codes.noFinger && looks < settleLooks) return wait(settleMs, () => settle(looks + 1));
      if (code === codes.noFinger) return end(tries === 1 ? "gone" : "unreadable");
      if (code !== done) return again();
      return features(1, (areGood) => (areGood ? search(capacity, end) : again()));
    });
  return settle(1);
}

export function enrol(
  slot: number,
  password: number,
  { capacity, hasSerial: hasRing }: TemplateModule,
  tell: (step: EnrolStep) => void,
): Step<EnrolStep> {
  const end = (result: EnrolStep): Step<EnrolStep> =>
    light(hasRing, result === "stored" ? ring.stored : ring.refused, () => ({ result }));
  const layFirst = (): Step<EnrolStep> => lay(1, () => search(capacity, (found) => (isOther(found) ? end("known") : lift())));
  const isOther = (found: ReadResult): boolean => typeof found === "number" && found !== slot;
  const lift = (): Step<EnrolStep> =>
    light(hasRing, ring.lift, () => {
      tell("lift");
      return waitFor(false, 1, () => lay(2, join), end);
    });
  const lay = (buffer: number, next: () => Step<EnrolStep>): Step<EnrolStep> =>
    light(hasRing, ring.lay, () => {
      tell("lay");
      return take(buffer, next);
    });
  const take = (buffer: number, next: () => Step<EnrolStep>): Step<EnrolStep> =>
    waitFor(
      true,
      1,
      () =>
        features(buffer, (areGood) => {
          if (areGood) return next();
          tell("poor");
          return waitFor(false, 1, () => take(buffer, next), end);
        }),
      end,
    );
  const join = (): Step<EnrolStep> =>
    send(commands.makeModel, [], (answer) => {
      const code = answer[0];
      if (code !== done) return end(code === codes.notTheSame ? "different" : "failed");
      return send(commands.store, [1, slot >> 8, slot & 0xff], (stored) => end(stored[0] === done ? "stored" : "failed"));
    });
  return verify(password, (isOurs) => (isOurs ? layFirst() : end("failed")));
}

/** `slot` -1: all of them. */
export function erase(slot: number): Step<boolean> {
  const next = (answer: Uint8Array): Step<boolean> => ({ result: answer[0] === done });
  return slot < 0 ? send(commands.empty, [], next) : send(commands.delete, [slot >> 8, slot & 0xff, 0, 1], next);
}

export function endEnrol({ hasSerial: hasRing }: TemplateModule): Step<void> {
  return light(hasRing, ring.off, () => ({ result: undefined }));
}

/** The ring of an R503; other modules have none. */
function light<Result>(hasRing: boolean, pattern: readonly number[], next: () => Step<Result>): Step<Result> {
  return hasRing ? sendOptional(commands.ring, pattern, next) : next();
}

/** Until a finger lies there, or until none does. */
function waitFor(
  laid: boolean,
  looks: number,
  next: () => Step<EnrolStep>,
  end: (result: EnrolStep) => Step<EnrolStep>,
): Step<EnrolStep> {
  return image((code) => {
    if (code === (laid ? done : codes.noFinger)) return next();
    return looks < looksForFinger ? wait(lookMs, () => waitFor(laid, looks + 1, next, end)) : end("tooLate");
  });
}

function verify<Result>(password: number, next: (isRight: boolean) => Step<Result>): Step<Result> {
  return send(commands.verifyPassword, bytesOf(password), (answer) => next(answer[0] === done));
}

function image<Result>(next: (code: number) => Step<Result>): Step<Result> {
  return send(commands.generateImage, [], (answer) => next(answer[0] ?? codes.noFinger));
}

function features<Result>(buffer: number, next: (areGood: boolean) => Step<Result>): Step<Result> {
  return send(commands.imageToFeatures, [buffer], (answer) => next(answer[0] === done));
}

function search<Result>(capacity: number, next: (found: ReadResult) => Step<Result>): Step<Result> {
  return send(commands.search, [1, 0, 0, capacity >> 8, capacity & 0xff], (answer) => {
    if (answer[0] === done) return next(numberAt(answer, 1));
    return next(answer[0] === codes.notFound ? "unknown" : "unreadable");
  });
}

function numberAt(content: Uint8Array, at: number): number {
  return (content[at] ?? 0) * 256 + (content[at + 1] ?? 0);
}

function bytesOf(password: number): number[] {
  return [password >>> 24, (password >>> 16) & 0xff, (password >>> 8) & 0xff, password & 0xff];
}
