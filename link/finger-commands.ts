// SPDX-License-Identifier: Apache-2.0
/**
 * The fingerprint module, which Matter knows only as a place where a credential's data are: enrolling a finger into a slot,
 * erasing it, and which module is trusted. Whose finger it is, SetCredential says, with the slot as CredentialData.
 */
import { integerArgument, optionalInteger, type Command, type CommandContext, type Reply } from "./command";
import type { Arguments } from "./request";
import { sessionActor } from "./session";
import { asWord } from "./word";

const none = Object.freeze([]);
const slotMax = 999;
const slot = Object.freeze({ name: "Slot", kind: "integer", min: 0, max: slotMax } as const);

export const fingerCommands: readonly Command[] = Object.freeze([
  Object.freeze({ name: "GetFingerModule", needsLogin: true, arguments: none, run: getFingerModule }),
  Object.freeze({ name: "AcceptFingerModule", needsLogin: true, arguments: none, run: acceptFingerModule }),
  Object.freeze({ name: "EnrolFinger", needsLogin: true, arguments: Object.freeze([slot]), run: enrolFinger }),
  Object.freeze({ name: "CancelEnrol", needsLogin: true, arguments: none, run: cancelEnrol }),
  Object.freeze({
    name: "EraseFinger",
    needsLogin: true,
    arguments: Object.freeze([Object.freeze({ ...slot, optional: true } as const)]),
    run: eraseFinger,
  }),
]);

function getFingerModule(_given: Arguments, { target }: CommandContext): Reply {
  const { state, capacity, enrolment } = target.access.fingers;
  const reply = { Status: "SUCCESS", State: asWord(state), Capacity: capacity } as const;
  return enrolment === undefined ? reply : { ...reply, Slot: enrolment.slot, Step: asWord(enrolment.step) };
}

/** Every finger in it is erased: who knows whose they are. */
function acceptFingerModule(_given: Arguments, { target }: CommandContext): Reply {
  return { Status: target.access.fingers.accept(sessionActor) };
}

function enrolFinger(given: Arguments, { target }: CommandContext): Reply {
  return { Status: target.access.fingers.enrol(integerArgument(given, "Slot")) };
}

function cancelEnrol(_given: Arguments, { target }: CommandContext): Reply {
  return { Status: target.access.fingers.cancel() };
}

/** Without a slot: all of them. */
function eraseFinger(given: Arguments, { target }: CommandContext): Reply {
  return { Status: target.access.fingers.erase(optionalInteger(given, "Slot")) };
}
