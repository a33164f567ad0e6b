// SPDX-License-Identifier: Apache-2.0
/**
 * Cards and fingers, one after the other while the readers are plugged in: alone, with a PIN, unknown ones, forged ones, and whose
 * user was disabled, cleared, or shut out by a mode.
 */
import { ada, cardholder, cards, careful, fingers, masterPin } from "./cast";
import { addCard } from "./credentials";
import { freshPin, logout, newUser, sends, session, somebodysPin, types, type Command, type Scene } from "./scene-parts";
import { minute, second, type Draft } from "./story-draft";

const [carefulCard, plainCard] = cards.map(({ uid }) => uid) as [string, string];
const [carefulFinger, plainFinger] = fingers.map(({ finger }) => finger) as [string, string];
const visitMs = 3 * minute;
const lookMs = 12 * second;

function holds(draft: Draft, atMs: number, uid: string): number {
  const holdMs = draft.random.pick([1_300, 1_500, 2_000, 3_000]);
  draft.add(atMs, { do: "card", uid, holdMs });
  return atMs + holdMs;
}

function lays(draft: Draft, atMs: number, finger: string): number {
  const holdMs = draft.random.pick([1_300, 1_500, 2_000]);
  draft.add(atMs, { do: "finger", finger, holdMs });
  return atMs + holdMs;
}

function cardMayAlone(value: number): Command {
  return ["SetSetting", { Name: "CardOpensAlone", Value: value }];
}

/** Off unless the owner says so. */
function cardAlone(draft: Draft, atMs: number): void {
  holds(draft, atMs, plainCard);
  const setMs = session(draft, atMs + lookMs, cardMayAlone(1), logout);
  holds(draft, setMs + 5 * second, plainCard);
  const backMs = session(draft, setMs + 50 * second, cardMayAlone(0), logout);
  holds(draft, backMs + 5 * second, plainCard);
}

type Part = (draft: Draft, atMs: number) => number;

const parts: readonly Part[] = [
  (draft, atMs) => types(draft, atMs, `${careful.pin}#`),
  (draft, atMs) => holds(draft, atMs, carefulCard),
  (draft, atMs) => lays(draft, atMs, carefulFinger),
];

/** Within 15 s, or not quite; now and then the same one twice. */
function twoFactors(draft: Draft, atMs: number): void {
  const { random } = draft;
  const first = random.below(parts.length);
  const second_ = random.oneIn(3) ? first : (first + random.between(1, 2)) % parts.length;
  const firstMs = parts[first]!(draft, atMs);
  parts[second_]!(draft, firstMs + random.pick([3, 5, 8, 16, 18, 25]) * second);
  types(draft, atMs + 70 * second, `${somebodysPin(draft)}#`);
}

/** Something wrong in between, or a change of users: then the first part counts no more. */
function disturbedFactors(draft: Draft, atMs: number): void {
  const { random } = draft;
  // Before, since a login is a credential too.
  const openMs = session(draft, atMs);
  const firstMs = parts[random.below(2)]!(draft, openMs + second);
  if (random.oneIn(2)) holds(draft, firstMs + 3 * second, "0badc0de");
  else sends(draft, firstMs + second, "SetUser", { OperationType: 2, UserIndex: 3, UserName: random.pick(["Tom", "Tim"]) });
  parts[2]!(draft, firstMs + 7 * second);
  sends(draft, firstMs + 20 * second, "Logout");
}

/** They count like wrong PINs, and the third one locks out. */
function unknownCards(draft: Draft, atMs: number): void {
  const { random } = draft;
  let holdMs = atMs;
  for (let left = random.between(2, 5); left > 0; left--) {
    const uid = random.pick(["0badc0de", "04deadbeef0102", `5a6b7c${String(random.between(10, 99))}`]);
    holdMs = holds(draft, holdMs, uid) + random.between(2, 6) * second;
  }
  types(draft, holdMs + second, `${somebodysPin(draft)}#`);
}

function knownFinger(draft: Draft, atMs: number): void {
  lays(draft, atMs, plainFinger);
  lays(draft, atMs + 60 * second, draft.random.pick([plainFinger, carefulFinger, "a stranger's"]));
}

function unknownFingers(draft: Draft, atMs: number): void {
  for (let left = draft.random.between(2, 4); left > 0; left--) lays(draft, atMs + left * 6 * second, "a stranger's");
  lays(draft, atMs + 40 * second, plainFinger);
}

function shutOut(draft: Draft, atMs: number): void {
  const { random } = draft;
  const disabled = (index: number, status: number): Command => ["SetUser", { OperationType: 2, UserIndex: index, UserStatus: status }];
  const setMs = session(draft, atMs, cardMayAlone(1), disabled(cardholder.index, 3), disabled(ada.index, 3), logout);
  if (random.oneIn(3)) lays(draft, setMs + 4 * second, plainFinger);
  else holds(draft, setMs + 4 * second, plainCard);
  const backMs = session(draft, setMs + 30 * second, disabled(cardholder.index, 1), disabled(ada.index, 1), logout);
  holds(draft, backMs + 4 * second, plainCard);
  session(draft, backMs + 50 * second, cardMayAlone(0), logout);
}

/** A card that was somebody's: he is cleared, or the card is; then it is given anew. */
function clearedCard(draft: Draft, atMs: number): void {
  const { random } = draft;
  const index = 43;
  const uid = "04beef01020304";
  const made = newUser(index, freshPin(draft));
  const given: Command = ["SetCredential", { ...addCard(index, uid), UserIndex: index }];
  const setMs = session(draft, atMs, cardMayAlone(1), ...made, given, logout);
  holds(draft, setMs + 4 * second, uid);
  const { Credential } = addCard(index, uid) as { Credential: object };
  const taken: Command = random.oneIn(2) ? ["ClearUser", { UserIndex: index }] : ["ClearCredential", { Credential }];
  const takenMs = session(draft, setMs + 45 * second, taken, logout);
  holds(draft, takenMs + 4 * second, uid);
  session(draft, takenMs + 20 * second, cardMayAlone(0), ["ClearUser", { UserIndex: index }], logout);
}

/** A card for one use, which is used twice. */
function cardOfOneUse(draft: Draft, atMs: number): void {
  const index = 44;
  const uid = "a1a2a3a4";
  const who = { UserIndex: index };
  const made: Command[] = [["ClearUser", who], ["SetUser", { OperationType: 0, ...who, UserType: 6 }], ["SetCredential", { ...addCard(index, uid), ...who }]];
  const setMs = session(draft, atMs, cardMayAlone(1), ...made, logout);
  holds(draft, setMs + 4 * second, uid);
  holds(draft, setMs + 50 * second, uid);
  session(draft, setMs + 70 * second, cardMayAlone(0), logout);
}

/** In Vacation cards and fingers are no way in, the master's PIN is. */
function vacation(draft: Draft, atMs: number): void {
  const setMs = session(draft, atMs, cardMayAlone(1), ["SetSetting", { Name: "OperatingMode", Value: 1 }], logout);
  if (draft.random.oneIn(2)) holds(draft, setMs + 4 * second, plainCard);
  else lays(draft, setMs + 4 * second, plainFinger);
  types(draft, setMs + 15 * second, `${masterPin}#`);
  session(draft, setMs + 40 * second, ["SetSetting", { Name: "OperatingMode", Value: 0 }], cardMayAlone(0), logout);
}

/** Somebody is at the wires: what is spoiled on the way must not become another card or finger. */
function noiseOnTheWires(draft: Draft, atMs: number): void {
  const { random } = draft;
  draft.add(atMs, { do: "readerNoise", answers: draft.spread(1, 40) });
  let nextMs = atMs + second;
  for (let left = random.between(1, 4); left > 0; left--) {
    nextMs = (random.oneIn(2) ? holds(draft, nextMs, carefulCard) : lays(draft, nextMs, plainFinger)) + 4 * second;
  }
  draft.add(nextMs + 5 * second, { do: "readerNoise", answers: 0 });
}

/** The wire proves nothing: such a board is believed, for the slot that it names; a slot that is nobody's opens nothing. */
function forgedModule(draft: Draft, atMs: number): void {
  const { random } = draft;
  draft.add(atMs, { do: "forgedFinger", slot: random.pick([fingers[1]!.slot, 0, 9, 150]) });
  lays(draft, atMs + 2 * second, "a stranger's");
  draft.add(atMs + 12 * second, { do: "forgedFinger" });
}

const visits: readonly Scene[] = Object.freeze([
  cardAlone, twoFactors, twoFactors, disturbedFactors, disturbedFactors, unknownCards, knownFinger, unknownFingers, shutOut, clearedCard, cardOfOneUse, vacation,
]);
const evilVisits: readonly Scene[] = Object.freeze([...visits, unknownCards, noiseOnTheWires, noiseOnTheWires, forgedModule]);

/** The readers are plugged in, some come, and they are unplugged. */
function readersHour(draft: Draft, atMs: number): void {
  const { random, by } = draft;
  draft.add(atMs, { do: "readers", on: true });
  session(draft, atMs + 30 * second, ["SetTime", { UtcTime: draft.utcSeconds(atMs + 30.5 * second) }], logout);
  let visitAtMs = atMs + minute;
  for (let left = random.between(2, 4); left > 0; left--) {
    random.pick(by === "attacker" ? evilVisits : visits)(draft, visitAtMs);
    visitAtMs += visitMs + random.below(20) * second;
  }
  draft.add(visitAtMs, { do: "readers", on: false });
  session(draft, visitAtMs + 30 * second, ["SetTime", { UtcTime: draft.utcSeconds(visitAtMs + 30.5 * second) }], logout);
}

export const readerScenes: readonly Scene[] = Object.freeze([readersHour, readersHour]);
