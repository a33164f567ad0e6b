// SPDX-License-Identifier: Apache-2.0
/**
 * The console, both ways. "authority": nothing that needs a login is done without one. "acknowledged": what SUCCESS was answered to
 * stands on flash at that moment, and what is told of users, settings and time is as it was acknowledged. "truth": GetStatus.
 * "log": the chain is intact, unless bits have flipped. "turns": no exception was caught.
 *
 * Under all faults; after noise on the line, lost bytes, or more requests than are answered, answers are not matched with
 * requests until the line has been quiet, and only what holds whatever was asked is checked.
 */
import type { Authority } from "./watch-authority";
import type { AccessWatch } from "./watch-access";
import type { ClockModel } from "./model-clock";
import type { ConsoleModel, Request } from "./model-console";
import { settingNames, type KnownUser } from "./model-records";
import type { RecordsWatch } from "./watch-records";
import type { Scene } from "./watch-scene";
import type { TruthWatch } from "./watch-truth";
import type { UpdatesWatch } from "./watch-updates";

const masterIndex = 1;
const everyIndex = 0xfffe;
const programmingPin = 0;
const pin = 1;
const unlocking: readonly string[] = Object.freeze(["UnlockDoor", "UnlockWithTimeout"]);

type Answer = Readonly<Record<string, unknown>>;

export class RequestsWatch {
  readonly #scene: Scene;
  readonly #console: ConsoleModel;
  readonly #records: RecordsWatch;
  readonly #authority: Authority;
  readonly #truth: TruthWatch;
  readonly #access: AccessWatch;
  readonly #clock: ClockModel;
  readonly #updates: UpdatesWatch;
  #lostBytes = 0;

  constructor(parts: {
    scene: Scene;
    console: ConsoleModel;
    records: RecordsWatch;
    authority: Authority;
    truth: TruthWatch;
    access: AccessWatch;
    clock: ClockModel;
    updates: UpdatesWatch;
  }) {
    this.#updates = parts.updates;
    this.#access = parts.access;
    this.#clock = parts.clock;
    this.#scene = parts.scene;
    this.#console = parts.console;
    this.#records = parts.records;
    this.#authority = parts.authority;
    this.#truth = parts.truth;
  }

  restarted(): void {
    this.#console.restarted(this.#scene.nowMs);
  }

  /** The first entry after a start is written before anybody sees that it has started. */
  clockLost(): void {
    this.#clock.lost();
  }

  /** Complete, on its way to the lock. */
  request(text: string): void {
    for (const line of text.split("\n")) this.#line(line);
  }

  #line(text: string): void {
    const { nowMs } = this.#scene.stage;
    this.#lookForLoss(nowMs);
    const request = this.#console.request(text, nowMs);
    if (request === undefined) return;
    const { command, fields } = request;
    this.#updates.request(request);
    if (command === "Login" && this.#records.userWithPin(String(fields["PIN"])) === masterIndex) {
      this.#console.mayLogIn(nowMs);
    }
    if (command === "SetTime") {
      this.#clock.asked(nowMs, this.#scene.driftPart);
    }
    if (!this.#console.maySession(nowMs) || !this.#access.mayBeRemote || this.#needsPin(fields)) return;
    if (unlocking.includes(command)) this.#authority.mayUnlock();
    if (command === "LockDoor") this.#authority.mayLock();
  }

  /** Then it is judged who it is before anything moves. */
  #needsPin(fields: Answer): boolean {
    return (fields["PINCode"] ?? undefined) !== undefined || this.#records.setting("RequirePINforRemoteOperation") === 1;
  }

  /** The firmware sent it. */
  line(text: string): void {
    const { nowMs } = this.#scene.stage;
    this.#lookForLoss(nowMs);
    let answer: Answer;
    try {
      answer = JSON.parse(text) as Answer;
    } catch {
      return this.#scene.fail("turns", `the lock sends what is not JSON: ${text}`);
    }
    if (answer["Reason"] === "internal error") this.#scene.fail("turns", "an exception is caught at the console");
    if ("LockState" in answer) this.#status(answer);
    const { Chain: chain, Faults: faults } = answer;
    if (chain === "Broken" && !this.#scene.stage.logDamaged) this.#scene.fail("log", "the chain of the log is broken");
    if (typeof faults === "number" && faults > 0) this.#scene.fail("turns", `${faults} exceptions were caught`);
    const request = this.#console.answered(answer, nowMs);
    if (request === undefined) return;
    this.#updates.answered(request, answer);
    if (answer["Status"] === "SUCCESS") return this.#succeeded(request, answer);
    if (request.command === "SetTime" && !this.#console.isPending("SetTime")) this.#clock.refused();
    // Somebody else's login may be on its way.
    if (request.command === "Login" && isLockoutOrWrong(answer) && !this.#console.hasMore) this.#console.isLoggedOut();
  }

  /** In the log: seconds, or 0 for unknown. */
  stamped(utcSeconds: number): void {
    if (!this.#isTrueTime(utcSeconds)) this.#scene.fail("acknowledged", `the log says that it is ${utcSeconds}`);
  }

  #status(answer: Answer): void {
    const { LockState: state, Assumed: assumed } = answer;
    if (assumed === false && (state === "Locked" || state === "Unlocked")) this.#truth.said(state, "the console");
    this.#truth.saidOfDoor(answer["DoorState"]);
  }

  #succeeded(request: Request, answer: Answer): void {
    const { command, fields } = request;
    if (this.#console.needsLogin(command) && !request.maySession) {
      this.#scene.fail("authority", `${command} is obeyed although nobody is logged in`);
    }
    const isTrue = this.#isTrue(command, fields, answer);
    if (!isTrue && !this.#console.hasMore) this.#scene.fail("acknowledged", `${command} is answered with SUCCESS, but it is not so`);
  }

  #isTrue(command: string, fields: Answer, answer: Answer): boolean {
    const { users } = this.#records;
    const index = Number(fields["UserIndex"]);
    switch (command) {
      case "Login":
        return this.#records.userWithPin(String(fields["PIN"])) === masterIndex;
      case "Logout":
        this.#console.isLoggedOut();
        return true;
      case "SetUser":
        return isAsAsked(users.get(index), fields);
      case "SetCredential":
        return this.#isTrueCredential(fields, answer);
      case "ClearUser":
        return index === everyIndex ? [...users.keys()].join() === String(masterIndex) : !users.has(index);
      case "ClearCredential":
        return !this.#mayHold(fields["Credential"] as Answer | null);
      case "GetUser":
        return isAsTold(users.get(index), answer);
      case "SetSetting":
        return this.#records.setting(String(fields["Name"])) === fields["Value"];
      case "GetSettings":
        return (answer["Settings"] as { Name: string; Value: number }[]).every(
          ({ Name: name, Value: value }) => !settingNames.includes(name) || this.#records.setting(name) === value,
        );
      case "GetUsers":
        return this.#isTrueList(Number(fields["From"] ?? 1), answer);
      case "SetTime":
        // Another time may be set already.
        return this.#console.isPending("SetTime") || this.#clock.wasSet(Number(fields["UtcTime"]), this.#scene.nowMs);
      case "RevokeGuestCode":
        return this.#records.guests.isDead(Number(fields["CodeId"]));
      case "SetTimeZone":
        return this.#clock.rule === fields["TimeZone"];
      case "GetTime":
        return this.#isTrueTime(Number(answer["UtcTime"] ?? 0));
      default:
        return true;
    }
  }

  /** Without a UserIndex it is told who the new user is. */
  #isTrueCredential(fields: Answer, answer: Answer): boolean {
    const { CredentialType: type, CredentialIndex: place } = fields["Credential"] as Answer;
    const index = Number(fields["UserIndex"] ?? answer["UserIndex"] ?? masterIndex);
    if (type === programmingPin) this.#console.isLoggedOut();
    const credentials = this.#records.users.get(index)?.credentials ?? [];
    const isThere = credentials.some((each) => each.type === type && each.index === place);
    const isPin = type === programmingPin || type === pin;
    return isThere && (!isPin || this.#records.userWithPin(String(fields["CredentialData"])) === index);
  }

  /** Somebody but the master has what was cleared. */
  #mayHold(cleared: Answer | null): boolean {
    return [...this.#records.users.values()].some(({ credentials }) =>
      credentials.some(({ type, index }) => {
        if (type === programmingPin) return false;
        const { CredentialType: itsType, CredentialIndex: itsIndex } = cleared ?? { CredentialType: type, CredentialIndex: index };
        return itsType === type && (itsIndex === index || itsIndex === everyIndex);
      }),
    );
  }

  #isTrueList(from: number, answer: Answer): boolean {
    const told = (answer["Users"] as { UserIndex: number }[]).map(({ UserIndex: index }) => index);
    const end = (answer["Next"] as number | null) ?? Infinity;
    const expected = [...this.#records.users.keys()].filter((index) => index >= from && index < end);
    return expected.sort((one, other) => one - other).join() === told.join();
  }

  #isTrueTime(utcSeconds: number): boolean {
    if (this.#scene.has("clockDrift")) this.#clock.isDoubtful();
    return this.#clock.mayBe(utcSeconds, this.#scene.stage.nowMs, this.#scene.driftPart);
  }

  #lookForLoss(nowMs: number): void {
    const { lostBytes } = this.#scene.board.line;
    if (lostBytes === this.#lostBytes) return;
    this.#lostBytes = lostBytes;
    this.#console.disturbed(nowMs);
  }
}

/** What was left out has stayed, or is what a new user has. */
function isAsAsked(user: KnownUser | undefined, fields: Answer): boolean {
  if (user === undefined) return false;
  const asked = [
    [fields["UserName"], user.name],
    [fields["UserUniqueID"], user.uniqueId],
    [fields["UserStatus"], user.status],
    [fields["UserType"], user.type],
    [fields["CredentialRule"], user.rule],
  ] as const;
  return asked.every(([wanted, is]) => (wanted ?? undefined) === undefined || wanted === is);
}

function isAsTold(user: KnownUser | undefined, answer: Answer): boolean {
  if (user === undefined) return answer["UserName"] === null;
  const told = (answer["Credentials"] ?? []) as { CredentialType: number; CredentialIndex: number }[];
  const is = user.credentials.map(({ type, index }) => `${type} ${index}`).join();
  return answer["UserName"] === user.name && told.map((each) => `${each.CredentialType} ${each.CredentialIndex}`).join() === is;
}

/** What is no PIN at all ends nothing, and neither does `BUSY` without the seconds, which judged nothing. */
function isLockoutOrWrong({ Status: status, LockedOutSeconds: seconds }: Answer): boolean {
  return status === "FAILURE" || (status === "BUSY" && seconds !== undefined);
}
