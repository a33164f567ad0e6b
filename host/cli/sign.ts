// SPDX-License-Identifier: Apache-2.0
/** `npx latchkey sign`: makes of a built binary the file that locks take. */
import { readFileSync, writeFileSync } from "node:fs";
import { encodeImage, isFirmwareVersion } from "../app/image-file";
import { keyIdOf, openKeyFile } from "../app/image-keys";
import { builtIdentity, chipFor } from "../app/image-target";
import { readSecret } from "./secret";
import { readSmallFile } from "./read-image";

export interface SignOptions {
  board: string;
  key: string;
  firmwareVersion?: string;
  securityVersion?: number;
  out?: string;
  passFile?: string;
  json: boolean;
}

export async function signCommand(app: string, { board, key, passFile, json, ...options }: SignOptions): Promise<number> {
  const image = readSmallFile(app);
  const chip = chipFor(image, board);
  const built = builtIdentity(board);
  const { firmwareVersion = built.version, securityVersion = built.securityVersion } = options;
  if (!isFirmwareVersion(firmwareVersion)) throw new Error(`"${firmwareVersion}" is no version as 0.2.0`);
  const out = options.out ?? `latchkey-${board}-${firmwareVersion}.lkf`;
  if (!out.endsWith(".lkf")) throw new Error("--out has to end in .lkf, so that nothing else is overwritten");
  const { publicKey, sign } = openKeyFile(readFileSync(key, "utf8"), await readSecret(`Pass phrase of ${key}`, passFile));
  const keyId = keyIdOf(publicKey);
  const { dataVersion, product } = built;
  const about = { dataVersion, securityVersion, product, board, chip, firmwareVersion, keyId };
  const file = encodeImage({ ...about, image, sign });
  writeFileSync(out, file);
  if (json) {
    console.log(
      JSON.stringify({
        File: out,
        Bytes: file.length,
        Board: board,
        Chip: chip,
        FirmwareVersion: firmwareVersion,
        SecurityVersion: securityVersion,
        KeyId: keyId,
      }),
    );
  } else {
    console.log(`${out}: version ${firmwareVersion} for ${board} (${chip}), security version ${securityVersion}`);
    console.log(`${image.length.toLocaleString("en")} bytes of firmware, signed with key ${keyId}`);
  }
  return 0;
}
