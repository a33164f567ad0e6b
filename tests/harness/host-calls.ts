// SPDX-License-Identifier: Apache-2.0
/** What calls out of the engine get in a test: digests; text is printed; flash and NVS records go nowhere. */
import { answerDigest } from "../../host/app/digest";
import type { HostCallHandlers } from "../../host/app/engine";

export const testHostCalls: HostCallHandlers = {
  1: answerDigest,
  2: () => undefined,
  3: () => undefined,
  4: (body) => void console.log(Buffer.from(body).toString()),
};
