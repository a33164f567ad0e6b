// SPDX-License-Identifier: Apache-2.0
/** The space in front of the card reader: which cards are held up there. */
import { Card } from "./card";
import { Ntag424Card } from "./ntag424-card";

export class CardField {
  cards: readonly Card[] = [];
  onChange: () => void = () => {};
  /** By UID, as they were last held up: they keep their keys. */
  private readonly ntag424s = new Map<string, Ntag424Card>();

  /** Besides those that are held up already. A UID in hexadecimal stands for a card that has nothing else. */
  hold(card: string | Card, sak?: number): void {
    this.cards = [...this.cards, typeof card === "string" ? new Card(uidOf(card), sak) : card];
    this.onChange();
  }

  /** An NTAG 424 DNA, new the first time. */
  holdNtag424(uid: string): void {
    const card = this.ntag424s.get(uid) ?? new Ntag424Card(uidOf(uid));
    this.ntag424s.set(uid, card);
    this.hold(card);
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

function uidOf(hex: string): Uint8Array {
  if (!/^([0-9a-f]{2})+$/i.test(hex)) throw new RangeError("a UID is hexadecimal");
  return Uint8Array.from(hex.match(/../g) ?? [], (pair) => parseInt(pair, 16));
}

function hexOf(bytes: Uint8Array): string {
  return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}
