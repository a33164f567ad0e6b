// SPDX-License-Identifier: Apache-2.0
/**
 * What lies in the chip's flash: main and all that it imports, their bodies run and everything in them frozen, as the SDK's
 * linker does for preloaded modules (facts B6). Built-ins too. `main` and `keepLog` are what can be called at power-up.
 */
import { Digest } from "crypt";
import flash from "embedded:storage/flash";
import keyValue from "embedded:storage/key-value";
import Timer from "timer";
import { KeyedHash } from "../../crypto/keyed-hash";
import main from "../../main";
import { AuditRing } from "../../storage/audit-ring";
import { KeyValueRecords } from "../../storage/records";
import { appendEveryMs } from "./appending";

/** Instead of the lock: nothing but its log, to which an entry is appended every second. */
function keepLog(): void {
  const records = new KeyValueRecords({ keyValue, path: "latchkey" });
  const keyedHash = new KeyedHash({ Digest, key: new Uint8Array(32).fill(7) });
  const log = new AuditRing({ flash, path: "audit", records, keyedHash, boot: 1 });
  Timer.repeat(() => {
    log.append({ event: 1, source: 1, userIndex: 1, value: 0, utcSeconds: 0, uptimeSeconds: 1 });
  }, appendEveryMs);
}

Object.assign(globalThis, { main, keepLog });

for (const name of Object.getOwnPropertyNames(globalThis)) {
  const value: unknown = (globalThis as Record<string, unknown>)[name];
  if (value !== globalThis) (Object.freeze as (value: unknown, deep: boolean) => void)(value, true);
}
