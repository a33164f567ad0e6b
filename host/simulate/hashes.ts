// SPDX-License-Identifier: Apache-2.0
/** Hears of the hashes that the firmware has made of PINs and cards: that is where it gets to know anything about them. */
import { engine } from "../board/engine";
import { hostOpcodes } from "../board/host-calls";
import { HashKey } from "./model-hash";

const digestHeaderBytes = 2;
const pinLengthMin = 6;
const pinLengthMax = 10;
const uidLengths: readonly number[] = Object.freeze([4, 7, 10]);

type Hooked = typeof engine.issueCommand & { original?: typeof engine.issueCommand };

/** `onCard` gets the UID in hexadecimal. Whoever listened before hears nothing any more. */
export function listenToHashes(
  { pin, card }: Readonly<Record<"pin" | "card", HashKey>>,
  onPin: (digits: string) => void,
  onCard: (uid: string) => void,
): void {
  const now = engine.issueCommand as Hooked | undefined;
  if (now === undefined) return;
  const original = now.original ?? now;
  const begins = digestHeaderBytes + pin.inner.length;
  const hooked: Hooked = (request) => {
    const bytes = new Uint8Array(request);
    const length = bytes.length - begins;
    if (!HashKey.isBusy && bytes[0] === hostOpcodes.digest && length > 0 && length <= pinLengthMax) {
      const message = bytes.subarray(begins);
      if (length >= pinLengthMin && isBlock(bytes, pin.inner)) onPin(Array.from(message).join(""));
      else if (uidLengths.includes(length) && isBlock(bytes, card.inner)) {
        onCard(Array.from(message, (byte) => byte.toString(16).padStart(2, "0")).join(""));
      }
    }
    return original(request);
  };
  hooked.original = original;
  engine.issueCommand = hooked;
}

function isBlock(request: Uint8Array, inner: Uint8Array): boolean {
  for (let at = 0; at < inner.length; at++) if (request[digestHeaderBytes + at] !== inner[at]) return false;
  return true;
}
