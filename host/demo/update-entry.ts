// SPDX-License-Identifier: Apache-2.0
/** What the host evaluates in the engine for `npm run demo:update`: the story, from beginning to end. */
import { board } from "board";
import boot from "latchkey:firmware";
import { virtualBoard } from "../board/virtual-board";
import { tellUpdateStory } from "./update-story";

const handleCommand = (): ArrayBuffer => {
  tellUpdateStory(virtualBoard({ firmware: boot, board }), board.name);
  return new ArrayBuffer(0);
};

Object.assign(globalThis, { handleCommand });
