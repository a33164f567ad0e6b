// SPDX-License-Identifier: Apache-2.0
/** As many bytes as an image's header has (update/FORMAT.md), and tweetnacl's signature of them: tests/update/signature.test.ts makes it again. */
export const signerSeed = 5;

export function signedHeader(): { publicKey: Uint8Array; message: Uint8Array; signature: Uint8Array } {
  return {
    publicKey: bytes("6e7a1cdd29b0b78fd13af4c5598feff4ef2a97166e3ca6f2e4fbfccd80505bf1"),
    message: Uint8Array.from({ length: 144 }, (_, at) => at),
    signature: bytes(
      "ac74939c161c1b1239bd526114c61018b3c762ad2448961e34f4725f29b0e607" +
        "1bc4aee1e1cf5bcc5493634cf5991eff6b62aa44d82ffc9e336d019d406c5b0c",
    ),
  };
}

function bytes(hex: string): Uint8Array {
  return Uint8Array.from({ length: hex.length / 2 }, (_, at) => parseInt(hex.slice(2 * at, 2 * at + 2), 16));
}
