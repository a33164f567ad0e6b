// SPDX-License-Identifier: Apache-2.0
/** What the host evaluates in the engine for `npm start -- --demo`: the story, from beginning to end. */
import { board } from "board";
import boot from "latchkey:firmware";
import { virtualBoard } from "../board/virtual-board";
import { tellStory } from "./story";

const handleCommand = (): ArrayBuffer => {
  tellStory(virtualBoard({ firmware: boot, board }));
  return new ArrayBuffer(0);
};

Object.assign(globalThis, { handleCommand });
