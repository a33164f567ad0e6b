// SPDX-License-Identifier: Apache-2.0
/** What the page asks for, checked, in terms of the virtual board. */
import type { Chemistry } from "../../lock/parts";
import { chemistries } from "../../lock/settings";
import type { Command } from "../board/command-handler";
import { isUid, type FromPage } from "./panel-protocol";

const textLengthMax = 2_000;
const nameLengthMax = 20;
/** Where something is put into the bolt's way, and where a hand holds the thumb-turn. */
const middle = 0.5;
/** More would be the end of a real board. */
const voltsMax = 9;
const faultsMax = 40;
const keys = "0123456789*#ABCD";

/** As it came: of the right names at best, and with values of any type. */
type Unchecked<Action> = Action extends { op: infer Op } ? { op: Op } & { [Name in Exclude<keyof Action, "op">]: unknown } : never;

/** undefined: not a message of panel-protocol.ts. */
export function panelCommand(message: object): Command | undefined {
  const action = message as Unchecked<FromPage>;
  switch (action.op) {
    case "keyDown":
      return isKey(action.key) ? { op: "holdKey", key: action.key } : undefined;
    case "keyUp":
      return isKey(action.key) ? { op: "releaseKey", key: action.key } : undefined;
    case "holdCard":
    case "takeCard":
      return isUid(action.uid) ? { op: action.op, uid: action.uid.toLowerCase() } : undefined;
    case "holdProofCard":
      return isUid(action.uid) && action.uid.length === 14 ? { op: action.op, uid: action.uid.toLowerCase() } : undefined;
    case "layFinger":
      return isName(action.finger) && isBoolean(action.smudged)
        ? { op: "layFinger", finger: action.finger, smudged: action.smudged }
        : undefined;
    case "liftFinger":
      return { op: "liftFinger" };
    case "forgeFinger":
      if (!isBoolean(action.on)) return undefined;
      return action.on ? { op: "forgeFinger", slot: 0 } : { op: "forgeFinger" };
    case "door":
      return isBoolean(action.open) ? { op: action.open ? "openDoor" : "closeDoor" } : undefined;
    case "forceDoor":
      return { op: "forceDoor" };
    case "thumbTurn":
      return action.to === "locked" || action.to === "unlocked" ? { op: "turnThumb", target: action.to } : undefined;
    case "holdThumb":
      if (!isBoolean(action.on)) return undefined;
      return action.on ? { op: "holdThumb", at: middle } : { op: "holdThumb" };
    case "button":
      return isBoolean(action.pressed) ? { op: "button", on: action.pressed } : undefined;
    case "magnet":
    case "cover":
      return isBoolean(action.on) ? { op: action.op, on: action.on } : undefined;
    case "blockBolt":
      if (!isBoolean(action.on)) return undefined;
      return action.on ? { op: "blockBolt", at: middle } : { op: "blockBolt" };
    case "battery":
      return isNumber(action.charge, 1) && isChemistry(action.chemistry)
        ? { op: "battery", chargePercent: action.charge * 100, chemistry: action.chemistry }
        : undefined;
    case "volts":
      return isNumber(action.volts, voltsMax) ? { op: "battery", volts: action.volts, isBench: true } : undefined;
    case "wiring":
      return isNames(action.names) ? { op: "wiring", names: action.names } : undefined;
    case "power":
      return isBoolean(action.on) ? { op: action.on ? "powerUp" : "cutPower" } : undefined;
    case "serial":
      return isText(action.text) ? { op: "serial", text: `${action.text}\n` } : undefined;
    default:
      return undefined;
  }
}

function isBoolean(value: unknown): value is boolean {
  return typeof value === "boolean";
}

function isName(value: unknown): value is string {
  return isText(value) && value.length > 0 && value.length <= nameLengthMax;
}

function isText(value: unknown): value is string {
  return typeof value === "string" && value.length <= textLengthMax;
}

function isKey(value: unknown): value is string {
  return typeof value === "string" && value.length === 1 && keys.includes(value);
}

/** From 0 on. */
function isNumber(value: unknown, most: number): value is number {
  return typeof value === "number" && value >= 0 && value <= most;
}

function isNames(value: unknown): value is string[] {
  return Array.isArray(value) && value.length <= faultsMax && value.every(isText);
}

function isChemistry(value: unknown): value is Chemistry {
  return (chemistries as readonly unknown[]).includes(value);
}
