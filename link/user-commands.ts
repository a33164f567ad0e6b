// SPDX-License-Identifier: Apache-2.0
/**
 * Who there is: SetUser, GetUser and ClearUser as the cluster has them, and GetUsers, which is ours, for all of them a
 * page at a time. What a user may be is judged by lock/users.ts.
 */
import { limits } from "../lock/limits";
import type { Status } from "../lock/status-codes";
import { CredentialRule, masterIndex, noUniqueId, UserStatus, UserType, userNameLengthMax, type StoredUser } from "../lock/user-record";
import { integerArgument, optionalInteger, optionalText, type Command, type CommandContext, type Reply } from "./command";
import type { Arguments } from "./request";
import { sessionActor } from "./session";
import { wordsByCode } from "./word";

/** Matter's DataOperationTypeEnum, as far as a command takes it: 1 would be Clear. */
export const OperationType = Object.freeze({ add: 0, modify: 2 } as const);
export const operationType = Object.freeze({ name: "OperationType", kind: "enum", values: Object.freeze([0, 2]) } as const);

/** Instead of an index: all users, all credentials of a type. */
export const everyIndex = 0xfffe;

const uniqueIdMax = 0xffff_ffff;
/** So many can be read from flash within one turn, and fit the console's output queue. */
const usersPerAnswerMax = 2;

export const userIndex = Object.freeze({ name: "UserIndex", kind: "integer", min: 1, max: limits.users } as const);
export const optionalStatus = Object.freeze({
  name: "UserStatus",
  kind: "enum",
  values: Object.freeze([UserStatus.occupiedEnabled, UserStatus.occupiedDisabled]),
  optional: true,
} as const);
export const optionalType = Object.freeze({ name: "UserType", kind: "integer", min: 0, max: 9, optional: true } as const);

export const userCommands: readonly Command[] = Object.freeze([
  Object.freeze({
    name: "GetUsers",
    needsLogin: true,
    arguments: Object.freeze([
      Object.freeze({ name: "From", kind: "integer", min: 1, max: limits.users, optional: true } as const),
    ]),
    run: getUsers,
  }),
  Object.freeze({
    name: "SetUser",
    needsLogin: true,
    arguments: Object.freeze([
      operationType,
      userIndex,
      Object.freeze({ name: "UserName", kind: "text", min: 0, max: userNameLengthMax, optional: true } as const),
      Object.freeze({ name: "UserUniqueID", kind: "integer", min: 0, max: uniqueIdMax, optional: true } as const),
      optionalStatus,
      optionalType,
      Object.freeze({ name: "CredentialRule", kind: "integer", min: 0, max: 2, optional: true } as const),
    ]),
    run: setUser,
  }),
  Object.freeze({ name: "GetUser", needsLogin: true, arguments: Object.freeze([userIndex]), run: getUser }),
  Object.freeze({
    name: "ClearUser",
    needsLogin: true,
    arguments: Object.freeze([Object.freeze({ name: "UserIndex", kind: "integer", min: 1, max: everyIndex } as const)]),
    run: clearUser,
  }),
]);

const typeWords = Object.freeze(wordsByCode(UserType));
const ruleWords = Object.freeze(wordsByCode(CredentialRule));

/** `Next` is where to go on, null at the end. `Damaged`: users whose record cannot be read. */
function getUsers(given: Arguments, { target: { users } }: CommandContext): Reply {
  const found = [];
  let index = users.nextUser((optionalInteger(given, "From") ?? masterIndex) - 1);
  for (; index !== 0 && found.length < usersPerAnswerMax; index = users.nextUser(index)) {
    const facts = users.facts(index);
    const name = users.nameOf(index);
    if (facts === undefined || name === undefined) continue;
    found.push({ UserIndex: index, UserName: name, UserStatus: statusWord(facts.status), UserType: typeWord(facts.type) });
  }
  return { Status: "SUCCESS", TotalUsers: limits.users, Damaged: users.damaged, Users: found, Next: index || null };
}

function setUser(given: Arguments, { target: { users } }: CommandContext): Reply {
  const operation = integerArgument(given, "OperationType") === OperationType.add ? "add" : "modify";
  const change = {
    name: optionalText(given, "UserName"),
    uniqueId: optionalInteger(given, "UserUniqueID"),
    status: optionalInteger(given, "UserStatus"),
    type: optionalInteger(given, "UserType"),
    rule: optionalInteger(given, "CredentialRule"),
  };
  return { Status: users.setUser(operation, integerArgument(given, "UserIndex"), change, sessionActor) };
}

/** All is null but the indexes when there is nobody. */
function getUser(given: Arguments, { target: { users } }: CommandContext): Reply {
  const index = integerArgument(given, "UserIndex");
  const user = users.read(index);
  return {
    Status: "SUCCESS",
    UserIndex: index,
    ...(user === undefined ? nobody : inWords(user)),
    // Whoever made or changed a user over Matter: nobody so far.
    CreatorFabricIndex: null,
    LastModifiedFabricIndex: null,
    NextUserIndex: users.nextUser(index) || null,
  };
}

const nobody = Object.freeze({
  UserName: null,
  UserUniqueID: null,
  UserStatus: null,
  UserType: null,
  CredentialRule: null,
  Credentials: null,
});

function inWords(user: StoredUser): Record<keyof typeof nobody, unknown> {
  return {
    UserName: user.name,
    UserUniqueID: user.uniqueId === noUniqueId ? null : user.uniqueId,
    UserStatus: statusWord(user.status),
    UserType: typeWord(user.type),
    CredentialRule: ruleWords[user.rule],
    Credentials: user.credentials.map(({ type, index }) => ({ CredentialType: type, CredentialIndex: index })),
  };
}

function statusWord(status: number): string {
  return status === UserStatus.occupiedEnabled ? "OccupiedEnabled" : "OccupiedDisabled";
}

function typeWord(type: number): string {
  return `${typeWords[type] ?? ""}User`;
}

function clearUser(given: Arguments, { target: { users } }: CommandContext): Reply {
  const index = integerArgument(given, "UserIndex");
  if (index === everyIndex) return { Status: users.clearAllUsers(sessionActor) };
  if (index > limits.users) return { Status: "INVALID_COMMAND", Reason: `UserIndex: 1 to ${limits.users}, or ${everyIndex} for all` };
  const status = users.clearUser(index, sessionActor);
  return index === masterIndex ? masterStays(status) : { Status: status };
}

/** Where he is asked for by name; "all" leaves him out. */
export function masterStays(status: Status): Reply {
  return { Status: status, Reason: "the master can only be given another PIN" };
}
