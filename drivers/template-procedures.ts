// SPDX-License-Identifier: Apache-2.0
/** What is said to a module of a certain kind, for whatever can be asked of it. Types only. */
import type { EnrolStep, ReadResult, TemplateModule } from "./template-reader";
import type { Step } from "./template-step";

export interface TemplateProcedures {
  /** From power on until it is ready. */
  readonly startMs: number;
  identify(password: number): Step<TemplateModule>;
  /** To one that has the factory's; true: it has ours now. */
  setPassword(password: number): Step<boolean>;
  /** Whether a finger is there. Left out: it is looked only when asked to. */
  readonly look?: () => Step<boolean>;
  read(password: number, module: TemplateModule): Step<ReadResult>;
  enrol(slot: number, password: number, module: TemplateModule, tell: (step: EnrolStep) => void): Step<EnrolStep>;
  /** -1: all of them. */
  erase(slot: number, password: number): Step<boolean>;
  endEnrol(module: TemplateModule): Step<void>;
  /** The end need not wait for the answer to what is under way. */
  readonly endsAtOnce: boolean;
}
