// SPDX-License-Identifier: Apache-2.0
/** Every format that ever stood, the oldest first; the last one is today's. */
import first from "./977cac0.json";
import second from "./7557c35.json";
import third from "./db0175a.json";
import today from "./0.1.0.json";
import type { Fixture } from "./fixture";

/** Users of version 1, one count of attempts. */
export const oneCount = first as unknown as Fixture;
/** Users of version 1, both counts of attempts, five settings. */
export const twoCounts = second as unknown as Fixture;
/** Users of version 2, eleven settings, a fingerprint module's record from before it could say that it was not emptied. */
export const elevenSettings = third as unknown as Fixture;
export const newest = today as unknown as Fixture;
