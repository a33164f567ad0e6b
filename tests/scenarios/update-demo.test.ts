// SPDX-License-Identifier: Apache-2.0
import { test } from "node:test";
import assert from "node:assert/strict";
import { board } from "board";
import boot from "latchkey:firmware";
import { virtualBoard } from "../../host/board/virtual-board";
import { tellUpdateStory } from "../../host/demo/update-story";

test("the story of `npm run demo:update` goes as it is told", () => tellUpdateStory(virtualBoard({ firmware: boot, board }), board.name));

test("and stops where the lock does something else", () => {
  const withoutKeys = virtualBoard({ firmware: boot, board, config: { updateKeys: "" } });
  assert.throws(() => tellUpdateStory(withoutKeys, board.name), /the offer is taken/);
});
