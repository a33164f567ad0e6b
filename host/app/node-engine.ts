// SPDX-License-Identifier: Apache-2.0
/**
 * Node as the engine: the same bundle in a global object of its own, for breakpoints in the firmware's sources
 * (the bundles carry inline source maps). It measures nothing: compute and heap counts are 0.
 */
import vm from "node:vm";
import { answerHostCall, EngineError, type Engine, type EngineReply, type HostCallHandlers } from "./engine";

export interface NodeEngineOptions {
  handlers: HostCallHandlers;
  onPrint?: (line: string) => void;
}

/** The globals of the XS worker that Node's language context lacks, made inside so that its objects are of that realm. */
const prelude = `(hostCall, hostPrint, hostEncode, hostDecode) => {
  globalThis.issueCommand = (request) => new Uint8Array(hostCall(new Uint8Array(request))).buffer;
  globalThis.print = (...values) => hostPrint(values.map(String).join(" "));
  globalThis.resetMeter = () => 0;
  globalThis.gc = () => undefined;
  globalThis.TextEncoder = class TextEncoder { encode(text = "") { return new Uint8Array(hostEncode(text)); } };
  globalThis.TextDecoder = class TextDecoder { decode(bytes) { return hostDecode(bytes); } };
  return (request) => {
    const answer = globalThis.handleCommand(new Uint8Array(request).buffer);
    return answer instanceof ArrayBuffer ? answer : new ArrayBuffer(0);
  };
}`;

type Prelude = (
  hostCall: (request: Uint8Array) => Uint8Array,
  hostPrint: (line: string) => void,
  hostEncode: (text: string) => Uint8Array,
  hostDecode: (bytes: Uint8Array) => string,
) => (request: Uint8Array) => ArrayBuffer;

export class NodeEngine implements Engine {
  readonly #context = vm.createContext({}, { name: "latchkey" });
  readonly #handleCommand: (request: Uint8Array) => ArrayBuffer;
  #bundles = 0;
  #closed = false;

  constructor(options: NodeEngineOptions) {
    const install = vm.runInContext(prelude, this.#context) as Prelude;
    this.#handleCommand = install(
      (request) => answerHostCall(options.handlers, request),
      options.onPrint ?? console.log,
      (text) => new TextEncoder().encode(text),
      (bytes) => new TextDecoder().decode(bytes),
    );
  }

  async evaluate(source: string): Promise<EngineReply> {
    return this.#reply(() => {
      // A file name of its own is what lets the debugger take the source map at the end of the source.
      vm.runInContext(source, this.#context, { filename: `latchkey-bundle-${++this.#bundles}.js` });
      return new ArrayBuffer(0);
    });
  }

  async command(request: Uint8Array | string): Promise<EngineReply> {
    return this.#reply(() => this.#handleCommand(typeof request === "string" ? Buffer.from(request) : request));
  }

  async close(): Promise<void> {
    this.#closed = true;
  }

  #reply(run: () => ArrayBuffer): EngineReply {
    if (this.#closed) throw new Error("Node engine is closed");
    try {
      return { data: new Uint8Array(run()), compute: 0, heapCount: 0 };
    } catch (error) {
      // An error of the other realm is no instance of our Error.
      throw new EngineError((error as { stack?: string } | undefined)?.stack ?? String(error));
    }
  }
}
