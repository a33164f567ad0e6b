// SPDX-License-Identifier: Apache-2.0
/**
 * Bolt, door, battery and loop. GetStatus and GetSetUp are for anybody who holds the wire, so they say only what
 * somebody at the door can find out anyway by looking, listening and pulling: no user, no time, no log, no setting.
 */
import { afterwards, type InTurns } from "../lock/in-turns";
import { digitsOf, pinLengthMax, pinLengthMin } from "../lock/pin-rules";
import type { OperationRequest, RefusalReason } from "../lock/request";
import { integerArgument, optionalText, type Command, type CommandContext, type Reply } from "./command";
import type { Arguments } from "./request";
import { sessionActor } from "./session";
import { asWord } from "./word";

const none = Object.freeze([]);
const pinCode = Object.freeze({
  name: "PINCode",
  kind: "digits",
  min: pinLengthMin,
  max: pinLengthMax,
  optional: true,
} as const);
const timeout = Object.freeze({ name: "Timeout", kind: "integer", min: 1, max: 0xffff } as const);

export const lockCommands: readonly Command[] = Object.freeze([
  Object.freeze({ name: "GetStatus", needsLogin: false, arguments: none, run: getStatus }),
  Object.freeze({ name: "GetSetUp", needsLogin: false, arguments: none, run: getSetUp }),
  Object.freeze({ name: "LockDoor", needsLogin: true, arguments: Object.freeze([pinCode]), run: lockDoor }),
  Object.freeze({ name: "UnlockDoor", needsLogin: true, arguments: Object.freeze([pinCode]), run: unlockDoor }),
  Object.freeze({
    name: "UnlockWithTimeout",
    needsLogin: true,
    arguments: Object.freeze([timeout, pinCode]),
    run: unlockWithTimeout,
  }),
  Object.freeze({ name: "GetBattery", needsLogin: true, arguments: none, run: getBattery }),
  Object.freeze({ name: "GetLoop", needsLogin: true, arguments: none, run: getLoop }),
]);

/** What a refusal of the lock is called, and why, for a person. */
const refusals: Readonly<Record<RefusalReason, Reply>> = Object.freeze({
  invalidCredential: Object.freeze({ Status: "FAILURE", Reason: "wrong PIN, or it may not open now" }),
  insufficientBattery: Object.freeze({ Status: "RESOURCE_EXHAUSTED", Reason: "too little battery to unlock again" }),
  doorOpen: Object.freeze({ Status: "INVALID_IN_STATE", Reason: "the door is open" }),
  doorUnknown: Object.freeze({ Status: "INVALID_IN_STATE", Reason: "the door contact has said nothing yet" }),
  lockedOut: Object.freeze({ Status: "BUSY", Reason: "locked out" }),
  outsideDisabled: Object.freeze({ Status: "FAILURE", Reason: "keys or records cannot be trusted" }),
  timeUnknown: Object.freeze({ Status: "INVALID_IN_STATE", Reason: "it depends on the time of day, which is unknown" }),
  mode: Object.freeze({ Status: "INVALID_IN_STATE", Reason: "not in this operating mode" }),
  notReady: Object.freeze({ Status: "BUSY", Reason: "not ready yet" }),
});

function getStatus(_given: Arguments, { target }: CommandContext): Reply {
  const { lockState, assumed, doorState, alarms, batteryLevel, outsideIsDisabled } = target.status();
  return {
    Status: "SUCCESS",
    LockState: asWord(lockState),
    Assumed: assumed,
    DoorState: asWord(doorState),
    Alarms: alarms,
    BatteryLevel: asWord(batteryLevel),
    LockedOutSeconds: Math.ceil(target.lockout.remainingMs / 1000),
    OutsideDisabled: outsideIsDisabled,
    SetUp: asWord(target.setUp.state),
  };
}

function getSetUp(_given: Arguments, { target }: CommandContext): Reply {
  const { state, problem } = target.setUp;
  const { deviceKey, factoryReset } = target.status();
  return {
    Status: "SUCCESS",
    SetUp: asWord(state),
    Problem: problem === undefined ? null : asWord(problem),
    DeviceKey: asWord(deviceKey),
    FactoryReset: asWord(factoryReset),
  };
}

/** SUCCESS: the lock has taken the request, `Result` says how. Whether the bolt arrives, GetStatus and the log tell. */
function lockDoor(given: Arguments, context: CommandContext): InTurns<Reply> {
  return operate({ operation: "lock", ...sessionActor }, given, context);
}

function unlockDoor(given: Arguments, context: CommandContext): InTurns<Reply> {
  return operate({ operation: "unlock", ...sessionActor }, given, context);
}

/** Locks again after that many seconds, whatever AutoRelockTime says. */
function unlockWithTimeout(given: Arguments, context: CommandContext): InTurns<Reply> {
  const relockSeconds = integerArgument(given, "Timeout");
  return operate({ operation: "unlock", relockSeconds, ...sessionActor }, given, context);
}

/** With a PIN it is done in the name of whose PIN it is, and otherwise in that of who is logged in. */
function operate(request: OperationRequest, given: Arguments, { target }: CommandContext): InTurns<Reply> {
  const text = optionalText(given, "PINCode");
  if (text === undefined && target.settings.get("RequirePINforRemoteOperation") === 1) return pinIsRequired;
  const digits = text === undefined ? undefined : digitsOf(text);
  const work = digits === undefined ? target.request(request) : target.requestWithPin(request, digits);
  return afterwards(work, (result) => {
    return result.kind === "refused" ? refusals[result.reason] : { Status: "SUCCESS", Result: asWord(result.kind) };
  });
}

const pinIsRequired: Reply = Object.freeze({
  Status: "FAILURE",
  Reason: "PINCode: RequirePINforRemoteOperation is on",
});

function getBattery(_given: Arguments, { target }: CommandContext): Reply {
  const { batteryLevel, batteryMillivolts, batteryPercent, batterySagMillivolts } = target.status();
  return {
    Status: "SUCCESS",
    BatteryLevel: asWord(batteryLevel),
    Millivolts: batteryMillivolts ?? null,
    Percent: batteryPercent ?? null,
    SagMillivolts: batterySagMillivolts ?? null,
  };
}

/** How the event loop, and this link, have done since power-up. */
function getLoop(_given: Arguments, { target, droppedReplies }: CommandContext): Reply {
  const { turns, longestTurnUs, longestTurn, queueHighWater, overflows, faults } = target.loop.stats;
  return {
    Status: "SUCCESS",
    Turns: turns,
    LongestTurnUs: longestTurnUs,
    LongestTurn: longestTurn,
    QueueHighWater: queueHighWater,
    Overflows: overflows,
    Faults: faults,
    DroppedReplies: droppedReplies,
  };
}
