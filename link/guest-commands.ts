// SPDX-License-Identifier: Apache-2.0
/**
 * Guest codes, which Matter does not have: the key that they are made with, and ending them. Codes themselves are made far
 * away (`npx latchkey guest`, docs/guest-codes.md), so the lock can only list those that are dead before their time.
 */
import { hexOf } from "../crypto/hex";
import { deadCodesMax } from "../lock/guest-codes";
import { integerArgument, optionalInteger, type Command, type CommandContext, type Reply } from "./command";
import type { Arguments } from "./request";
import { sessionActor } from "./session";
import { asWord } from "./word";

const none = Object.freeze([]);
const idMax = 999_999_999;
/** So many fit the console's output queue. */
const codesPerAnswerMax = 8;

export const guestCommands: readonly Command[] = Object.freeze([
  Object.freeze({ name: "NewGuestKey", needsLogin: true, arguments: none, run: newGuestKey }),
  Object.freeze({ name: "GetGuestKey", needsLogin: true, arguments: none, run: getGuestKey }),
  Object.freeze({ name: "ClearGuestKey", needsLogin: true, arguments: none, run: clearGuestKey }),
  Object.freeze({
    name: "RevokeGuestCode",
    needsLogin: true,
    arguments: Object.freeze([Object.freeze({ name: "CodeId", kind: "integer", min: 0, max: idMax } as const)]),
    run: revokeGuestCode,
  }),
  Object.freeze({
    name: "GetGuestCodes",
    needsLogin: true,
    arguments: Object.freeze([
      Object.freeze({ name: "From", kind: "integer", min: 1, max: deadCodesMax, optional: true } as const),
    ]),
    run: getGuestCodes,
  }),
]);

/** Every code made before is worthless. */
function newGuestKey(_given: Arguments, { target }: CommandContext): Reply {
  return { Status: target.access.guests.newKey(sessionActor) };
}

/** For whoever makes the codes. It stands in no log. */
function getGuestKey(_given: Arguments, { target }: CommandContext): Reply {
  const key = target.access.guests.key();
  if (key === undefined) return { Status: "NOT_FOUND", Reason: "there is no guest key: NewGuestKey makes one" };
  const text = hexOf(key);
  key.fill(0);
  return { Status: "SUCCESS", GuestKey: text };
}

function clearGuestKey(_given: Arguments, { target }: CommandContext): Reply {
  return { Status: target.access.guests.clearKey(sessionActor) };
}

function revokeGuestCode(given: Arguments, { target }: CommandContext): Reply {
  const status = target.access.guests.revoke(integerArgument(given, "CodeId"), target.localTime.localSeconds, sessionActor);
  switch (status) {
    case "CONSTRAINT_ERROR":
      return { Status: status, Reason: "CodeId: no guest code has it" };
    case "NOT_FOUND":
      return { Status: status, Reason: "it is over" };
    case "INVALID_IN_STATE":
      return { Status: status, Reason: "there is no guest key" };
    case "RESOURCE_EXHAUSTED":
      return { Status: status, Reason: "the list is full: only NewGuestKey ends more codes" };
    default:
      return { Status: status };
  }
}

/** Codes that are used up or revoked, and not over yet. `Next` is where to go on, null at the end. */
function getGuestCodes(given: Arguments, { target }: CommandContext): Reply {
  const from = optionalInteger(given, "From") ?? 1;
  const codes = target.access.guests.deadCodes();
  const shown = codes.slice(from - 1, from - 1 + codesPerAnswerMax).map(({ id, why }) => ({ CodeId: id, Why: asWord(why) }));
  const next = from + codesPerAnswerMax;
  const { state } = target.access.guests;
  return { Status: "SUCCESS", GuestKey: asWord(state), Codes: shown, Next: next <= codes.length ? next : null };
}
