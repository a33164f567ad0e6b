// SPDX-License-Identifier: Apache-2.0
/**
 * Looks for a PIN inside a longer row of digits, so that an onlooker does not see which digits count (scrambled entry). A row is
 * one attempt, and must not be a better guess than a plain one: of PINs with n digits it tests all places, so there may be 10^(n-6)
 * of them at most, which is the chance to guess a PIN of six digits (docs/keypad.md). A PIN of six digits cannot be hidden, one of
 * seven in a row of up to 16, longer ones in all.
 *
 * All places of all lengths are hashed and compared whatever is found, some in a slice. It judges nothing.
 */
import type { KeyedHash } from "./parts";
import { pinLengthMax, pinLengthMin } from "./pin-rules";
import type { Match } from "./user-index";
import { CredentialType } from "./user-record";
import type { Users } from "./users";

export const rowLengthMax = 20;
const placesPerSlice = 2;
/** More than there are credentials of a type. */
const indexes = 1024;

export class PinRow {
  readonly #row: Uint8Array;
  readonly #hash: KeyedHash;
  readonly #users: Users;
  #length = pinLengthMin + 1;
  /** Where the next one to look at begins, from the last to the first; -1: the next length. */
  #at: number;
  #found = 0;

  /** The row is copied. */
  constructor(options: { row: Uint8Array; hash: KeyedHash; users: Users }) {
    this.#row = options.row.slice();
    this.#hash = options.hash;
    this.#users = options.users;
    this.#at = this.#lastPlace();
  }

  /** Of several PINs the longest counts, of these the first one. */
  get found(): Match {
    return { userIndex: Math.floor(this.#found / indexes), credentialIndex: this.#found % indexes };
  }

  /** True while there is more. */
  slice(): boolean {
    for (let places = 0; places < placesPerSlice; places++) {
      while (this.#at < 0 && this.#length < pinLengthMax) {
        this.#length++;
        this.#at = this.#lastPlace();
      }
      if (this.#at < 0) return false;
      const mac = this.#hash.mac(this.#row.subarray(this.#at, this.#at + this.#length));
      const { userIndex, credentialIndex } = this.#users.match(CredentialType.pin, mac);
      mac.fill(0);
      const match = userIndex * indexes + credentialIndex;
      const found = this.#found;
      // The plus makes both ways equally long.
      this.#found = match !== 0 ? match : +found;
      this.#at--;
    }
    return true;
  }

  wipe(): void {
    this.#row.fill(0);
  }

  #lastPlace(): number {
    const last = this.#row.length - this.#length;
    return last + 1 <= 10 ** (this.#length - pinLengthMin) ? last : -1;
  }
}
