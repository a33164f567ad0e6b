// SPDX-License-Identifier: Apache-2.0
/** `npx latchkey inspect`: what an image says of itself, and whether its blocks are whole. Who signed it, only `verify` can tell. */
import { blocksOf, brokenBlock } from "../app/image-file";
import { readImage } from "./read-image";

export function inspectCommand(path: string, { json }: { json: boolean }): number {
  const image = readImage(path);
  const { header } = image;
  const blocks = blocksOf(image.stream).length;
  const broken = brokenBlock(image);
  if (json) {
    console.log(
      JSON.stringify({
        File: path,
        Product: header.product,
        Board: header.board,
        Chip: header.chip,
        FirmwareVersion: header.firmwareVersion,
        SecurityVersion: header.securityVersion,
        DataVersion: header.dataVersion,
        ImageBytes: header.imageBytes,
        Blocks: blocks,
        KeyId: header.keyId,
        BrokenBlock: broken ?? null,
      }),
    );
  } else {
    const rows: [string, string | number][] = [
      ["product", header.product],
      ["board", header.board],
      ["chip", header.chip],
      ["firmware version", header.firmwareVersion],
      ["security version", header.securityVersion],
      ["data version", header.dataVersion],
      ["bytes", header.imageBytes.toLocaleString("en")],
      ["blocks", blocks],
      ["key id", header.keyId],
      ["hashes", broken === undefined ? "all right" : `wrong from block ${broken} on`],
    ];
    for (const [name, value] of rows) console.log(`${name.padEnd(18)}${value}`);
    console.log("The signature was not checked: latchkey verify does.");
  }
  return broken === undefined ? 0 : 1;
}
