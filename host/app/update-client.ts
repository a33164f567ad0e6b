// SPDX-License-Identifier: Apache-2.0
/**
 * Brings a signed image to one lock over its console (docs/console.md), however often the line falls silent or the lock loses power:
 * then it knocks until the lock answers, logs in again, makes the same offer, and goes on where the lock says. It knows neither port
 * nor clock: lines come in by `line`, go out by `write`, and time passes by `tick`. A wrong PIN is never tried twice.
 */
import { dataRequest, parseAnswer, reasonOf, type Answer } from "./update-lines";

export interface UpdateClientOptions {
  /** What is done: cancel ends an update that is under way. */
  job: { offer: Uint8Array; stream: Uint8Array; firmwareVersion: string; now: boolean } | "cancel";
  pin: string;
  /** How long the lock may be silent. */
  patienceMs: number;
  /** May go nowhere: then the lock is silent. */
  write: (line: string) => void;
}

export type UpdatePhase = "connecting" | "offering" | "sending" | "installing" | "on probation";

/** Good ends are all but the last two. `text` is for a person. */
export interface UpdateOutcome {
  result: "Ready" | "Valid" | "Cancelled" | "RolledBack" | "Failed";
  text: string;
}

/** A line to send, and how long the lock may be silent before it is answered. Without one it is a pause. */
interface Step {
  request?: object;
  silenceMs: number;
}

/** Gets the answer to the line; undefined: there was none. */
type Steps<Result> = Generator<Step, Result, Answer | undefined>;

/** Nothing is lost by knocking again. */
class LostContact extends Error {}
/** The end; the message is for the person. */
class UpdateFailure extends Error {}

const silenceMs = 2_000;
/** Judging the signature takes long. */
const offerSilenceMs = 10_000;
const busyPauseMs = 1_000;
const pollMs = 5_000;
const installMaxMs = 900_000;
/** Attempts and blocks that brought nothing, one after the other. */
const vainMax = 60;

export class UpdateClient {
  readonly #options: UpdateClientOptions;
  readonly #steps: Steps<UpdateOutcome>;
  /** So that answers to somebody else, or to one who was here before, are not taken for ours. */
  readonly #name = Math.random().toString(36).slice(2, 7);
  #outcome: UpdateOutcome | undefined;
  #phase: UpdatePhase = "connecting";
  #nowMs: number | undefined;
  #heardMs = 0;
  #silentAtMs = 0;
  #lines = 0;
  /** Number of the line to which an answer may come; 0: none. */
  #awaited = 0;
  /** A lock that fell silent may still hold the session open. */
  #mayBeLoggedIn = false;
  #next = 0;
  #furthest = 0;
  #vain = 0;
  #isSent = false;
  #installingMs: number | undefined;

  constructor(options: UpdateClientOptions) {
    this.#options = options;
    this.#steps = this.#run();
  }

  /** undefined: it goes on. */
  get outcome(): UpdateOutcome | undefined {
    return this.#outcome;
  }

  get phase(): UpdatePhase {
    return this.#phase;
  }

  /** How much of the stream the lock has, as far as it said. */
  get next(): number {
    return this.#next;
  }

  /** To be called often; the first call begins. */
  tick(nowMs: number): void {
    if (this.#outcome !== undefined) return;
    const begins = this.#nowMs === undefined;
    this.#nowMs = nowMs;
    if (begins) this.#heardMs = nowMs;
    if (begins || nowMs >= this.#silentAtMs) this.#goOn(undefined);
  }

  line(text: string): void {
    const answer = parseAnswer(text);
    const [name, number] = answer?.Id.split("-") ?? [];
    if (answer === undefined || name !== this.#name || this.#outcome !== undefined) return;
    this.#heardMs = this.#now;
    if (Number(number) !== this.#awaited) return;
    this.#awaited = 0;
    if (this.#phase === "sending" && !this.#isSent && this.#isPlace(answer.Next)) this.#reach(answer.Next);
    this.#goOn(answer);
  }

  /** Lets go of the lock; the update can be gone on with later. */
  close(): void {
    if (this.#mayBeLoggedIn) this.#write({ Command: "Logout" });
    this.#mayBeLoggedIn = false;
  }

  get #now(): number {
    return this.#nowMs ?? 0;
  }

  #goOn(answer: Answer | undefined): void {
    try {
      const { done, value } = this.#steps.next(answer);
      if (done === true) this.#end(value);
      else this.#begin(value);
    } catch (error) {
      if (!(error instanceof UpdateFailure)) throw error;
      this.#end({ result: "Failed", text: error.message });
    }
  }

  #begin({ request, silenceMs }: Step): void {
    this.#silentAtMs = this.#now + silenceMs;
    this.#awaited = request === undefined ? 0 : this.#lines + 1;
    if (request !== undefined) this.#write(request);
  }

  #end(outcome: UpdateOutcome): void {
    this.close();
    this.#outcome = outcome;
  }

  #write(request: object): void {
    this.#lines++;
    this.#options.write(`${JSON.stringify({ Id: `${this.#name}-${this.#lines}`, ...request })}\n`);
  }

  *#run(): Steps<UpdateOutcome> {
    for (;;) {
      try {
        yield* this.#connect();
        return this.#options.job === "cancel" ? yield* this.#cancel() : yield* this.#update(this.#options.job);
      } catch (error) {
        if (!(error instanceof LostContact)) throw error;
        this.#countVain();
      }
    }
  }

  *#connect(): Steps<void> {
    if (this.#installingMs === undefined) this.#phase = "connecting";
    // What is left of a line that broke off ends here. Only who hears gets the PIN.
    this.#options.write("\n");
    while ((yield { request: { Command: "GetStatus" }, silenceMs }) === undefined) {
      const silentMs = this.#now - this.#heardMs;
      if (silentMs >= this.#options.patienceMs) throw new UpdateFailure(`silent for ${Math.round(silentMs / 1_000)} s; ${resumeText}`);
      this.#options.write("\n");
    }
    for (;;) {
      const answer = yield* this.#ask({ Command: "Login", PIN: this.#options.pin });
      if (answer.Status === "SUCCESS") break;
      if (answer.Status !== "BUSY") throw new UpdateFailure(`no login: ${reasonOf(answer)}`);
      const restMs = typeof answer.LockedOutSeconds === "number" ? answer.LockedOutSeconds * 1_000 : 0;
      if (restMs > this.#options.patienceMs) throw new UpdateFailure(`locked out for another ${restMs / 1_000} s; ${resumeText}`);
      this.#countVain();
      yield { silenceMs: restMs + busyPauseMs };
    }
    this.#mayBeLoggedIn = true;
  }

  *#cancel(): Steps<UpdateOutcome> {
    const answer = yield* this.#ask({ Command: "CancelUpdate" });
    if (answer.Status !== "SUCCESS") throw new UpdateFailure(reasonOf(answer));
    return { result: "Cancelled", text: "the update was cancelled" };
  }

  *#update({ offer, stream, firmwareVersion, now }: Exclude<UpdateClientOptions["job"], "cancel">): Steps<UpdateOutcome> {
    if (!this.#isSent) {
      this.#phase = "offering";
      const offered = yield* this.#ask({ Command: "OfferUpdate", Header: Buffer.from(offer).toString("base64") }, offerSilenceMs);
      if (offered.Status === "BUSY" || (offered.Status === "SUCCESS" && !this.#isPlace(offered.Next))) throw new LostContact();
      if (offered.Status !== "SUCCESS") throw new UpdateFailure(`refused: ${reasonOf(offered)}`);
      yield* this.#send(stream, offered.Next as number);
      this.#isSent = true;
    }
    return yield* this.#conclude(firmwareVersion, now);
  }

  *#send(stream: Uint8Array, from: number): Steps<void> {
    this.#phase = "sending";
    this.#next = from;
    for (let next = from; next < stream.length; ) {
      const step = { request: dataRequest(stream, next), silenceMs };
      // Once more, when either the line or its answer was lost: the lock knows which.
      const answer = (yield step) ?? (yield step);
      if (answer === undefined || answer.Status === "UNSUPPORTED_ACCESS" || answer.Status === "INVALID_COMMAND") throw new LostContact();
      if (!this.#isPlace(answer.Next)) throw new UpdateFailure(reasonOf(answer));
      if (answer.Next <= next) this.#countVain();
      if (answer.Status === "BUSY") yield { silenceMs: busyPauseMs };
      next = answer.Next;
      this.#next = next;
    }
  }

  /** The whole image is there; with `now` it waits until the new firmware has proved itself, or has not. */
  *#conclude(version: string, now: boolean): Steps<UpdateOutcome> {
    for (;;) {
      const { Stage: stage, FirmwareVersion: running, LastResult: last, Status: status } = yield* this.#ask({ Command: "GetUpdate" });
      if (status !== "SUCCESS") throw new LostContact();
      if (stage === "Receiving") throw new UpdateFailure(`flash did not keep the image; ${resumeText}`);
      if (stage === "Idle") {
        if (last === "Valid" || (last !== "RolledBack" && running === version)) return { result: "Valid", text: `runs ${version}` };
        return { result: "RolledBack", text: `${version} did not prove itself; it runs ${String(running)} again` };
      }
      if (!now) return { result: "Ready", text: stage === "Ready" ? `has ${version}, and ${quietText}` : `has ${version} on probation` };
      this.#installingMs ??= this.#now;
      if (this.#now - this.#installingMs > installMaxMs) throw new UpdateFailure(`15 minutes later ${version} is still ${this.#phase}`);
      this.#phase = stage === "Probation" ? "on probation" : "installing";
      // Once more when a power cut came between; it may restart before it answers.
      if (stage === "Ready") yield* this.#ask({ Command: "InstallUpdate", Now: 1 });
      yield { silenceMs: pollMs };
    }
  }

  /** Throws LostContact when there is no answer, or no session any more. */
  *#ask(request: object, silentMs = silenceMs): Steps<Answer> {
    const answer = yield { request, silenceMs: silentMs };
    if (answer === undefined || answer.Status === "UNSUPPORTED_ACCESS") throw new LostContact();
    return answer;
  }

  #isPlace(next: unknown): next is number {
    const { job } = this.#options;
    return job !== "cancel" && Number.isInteger(next) && (next as number) >= 0 && (next as number) <= job.stream.length;
  }

  #reach(next: number): void {
    this.#next = next;
    if (next <= this.#furthest) return;
    this.#furthest = next;
    this.#vain = 0;
  }

  #countVain(): void {
    if (++this.#vain > vainMax) throw new UpdateFailure(`it answers, but gets nowhere; ${resumeText}`);
  }
}

const resumeText = "the same command goes on from there";
const quietText = "restarts into it when it is locked, its door closed, and nobody was there for a minute";
