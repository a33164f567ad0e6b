// SPDX-License-Identifier: Apache-2.0
/**
 * A JavaScript engine that runs the virtual board: XS in a worker process (xs-worker.ts), or Node itself (node-engine.ts).
 *
 * One command at a time: a second one waits until the first is answered. The code inside may call out synchronously
 * (`issueCommand`); byte 0 of such a call chooses the handler (opcodes: host/board/host-calls.ts).
 */

export type EngineName = "node" | "xs";

export interface EngineReply {
  data: Uint8Array;
  /** XS `compute` units that the command took; 0 on Node. */
  compute: number;
  /** Slots in use after the command; 0 on Node. */
  heapCount: number;
}

export interface Engine {
  /** Runs a script. Its value is of no interest: only what it leaves in the global object. */
  evaluate(source: string): Promise<EngineReply>;
  /** Calls the global `handleCommand` with the bytes; it answers with an ArrayBuffer or nothing. */
  command(request: Uint8Array | string): Promise<EngineReply>;
  close(): Promise<void>;
}

/** The code inside threw; the message is what it threw, as text. */
export class EngineError extends Error {
  override name = "EngineError";
}

/** Answers to calls out of the engine by opcode; the body comes without it. No answer is an empty one. */
export type HostCallHandlers = Readonly<Record<number, (body: Uint8Array) => Uint8Array | undefined>>;

export function answerHostCall(handlers: HostCallHandlers, request: Uint8Array): Uint8Array {
  const opcode = request[0];
  const handler = opcode === undefined ? undefined : handlers[opcode];
  if (handler === undefined) throw new Error(`no handler for call ${opcode ?? "without opcode"} out of the engine`);
  return handler(request.subarray(1)) ?? new Uint8Array(0);
}
