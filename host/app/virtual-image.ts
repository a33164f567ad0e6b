// SPDX-License-Identifier: Apache-2.0
/**
 * The firmware of these sources as an image that the virtual board boots: what `npm run build -- esp32/nodemcu` makes for a chip. So an
 * update of the lock of `npm start` changes what runs in it.
 */
import { readFileSync } from "node:fs";
import { transform } from "esbuild";
import { encodeAppImage, type FirmwareConfig } from "../board/app-image";
import { hostOpcodes } from "../board/host-calls";
import { answerDigest } from "./digest";
import { answerHostCall } from "./engine";
import { bundleFirmware, xsTarget } from "./firmware-plugin";

const exported = "export default ";

/** Versions are those of manifest.json. `keys`: in hexadecimal. */
export async function virtualImage(board: string, keys: readonly string[]): Promise<Uint8Array> {
  const { config } = JSON.parse(readFileSync("manifest.json", "utf8")) as { config: FirmwareConfig };
  const { firmwareVersion, securityVersion, revokedKeys } = config;
  const { code } = await bundleFirmware(board);
  const script = await transform(code, { minifyWhitespace: true, target: xsTarget, sourcefile: "latchkey-firmware.js" });
  // The image's SHA-256 is asked for as the engine on the board would.
  const handlers = { [hostOpcodes.digest]: answerDigest };
  Object.assign(globalThis, { issueCommand: (request: ArrayBuffer) => new Uint8Array(answerHostCall(handlers, new Uint8Array(request))).buffer });
  return encodeAppImage({
    config: { chip: "virtual", firmwareVersion, securityVersion, updateKeys: keys.join(), revokedKeys },
    script: script.code.slice(script.code.indexOf(exported) + exported.length),
  });
}
