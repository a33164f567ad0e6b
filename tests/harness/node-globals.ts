// SPDX-License-Identifier: Apache-2.0
/** The globals of the XS worker that code of the virtual board may use, for tests of it that run on Node. */
import { answerHostCall } from "../../host/app/engine";
import { testHostCalls } from "./host-calls";
import "../../host/board/set-from-base64";

Object.assign(globalThis, {
  issueCommand: (request: ArrayBuffer) => new Uint8Array(answerHostCall(testHostCalls, new Uint8Array(request))).buffer,
  print: (...values: unknown[]) => console.log(...values),
  resetMeter: () => 0,
  gc: () => undefined,
});
