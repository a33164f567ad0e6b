// SPDX-License-Identifier: Apache-2.0
/**
 * A module that keeps templates, on a UART. Says which slot matched, once for each finger that is laid on, or for each look that was
 * asked for; what that is worth is not its business. The wire proves nothing: see docs/biometrics.md.
 *
 * Supervision: who the module is, is asked at start, every 5 minutes, and after any answer that was late, garbled or missing; where
 * its supply is switched, each time it is switched on, instead of every 5 minutes. It is read only while it is `adopt()`ed, which
 * ends when it is another one or falls silent. Silence is told after three tries and tried on with back-off. Searches are at least
 * a second apart, and a finger has to be lifted between two.
 */
import { allSlots, checkSlot, ErasingSlots } from "./erasing-slots";
import { Guard } from "./guard";
import type { DigitalClass, DigitalIO, NowMs, OnError } from "./io";
import { ModuleSupply } from "./module-supply";
import { idlePollMs, Poll } from "./poll";
import type { TemplateLinkOptions } from "./template-link";
import type { TemplateProcedures } from "./template-procedures";
import type { EnrolStep, ReadResult, TemplateModule, TemplateReader, TemplateReaderEvents } from "./template-reader";
import { isSame } from "./template-reader";
import { TemplateRunner } from "./template-runner";

const retryMs = 500;
const retryMsMax = 300_000;
const triesUntilSilent = 3;
const superviseMs = 300_000;
const readIntervalMs = 1_000;
/** Between two looks for a finger where no touch pin tells (HW-48). */
const lookMs = 300;
const touched = 0;

export interface TemplateDriverOptions extends Omit<TemplateLinkOptions, "guard" | "onAnswer">, TemplateReaderEvents {
  io: DigitalClass;
  procedures: TemplateProcedures;
  touchPin?: number | undefined;
  supplyPin?: number | undefined;
  nowMs: NowMs;
  /** Of this lock and its module only; 1 to 2^32 - 1, 0 is the factory's. */
  password: number;
  onError: OnError;
}

export class TemplateDriver implements TemplateReader {
  readonly #options: TemplateDriverOptions;
  readonly #guard: Guard;
  readonly #runner: TemplateRunner;
  readonly #touchPin: DigitalIO | undefined;
  readonly #supply: ModuleSupply | undefined;
  readonly #poll: Poll;
  readonly #supervision: Poll;
  /** Times in a row that a right answer failed to come. */
  #failures = 0;
  /** It has said who it is, and has answered since. While it has not, nothing else is asked. */
  #isKnown = false;

  /** Told of last. */
  #module: TemplateModule | undefined;
  #adopting = false;
  #adopted = false;
  #isForeign = false;
  /** Fingers: the one that lies there was read. */
  #laid = false;
  /** To look once, or looking. */
  #asked = false;
  #readFromMs = 0;
  readonly #erasing = new ErasingSlots();
  #enrolling = -1;
  /** The module is busy with it. */
  #enrolRuns = false;

  constructor(options: TemplateDriverOptions) {
    const { io, touchPin, supplyPin, timer, password, onError } = options;
    if (!Number.isInteger(password) || password < 1 || password > 0xffff_ffff) throw new RangeError("password");
    this.#options = options;
    this.#guard = new Guard(onError);
    const guard = this.#guard;
    this.#poll = new Poll(timer, guard.wrap(() => this.#next()));
    this.#supervision = new Poll(timer, guard.wrap(() => this.#supervise()));
    this.#runner = new TemplateRunner({ ...options, guard, onFailed: () => this.#failed() });
    try {
      const onReadable = guard.wrap(() => this.#next());
      if (touchPin !== undefined) this.#touchPin = new io({ pin: touchPin, mode: io.InputPullUp, edge: io.Falling, onReadable });
      if (supplyPin !== undefined) this.#supply = new ModuleSupply({ io, pin: supplyPin, timer, guard });
      else this.#supervision.every(superviseMs);
      this.#start();
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
    this.#asked = false;
    this.#next();
  }

  look(): void {
    this.#guard.assertOpen();
    if (!this.#adopted || this.#enrolling >= 0 || this.#options.nowMs() < this.#readFromMs) return;
    this.#asked = true;
    this.#next();
  }

  cancel(): void {
    if (this.#enrolling < 0) return;
    const { procedures } = this.#options;
    const end = (): void => this.#endEnrol("cancelled");
    if (!this.#enrolRuns || this.#module === undefined) end();
    else if (procedures.endsAtOnce) this.#runner.replace(procedures.endEnrol(this.#module), end);
    else this.#runner.interrupt(procedures.endEnrol(this.#module), end);
  }

  delete(slot: number): void {
    this.#guard.assertOpen();
    checkSlot(slot);
    this.#erasing.add(slot);
    this.#next();
  }

  empty(): void {
    this.#guard.assertOpen();
    this.#erasing.add(allSlots);
    this.#next();
  }

  /** What there is to do while no procedure runs. */
  #next(): void {
    const module = this.#module;
    if (this.#runner.busy || module === undefined || !this.#isKnown) return;
    const { procedures, password } = this.#options;
    const isNeeded = this.#adopting || (this.#adopted && (this.#asked || !this.#erasing.isEmpty || this.#enrolling >= 0));
    if (!isNeeded) this.#supply?.release();
    else if (this.#supply?.on === false) return this.#start();
    else this.#supply?.need();
    if (this.#adopting) return this.#adopt(module);
    if (!this.#adopted) return;
    const erasing = this.#erasing.first;
    if (erasing !== undefined) {
      if (!this.#erasing.mayTry()) return this.#erased(erasing, false);
      return this.#runner.run(procedures.erase(erasing, password), (isDone) => this.#erased(erasing, isDone));
    }
    if (this.#enrolling >= 0) {
      const slot = this.#enrolling;
      const tell = (step: EnrolStep): void => this.#tell(() => this.#options.onEnrol(step, slot));
      this.#enrolRuns = true;
      return this.#runner.run(procedures.enrol(slot, password, module, tell), (step) => this.#endEnrol(step));
    }
    if (this.#asked) return this.#read(module);
    if (this.#touchPin !== undefined) this.#feel(this.#touchPin.read() === touched, module);
    else if (procedures.look) this.#runner.run(procedures.look(), (isLaid) => this.#feel(isLaid, module));
  }

  #feel(isLaid: boolean, module: TemplateModule): void {
    if (!isLaid) this.#laid = false;
    else if (!this.#laid && this.#adopted && this.#options.nowMs() >= this.#readFromMs) this.#read(module);
  }

  #read(module: TemplateModule): void {
    this.#readFromMs = this.#options.nowMs() + readIntervalMs;
    this.#runner.run(this.#options.procedures.read(this.#options.password, module), (result) => this.#hasRead(result, module));
  }

  #hasRead(result: ReadResult, module: TemplateModule): void {
    this.#asked = false;
    if (result === "gone") return this.#next();
    if (result === "strange") return this.#identify();
    this.#laid = true;
    if (result === "unreadable") return this.#next();
    const isSlot = typeof result === "number" && result < module.capacity;
    const { onMatch, onNoMatch } = this.#options;
    if (!isSlot || this.#erasing.includes(result)) this.#tell(onNoMatch);
    else this.#tell(() => onMatch(result));
    if (result === "foreign" && !this.#erasing.includes(allSlots)) {
      this.#isForeign = true;
      this.#identified(module);
    } else this.#next();
  }

  #erased(slot: number, done: boolean): void {
    this.#erasing.remove(slot);
    if (slot === allSlots && done && this.#isForeign && this.#module) {
      this.#isForeign = false;
      this.#module = { ...this.#module, password: "ours" };
    }
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
    this.#next();
  }

  #adopt(module: TemplateModule): void {
    this.#adopting = false;
    const { password, procedures } = this.#options;
    if (module.password === "strange") return;
    if (module.password !== "factory") {
      this.#lookForFingers(true);
      return this.#next();
    }
    this.#runner.run(procedures.setPassword(password), (done) => {
      if (done) this.#module = { ...module, password: "ours" };
      this.#lookForFingers(done);
      if (!done) this.#guard.tell(new Error("the module took no password"));
    });
  }

  /** Only in a module that is this lock's: where there is none, nothing is polled. */
  #lookForFingers(adopted: boolean): void {
    this.#adopted = adopted;
    if (!adopted) {
      this.#poll.stop();
      this.#asked = false;
    } else if (this.#touchPin !== undefined) this.#poll.every(idlePollMs);
    else if (this.#options.procedures.look) this.#poll.every(lookMs);
  }

  #start(): void {
    this.#isKnown = false;
    this.#supply?.need();
    this.#runner.after(this.#options.procedures.startMs, () => this.#identify());
  }

  #supervise(): void {
    if (!this.#runner.busy && this.#isKnown) this.#identify();
  }

  #identify(): void {
    this.#runner.run(this.#options.procedures.identify(this.#options.password), (module) => this.#identified(module));
  }

  #identified(found: TemplateModule): void {
    const before = this.#module;
    const module: TemplateModule = this.#isForeign ? { ...found, password: "foreign" } : found;
    this.#failures = 0;
    this.#isKnown = true;
    this.#module = module;
    if (before !== undefined && isSame(before, module)) return this.#next();
    this.#lookForFingers(false);
    this.#adopting = false;
    this.#tell(() => this.#options.onModule(module));
    this.#next();
  }

  /** No right answer: whatever was under way is given up, and the module has to say again who it is. */
  #failed(): void {
    this.#failures++;
    this.#isKnown = false;
    this.#asked = false;
    const isSilent = this.#failures >= triesUntilSilent;
    if (isSilent) {
      this.#module = undefined;
      this.#lookForFingers(false);
      this.#adopting = false;
      this.#supply?.off();
    }
    const again = (): void => (this.#supply?.on === false ? this.#start() : this.#identify());
    this.#runner.after(Math.min(retryMs * 2 ** (this.#failures - 1), retryMsMax), again);
    if (this.#enrolling >= 0) this.#endEnrol("failed");
    if (this.#failures === triesUntilSilent) this.#tell(() => this.#options.onModule(undefined));
  }

  /** Whatever the listener does, a procedure that is half done goes on. */
  #tell(listener: () => void): void {
    this.#guard.wrap(listener)();
  }

  close(): void {
    if (this.#guard.closed) return;
    this.#guard.close();
    this.#poll.stop();
    this.#supervision.stop();
    this.#runner.close();
    this.#touchPin?.close();
    this.#supply?.close();
  }
}
