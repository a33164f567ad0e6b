// SPDX-License-Identifier: Apache-2.0
/** Users of whom more is asked than a PIN, or who may not come at all: duress, non-access, remote-only, two factors. */
import { careful, forced, nonAccess, remoteOnly } from "./cast";
import { logout, session, types, type Scene } from "./scene-parts";
import { minute, second, type Draft } from "./story-draft";

function duress(draft: Draft, atMs: number): void {
  const typedMs = types(draft, atMs, `${forced.pin}#`);
  draft.add(typedMs + 3 * second, { do: "openDoor" });
  draft.add(typedMs + 10 * second, { do: "closeDoor" });
}

function onlyWrittenDown(draft: Draft, atMs: number): void {
  for (let left = draft.random.between(1, 4); left > 0; left--) types(draft, atMs + left * 10 * second, `${nonAccess.pin}#`);
}

/** At the door he stays outside; from afar he may. */
function fromAfarOnly(draft: Draft, atMs: number): void {
  types(draft, atMs, `${remoteOnly.pin}#`);
  session(draft, atMs + 20 * second, ["UnlockDoor", { PINCode: remoteOnly.pin }], logout);
}

/** One part is not enough, and neither is the same one twice. */
function onePartOnly(draft: Draft, atMs: number): void {
  types(draft, atMs, `${careful.pin}#`);
  types(draft, atMs + draft.random.between(4, 20) * second, `${careful.pin}#`);
}

function anotherType(draft: Draft, atMs: number): void {
  const { random } = draft;
  const [index, pin] = random.pick([...draft.beliefs.pins]);
  const change = (fields: object): readonly [string, object] => ["SetUser", { OperationType: 2, UserIndex: index, ...fields }];
  const setMs = session(draft, atMs, change({ UserType: random.pick([2, 4, 5, 7, 8, 9]), CredentialRule: random.pick([0, 0, 1]) }), logout);
  types(draft, setMs + 5 * second, `${pin}#`);
  const backMs = session(draft, setMs + minute, change({ UserType: 0, CredentialRule: 0 }), logout);
  types(draft, backMs + 5 * second, `${pin}#`);
}

export const userScenes: readonly Scene[] = Object.freeze([duress, onlyWrittenDown, fromAfarOnly, onePartOnly, anotherType]);
