// SPDX-License-Identifier: Apache-2.0
/** Updates of the firmware: an image is offered, sent block by block, and installed. docs/updates.md; update/FORMAT.md has its bytes. */
import { afterwards, type InTurns } from "../lock/in-turns";
import type { UpdatesTarget } from "./command-target";
import { integerArgument, optionalInteger, textArgument, type Command, type CommandContext, type Reply } from "./command";
import type { Arguments } from "./request";
import { sessionActor } from "./session";
import { asWord } from "./word";

const none = Object.freeze([]);
/** 208 bytes in base64. */
const headerLength = 280;
/** 342 bytes in base64: what fits a line of the console. */
const dataLengthMax = 456;
const offsetMax = 0x7fff_ffff;

export const updateCommands: readonly Command[] = Object.freeze([
  Object.freeze({
    name: "OfferUpdate",
    needsLogin: true,
    arguments: Object.freeze([Object.freeze({ name: "Header", kind: "text", min: headerLength, max: headerLength } as const)]),
    run: offerUpdate,
  }),
  Object.freeze({
    name: "UpdateData",
    needsLogin: true,
    arguments: Object.freeze([
      Object.freeze({ name: "At", kind: "integer", min: 0, max: offsetMax } as const),
      Object.freeze({ name: "Data", kind: "text", min: 1, max: dataLengthMax } as const),
    ]),
    run: updateData,
  }),
  Object.freeze({ name: "GetUpdate", needsLogin: true, arguments: none, run: getUpdate }),
  Object.freeze({
    name: "InstallUpdate",
    needsLogin: true,
    arguments: Object.freeze([Object.freeze({ name: "Now", kind: "integer", min: 0, max: 1, optional: true } as const)]),
    run: installUpdate,
  }),
  Object.freeze({ name: "CancelUpdate", needsLogin: true, arguments: none, run: cancelUpdate }),
]);

/** The same offer again goes on where it was. */
function offerUpdate(given: Arguments, { updates }: CommandContext): InTurns<Reply> {
  return afterwards(updates.offer(textArgument(given, "Header"), sessionActor), (offered): InTurns<Reply> =>
    offered.result === "taken"
      ? { Status: "SUCCESS", ...place(updates) }
      : { Status: "CONSTRAINT_ERROR", Reason: offered.reason, Refusal: asWord(offered.refusal) },
  );
}

/** The answer to the line that completes a block comes when the block is on flash. */
function updateData(given: Arguments, { updates }: CommandContext): InTurns<Reply> {
  if (updates.stage !== "receiving") return { Status: "INVALID_IN_STATE", Reason: "no image is being received: offer one" };
  const received = updates.receive(integerArgument(given, "At"), textArgument(given, "Data"));
  return afterwards(received, ({ result }): Reply => {
    const { Next } = place(updates);
    switch (result) {
      case "taken":
        return { Status: "SUCCESS", Next };
      case "waits":
        return { Status: "BUSY", Reason: "a bolt moves, or somebody types", Next };
      case "elsewhere":
        return { Status: "CONSTRAINT_ERROR", Reason: "At: go on at Next", Next };
      case "notBase64":
        return { Status: "INVALID_COMMAND", Reason: "Data: bytes in base64, of one block", Next };
      case "wrongHash":
        return { Status: "CONSTRAINT_ERROR", Reason: "the block is not the one that was signed", Next };
      default:
        return { Status: "FAILURE", Reason: "flash", Next };
    }
  });
}

function getUpdate(_given: Arguments, { updates }: CommandContext): Reply {
  const { identity, stage, securityVersion, offeredVersion, lastResult } = updates;
  return {
    Status: "SUCCESS",
    Stage: asWord(stage),
    ...place(updates),
    FirmwareVersion: identity.version,
    SecurityVersion: securityVersion,
    OfferedVersion: offeredVersion ?? null,
    LastResult: asWord(lastResult),
  };
}

/** Without Now it waits for the next quiet moment, as it does anyway. */
function installUpdate(given: Arguments, { updates }: CommandContext): Reply {
  if (updates.stage !== "ready") return { Status: "INVALID_IN_STATE", Reason: "there is no whole image" };
  if (optionalInteger(given, "Now") === 1) updates.installNow();
  return { Status: "SUCCESS" };
}

function cancelUpdate(_given: Arguments, { updates }: CommandContext): Reply {
  const result = updates.cancel(sessionActor);
  if (result === "nothing") return { Status: "INVALID_IN_STATE", Reason: "there is nothing to cancel" };
  return result === "failed" ? { Status: "FAILURE", Reason: "flash" } : { Status: "SUCCESS" };
}

function place({ next, bytes }: UpdatesTarget): { Next: number; Bytes: number } {
  return { Next: next, Bytes: bytes };
}
