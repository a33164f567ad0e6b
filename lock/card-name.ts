// SPDX-License-Identifier: Apache-2.0
/**
 * What a card is known by, and hashed as: its UID of 4, 7 or 10 bytes (ISO 14443), or, if it proved itself, 8 bytes, which no UID has.
 * So a credential that was made of a card that proved itself is not found by one that only says the same UID.
 */
const provedTag = 1;
const provedBytes = 8;

/** As a driver has them (drivers/card-presence.ts). Only cards with a UID of 7 bytes can prove themselves. */
export function cardName(uid: Uint8Array, proved: boolean): Uint8Array {
  if (proved) return Uint8Array.of(provedTag, ...uid);
  // No driver says so, but it must not pass for a proof.
  return uid.length === provedBytes ? new Uint8Array(0) : uid;
}

export function isCardName(name: Uint8Array): boolean {
  return name.length === 4 || name.length === 7 || name.length === 10 || isProved(name);
}

export function isProved(name: Uint8Array): boolean {
  return name.length === provedBytes;
}

/** What the same card would be known by with a proof instead of without one, or the other way round; undefined: it cannot prove itself. */
export function otherName(name: Uint8Array): Uint8Array | undefined {
  if (isProved(name)) return name.slice(1);
  return name.length === provedBytes - 1 ? cardName(name, true) : undefined;
}
