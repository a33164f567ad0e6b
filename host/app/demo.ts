// SPDX-License-Identifier: Apache-2.0
/** `npm start -- --demo`: the story of host/demo on the real firmware, inside XS, printed as it goes. */
import { hostOpcodes } from "../board/host-calls";
import { bundleForEngine } from "./bundle";
import { answerDigest } from "./digest";
import { XsWorker } from "./xs-worker";

/** True when everything went as told. */
export async function demo(board: string, print: (line: string) => void): Promise<boolean> {
  const worker = new XsWorker({
    handlers: {
      [hostOpcodes.digest]: answerDigest,
      [hostOpcodes.line]: (text) => {
        print(Buffer.from(text).toString());
        return undefined;
      },
    },
  });
  try {
    await worker.evaluate(await bundleForEngine({ entry: "host/demo/demo-entry.ts", board }));
    await worker.command("");
    return true;
  } catch (error) {
    print(error instanceof Error ? error.message : String(error));
    return false;
  } finally {
    await worker.close();
  }
}
