// SPDX-License-Identifier: Apache-2.0
/** The space in front of the card reader: which cards are held up there. */
import { Card } from "./card";

export class CardField {
  cards: readonly Card[] = [];
  onChange: () => void = () => {};

  /** Besides those that are held up already. A UID in hexadecimal. */
  hold(uid: string, sak?: number): void {
    if (!/^([0-9a-f]{2})+$/i.test(uid)) throw new RangeError("a UID is hexadecimal");
    const bytes = Uint8Array.from(uid.match(/../g) ?? [], (pair) => parseInt(pair, 16));
    this.cards = [...this.cards, new Card(bytes, sak)];
    this.onChange();
  }

  /** This one, or all. */
  takeAway(uid?: string): void {
    this.powerOff();
    this.cards = uid === undefined ? [] : this.cards.filter((card) => hexOf(card.uid) !== uid.toLowerCase());
    this.onChange();
  }

  /** The reader's field went off. */
  powerOff(): void {
    for (const card of this.cards) card.powerOff();
  }

  /** In hexadecimal. */
  get uids(): string[] {
    return this.cards.map(({ uid }) => hexOf(uid));
  }
}

function hexOf(bytes: Uint8Array): string {
  return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}
