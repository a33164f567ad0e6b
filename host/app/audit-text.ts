// SPDX-License-Identifier: Apache-2.0
/** An entry of the audit log as a sentence for a person. What the numbers in it mean stands in lock/audit.ts. */
import { denialCodes, type Denial } from "../../lock/admission";
import { AuditEvent, OperationSource, RecordCode } from "../../lock/audit";
import type { AuditEntry } from "../../lock/parts";
import { refusalCodes, type RefusalReason } from "../../lock/request";
import { settingsTable } from "../../lock/settings";
import { CredentialType, masterIndex } from "../../lock/user-record";
import { guestText } from "./guest-text";
import { refusalText, selfTestText, versionText } from "./update-text";

type Said = Pick<AuditEntry, "event" | "source" | "userIndex" | "value">;
type Words = Readonly<Record<number, string | undefined>>;

const sentences: Readonly<Record<keyof typeof AuditEvent, (entry: Said) => string>> = {
  powerUp: ({ value }) => startWords[value] ?? `Started, reset reason ${value}`,
  setUpStarted: (entry) => `Set-up started${through(entry)}`,
  setUpCompleted: () => "Set-up completed: there is a master PIN",
  setUpAbandoned: () => "Set-up left unfinished",
  programmingStarted: (entry) => `Programming started by ${who(entry)}`,
  programmingEnded: () => "Programming ended",
  factoryResetStarted: (entry) => `Factory reset started${through(entry)}`,
  factoryResetCompleted: () => "Factory reset completed: all records are erased",

  accepted: (entry) => `${credentialOf(entry)} accepted${fromWhere(entry)}`,
  refused: (entry) => `Wrong ${kindOf(entry)}${fromWhere(entry)}${entry.value > 1 ? `, ${entry.value} in a row` : ""}`,
  lockedOut: ({ value }) => `Too many wrong attempts: locked out for ${seconds(value)}`,
  ignoredDuringLockout: (entry) => `A ${kindOf(entry)} ignored${fromWhere(entry)}: locked out for another ${seconds(entry.value)}`,
  requestRefused: (entry) => `Request${by(entry)} refused: ${refusalWords[entry.value] ?? `reason ${entry.value}`}`,
  requestAccepted: (entry) => `${entry.value === 0 ? "Locking" : "Unlocking"}, asked for${by(entry)}`,
  denied: (entry) => `Credential of ${who(entry)} refused${through(entry)}: ${denialWords[entry.value] ?? `reason ${entry.value}`}`,
  nonAccessUser: (entry) => `${credentialOf(entry)} given${fromWhere(entry)}: written down, does not open`,
  forcedUser: (entry) => `Alarm: ${who(entry)} is under duress${through(entry)}`,
  partAccepted: (entry) => `${credentialOf(entry)} accepted${fromWhere(entry)}: another kind of credential is asked for`,

  locked: (entry) => `Locked${by(entry)}, ${arrival(entry)}`,
  unlocked: (entry) => `Unlocked${by(entry)}, ${arrival(entry)}`,
  boltJammed: ({ value }) => `Bolt jammed ${way(value)}`,
  boltTimedOut: ({ value }) => `Bolt did not arrive ${way(value)}`,
  boltByHand: ({ value }) => `Thumb-turn: the bolt is ${positionWords[value] ?? "somewhere"} now`,
  boltStopped: ({ value }) => `Bolt stopped ${way(value)}`,
  jamAlarm: ({ value }) => `Alarm: bolt jammed ${way(value)}, all retries failed`,

  doorOpened: () => "Door opened",
  doorClosed: () => "Door closed",
  doorForcedOpen: () => "Alarm: door forced open while locked",
  doorAjar: ({ value }) => `Alarm: door open for ${value} min`,
  tamperOpened: () => "Alarm: cover off or wire cut",
  tamperClosed: () => "Cover and wire in place again",
  fingerModuleAccepted: (entry) => `Fingerprint module accepted${by(entry)}, all fingers in it erased`,
  fingerModuleStrange: () => "Alarm: another fingerprint module, one with another password, or one that cannot be emptied: not used",
  fingerModuleSilent: () => "Alarm: the fingerprint module does not answer",
  fingerModuleBack: () => "The fingerprint module answers again",
  faceModuleAccepted: (entry) => `Face module accepted${by(entry)}, all faces in it erased`,
  faceModuleStrange: () => "Alarm: another face module, one with a face that this lock did not enrol, or one that cannot be emptied: not used",
  faceModuleSilent: () => "Alarm: the face module does not answer",
  faceModuleBack: () => "The face module answers again",
  faceNotErased: ({ value }) => `The face module refused to erase ${value < 0 ? "its faces" : `the face in slot ${value}`}`,
  fingerNotErased: ({ value }) => `The fingerprint module refused to erase ${value < 0 ? "its fingers" : `the finger in slot ${value}`}`,

  updateOffered: (entry) => `Firmware ${versionText(entry.value)} offered${by(entry)}, its signature is good`,
  updateRefused: (entry) => `Firmware refused${by(entry)}: ${refusalText(entry.value)}`,
  updateCancelled: (entry) => `Firmware update cancelled${by(entry)}`,
  updateFailed: ({ value }) => `Firmware ${versionText(value)} was not written right: it has to be sent again`,
  updateInstalled: ({ value }) => `Firmware ${versionText(value)} installed: the lock restarts`,
  firmwareValid: ({ value }) => `Firmware ${versionText(value)} has proved itself`,
  firmwareRolledBack: ({ value }) => `The new firmware did not prove itself (${selfTestText(value)}): the old one is back`,
  firmwareOutdated: ({ value }) => `Alarm: firmware ${versionText(value)} runs, older than this lock allows: the newer one is damaged`,

  batteryOk: ({ value }) => `Battery fine again: ${volts(value)}`,
  batteryLow: ({ value }) => `Battery low: ${volts(value)}`,
  batteryCritical: ({ value }) => `Battery critical: ${volts(value)}, locking is refused`,
  batteryDead: ({ value }) => `Battery dead: ${volts(value)}`,

  settingChanged: (entry) => `Setting ${setting(entry.value)}${by(entry)}`,
  timeSet: ({ value }) => `Time of day set${value === 0 ? "" : `, ${value > 0 ? "+" : ""}${value} s`}`,
  timeZoneSet: (entry) => `Time zone set: standard time is ${fromUtc(entry.value)}${by(entry)}`,
  userSet: (entry) => `${userName(entry.value)} made or changed${by(entry)}`,
  credentialSet: (entry) => `${credentialAt(entry.value)} set${entry.userIndex === 0 ? " in set-up" : by(entry)}`,
  credentialCleared: (entry) => `${credentialAt(entry.value)} removed${by(entry)}`,
  scheduleSet: (entry) => `${scheduleAt(entry.value)} set${by(entry)}`,
  scheduleCleared: (entry) => `${scheduleAt(entry.value)} removed${by(entry)}`,
  userCleared: (entry) => `${userName(entry.value)} removed${by(entry)}`,

  consoleLogin: () => "Login at the console",
  consoleLogout: ({ value }) => `Logout from the console${logoutWords[value] ?? ""}`,

  queueOverflow: ({ value }) => `Events lost because the queue was full: ${value}`,
  fault: ({ value }) => `Exception caught, number ${value} since power-up`,
  recordDamaged: ({ value }) => `Record damaged: ${record(value)}`,
  recordNotWritten: ({ value }) => `Record could not be written: ${record(value)}`,
  deviceKeyUnusable: ({ value }) => `No usable device key: ${keyWords[value] ?? `reason ${value}`}`,
  entriesLost: ({ value }) => `Log entries that could not be written: ${value}`,
  chainBroken: () => "Alarm: the chain of this log does not verify",
  keyStuck: () => "A key of the keypad is stuck",
  cardReaderSilent: () => "Alarm: the card reader does not answer",
  cardReaderBack: () => "The card reader answers again",

  guestAccepted: (entry) => `Guest code ${guestText(entry.value)} accepted${through(entry)}`,
  guestCodeRevoked: (entry) => `Guest code ${guestText(entry.value)} revoked${by(entry)}`,
  guestListFull: ({ value }) => `The list of used and revoked guest codes is full: no room for ${guestText(value)}`,
  guestKeyMade: (entry) => `New guest key made${by(entry)}: older guest codes are worthless`,
  guestKeyCleared: (entry) => `Guest key removed${by(entry)}: no guest code opens`,
};

const sentenceOfCode = new Map<number, (entry: Said) => string>();
for (const [name, code] of Object.entries(AuditEvent)) sentenceOfCode.set(code, sentences[name as keyof typeof AuditEvent]);

const alarms: readonly number[] = [
  AuditEvent.jamAlarm,
  AuditEvent.forcedUser,
  AuditEvent.doorForcedOpen,
  AuditEvent.doorAjar,
  AuditEvent.tamperOpened,
  AuditEvent.fingerModuleStrange,
  AuditEvent.fingerModuleSilent,
  AuditEvent.faceModuleStrange,
  AuditEvent.faceModuleSilent,
  AuditEvent.cardReaderSilent,
  AuditEvent.chainBroken,
  AuditEvent.firmwareOutdated,
];

/** "Unlocked by user 3 at the keypad, sensed after 530 ms" */
export function auditText(entry: Said): string {
  return sentenceOfCode.get(entry.event)?.(entry) ?? `Event ${entry.event}${by(entry)}, value ${entry.value}`;
}

export function isAlarm({ event }: Said): boolean {
  return alarms.includes(event);
}

/** As ESP-IDF numbers them. */
const startWords: Words = {
  1: "Power came on",
  2: "Started by the reset button",
  3: "Restarted by the firmware",
  4: "Restarted after a crash",
  5: "Restarted by the interrupt watchdog",
  6: "Restarted by the watchdog",
  7: "Restarted by a watchdog",
  9: "Restarted after a brown-out: the voltage was too low",
};
const throughWords: Words = {
  [OperationSource.manual]: " by hand",
  [OperationSource.proprietaryRemote]: " at the console",
  [OperationSource.keypad]: " at the keypad",
  [OperationSource.auto]: " by auto-lock",
  [OperationSource.button]: " with the inside button",
  [OperationSource.remote]: " from afar",
  [OperationSource.rfid]: " with a card",
  [OperationSource.biometric]: " with finger or face",
};
const refusalReasons: Readonly<Record<RefusalReason, string>> = {
  insufficientBattery: "there may not be enough battery left to unlock again",
  doorOpen: "the door is open",
  doorUnknown: "the door contact has said nothing yet",
  lockedOut: "locked out",
  outsideDisabled: "keys or records cannot be trusted",
  invalidCredential: "the PIN that came with it was not accepted",
  timeUnknown: "it depends on the time, which is unknown",
  mode: "not in this operating mode",
  notReady: "users are still being loaded",
};
const denialReasons: Readonly<Record<Denial, string>> = {
  disabled: "the user is disabled",
  restricted: "no schedule holds now",
  timeUnknown: "it depends on the time, which is unknown",
  mode: "not in this operating mode",
  remoteOnly: "this user opens from afar only",
  expired: "the user's time is over",
  cardAlone: "a card alone does not open",
  notWritten: "what this use changes could not be written",
};
const denialWords: Words = Object.fromEntries(
  Object.entries(denialReasons).map(([name, words]) => [denialCodes[name as Denial], words]),
);
const scheduleWords: Words = { 0: "Week-day schedule", 1: "Year-day schedule", 2: "Holiday" };
const credentialWords: Words = {
  [CredentialType.programmingPin]: "PIN",
  [CredentialType.pin]: "PIN",
  [CredentialType.rfid]: "Card",
  [CredentialType.fingerprint]: "Finger",
  [CredentialType.face]: "Face",
};
const refusalWords: Words = Object.fromEntries(
  Object.entries(refusalReasons).map(([name, words]) => [refusalCodes[name as RefusalReason], words]),
);
const positionWords: Words = { 0: "between its ends", 1: "locked", 2: "unlocked", 3: "at an unknown place" };
const logoutWords: Words = { 1: "", 2: ": idle too long", 3: ": it was ended by the lock" };
const recordWords: Words = {
  [RecordCode.deviceKey]: "device key",
  [RecordCode.settings]: "settings",
  [RecordCode.attempts]: "wrong attempts",
  [RecordCode.wallClock]: "time of day",
  [RecordCode.factoryReset]: "factory reset",
  [RecordCode.timeZone]: "time zone",
  [RecordCode.clearing]: "what is being cleared",
  [RecordCode.holidays]: "holidays",
  [RecordCode.guestCodes]: "guest codes",
  [RecordCode.calibration]: "calibration",
};
const keyWords: Words = { 1: "it is damaged", 2: "it is missing", 3: "the random source is not trusted", 4: "flash failed" };

/** Value of `credentialSet`. */
function credentialAt(value: number): string {
  const word = credentialWords[(value >> 16) & 15] ?? "Credential";
  const index = value & 0xffff;
  return `${index === 0xfffe ? `All of kind ${word}` : `${word} ${index}`}${value >> 20 === 0 ? "" : ` of user ${value >> 20}`}`;
}

/** Value of `scheduleSet`. */
function scheduleAt(value: number): string {
  const word = scheduleWords[(value >> 16) & 15] ?? "Schedule";
  const slot = value & 0xffff;
  return `${word} ${slot === 0xfe ? "all" : slot}${value >> 20 === 0 ? "" : ` of user ${value >> 20}`}`;
}

/** "Card of user 3". */
function credentialOf(entry: Said): string {
  const word = credentialWords[Math.floor(entry.value / 0x10000)] ?? "Credential";
  return `${word}${entry.userIndex === 0 ? "" : ` of ${who(entry)}`}`;
}

function who({ userIndex }: Said): string {
  return userIndex === masterIndex ? "the master" : `user ${userIndex}`;
}

function userName(index: number): string {
  return index === masterIndex ? "The master" : `User ${index}`;
}

function through({ source }: Said): string {
  return throughWords[source] ?? "";
}

/** What was held up or typed, as far as its source tells. */
function kindOf({ source }: Said): string {
  return source === OperationSource.rfid ? "card" : source === OperationSource.biometric ? "finger or face" : "PIN";
}

/** After "card" or "finger or face" their source says nothing new. */
function fromWhere(entry: Said): string {
  return entry.source === OperationSource.rfid || entry.source === OperationSource.biometric ? "" : through(entry);
}

function by(entry: Said): string {
  return `${entry.userIndex === 0 ? "" : ` by ${who(entry)}`}${through(entry)}`;
}

function way(value: number): string {
  return value === 1 ? "on the way to locked" : "on the way to unlocked";
}

function arrival({ value }: Said): string {
  return value < 0 ? `assumed after ${-value} ms` : `sensed after ${value} ms`;
}

function seconds(value: number): string {
  return value > 0 && value % 60 === 0 ? `${value / 60} min` : `${value} s`;
}

/** 19,800 is "UTC+5:30". */
function fromUtc(value: number): string {
  const minutes = Math.floor(Math.abs(value) / 60);
  return `UTC${value < 0 ? "-" : "+"}${Math.floor(minutes / 60)}:${String(minutes % 60).padStart(2, "0")}`;
}

function volts(millivolts: number): string {
  return `${(millivolts / 1000).toFixed(2)} V`;
}

function setting(value: number): string {
  const { name, unit } = settingsTable[Math.floor(value / 0x1000000) - 1] ?? { name: "unknown", unit: "" };
  return `${name} set to ${value % 0x1000000}${unit === "" ? "" : ` ${unit}`}`;
}

function record(value: number): string {
  return value >= RecordCode.user ? `user ${value - RecordCode.user}` : (recordWords[value] ?? `number ${value}`);
}
