// SPDX-License-Identifier: Apache-2.0
/**
 * Users and their PINs. SetCredential takes what the cluster's command takes, as far as one PIN a user goes: the
 * credential's index is the user's. No answer holds a PIN or anything made of one.
 */
import { digitsOf, pinLengthMax, pinLengthMin } from "../lock/pin-rules";
import { masterIndex, UserStatus, UserType } from "../lock/user-record";
import { userIndexMax } from "../lock/users";
import { argument, integerArgument, textArgument, type Command, type CommandContext, type Reply } from "./command";
import type { Arguments } from "./request";
import { sessionActor } from "./session";

/** Matter's CredentialTypeEnum, as far as there are some. */
const CredentialType = Object.freeze({ programmingPin: 0, pin: 1 } as const);
const userNameLengthMax = 10;
/** So many fit the console's output queue, even when every character of every name takes four bytes. */
const usersPerAnswerMax = 12;

const userIndex = Object.freeze({ name: "UserIndex", kind: "integer", min: 1, max: userIndexMax } as const);
const credentialType = Object.freeze({ name: "CredentialType", kind: "integer", min: 0, max: 1 } as const);

export const userCommands: readonly Command[] = Object.freeze([
  Object.freeze({
    name: "GetUsers",
    needsLogin: true,
    arguments: Object.freeze([
      Object.freeze({ name: "From", kind: "integer", min: 1, max: userIndexMax, optional: true } as const),
    ]),
    run: getUsers,
  }),
  Object.freeze({
    name: "SetCredential",
    needsLogin: true,
    arguments: Object.freeze([
      userIndex,
      credentialType,
      Object.freeze({ name: "CredentialData", kind: "digits", min: pinLengthMin, max: pinLengthMax } as const),
      Object.freeze({ name: "UserName", kind: "text", min: 0, max: userNameLengthMax, optional: true } as const),
    ]),
    run: setCredential,
  }),
  Object.freeze({
    name: "ClearCredential",
    needsLogin: true,
    arguments: Object.freeze([userIndex, credentialType]),
    run: clearCredential,
  }),
  Object.freeze({ name: "ClearUser", needsLogin: true, arguments: Object.freeze([userIndex]), run: clearUser }),
]);

/** `Next` is where to go on, null at the end. `Damaged`: users whose record cannot be read. */
function getUsers(given: Arguments, { target }: CommandContext): Reply {
  const from = argument(given, "From") === undefined ? masterIndex : integerArgument(given, "From");
  const rest = target.users.list().filter((user) => user.index >= from);
  const users = rest.slice(0, usersPerAnswerMax).map((user) => ({
    UserIndex: user.index,
    UserName: user.name,
    UserStatus: user.status === UserStatus.occupiedEnabled ? "OccupiedEnabled" : "OccupiedDisabled",
    UserType: user.type === UserType.programming ? "ProgrammingUser" : "UnrestrictedUser",
  }));
  const next = rest[usersPerAnswerMax]?.index ?? null;
  return { Status: "SUCCESS", TotalUsers: userIndexMax, Damaged: target.users.damaged, Users: users, Next: next };
}

function setCredential(given: Arguments, { target }: CommandContext): Reply {
  const index = integerArgument(given, "UserIndex");
  if (!fits(index, given)) return wrongType;
  const digits = digitsOf(textArgument(given, "CredentialData"));
  if (digits === undefined) throw new TypeError("user: CredentialData");
  const name = argument(given, "UserName") === undefined ? undefined : textArgument(given, "UserName");
  const { status, weakness } = target.users.setPin(index, digits, sessionActor, name);
  return weakness === undefined ? { Status: status } : { Status: status, Reason: `too easy to guess: ${weakness}` };
}

/** A user without a credential is no user, as in the cluster: clearing the last one clears the user. */
function clearCredential(given: Arguments, context: CommandContext): Reply {
  return fits(integerArgument(given, "UserIndex"), given) ? clearUser(given, context) : wrongType;
}

function clearUser(given: Arguments, { target }: CommandContext): Reply {
  const index = integerArgument(given, "UserIndex");
  const status = target.users.clear(index, sessionActor);
  if (index === masterIndex) return { Status: status, Reason: "the master can only be given another PIN" };
  return { Status: status };
}

const wrongType: Reply = Object.freeze({
  Status: "CONSTRAINT_ERROR",
  Reason: "CredentialType: 0 (ProgrammingPIN) for user 1, 1 (PIN) for all others",
});

/** User 1 is the master, who has a ProgrammingPIN; everybody else has a PIN. */
function fits(index: number, given: Arguments): boolean {
  const wanted = index === masterIndex ? CredentialType.programmingPin : CredentialType.pin;
  return integerArgument(given, "CredentialType") === wanted;
}
