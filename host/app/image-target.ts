// SPDX-License-Identifier: Apache-2.0
/**
 * What a firmware image may be signed for: the boards there are, the chip on each, and the chip for which a binary was built.
 * What is thrown here has a message for the person.
 */
import { existsSync, readFileSync } from "node:fs";
import { firmwareIdentity, type FirmwareConfig, type FirmwareIdentity } from "../../update/firmware-identity";
import { imageBytesMax, imageBytesMin } from "./image-file";

const appMagic = 0xe9;
const chipIdAt = 12;
/** esp_chip_id_t of ESP-IDF (bootloader_support/include/esp_app_format.h); the last is the virtual board's own. */
const chipNames: Readonly<Partial<Record<number, string>>> = { 0: "esp32", 5: "esp32c3", 9: "esp32s3", 0xfff0: "virtual" };

/** The chip of a binary that is fit for this board. */
export function chipFor(app: Uint8Array, board: string): string {
  const fitting = chipOfBoard(board);
  if (app.length < imageBytesMin || app[0] !== appMagic) throw new Error("this is no application binary of ESP-IDF (xs_esp32.bin)");
  if (app.length > imageBytesMax) throw new Error(`${app.length} bytes are more than the ${imageBytesMax} of a slot`);
  const id = new DataView(app.buffer, app.byteOffset).getUint16(chipIdAt, true);
  const chip = chipNames[id];
  if (chip === undefined) throw new Error(`it was built for a chip that no board has (id ${id})`);
  if (chip !== fitting && chip !== "virtual") throw new Error(`it was built for ${chip}, and ${board} has ${fitting}`);
  return chip;
}

function chipOfBoard(board: string): string {
  const isBoard = /^[a-z0-9-]+$/.test(board) && board !== "board" && existsSync(`boards/${board}.ts`);
  if (!isBoard) throw new Error(`boards/ has no "${board}"`);
  return /^esp32-s3\b/.test(board) ? "esp32s3" : /^esp32-c3\b/.test(board) ? "esp32c3" : "esp32";
}

/** Of the firmware that this repository builds for the board. */
export function builtIdentity(board: string): FirmwareIdentity {
  const { config } = JSON.parse(readFileSync("manifest.json", "utf8")) as { config: Omit<FirmwareConfig, "chip"> };
  return firmwareIdentity({ ...config, chip: chipOfBoard(board) }, board);
}
