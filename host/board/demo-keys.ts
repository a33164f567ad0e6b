// SPDX-License-Identifier: Apache-2.0
/**
 * Two Ed25519 key pairs that everybody has: their seeds are 32 bytes of 1 and 32 bytes of 2. They sign updates of the virtual
 * board, in tests, the demo and the simulator, and are worth nothing anywhere else. No build for a chip takes them.
 */

/** Seeds, in hexadecimal. */
export const demoSeeds = Object.freeze(["01".repeat(32), "02".repeat(32)] as const);

/** The public keys of these seeds, in hexadecimal. */
export const demoPublicKeys = Object.freeze([
  "8a88e3dd7409f195fd52db2d3cba5d72ca6709bf1d94121bf3748801b40f6f5c",
  "8139770ea87d175f56a35466c34c7ecccb8d8a91b4ee37a25df60f5b8fc9b394",
] as const);
