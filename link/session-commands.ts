// SPDX-License-Identifier: Apache-2.0
/**
 * Logging in and out. The PIN goes through the same verifier as at the keypad, so that wrong ones count together and
 * lock out both. The digits are zeroed; the text of the line cannot be, until the engine reuses its memory.
 */
import { OperationSource } from "../lock/audit";
import { digitsOf, pinLengthMax, pinLengthMin } from "../lock/pin-rules";
import { textArgument, type Command, type CommandContext, type Reply } from "./command";
import type { Arguments } from "./request";
import { SessionEnd } from "./session";

export const sessionCommands: readonly Command[] = Object.freeze([
  Object.freeze({
    name: "Login",
    needsLogin: false,
    arguments: Object.freeze([
      Object.freeze({ name: "PIN", kind: "digits", min: pinLengthMin, max: pinLengthMax } as const),
    ]),
    run: login,
  }),
  Object.freeze({ name: "Logout", needsLogin: true, arguments: Object.freeze([]), run: logout }),
]);

/** A wrong PIN also ends a session that is open: whoever types it is not who logged in. */
function login(given: Arguments, { target, session }: CommandContext): Reply {
  if (target.users.master !== "present") return { Status: "INVALID_IN_STATE", Reason: "there is no master PIN" };
  if (target.outsideIsDisabled) return { Status: "FAILURE", Reason: "keys or records cannot be trusted" };
  const digits = digitsOf(textArgument(given, "PIN"));
  if (digits === undefined) throw new TypeError("session: PIN");
  const { result } = target.verifier.check(digits, OperationSource.proprietaryRemote, "master");
  if (result === "accepted") {
    session.start(target.users.masterChanges);
    return { Status: "SUCCESS" };
  }
  // Nothing was judged, so it was no wrong PIN either.
  if (result === "notReady") return { Status: "BUSY", Reason: "not ready yet" };
  session.end(SessionEnd.revoked);
  return lockedOut(target.lockout.remainingMs) ?? { Status: "FAILURE", Reason: "wrong PIN" };
}

function logout(_given: Arguments, { session }: CommandContext): Reply {
  session.end(SessionEnd.askedFor);
  return { Status: "SUCCESS" };
}

/** undefined: attempts are possible. */
function lockedOut(remainingMs: number): Reply | undefined {
  if (remainingMs === 0) return undefined;
  return { Status: "BUSY", Reason: "locked out", LockedOutSeconds: Math.ceil(remainingMs / 1000) };
}
