// SPDX-License-Identifier: Apache-2.0
/**
 * A fingerprint module on a UART: R503, or AS608 and its kin. Says which slot a finger matched, once for each time
 * it is laid on; what that is worth is not its business. The wire proves nothing: see docs/biometrics.md.
 *
 * Supervision: who the module is, is asked at start, every 5 minutes, and after any answer that was late, garbled or missing.
 * It is read only while it is `adopt()`ed, which ends when it is another one or falls silent. Silence is told after three
 * tries and tried on with back-off. Searches are at least a second apart, and a finger has to be lifted between two.
 */
import { ring } from "./fingerprint-commands";
import type { FingerprintLinkOptions } from "./fingerprint-link";
import { enrol, erase, identify, light, look, read, setPassword, type ReadResult } from "./fingerprint-procedures";
import { FingerprintRunner } from "./fingerprint-runner";
import { Guard } from "./guard";
import type { DigitalClass, DigitalIO, NowMs, OnError, SerialWiring } from "./io";
import { idlePollMs, Poll } from "./poll";
import type { EnrolStep, TemplateModule, TemplateReader, TemplateReaderEvents } from "./template-reader";

/** Until it is ready (HW-46). */
const startMs = 500;
const retryMs = 500;
const retryMsMax = 300_000;
const triesUntilSilent = 3;
const superviseMs = 300_000;
export const readIntervalMs = 1_000;
/** Between two looks for a finger where no touch pin tells (HW-48). */
const lookMs = 300;
const slotMax = 999;
const touched = 0;

export interface FingerprintWiring extends SerialWiring {
  /** Low while a finger is on it (HW-47). Left out: it is looked for all the time, which costs charge. */
  touchPin?: number;
}

export interface FingerprintOptions extends Omit<FingerprintLinkOptions, "guard" | "onAnswer">, TemplateReaderEvents {
  io: DigitalClass;
  touchPin: number | undefined;
  nowMs: NowMs;
  /** Of this lock and its module only; 1 to 2^32 - 1, 0 is the factory's. */
  password: number;
  onError: OnError;
}

export class Fingerprint implements TemplateReader {
  readonly #options: FingerprintOptions;
  readonly #guard: Guard;
  readonly #runner: FingerprintRunner;
  readonly #touchPin: DigitalIO | undefined;
  readonly #poll: Poll;
  #superviseId: unknown;
  /** Times in a row that a right answer failed to come. While there is one, nothing is asked but who it is. */
  #failures = 0;

  /** Told of last. */
  #module: TemplateModule | undefined;
  #silenceTold = false;
  #adopting = false;
  #adopted = false;
  #laid = false;
  #readFromMs = 0;
  /** To do: -1 is all of them. */
  readonly #erasing = new Set<number>();
  #enrolling = -1;
  /** The module is busy with it. */
  #enrolRuns = false;

  constructor(options: FingerprintOptions) {
    const { io, touchPin, timer, password, onError } = options;
    if (!Number.isInteger(password) || password < 1 || password > 0xffff_ffff) throw new RangeError("password");
    this.#options = options;
    this.#guard = new Guard(onError);
    const guard = this.#guard;
    this.#poll = new Poll(timer, guard.wrap(() => this.#next()));
    this.#runner = new FingerprintRunner({ ...options, guard, onFailed: () => this.#failed() });
    try {
      const onReadable = guard.wrap(() => this.#next());
      if (touchPin !== undefined) this.#touchPin = new io({ pin: touchPin, mode: io.InputPullUp, edge: io.Falling, onReadable });
      this.#runner.after(startMs, () => this.#identify());
    } catch (error) {
      this.close();
      throw error;
    }
  }

  get ready(): boolean {
    return this.#adopted;
  }

  adopt(): void {
    this.#guard.assertOpen();
    this.#adopting = this.#module !== undefined && !this.#adopted;
    this.#next();
  }

  enrol(slot: number): void {
    this.#guard.assertOpen();
    checkSlot(slot);
    if (!this.#adopted || this.#enrolling >= 0 || slot >= (this.#module?.capacity ?? 0)) {
      this.#tell(() => this.#options.onEnrol("failed", slot));
      return;
    }
    this.#enrolling = slot;
    this.#next();
  }

  cancel(): void {
    if (this.#enrolling < 0) return;
    const hasRing = this.#module?.hasSerial === true;
    const end = (): void => this.#endEnrol("cancelled");
    if (this.#enrolRuns) this.#runner.interrupt(light(hasRing, ring.off, () => ({ result: undefined })), end);
    else end();
  }

  delete(slot: number): void {
    this.#guard.assertOpen();
    checkSlot(slot);
    this.#erasing.add(slot);
    this.#next();
  }

  empty(): void {
    this.#guard.assertOpen();
    this.#erasing.add(-1);
    this.#next();
  }

  /** What there is to do while no procedure runs. */
  #next(): void {
    const module = this.#module;
    if (this.#runner.busy || module === undefined || this.#failures > 0) return;
    const { nowMs, password } = this.#options;
    if (this.#adopting) return this.#adopt(module);
    if (!this.#adopted) return;
    for (const slot of this.#erasing) return this.#runner.run(erase(slot), (done) => this.#erased(slot, done));
    if (this.#enrolling >= 0) {
      const slot = this.#enrolling;
      const tell = (step: EnrolStep): void => this.#tell(() => this.#options.onEnrol(step, slot));
      this.#enrolRuns = true;
      return this.#runner.run(enrol(slot, password, module, tell), (step) => this.#endEnrol(step));
    }
    if (this.#touchPin === undefined) return this.#runner.run(look(), (is) => this.#looked(is));
    const isLaid = this.#touchPin.read() === touched;
    if (!isLaid) this.#laid = false;
    else if (!this.#laid && nowMs() >= this.#readFromMs) this.#read(module);
  }

  #looked(is: boolean): void {
    if (!is) this.#laid = false;
    const module = this.#module;
    if (is && !this.#laid && this.#adopted && module && this.#options.nowMs() >= this.#readFromMs) this.#read(module);
  }

  #read(module: TemplateModule): void {
    this.#readFromMs = this.#options.nowMs() + readIntervalMs;
    this.#runner.run(read(this.#options.password, module), (result) => this.#hasRead(result, module));
  }

  #hasRead(result: ReadResult, module: TemplateModule): void {
    if (result === "gone") return;
    if (result === "strange") return this.#identify();
    this.#laid = true;
    if (result === "unreadable") return;
    const isSlot = typeof result === "number" && result < module.capacity;
    const { onMatch, onNoMatch } = this.#options;
    if (!isSlot || this.#erasing.has(result) || this.#erasing.has(-1)) this.#tell(onNoMatch);
    else this.#tell(() => onMatch(result));
    this.#next();
  }

  #erased(slot: number, done: boolean): void {
    this.#erasing.delete(slot);
    this.#tell(() => this.#options.onErased(slot, done));
    this.#next();
  }

  #endEnrol(step: EnrolStep): void {
    const slot = this.#enrolling;
    this.#enrolling = -1;
    this.#enrolRuns = false;
    // Else the finger that was just enrolled would be read at once.
    this.#laid = true;
    this.#tell(() => this.#options.onEnrol(step, slot));
  }

  #adopt(module: TemplateModule): void {
    this.#adopting = false;
    const { password } = this.#options;
    if (module.password === "strange") return;
    if (module.password === "ours") {
      this.#lookForFingers(true);
      return this.#next();
    }
    this.#runner.run(setPassword(password), (done) => {
      if (done) this.#module = { ...module, password: "ours" };
      this.#lookForFingers(done);
      if (!done) this.#guard.tell(new Error("the module took no password"));
    });
  }

  /** Only in a module that is this lock's: where there is none, nothing is polled. */
  #lookForFingers(adopted: boolean): void {
    this.#adopted = adopted;
    if (!adopted) this.#poll.stop();
    else this.#poll.every(this.#touchPin === undefined ? lookMs : idlePollMs);
  }

  #identify(): void {
    this.#runner.run(identify(this.#options.password), (module) => this.#identified(module));
  }

  #identified(module: TemplateModule): void {
    const before = this.#module;
    this.#failures = 0;
    this.#silenceTold = false;
    this.#supervise();
    this.#module = module;
    if (before !== undefined && before.password === module.password && isEqual(before.identity, module.identity)) return this.#next();
    this.#lookForFingers(false);
    this.#adopting = false;
    this.#tell(() => this.#options.onModule(module));
  }

  #supervise(): void {
    const { timer } = this.#options;
    timer.clear(this.#superviseId);
    this.#superviseId = timer.set(
      this.#guard.wrap(() => {
        this.#superviseId = undefined;
        if (!this.#runner.busy && this.#failures === 0) this.#identify();
        else this.#supervise();
      }),
      superviseMs,
    );
  }

  /** No right answer: whatever was under way is given up, and the module has to say again who it is. */
  #failed(): void {
    this.#failures++;
    const wasEnrolling = this.#enrolling >= 0;
    const isSilent = this.#failures >= triesUntilSilent;
    if (isSilent) {
      this.#module = undefined;
      this.#lookForFingers(false);
      this.#adopting = false;
    }
    const waitMs = Math.min(retryMs * 2 ** (this.#failures - 1), retryMsMax);
    this.#runner.after(waitMs, () => this.#identify());
    if (wasEnrolling) this.#endEnrol("failed");
    if (isSilent && !this.#silenceTold) {
      this.#silenceTold = true;
      this.#tell(() => this.#options.onModule(undefined));
    }
  }

  /** Whatever the listener does, a procedure that is half done goes on. */
  #tell(listener: () => void): void {
    this.#guard.wrap(listener)();
  }

  close(): void {
    if (this.#guard.closed) return;
    this.#guard.close();
    const { timer } = this.#options;
    this.#poll.stop();
    if (this.#superviseId !== undefined) timer.clear(this.#superviseId);
    this.#runner.close();
    this.#touchPin?.close();
  }
}

/** undefined: the board has no pins for one, or there is no password. */
export function openFingerprint(
  wiring: FingerprintWiring | undefined,
  options: Omit<FingerprintOptions, keyof FingerprintWiring | "password"> & { password: number | undefined },
): Fingerprint | undefined {
  const { password } = options;
  if (wiring === undefined || password === undefined) return undefined;
  return new Fingerprint({ ...options, ...wiring, touchPin: wiring.touchPin, password });
}

function checkSlot(slot: number): void {
  if (!Number.isInteger(slot) || slot < 0 || slot > slotMax) throw new RangeError(`slot ${slot}`);
}

function isEqual(one: Uint8Array, other: Uint8Array): boolean {
  return one.length === other.length && one.every((byte, index) => byte === other[index]);
}
