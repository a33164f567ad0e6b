// SPDX-License-Identifier: Apache-2.0
/**
 * What of all users stays in RAM, in typed arrays: who may be there (status, type, rule), and each credential's owner and data. The
 * rest of a user is on flash.
 *
 * Each credential has a fixed place: the master's PIN, then PINs, cards, fingers and faces by their index. Place 0 is nobody's.
 * Invariant: within PINs (the master's too), cards, fingers and faces no two have the same first word, and none has 0, which is
 * what an empty place has. A new credential whose first word is taken counts as a duplicate; of two that differ that is so once in
 * 2^32. So a credential is found by comparing one word with each place of its type, and then the rest once.
 */
import { limits } from "./limits";
import { credentialIndexMax, CredentialType, isCredential, masterIndex, type Credential, type UserAccess } from "./user-record";

export interface UserFacts {
  status: number;
  type: number;
  rule: number;
}

export interface Match {
  /** 0: nobody has it. */
  userIndex: number;
  /** 0: the master's PIN, or nobody has it. */
  credentialIndex: number;
}

/** Place of the credential with index 0 of each type: the master's PIN; that of the other types stays empty. */
const pinsFrom = 1;
const rfidsFrom = pinsFrom + limits.pins + 1;
const fingerprintsFrom = rfidsFrom + limits.rfids + 1;
const facesFrom = fingerprintsFrom + limits.fingerprints + 1;
const places = facesFrom + limits.faces + 1;
/** From here on the first word is all: fingers and faces. */
const longPlaces = fingerprintsFrom + 1;
const restWords = 3;

const damagedUser = 0xffff;

export class UserIndex {
  /** By user: status, type and rule in four bits each; 0: there is none. */
  readonly #facts = new Uint16Array(limits.users + 1);
  /** By user: how many credentials he has, so that nobody looks for more. */
  readonly #counts = new Uint8Array(limits.users + 1);
  /** By place: the user, or 0. */
  readonly #owners = new Uint8Array(places);
  readonly #firstWords = new Int32Array(places);
  /** Words 2 to 4 of PINs and cards. One more, all zeros, stands for all fingers and faces. */
  readonly #restWords = new Int32Array((longPlaces + 1) * restWords);
  /** By type (the master's PIN is a PIN): the last place that was ever used, so that a small lock does not look at all of them. */
  readonly #lastPlaces = new Uint16Array(CredentialType.face + 1);
  #credentials = 0;
  /** The master and damaged ones included. */
  #users = 0;
  #damaged = 0;

  /** How many credentials there are, the master's PIN included. */
  get credentials(): number {
    return this.#credentials;
  }

  /** True when there is somebody besides the master, damaged ones included. */
  get hasOthers(): boolean {
    return this.#users > (this.isFree(masterIndex) ? 0 : 1);
  }

  facts(userIndex: number): UserFacts | undefined {
    const facts = this.#facts[userIndex] ?? 0;
    if (facts === 0 || facts === damagedUser) return undefined;
    return { status: facts & 15, type: (facts >> 4) & 15, rule: facts >> 8 };
  }

  isFree(userIndex: number): boolean {
    return this.#facts[userIndex] === 0;
  }

  isDamaged(userIndex: number): boolean {
    return this.#facts[userIndex] === damagedUser;
  }

  get damaged(): number[] {
    const damaged: number[] = [];
    if (this.#damaged === 0) return damaged;
    for (let index = 1; index <= limits.users; index++) if (this.isDamaged(index)) damaged.push(index);
    return damaged;
  }

  /** The next user after `after`; 0: none. Damaged ones do not count. */
  nextUser(after: number): number {
    for (let index = after + 1; index <= limits.users; index++) {
      const facts = this.#facts[index]!;
      if (facts !== 0 && facts !== damagedUser) return index;
    }
    return 0;
  }

  /** The first index without a user; 0: none. */
  freeUser(): number {
    const index = this.#facts.indexOf(0, 1);
    return index < 0 ? 0 : index;
  }

  /** 0: free, or there is no such credential. */
  ownerOf(type: number, credentialIndex: number): number {
    if (!isCredential(type, credentialIndex)) return 0;
    return this.#owners[placeOf(type, credentialIndex)]!;
  }

  /** The lowest index of a PIN of his, 0 for the master's; undefined: he has none. */
  firstPinOf(userIndex: number): number | undefined {
    if (this.isFree(userIndex)) return undefined;
    const at = this.#owners.subarray(pinsFrom, pinsFrom + limits.pins + 1).indexOf(userIndex);
    return at < 0 ? undefined : at;
  }

  /** The next credential index of the type after `after` that is occupied, or that is free; 0: none. */
  nextCredential(type: number, after: number, occupied: boolean): number {
    const owners = this.#owners;
    const indexZero = firstPlace(type);
    const end = indexZero + credentialIndexMax(type);
    let place = indexZero + Math.max(after, 0) + 1;
    if (!occupied) place = owners.indexOf(0, place);
    else while (place <= end && owners[place] === 0) place++;
    return place < 0 || place > end ? 0 : place - indexZero;
  }

  /** How many of the type there are. */
  count(type: number): number {
    const end = lastPlace(type);
    let count = 0;
    for (let place = firstPlace(type); place <= end; place++) if (this.#owners[place] !== 0) count++;
    return count;
  }

  /** Of finger or face: the first slot below `capacity` that no credential names; -1: none. */
  freeSlot(type: number, capacity: number): number {
    const isTaken = new Uint8Array(capacity);
    const end = lastPlace(type);
    for (let place = firstPlace(type); place <= end; place++) {
      const slot = this.#firstWords[place]! - 1;
      if (slot >= 0 && slot < capacity) isTaken[slot] = 1;
    }
    return isTaken.indexOf(0);
  }

  /** True when a credential of the type other than `credentialIndex` has this data. */
  isTaken(type: number, credentialIndex: number, data: Uint8Array): boolean {
    const word = wordsOf(data)[0]!;
    const from = firstPlace(type);
    const at = this.#firstWords.subarray(from, this.#lastPlace(type) + 1).indexOf(word);
    return word === 0 || (at >= 0 && from + at !== placeOf(type, credentialIndex));
  }

  /** Who has this credential. Takes the same steps whoever it is, and for whatever nobody has. */
  match(type: number, data: Uint8Array): Match {
    const words = wordsOf(data);
    const place = this.#find(type, words[0]!);
    const at = Math.min(place, longPlaces) * restWords;
    const rest = this.#restWords;
    const difference = (rest[at]! ^ words[1]!) | (rest[at + 1]! ^ words[2]!) | (rest[at + 2]! ^ words[3]!);
    // A first word of 0 is an empty place's: it is nobody's, even where a record on flash says otherwise.
    const owner = this.#owners[place]! & ~zeroMask(words[0]!);
    const mask = zeroMask(difference) & ~zeroMask(owner);
    return { userIndex: owner & mask, credentialIndex: (place - firstPlace(type)) & mask };
  }

  /** Takes the place of what was there of this user. Looks for what he has no more only if there is any: most changes leave all. */
  keep(userIndex: number, { status, type, rule, credentials }: UserAccess): void {
    if (this.isDamaged(userIndex)) this.drop(userIndex);
    if (this.isFree(userIndex)) this.#users++;
    this.#facts[userIndex] = status | (type << 4) | (rule << 8);
    for (const credential of credentials) this.#put(userIndex, credential);
    if (this.#counts[userIndex]! > credentials.length) this.#clearOthers(userIndex, credentials);
  }

  /** True when nobody else has one of these credentials. */
  areFree(userIndex: number, credentials: readonly Credential[]): boolean {
    return credentials.every(({ type, index }) => {
      const owner = this.#owners[placeOf(type, index)];
      return owner === 0 || owner === userIndex;
    });
  }

  keepDamaged(userIndex: number): void {
    this.drop(userIndex);
    this.#facts[userIndex] = damagedUser;
    this.#users++;
    this.#damaged++;
  }

  /** The master stays. */
  dropOthers(): void {
    this.#facts.fill(0, masterIndex + 1);
    this.#counts.fill(0, masterIndex + 1);
    this.#owners.fill(0, pinsFrom + 1);
    this.#firstWords.fill(0, pinsFrom + 1);
    this.#restWords.fill(0, (pinsFrom + 1) * restWords);
    this.#credentials = this.#owners[pinsFrom] === 0 ? 0 : 1;
    this.#users = this.isFree(masterIndex) ? 0 : 1;
    this.#damaged = this.isDamaged(masterIndex) ? 1 : 0;
  }

  drop(userIndex: number): void {
    const facts = this.#facts[userIndex]!;
    this.#facts[userIndex] = 0;
    if (facts !== 0) this.#users--;
    if (facts === damagedUser) this.#damaged--;
    this.#clearOthers(userIndex, []);
  }

  #clearOthers(userIndex: number, kept: readonly Credential[]): void {
    const places = kept.map(({ type, index }) => placeOf(type, index));
    let place = -1;
    while (this.#counts[userIndex]! > kept.length) {
      place = this.#owners.indexOf(userIndex, place + 1);
      if (!places.includes(place)) this.#clear(place);
    }
  }

  #put(userIndex: number, { type, index, data }: Credential): void {
    const place = placeOf(type, index);
    const words = wordsOf(data);
    if (this.#owners[place] !== userIndex) {
      this.#owners[place] = userIndex;
      this.#counts[userIndex]!++;
      this.#credentials++;
    }
    const kind = type === CredentialType.programmingPin ? CredentialType.pin : type;
    if (place > this.#lastPlaces[kind]!) this.#lastPlaces[kind] = place;
    this.#firstWords[place] = words[0]!;
    if (place < longPlaces) this.#restWords.set(words.subarray(1), place * restWords);
  }

  #clear(place: number): void {
    this.#counts[this.#owners[place]!]!--;
    this.#owners[place] = 0;
    this.#firstWords[place] = 0;
    if (place < longPlaces) this.#restWords.fill(0, place * restWords, (place + 1) * restWords);
    this.#credentials--;
  }

  #lastPlace(type: number): number {
    return this.#lastPlaces[type === CredentialType.programmingPin ? CredentialType.pin : type]!;
  }

  /** The place of the type that has this first word; 0: none. Looks at all that were ever used, wherever it is. */
  #find(type: number, word: number): number {
    const firstWords = this.#firstWords;
    const end = this.#lastPlace(type);
    let found = 0;
    // The plus makes both ways equally long.
    for (let place = firstPlace(type); place <= end; place++) found = firstWords[place] === word ? place : +found;
    return found;
  }
}

/** PINs are looked for among the master's too. */
function firstPlace(type: number): number {
  switch (type) {
    case CredentialType.rfid:
      return rfidsFrom;
    case CredentialType.fingerprint:
      return fingerprintsFrom;
    case CredentialType.face:
      return facesFrom;
    default:
      return pinsFrom;
  }
}

function lastPlace(type: number): number {
  return firstPlace(type) + credentialIndexMax(type === CredentialType.programmingPin ? CredentialType.pin : type);
}

function placeOf(type: number, credentialIndex: number): number {
  return firstPlace(type) + credentialIndex;
}

function zeroMask(word: number): number {
  return (((word >>> 1) | (word & 1)) - 1) >> 31;
}

function wordsOf(data: Uint8Array): Int32Array {
  return new Int32Array(data.buffer, data.byteOffset, 1 + restWords);
}
