// SPDX-License-Identifier: Apache-2.0
/**
 * "acknowledged", of one user's record: each field of it, each credential and each kind of schedule changes only to what a
 * command said of somebody who may be logged in, or by programming at the keypad; and no two users get one PIN. Of a user of one
 * use it may change that he is disabled, of one who expires when he came first.
 */
import type { ClockModel } from "./model-clock";
import type { ConsoleModel, Request } from "./model-console";
import { sameBytes, type HashKey } from "./model-hash";
import { verifierFor, type KnownCredential, type KnownUser } from "./model-records";
import { userTypes } from "./cast";
import type { Scene } from "./watch-scene";

export const pinTypes: readonly number[] = Object.freeze([0, 1]);
const masterIndex = 1;
const every = 0xfffe;
/** What the record "clearing" says: a type of credential, or one of these. */
export const everyCredential = 15;
export const everyUser = 255;
const disabled = 3;

const nobody: KnownUser = Object.freeze({
  status: 1,
  type: 0,
  rule: 0,
  uniqueId: 0xffff_ffff,
  firstUsedUtcSeconds: 0,
  name: "",
  credentials: Object.freeze([]),
  weekDays: "0: ",
  yearDays: "0: ",
  windows: Object.freeze([]),
  spans: Object.freeze([]),
});

/** Fields of the record, and the arguments of SetUser that change them. */
const askedFields = Object.freeze({
  status: "UserStatus",
  type: "UserType",
  rule: "CredentialRule",
  uniqueId: "UserUniqueID",
  name: "UserName",
} as const);

type Fields = Readonly<Record<string, unknown>>;

export class UsersWatch {
  readonly #scene: Scene;
  readonly #console: ConsoleModel;
  readonly #key: HashKey;
  /** The PIN that programming at the keypad may be about to give; undefined: it cannot be open. */
  readonly #programmed: () => string | undefined;
  readonly #clock: ClockModel;
  readonly #isUsed: (index: number) => boolean;

  constructor(parts: {
    scene: Scene;
    console: ConsoleModel;
    key: HashKey;
    clock: ClockModel;
    programmed: () => string | undefined;
    isUsed: (index: number) => boolean;
  }) {
    this.#scene = parts.scene;
    this.#console = parts.console;
    this.#key = parts.key;
    this.#programmed = parts.programmed;
    this.#clock = parts.clock;
    this.#isUsed = parts.isUsed;
  }

  changed(index: number, before: KnownUser | undefined, after: KnownUser, others: ReadonlyMap<number, KnownUser>): void {
    const was = before ?? { ...nobody, type: index === masterIndex ? 3 : 0 };
    const isMade =
      before !== undefined ||
      this.#programmed() !== undefined ||
      this.#asked("SetUser", index).length > 0 ||
      this.#asked("SetCredential").some((fields) => (fields["UserIndex"] ?? undefined) === undefined);
    if (!isMade) this.#fail(`user ${index} is made, which nobody asked for who may`);
    for (const name of Object.keys(askedFields) as (keyof typeof askedFields)[]) {
      if (after[name] !== was[name] && !this.#mayBecome(index, name, was, after[name])) {
        this.#fail(`user ${index} gets ${name} ${String(after[name])}, which nobody asked for who may`);
      }
    }
    if (after.firstUsedUtcSeconds !== was.firstUsedUtcSeconds && !this.#mayHaveCome(index, was, after)) {
      this.#fail(`user ${index} is said to have come first at ${after.firstUsedUtcSeconds}`);
    }
    if (after.weekDays !== was.weekDays) this.#mustBeScheduled(index, "WeekDay");
    if (after.yearDays !== was.yearDays) this.#mustBeScheduled(index, "YearDay");
    this.#judgeCredentials(index, was.credentials, after.credentials);
    this.#lookForTwins(index, after, others);
  }

  removed(index: number, { credentials }: KnownUser): void {
    const isCleared = this.#asked("ClearUser", index).length > 0 || this.#asked("ClearUser", every).length > 0;
    const lostAll = credentials.length > 0 && credentials.every((credential) => this.#mayBeCleared(credential));
    if (!isCleared && !lostAll && this.#programmed() === undefined) this.#fail(`the record of user ${index} is erased`);
  }

  /** What the record of that name says: a type of credential, or everything. */
  clearing(what: number): void {
    const isAsked =
      (what === everyUser && this.#asked("ClearUser", every).length > 0) ||
      this.#asked("ClearCredential").some((fields) => (what === everyCredential ? fields["Credential"] === null : isOf(fields, what, every)));
    if (!isAsked) this.#fail("users are cleared, which nobody asked for who may");
  }

  /** Now, for the first time; or another type begins anew. */
  #mayHaveCome(index: number, was: KnownUser, { firstUsedUtcSeconds, type }: KnownUser): boolean {
    if (firstUsedUtcSeconds === 0) return type !== was.type;
    const moments = this.#clock.moments(this.#scene.stage.nowMs, this.#scene.driftPart);
    const isNow = moments === undefined || (firstUsedUtcSeconds >= moments[0]!.utcSeconds && firstUsedUtcSeconds <= moments.at(-1)!.utcSeconds);
    return was.type === userTypes.expiring && was.firstUsedUtcSeconds === 0 && isNow && this.#isUsed(index);
  }

  #mayBecome(index: number, name: keyof typeof askedFields, was: KnownUser, value: number | string): boolean {
    if (name === "status" && was.type === userTypes.disposable && value === disabled) return true;
    const argument = askedFields[name];
    return (
      this.#asked("SetUser", index).some((fields) => fields[argument] === value) ||
      this.#asked("SetCredential").some((fields) => (fields["UserIndex"] ?? undefined) === undefined && fields[argument] === value)
    );
  }

  #mustBeScheduled(index: number, kind: string): void {
    const isAsked = ["Set", "Clear"].some((verb) => this.#asked(`${verb}${kind}Schedule`, index).length > 0);
    if (!isAsked) this.#fail(`user ${index} gets another ${kind} schedule, which nobody asked for who may`);
  }

  #judgeCredentials(index: number, before: readonly KnownCredential[], after: readonly KnownCredential[]): void {
    for (const credential of after) {
      const was = before.find((each) => isSamePlace(each, credential));
      if (was !== undefined && sameBytes(was.data, credential.data)) continue;
      if (!this.#mayBeGiven(index, credential)) this.#fail(`user ${index} gets a credential that nobody set who may`);
    }
    for (const credential of before) {
      const isGone = !after.some((each) => isSamePlace(each, credential));
      if (isGone && !this.#mayBeCleared(credential)) this.#fail(`user ${index} loses a credential that nobody took who may`);
    }
  }

  #mayBeGiven(index: number, { type, index: place, data }: KnownCredential): boolean {
    const programmed = this.#programmed();
    const isPin = pinTypes.includes(type);
    if (isPin && programmed !== undefined && sameBytes(verifierFor(programmed, this.#key), data)) return true;
    return this.#asked("SetCredential").some((fields) => {
      if (!isOf(fields, type, place) || (fields["UserIndex"] ?? index) !== index) return false;
      return !isPin || sameBytes(verifierFor(String(fields["CredentialData"]), this.#key), data);
    });
  }

  #mayBeCleared({ type, index: place }: KnownCredential): boolean {
    if (this.#programmed() !== undefined) return true;
    return this.#asked("ClearCredential").some((fields) => {
      return fields["Credential"] === null || isOf(fields, type, place) || isOf(fields, type, every);
    });
  }

  #lookForTwins(index: number, { credentials }: KnownUser, others: ReadonlyMap<number, KnownUser>): void {
    const pinsOf = (user: KnownUser): readonly KnownCredential[] => user.credentials.filter(({ type }) => pinTypes.includes(type));
    for (const [other, user] of others) {
      if (other === index) continue;
      const isTwin = pinsOf(user).some((theirs) => credentials.some(({ type, data }) => pinTypes.includes(type) && sameBytes(data, theirs.data)));
      if (isTwin) this.#fail(`users ${other} and ${index} have the same PIN`);
    }
  }

  /** Arguments of what was asked lately by somebody who may be logged in. */
  #asked(command: string, userIndex?: number): Fields[] {
    const isIt = (request: Request): boolean => request.command === command && request.maySession;
    const fields = this.#console.recent.filter(isIt).map((request) => request.fields);
    return userIndex === undefined ? fields : fields.filter((each) => each["UserIndex"] === userIndex);
  }

  #fail(what: string): void {
    this.#scene.fail("acknowledged", what);
  }
}

function isSamePlace(one: KnownCredential, other: KnownCredential): boolean {
  return one.type === other.type && one.index === other.index;
}

function isOf(fields: Fields, type: number, index: number): boolean {
  const credential = fields["Credential"] as Fields | null | undefined;
  return credential?.["CredentialType"] === type && credential["CredentialIndex"] === index;
}
