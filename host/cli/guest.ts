// SPDX-License-Identifier: Apache-2.0
/**
 * `npx latchkey guest`: a guest code, made far from the lock. The key comes from a file, from a pipe, or is asked for
 * without echo; never from the command line, which other programs can read.
 */
import { makeGuestCode, type GuestCodeWish } from "../app/make-guest-code";
import { readSecret } from "./secret";

export interface GuestCommandOptions extends Omit<GuestCodeWish, "key"> {
  /** File that holds the key; "-" is a pipe. Left out: it is asked for. */
  keyFile?: string;
  json: boolean;
}

export async function guestCommand({ keyFile, json, ...wish }: GuestCommandOptions): Promise<number> {
  try {
    const made = makeGuestCode({ ...wish, key: await readSecret("Guest key", keyFile) });
    if (json) console.log(JSON.stringify(made));
    else {
      console.log(`Code ${made.Code.replace(/(...)(?=.)/g, "$1 ")}, then #`);
      console.log(`Opens ${made.Once ? "once, " : ""}from ${made.From} until ${made.To} by the lock's clock. Id ${made.CodeId}`);
    }
    return 0;
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    return 1;
  }
}
