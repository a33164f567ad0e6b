// SPDX-License-Identifier: Apache-2.0
/**
 * What opens: SetCredential, GetCredentialStatus and ClearCredential as the cluster has them, and EnrolCard, which it has not. On this link
 * CredentialData is text: the digits of a PIN, the UID of a card in hex, the place of a finger or face in its module as
 * a number. No answer holds any of it, or anything made of it.
 */
import { afterwards, type InTurns } from "../lock/in-turns";
import { digitsOf, pinLengthMax, pinLengthMin } from "../lock/pin-rules";
import type { CredentialChange } from "../lock/user-changes";
import { CredentialType, isCredential, templateData } from "../lock/user-record";
import {
  argument, integerArgument, optionalInteger, structArgument, textArgument,
  type Command, type CommandContext, type Reply,
} from "./command";
import type { Arguments } from "./request";
import { sessionActor } from "./session";
import { everyIndex, masterStays, operationType, OperationType, optionalStatus, optionalType, userIndex } from "./user-commands";

/** A UID has 4, 7 or 10 bytes. */
export const uidBytes: readonly number[] = Object.freeze([4, 7, 10]);
const dataLengthMax = 20;
const indexMax = 0xffff;
/** The largest module has fewer. */
const placeMax = 999;
const placeLengthMax = 3;

const credentialFields = Object.freeze([
  Object.freeze({ name: "CredentialType", kind: "enum", values: Object.freeze(Object.values(CredentialType)) } as const),
  Object.freeze({ name: "CredentialIndex", kind: "integer", min: 0, max: indexMax } as const),
]);
const credential = Object.freeze({ name: "Credential", kind: "struct", fields: credentialFields } as const);

export const credentialCommands: readonly Command[] = Object.freeze([
  Object.freeze({
    name: "SetCredential",
    needsLogin: true,
    arguments: Object.freeze([
      operationType,
      credential,
      Object.freeze({ name: "CredentialData", kind: "text", min: 1, max: dataLengthMax } as const),
      Object.freeze({ ...userIndex, optional: true } as const),
      optionalStatus,
      optionalType,
    ]),
    run: setCredential,
  }),
  Object.freeze({
    name: "GetCredentialStatus",
    needsLogin: true,
    arguments: Object.freeze([credential]),
    run: getCredentialStatus,
  }),
  Object.freeze({
    name: "ClearCredential",
    needsLogin: true,
    arguments: Object.freeze([Object.freeze({ ...credential, nullable: true } as const)]),
    run: clearCredential,
  }),
  Object.freeze({ name: "EnrolCard", needsLogin: true, arguments: Object.freeze([userIndex]), run: enrolCard }),
]);

function setCredential(given: Arguments, { target: { users } }: CommandContext): InTurns<Reply> {
  const { type, index } = credentialOf(structArgument(given, "Credential"));
  const content = contentOf(type, textArgument(given, "CredentialData"));
  if (content === undefined) return { Status: "INVALID_COMMAND", Reason: `CredentialData: ${contentRules[type] ?? ""}` };
  const work = users.setCredentialInTurns(
    {
      operation: integerArgument(given, "OperationType") === OperationType.add ? "add" : "modify",
      type,
      index,
      ...content,
      userIndex: optionalInteger(given, "UserIndex"),
      userStatus: optionalInteger(given, "UserStatus"),
      userType: optionalInteger(given, "UserType"),
    },
    sessionActor,
  );
  return afterwards(work, ({ status, userIndex, weakness }) => ({
    Status: status,
    ...(weakness === undefined ? undefined : { Reason: `too easy to guess: ${weakness}` }),
    UserIndex: userIndex ?? null,
    NextCredentialIndex: isCredential(type, index) ? users.freeCredential(type, index) || null : null,
  }));
}

function getCredentialStatus(given: Arguments, { target: { users } }: CommandContext): Reply {
  const { type, index } = credentialOf(structArgument(given, "Credential"));
  const owner = users.ownerOf(type, index);
  return {
    Status: "SUCCESS",
    CredentialExists: owner !== 0,
    UserIndex: owner || null,
    // Whoever made or changed it over Matter: nobody so far.
    CreatorFabricIndex: null,
    LastModifiedFabricIndex: null,
    NextCredentialIndex: users.nextCredential(type, index) || null,
  };
}

/** Null: all of every type. Whoever loses the last one is no user any more. */
function clearCredential(given: Arguments, { target: { users } }: CommandContext): Reply {
  if (argument(given, "Credential") === undefined) return { Status: users.clearAllCredentials(undefined, sessionActor) };
  const { type, index } = credentialOf(structArgument(given, "Credential"));
  if (index === everyIndex) return { Status: users.clearAllCredentials(type, sessionActor) };
  const status = users.clearCredential(type, index, sessionActor);
  return type === CredentialType.programmingPin ? masterStays(status) : { Status: status };
}

/** The next card that is held up within 30 s is his. */
function enrolCard(given: Arguments, { target: { access } }: CommandContext): Reply {
  const userIndex = integerArgument(given, "UserIndex");
  const status = access.cards.begin(userIndex, sessionActor);
  return status === "INVALID_COMMAND" ? { Status: status, Reason: "UserIndex: the master has no cards" } : { Status: status };
}

function credentialOf(fields: Arguments): { type: number; index: number } {
  return { type: integerArgument(fields, "CredentialType"), index: integerArgument(fields, "CredentialIndex") };
}

const aPin = `${pinLengthMin} to ${pinLengthMax} digits in quotes`;
const aPlace = `the place in the module, 0 to ${placeMax}, in quotes`;
/** What CredentialData must be, by type. */
const contentRules: readonly (string | undefined)[] = Object.freeze([
  aPin,
  aPin,
  "the UID of a card: 8, 14 or 20 hexadecimal digits in quotes",
  aPlace,
  undefined,
  aPlace,
]);

/** undefined: not as `contentRules` has it. */
function contentOf(type: number, text: string): Pick<CredentialChange, "digits" | "data"> | undefined {
  switch (type) {
    case CredentialType.rfid: {
      const data = uidOf(text);
      return data && { data };
    }
    case CredentialType.fingerprint:
    case CredentialType.face: {
      const place = text.length <= placeLengthMax && digitsOf(text) !== undefined ? Number(text) : placeMax + 1;
      return place > placeMax ? undefined : { data: templateData(place) };
    }
    default: {
      const digits = text.length < pinLengthMin || text.length > pinLengthMax ? undefined : digitsOf(text);
      return digits && { digits };
    }
  }
}

function uidOf(text: string): Uint8Array | undefined {
  if (!uidBytes.includes(text.length / 2)) return undefined;
  const uid = new Uint8Array(text.length / 2);
  for (let at = 0; at < text.length; at++) {
    const digit = "0123456789abcdef".indexOf(text.charAt(at).toLowerCase());
    if (digit < 0) return undefined;
    uid[at >> 1] = uid[at >> 1]! * 16 + digit;
  }
  return uid;
}
