// SPDX-License-Identifier: Apache-2.0
/**
 * What each entry must come to, and did. "authority": it opens only by a credential that holds at that moment, by its user's
 * status, type, rule and schedules and by the operating mode. "access": whose credential holds, gets in, and what keeps
 * somebody out is what the log says. "log": duress is in it.
 *
 * Under all faults: verdicts are worked out from what stands on flash and from the model's own clock (model-clock.ts). By as much as that
 * may be wrong, either verdict is let through.
 */
import { userTypes } from "./cast";
import { denials, forgiven, isWithin, kinds, modeLetsIn, opening, verdictsOn, type Attempt, type Verdict } from "./model-access";
import type { ClockModel, Moment } from "./model-clock";
import { logged, type Entry } from "./model-log";
import { isOnce } from "./model-guest";
import type { Judged } from "./watch-entries";
import type { RecordsWatch } from "./watch-records";
import type { Scene } from "./watch-scene";

const masterIndex = 1;
const normal = 0;
const privacy = 2;
const passage = 4;
const factorsMs = 15_000;
/** From a hand to its turn: a reader looks four times a second, and a turn may wait for an erase. */
const factorsSlackMs = 1_200;
const factorsSlackMsInFaults = 3_000;
/** The lock learns of a hand, and ends what it ends, so soon after. */
const insideMs = 10_000;
const calmMs = 3_000;

export class AccessWatch {
  /** When somebody last did something inside that may open. */
  insideMs = -Infinity;
  readonly #scene: Scene;
  readonly #records: RecordsWatch;
  readonly #clock: ClockModel;
  /** Valid parts of one user that wait for another, by kind. */
  readonly #parts = new Map<number, number>();
  #partsOf = 0;
  #partsChanges = 0;
  /** Of the event under way, as the log has it. */
  #outcome: Verdict | undefined;
  #isForced = false;
  #outcomeUser = 0;

  constructor(scene: Scene, records: RecordsWatch, clock: ClockModel) {
    this.#scene = scene;
    this.#records = records;
    this.#clock = clock;
    records.mayEndPrivacy = () => scene.stage.nowMs - this.insideMs < insideMs;
  }

  restarted(): void {
    this.#parts.clear();
  }

  /** What a valid credential of his may come to now. 0: it is nobody's. `asMaster`: only the master's counts, in every mode. */
  verdicts(index: number, kind: number, isFromAfar: boolean, asMaster = false): ReadonlySet<Verdict> {
    const user = this.#records.users.get(index);
    if (user === undefined || (asMaster && index !== masterIndex)) return new Set<Verdict>(["refused"]);
    if (asMaster) return new Set<Verdict>(["accepted"]);
    const attempt: Attempt = {
      kind,
      isFromAfar,
      isMaster: index === masterIndex,
      cardOpensAlone: this.#records.setting("CardOpensAlone") === 1,
      expiringMinutes: this.#records.setting("ExpiringUserTimeout"),
    };
    const verdicts = new Set<Verdict>();
    for (const moment of this.#moments) {
      for (const mode of this.#modesAt(moment)) {
        for (const verdict of verdictsOn(user, attempt, mode, moment)) {
          if (!opening.has(verdict) || user.rule === 0) verdicts.add(verdict);
          else for (const each of this.#byRule(index, kind, user.rule, verdict)) verdicts.add(each);
        }
      }
    }
    const isWritten = user.type === userTypes.disposable || user.type === userTypes.expiring;
    if (isWritten && this.#scene.has("fillNvs")) verdicts.add("notWritten");
    return verdicts;
  }

  /** What was typed at the keypad: somebody's PIN, a guest code, or neither. */
  typed(digits: string): { user: number; guest: number | undefined; verdicts: ReadonlySet<Verdict> } {
    const user = this.#records.userWithPin(digits);
    const code = user === 0 ? this.#records.guests.read(digits) : undefined;
    if (code === undefined) return { user, guest: undefined, verdicts: this.verdicts(user, kinds.pin, false) };
    const verdicts = new Set<Verdict>();
    for (const moment of this.#moments) {
      if (moment === undefined) for (const each of ["accepted", "refused", "mode"] as const) verdicts.add(each);
      else if (moment.localSeconds === undefined || !this.#records.guests.opensAt(code, moment.localSeconds)) verdicts.add("refused");
      else for (const mode of this.#modesAt(moment)) verdicts.add(modeLetsIn(mode, atTheKeypad) ? "accepted" : "mode");
    }
    if (code.once && this.#scene.has("fillNvs")) verdicts.add("notWritten");
    return { user, guest: code.id, verdicts };
  }

  /** It is for one use, and not written down yet that it is used. */
  isUnusedGuest(id: number | undefined): boolean {
    return id !== undefined && isOnce(id) && !this.#records.guests.isDead(id);
  }

  /** For sure. */
  opensNow(index: number, kind: number): boolean {
    return areAllOpening(this.verdicts(index, kind, false));
  }

  /** For sure. */
  opensTyped(digits: string): boolean {
    return areAllOpening(this.typed(digits).verdicts);
  }

  /** Whether the mode may let somebody lock and unlock from afar. */
  get mayBeRemote(): boolean {
    const who = { isFromAfar: true, isMaster: true, kind: kinds.pin };
    return this.#moments.some((moment) => this.#modesAt(moment).some((mode) => modeLetsIn(mode, who)));
  }

  /** Passage, in which it does not lock by itself. */
  get holdsOpen(): "yes" | "no" | "perhaps" {
    const modes = this.#moments.flatMap((moment) => this.#modesAt(moment));
    if (modes.every((mode) => mode === passage)) return "yes";
    // It looks once a minute only whether a holiday is over.
    const isHoliday = this.#records.holidays.some(({ mode }) => mode === passage);
    return isHoliday || modes.includes(passage) ? "perhaps" : "no";
  }

  /** In the log, at the very moment. */
  read({ event, user, value }: Entry): void {
    if (event === logged.forcedUser) this.#isForced = true;
    const verdict = event === logged.denied ? denials[value] : outcomes[event];
    if (verdict === undefined) return;
    this.#outcome = verdict;
    this.#outcomeUser = user;
  }

  /** The log has it in the event under way. */
  get isDecided(): boolean {
    return this.#outcome !== undefined;
  }

  /** The event in which it was decided is over. */
  judged({ user: index, kind, verdicts, userChanges }: Judged): void {
    const outcome = this.#outcome === "accepted" && this.#isForced ? "forced" : this.#outcome;
    if (outcome === undefined) return;
    const type = this.#records.users.get(index)?.type;
    // Once users have changed since it was compared, it is nobody's.
    const isOutdated = outcome === "refused" && userChanges !== this.#records.userChanges;
    if (!verdicts.has(outcome) && !isOutdated) this.#fail(outcome, [...verdicts], index);
    else if (outcome === "mode" && type === userTypes.forced && !this.#isForced) this.#scene.fail("log", `duress of user ${index} is not in the log`);
    this.#remember(outcome, kind);
  }

  /** After every event. */
  look(): void {
    this.#outcome = undefined;
    this.#isForced = false;
  }

  #fail(outcome: Verdict, verdicts: readonly Verdict[], index: number): void {
    const what = `an entry of user ${index} comes to "${outcome}" instead of "${verdicts.join('" or "')}"`;
    if (outcome === "accepted" && verdicts.includes("forced")) return this.#scene.fail("log", what);
    this.#scene.fail(opening.has(outcome) || outcome === "part" ? "authority" : "access", what);
  }

  #remember(outcome: Verdict, kind: number): void {
    if (outcome !== "part") {
      if (!forgiven.has(outcome)) this.#parts.clear();
      return;
    }
    if (this.#partsOf !== this.#outcomeUser || this.#partsChanges !== this.#records.userChanges) this.#parts.clear();
    this.#partsOf = this.#outcomeUser;
    this.#partsChanges = this.#records.userChanges;
    this.#parts.set(kind, this.#scene.stage.nowMs);
  }

  /** With so many kinds within 15 s, this one included, it opens. */
  #byRule(index: number, kind: number, rule: number, verdict: Verdict): readonly Verdict[] {
    const { nowMs } = this.#scene.stage;
    const slackMs = (this.#scene.calmFor(calmMs) ? factorsSlackMs : factorsSlackMsInFaults) + factorsMs * this.#scene.driftPart;
    const isHis = this.#partsOf === index && this.#partsChanges === this.#records.userChanges;
    const others = isHis ? [...this.#parts].filter(([each]) => each !== kind).map(([, atMs]) => nowMs - atMs) : [];
    const countOf = (withinMs: number): number => 1 + others.filter((ageMs) => ageMs < withinMs).length;
    const isSure = countOf(factorsMs - slackMs) > rule;
    if (isSure) return [verdict];
    return countOf(factorsMs + slackMs) > rule ? [verdict, "part"] : ["part"];
  }

  get #moments(): readonly (Moment | undefined)[] {
    const { nowMs } = this.#scene.stage;
    if (this.#scene.has("clockDrift")) this.#clock.isDoubtful();
    return this.#clock.moments(nowMs, this.#scene.driftPart) ?? [undefined];
  }

  #modesAt(moment: Moment | undefined): readonly number[] {
    const { holidays } = this.#records;
    const setting = this.#records.setting("OperatingMode");
    if (moment === undefined) return [setting, ...holidays.map(({ mode }) => mode)];
    const { localSeconds } = moment;
    const holiday = localSeconds === undefined ? undefined : holidays.find((each) => isWithin(each, localSeconds));
    if (holiday === undefined) return [setting];
    // Whoever opened inside has ended it for the rest of that holiday, or another one before.
    return holiday.mode === privacy && this.insideMs > -Infinity ? [privacy, normal] : [holiday.mode];
  }
}

const atTheKeypad = Object.freeze({ isFromAfar: false, isMaster: false, kind: kinds.pin });

function areAllOpening(verdicts: ReadonlySet<Verdict>): boolean {
  return verdicts.size > 0 && [...verdicts].every((verdict) => opening.has(verdict));
}

const outcomes: Readonly<Record<number, Verdict>> = Object.freeze({
  [logged.accepted]: "accepted",
  [logged.guestAccepted]: "accepted",
  [logged.refused]: "refused",
  [logged.nonAccessUser]: "nonAccess",
  [logged.partAccepted]: "part",
});
