// SPDX-License-Identifier: Apache-2.0
/**
 * The talk with a card that may prove itself: an NTAG 424 DNA whose key 0 is this lock's, and this card's only. A driver carries
 * what is said (drivers/pn532.ts); what a proof is worth is for lock/ to decide. docs/cards.md has it step by step.
 *
 * While `mayTake()` holds, a card with the factory's key is given ours, and then has to prove itself like any other. A talk has eight
 * commands at most, whatever the card answers. Anything that is not as it should be ends it without a proof.
 */
import { AesKey, blockBytes, type BlockCipherClass } from "./aes-key";
import {
  authenticateFirst, cardSession, CardStatus, changeKey, dataOf, diversified, provedTi, secondPart, selectApplication, statusOf,
} from "./ntag424";

/** Part of every card's key: "latchkey card 1". */
const system: readonly number[] = Object.freeze([0x6c, 0x61, 0x74, 0x63, 0x68, 0x6b, 0x65, 0x79, 0x20, 0x63, 0x61, 0x72, 0x64, 0x20, 0x31]);
const keyVersion = 1;
const uidBytes = 7;
const nonceBytes = 9;
const nonceTag = 1;

/** A keyed hash that nobody else uses (crypto/keyed-hash.ts). */
export interface ProofHash {
  mac(message: Uint8Array): Uint8Array;
  subkey(purpose: string): Uint8Array;
}

export class CardProof {
  /** Asked when a card does not know this lock's key. */
  mayTake: () => boolean = () => false;
  readonly #BlockCipher: BlockCipherClass;
  readonly #hash: ProofHash;
  readonly #root: AesKey;
  readonly #nonce = new Uint8Array(nonceBytes);
  #step: "select" | "challenge" | "proof" | "change" | "over" = "over";
  #proved = false;
  #uid = new Uint8Array(uidBytes);
  /** Key 0 of the card, as we hope; which of the two it is: */
  #key: AesKey | undefined;
  #isFactoryKey = false;
  #triedFactoryKey = false;
  #rndA: Uint8Array = new Uint8Array(blockBytes);
  #rndB: Uint8Array = new Uint8Array(blockBytes);

  /** `bootCount`: never twice the same under one key, or a random number of the lock may come again. */
  constructor({ BlockCipher, hash, bootCount }: { BlockCipher: BlockCipherClass; hash: ProofHash; bootCount: number }) {
    this.#BlockCipher = BlockCipher;
    this.#hash = hash;
    const root = hash.subkey("card keys");
    this.#root = new AesKey(BlockCipher, root.subarray(0, blockBytes));
    root.fill(0);
    this.#nonce[0] = nonceTag;
    new DataView(this.#nonce.buffer).setUint32(1, bootCount);
  }

  /** The talk came to its end, and the card knows the key. */
  get proved(): boolean {
    return this.#proved;
  }

  /** The first command for this card; undefined: it cannot be one of ours. */
  begin(uid: Uint8Array): readonly number[] | undefined {
    this.#proved = false;
    this.#step = "over";
    if (uid.length !== uidBytes) return undefined;
    this.#uid = uid.slice();
    this.#triedFactoryKey = false;
    this.#step = "select";
    return selectApplication;
  }

  /** The next command after this answer, status bytes and all; undefined: the talk is over. */
  next(answer: Uint8Array): ArrayLike<number> | undefined {
    const command = this.#next(answer);
    if (command === undefined) this.#uid.fill(0);
    return command;
  }

  #next(answer: Uint8Array): ArrayLike<number> | undefined {
    const step = this.#step;
    this.#step = "over";
    switch (step) {
      case "select":
        return statusOf(answer) === CardStatus.selected ? this.#authenticate(false) : undefined;
      case "challenge":
        return this.#answerChallenge(answer);
      case "proof":
        return this.#takeProof(answer);
      case "change":
        return statusOf(answer) === CardStatus.ok ? this.#authenticate(false) : undefined;
      case "over":
        return undefined;
    }
  }

  #authenticate(withFactoryKey: boolean): readonly number[] {
    const key = withFactoryKey ? new Uint8Array(blockBytes) : this.#cardKey();
    this.#key = new AesKey(this.#BlockCipher, key);
    key.fill(0);
    this.#isFactoryKey = withFactoryKey;
    this.#step = "challenge";
    return authenticateFirst;
  }

  #answerChallenge(answer: Uint8Array): Uint8Array | undefined {
    const challenge = dataOf(answer, CardStatus.more, blockBytes);
    const key = this.#key;
    const rndA = challenge && this.#nextRandom();
    if (challenge === undefined || key === undefined || rndA === undefined) return undefined;
    key.decrypt(challenge);
    this.#rndA = rndA;
    this.#rndB = challenge;
    this.#step = "proof";
    return secondPart(key, rndA, challenge);
  }

  #takeProof(answer: Uint8Array): ArrayLike<number> | undefined {
    if (statusOf(answer) === CardStatus.wrongKey) {
      if (this.#triedFactoryKey || !this.mayTake()) return undefined;
      this.#triedFactoryKey = true;
      return this.#authenticate(true);
    }
    const proof = dataOf(answer, CardStatus.ok, 2 * blockBytes);
    const key = this.#key;
    const ti = key && proof && provedTi(key, proof, this.#rndA);
    if (key === undefined || ti === undefined) return undefined;
    if (!this.#isFactoryKey) {
      this.#proved = true;
      return undefined;
    }
    const session = cardSession(this.#BlockCipher, key, this.#rndA, this.#rndB, ti);
    const newKey = this.#cardKey();
    this.#step = "change";
    const command = changeKey(session, newKey, keyVersion);
    newKey.fill(0);
    return command;
  }

  #cardKey(): Uint8Array {
    return diversified(this.#root, this.#uid, system);
  }

  /** RndA: a hash of boot count and a count under a key that never leaves the lock. undefined: all have been used. */
  #nextRandom(): Uint8Array | undefined {
    const view = new DataView(this.#nonce.buffer);
    const count = view.getUint32(5) + 1;
    if (count > 0xffff_ffff) return undefined;
    view.setUint32(5, count);
    return this.#hash.mac(this.#nonce);
  }
}
