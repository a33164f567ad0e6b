// SPDX-License-Identifier: Apache-2.0
/**
 * The fingerprint and the face module, which Matter knows only as places where a credential's data are: enrolling a finger or face into
 * a slot, erasing it, and which module is trusted. Whose it is, SetCredential says, with the slot as CredentialData.
 */
import { integerArgument, optionalInteger, type Command, type CommandContext, type Reply } from "./command";
import type { BiometricsTarget } from "./command-target";
import type { Arguments } from "./request";
import { sessionActor } from "./session";
import { asWord } from "./word";

const none = Object.freeze([]);
const slotMax = 999;
const slot = Object.freeze({ name: "Slot", kind: "integer", min: 0, max: slotMax } as const);
const oneSlot = Object.freeze([slot]);
const slotOrAll = Object.freeze([Object.freeze({ ...slot, optional: true } as const)]);

export const biometricCommands: readonly Command[] = Object.freeze([
  Object.freeze({ name: "GetFingerModule", needsLogin: true, arguments: none, run: (_: Arguments, it: CommandContext) => get(fingers(it)) }),
  Object.freeze({ name: "AcceptFingerModule", needsLogin: true, arguments: none, run: (_: Arguments, it: CommandContext) => accept(fingers(it)) }),
  Object.freeze({ name: "EnrolFinger", needsLogin: true, arguments: oneSlot, run: (given: Arguments, it: CommandContext) => enrol(given, fingers(it)) }),
  Object.freeze({ name: "CancelEnrol", needsLogin: true, arguments: none, run: cancelEnrol }),
  Object.freeze({ name: "EraseFinger", needsLogin: true, arguments: slotOrAll, run: (given: Arguments, it: CommandContext) => erase(given, fingers(it)) }),
  Object.freeze({ name: "GetFaceModule", needsLogin: true, arguments: none, run: (_: Arguments, it: CommandContext) => get(faces(it)) }),
  Object.freeze({ name: "AcceptFaceModule", needsLogin: true, arguments: none, run: (_: Arguments, it: CommandContext) => accept(faces(it)) }),
  Object.freeze({ name: "EnrolFace", needsLogin: true, arguments: oneSlot, run: (given: Arguments, it: CommandContext) => enrol(given, faces(it)) }),
  Object.freeze({ name: "EraseFace", needsLogin: true, arguments: slotOrAll, run: (given: Arguments, it: CommandContext) => erase(given, faces(it)) }),
]);

function fingers({ target }: CommandContext): BiometricsTarget {
  return target.access.fingers;
}

function faces({ target }: CommandContext): BiometricsTarget {
  return target.access.faces;
}

function get({ state, capacity, enrolment }: BiometricsTarget): Reply {
  const reply = { Status: "SUCCESS", State: asWord(state), Capacity: capacity } as const;
  return enrolment === undefined ? reply : { ...reply, Slot: enrolment.slot, Step: asWord(enrolment.step) };
}

/** Every finger or face in it is erased: who knows whose they are. */
function accept(biometrics: BiometricsTarget): Reply {
  return { Status: biometrics.accept(sessionActor) };
}

function enrol(given: Arguments, biometrics: BiometricsTarget): Reply {
  return { Status: biometrics.enrol(integerArgument(given, "Slot")) };
}

/** Where nothing is being enrolled, nothing happens. */
function cancelEnrol(_given: Arguments, it: CommandContext): Reply {
  faces(it).cancel();
  return { Status: fingers(it).cancel() };
}

/** Without a slot: all of them. */
function erase(given: Arguments, biometrics: BiometricsTarget): Reply {
  return { Status: biometrics.erase(optionalInteger(given, "Slot")) };
}
