// SPDX-License-Identifier: Apache-2.0
/** `npm start -- --demo` and `npm run demo:update`: the stories of host/demo on the real firmware, inside XS, printed as they go. */
import { hostOpcodes } from "../board/host-calls";
import { bundleForEngine } from "./bundle";
import { answerDigest } from "./digest";
import { XsWorker } from "./xs-worker";

/** `entry`: a file of host/demo. True when everything went as told. */
export async function demo(entry: string, board: string, print: (line: string) => void): Promise<boolean> {
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
    await worker.evaluate(await bundleForEngine({ entry, board }));
    await worker.command("");
    return true;
  } catch (error) {
    print(error instanceof Error ? error.message : String(error));
    return false;
  } finally {
    await worker.close();
  }
}
