// SPDX-License-Identifier: Apache-2.0
/** Stories about updates of the firmware, each kept by the firmware and broken by a planted bug. */
import type { Act } from "../../host/simulate/act";
import { pins } from "../../host/simulate/cast";
import type { ImageName } from "../../host/simulate/images";
import { at, enter, line, login, type Twins } from "./twins";

type Update = Extract<Act, { do: "update" }>;

const update = (image: ImageName, options: Partial<Update> = {}): Act => ({ do: "update", image, login: true, blocks: 99, then: "logout", ...options });
const installed = (image: ImageName): Act => update(image, { then: "install" });

export const updateTwins: readonly Twins[] = [
  {
    promise: "firmware",
    slip: "image taken whatever its signature",
    acts: at(5, update("forged")),
    says: /"forged" is taken, which must be refused/,
  },
  {
    promise: "firmware",
    slip: "older security version is taken",
    acts: at(5, update("outdated")),
    says: /"outdated" is taken, which must be refused/,
  },
  {
    promise: "firmware",
    slip: "only the first block is compared with its hash",
    acts: [
      ...at(5, update("newer", { blocks: 1, then: "leave" })),
      ...at(12, update("newer", { login: false, blocks: 1, spoil: { what: "splice", seed: 1 } })),
    ],
    says: /is not the image that was offered/,
  },
  {
    promise: "firmware",
    slip: "block counted before it is on flash",
    acts: at(5, update("newer")),
    says: /a block is done that is not on flash/,
  },
  {
    promise: "authority",
    slip: "blocks sent without a login are taken",
    acts: [...at(5, update("newer", { blocks: 1 })), ...at(12, line("UpdateData", { At: 4_128, Data: "AAAA" }))],
    says: /UpdateData is obeyed although nobody is logged in/,
  },
  {
    promise: "firmware",
    slip: "after a power cut all blocks have to come again",
    acts: [...at(5, update("newer", { blocks: 2 })), ...at(15, { do: "cutPower", offMs: 500 }), ...at(25, update("newer", { blocks: 0 }))],
    says: /wants to go on at 0 although 2 blocks are done/,
  },
  {
    promise: "motor",
    slip: "flash is written while the bolt moves",
    change: {
      file: "update/updates.ts",
      find: "!lock.options.bolt.moving && this.#untouchedMs >= typingMs;",
      replace: "this.#untouchedMs >= typingMs;",
    },
    // It locks itself just when blocks come.
    acts: [...at(5, enter(pins[2])), ...at(25.5, update("safest"))],
    says: /written while the motor runs/,
  },
  {
    promise: "firmware",
    slip: "restarts by itself with the bolt back",
    change: {
      file: "update/updates.ts",
      find: 'return lockState === "locked" && doorState === "closed"',
      replace: 'return lockState !== "locking" && doorState === "closed"',
    },
    acts: at(5, login, line("SetSetting", { Name: "AutoRelockTime", Value: 0 }), enter(pins[2]), update("newer")),
    says: /restarts by itself, although the bolt is not thrown/,
  },
  {
    promise: "firmware",
    slip: "nobody has to be away for a minute",
    acts: [...at(70, update("newer")), ...at(71, enter(pins[2]))],
    says: /restarts by itself, although somebody was there/,
  },
  {
    promise: "firmware",
    slip: "updates hear nothing of keys",
    acts: [...at(70, update("newer")), ...at(76, { do: "type", keys: "5", gapMs: 250 })],
    says: /restarts by itself, although somebody was there/,
  },
  {
    promise: "firmware",
    slip: "updates hear nothing of the button",
    change: { file: "update/updates.ts", find: '|| type === "button" ||', replace: "||" },
    acts: [
      ...at(5, login, line("SetSetting", { Name: "AutoRelockTime", Value: 4 }), line("Logout")),
      ...[70, 74].flatMap((seconds) => at(seconds, { do: "button", holdMs: 300 })),
      ...at(80, update("newer")),
    ],
    says: /restarts by itself, although somebody was there/,
  },
  {
    promise: "firmware",
    slip: "refused for a reason that is not true",
    change: { file: "update/refusal.ts", find: 'return { refusal: "chip" };', replace: 'return { refusal: "board" };' },
    acts: at(5, update("otherChip")),
    says: /"otherChip" is refused: Board/,
  },
  {
    promise: "firmware",
    slip: "the same image offered again begins anew, and a bit had flipped in the slot before",
    change: {
      file: "update/updates.ts",
      find: "if (progress.isSameOffer(offer)) return",
      replace: "if (progress.isSameOffer(offer)) progress.startOver();\n    if (progress.isSameOffer(offer)) return",
    },
    acts: [...at(3, { do: "flipFirmware", where: "idle", seed: 1 }), ...at(5, update("newer", { blocks: 2 })), ...at(15, update("newer", { blocks: 0 }))],
    says: /the blocks that were received count no more/,
  },
  {
    promise: "firmware",
    slip: "security version raised before an image has proved itself",
    acts: at(5, installed("safer")),
    says: /on probation decides/,
  },
  {
    promise: "firmware",
    slip: "image has proved itself at once",
    acts: [...at(5, installed("newer")), ...at(20, enter(pins[2]))],
    says: /has proved itself after \d+ s/,
  },
  {
    promise: "firmware",
    slip: "power cut on probation ends the update",
    acts: [...at(5, installed("newer")), ...at(25, { do: "cutPower", offMs: 500 })],
    says: /an update is given up at stage 3/,
  },
  {
    promise: "firmware",
    slip: "another image is taken during probation",
    acts: [...at(5, installed("newer")), ...at(25, update("second"))],
    says: /while another is on probation/,
  },
];
