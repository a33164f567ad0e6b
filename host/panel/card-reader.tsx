// SPDX-License-Identifier: Apache-2.0
/** The card reader outside: two cards that say their UID, one that can prove itself, and one that says whatever UID is typed. A card stays held up until it is taken away. */
import { board } from "board";
import { useState } from "preact/hooks";
import { isUid, type PanelState } from "../app/panel-protocol";
import type { Send } from "./connection";
import { Toggle } from "./toggle";

const cards: readonly { name: string; uid: string; op: "holdCard" | "holdProofCard" }[] = [
  { name: "Blue card", uid: "04a1b2c3d4e5f6", op: "holdCard" },
  { name: "Red fob", uid: "c35a17e4", op: "holdCard" },
  { name: "NTAG 424", uid: "04958caa5c5e80", op: "holdProofCard" },
];

export function CardReader({ state, send }: { state: PanelState; send: Send }) {
  const [typed, setTyped] = useState(cards[0]?.uid ?? "");
  /** The UID that the forged card has been given. */
  const [forged, setForged] = useState<string>();
  if (board.cardReader === undefined) return null;
  const isForged = forged !== undefined && state.cards.includes(forged);
  const hold = (uid: string, on: boolean, op: "holdCard" | "holdProofCard" = "holdCard"): void => send({ op: on ? op : "takeCard", uid });
  return (
    <section class="reader" aria-labelledby="reader-title">
      <h2 id="reader-title">
        Card reader, outside <output>{state.cards.length === 0 ? "nothing held up" : state.cards.join(", ")}</output>
      </h2>
      <div class="buttons">
        {cards.map(({ name, uid, op }) => (
          <Toggle
            key={uid}
            isOn={state.cards.includes(uid) && !(isForged && uid === forged)}
            label={name}
            onChange={(on) => hold(uid, on, op)}
          />
        ))}
      </div>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          const uid = isForged ? forged : typed.toLowerCase();
          if (!isUid(uid)) return;
          setForged(isForged ? undefined : uid);
          hold(uid, !isForged);
        }}
      >
        <input
          type="text"
          aria-label="UID of the forged card: 4, 7 or 10 bytes in hexadecimal"
          spellcheck={false}
          autocomplete="off"
          autocapitalize="off"
          value={typed}
          onInput={(event) => {
            const field = event.currentTarget;
            setTyped(field.value);
            field.setCustomValidity(isUid(field.value) ? "" : "4, 7 or 10 bytes in hexadecimal, such as c35a17e4");
          }}
        />
        <button class="toggle" aria-pressed={isForged}>
          Forged card
        </button>
      </form>
      <p class="hint" hidden={state.bringup}>
        A card that is held up counts once, until nothing has been there for a second. A UID is a name: any card can be made to say it. The NTAG 424 is blank: held
        up in the menu at the keypad it becomes this lock's, and then no forged card opens in its place (docs/cards.md). It is blank again after Ctrl-C.
      </p>
    </section>
  );
}
