// SPDX-License-Identifier: Apache-2.0
/** What the page asks for, checked, in terms of the virtual board. */
import type { Command } from "../board/command-handler";
import type { FromPage, PanelState } from "./panel-protocol";

const textLengthMax = 2_000;
/** Where something is put into the bolt's way. */
const blockedAt = 0.5;
const keys = "0123456789*#ABCD";
const chemistries: readonly PanelState["chemistry"][] = ["alkaline", "lithium", "nimh", "liIon1S", "liIon2S"];

/** undefined: not a message of panel-protocol.ts. */
export function panelCommand(message: unknown): Command | undefined {
  const action = message as FromPage;
  switch (action.op) {
    case "keyDown":
      return isKey(action.key) ? { op: "holdKey", key: action.key } : undefined;
    case "keyUp":
      return isKey(action.key) ? { op: "releaseKey", key: action.key } : undefined;
    case "door":
      return { op: action.open ? "openDoor" : "closeDoor" };
    case "thumbTurn":
      return { op: "turnThumb", target: action.to === "unlocked" ? "unlocked" : "locked" };
    case "button":
      return { op: "button", on: action.pressed };
    case "magnet":
      return { op: "magnet", on: action.on };
    case "cover":
      return { op: "cover", on: action.on };
    case "blockBolt":
      return action.on ? { op: "blockBolt", at: blockedAt } : { op: "blockBolt" };
    case "battery":
      return isBattery(action)
        ? { op: "battery", chargePercent: action.charge * 100, chemistry: action.chemistry }
        : undefined;
    case "power":
      return { op: action.on ? "powerUp" : "cutPower" };
    case "serial":
      return typeof action.text === "string" && action.text.length <= textLengthMax
        ? { op: "serial", text: `${action.text}\n` }
        : undefined;
    default:
      return undefined;
  }
}

function isKey(key: unknown): boolean {
  return typeof key === "string" && key.length === 1 && keys.includes(key);
}

function isBattery({ charge, chemistry }: { charge: unknown; chemistry: PanelState["chemistry"] }): boolean {
  return typeof charge === "number" && charge >= 0 && charge <= 1 && chemistries.includes(chemistry);
}
