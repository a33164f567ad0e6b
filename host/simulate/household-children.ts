// SPDX-License-Identifier: Apache-2.0
/** Children at the lock: they mash keys, lean on them, and play with the button, the thumb-turn and the door. */
import { keypadKeys, type Draft } from "./story-draft";

export function childrenPlay(draft: Draft, atMs: number): void {
  const { random } = draft;
  let playMs = atMs;
  for (let left = random.between(2, 8); left > 0; left--) {
    playWith(draft, playMs);
    playMs += draft.spread(50, 20_000);
  }
  draft.add(playMs + 30_000, { do: "closeDoor" });
}

function playWith(draft: Draft, atMs: number): void {
  const { random } = draft;
  switch (random.below(7)) {
    case 0:
      return draft.add(atMs, { do: "button", holdMs: draft.spread(40, 12_000) });
    case 1:
      return draft.add(atMs, { do: "thumb", to: random.between(0, 10) / 10, holdMs: draft.spread(50, 5_000) });
    case 2:
      draft.add(atMs, { do: "openDoor" });
      return draft.add(atMs + draft.spread(100, 10_000), { do: "closeDoor" });
    case 3:
      return draft.add(atMs, { do: "holdKey", key: random.pick(keypadKeys), holdMs: draft.spread(5, 15_000) });
    default:
      return draft.add(atMs, { do: "type", keys: mashed(draft), gapMs: draft.spread(20, 600) });
  }
}

/** An entry now and then, so that it counts as a wrong PIN. */
function mashed({ random }: Draft): string {
  const digits = random.pick(["1", "0", "258", "1234567890"]);
  let keys = "";
  for (let left = random.between(1, 24); left > 0; left--) keys += random.pick(random.oneIn(8) ? keypadKeys : digits);
  return random.oneIn(3) ? `${keys}#` : keys;
}
