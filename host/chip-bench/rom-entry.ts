// SPDX-License-Identifier: Apache-2.0
/**
 * What lies in the chip's flash: main and all that it imports, their bodies run and everything in them frozen, as the SDK's
 * linker does for preloaded modules (facts B6). Built-ins too. `main` and the two below are what can be called at power-up.
 */
import { Digest } from "crypt";
import flash from "embedded:storage/flash";
import keyValue from "embedded:storage/key-value";
import Timer from "timer";
import { KeyedHash } from "../../crypto/keyed-hash";
import type { InTurns } from "../../lock/in-turns";
import main from "../../main";
import { AuditRing } from "../../storage/audit-ring";
import { KeyValueRecords } from "../../storage/records";
import { checkSignature, type SignatureVerdict } from "../../update/signature";
import { signedHeader } from "../bench/signed-header";
import { appendEveryMs, pieceEveryMs } from "./appending";

/** Instead of the lock: nothing but its log, to which an entry is appended every second. */
function keepLog(): void {
  const records = new KeyValueRecords({ keyValue, path: "latchkey" });
  const keyedHash = new KeyedHash({ Digest, key: new Uint8Array(32).fill(7) });
  const log = new AuditRing({ flash, path: "audit", records, keyedHash, boot: 1 });
  Timer.repeat(() => {
    log.append({ event: 1, source: 1, userIndex: 1, value: 0, utcSeconds: 0, uptimeSeconds: 1 });
  }, appendEveryMs);
}

/** Instead of the lock: it checks a signature of an image, a piece in each callback. */
function checkImage(): void {
  const header = signedHeader();
  let work: InTurns<SignatureVerdict> = () => checkSignature({ ...header, Digest });
  const timer = Timer.repeat(() => {
    if (typeof work === "function") work = work();
    if (typeof work === "function") return;
    if (!work.valid) throw new Error("a signature that tweetnacl made is refused");
    Timer.clear(timer);
  }, pieceEveryMs);
}

Object.assign(globalThis, { main, keepLog, checkImage });

for (const name of Object.getOwnPropertyNames(globalThis)) {
  const value: unknown = (globalThis as Record<string, unknown>)[name];
  if (value !== globalThis) (Object.freeze as (value: unknown, deep: boolean) => void)(value, true);
}
