// SPDX-License-Identifier: Apache-2.0
import assert from "node:assert/strict";
import { test } from "node:test";
import { virtualImage } from "../../host/app/virtual-image";
import { demoPublicKeys } from "../../host/board/demo-keys";
import { VirtualBoard } from "../../host/board/virtual-board";

test("the firmware that `npm run build -- virtual` makes runs on the virtual board, with the maker's keys", async () => {
  const image = await virtualImage("esp32-devkit", [demoPublicKeys[1]]);
  // What the board would run for an image without a program.
  const never = (): never => assert.fail("the image holds no program");
  const board = new VirtualBoard({ firmware: never, slotImages: { ota_0: image } });
  board.powerUp();
  board.run(3_000);
  assert.deepEqual(board.faults, []);
  board.serialWrite('{"Command":"GetStatus"}\n');
  board.run(1_000);
  assert.match(board.serialLines.at(-1) ?? "", /"SUCCESS"/);
  assert.equal(board.power.image?.config.updateKeys, demoPublicKeys[1]);
});
