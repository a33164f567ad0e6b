// SPDX-License-Identifier: Apache-2.0
/**
 * One report for each time that a card is held up. After that there is silence until nobody has held up anything for three
 * looks in a row, whatever UID is read meanwhile: a phone shows another one each time it is asked, and a card at the edge of the
 * field comes and goes. A look at which something answered that could not be read counts neither way.
 */
const emptyLooksMin = 3;

export class CardPresence {
  readonly #onCard: (uid: Uint8Array, proved: boolean) => void;
  #emptyLooks = emptyLooksMin;

  constructor(onCard: (uid: Uint8Array, proved: boolean) => void) {
    this.#onCard = onCard;
  }

  /** The next card that is seen will be reported. */
  get isNext(): boolean {
    return this.#emptyLooks >= emptyLooksMin;
  }

  /** `proved`: it is the one that it says it is. */
  seen(uid: Uint8Array, proved = false): void {
    const { isNext } = this;
    this.#emptyLooks = 0;
    if (isNext) this.#onCard(uid, proved);
  }

  empty(): void {
    if (this.#emptyLooks < emptyLooksMin) this.#emptyLooks++;
  }
}
