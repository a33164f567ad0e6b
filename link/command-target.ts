// SPDX-License-Identifier: Apache-2.0
/** What the commands need of the lock; lock/lock.ts has it as it stands. No link reaches for more. */
import type { Actor, Audit } from "../lock/audit";
import type { Biometrics } from "../lock/biometrics";
import type { CardEnrolment } from "../lock/card-enrolment";
import type { GuestCodes } from "../lock/guest-codes";
import type { Holidays } from "../lock/holidays";
import type { LocalTime } from "../lock/local-time";
import type { LockStatus } from "../lock/lock-status";
import type { Lockout } from "../lock/lockout";
import type { Loop } from "../lock/loop";
import type { AuditStore } from "../lock/parts";
import type { InTurns } from "../lock/in-turns";
import type { OperationRequest, RequestResult } from "../lock/request";
import type { SetUp } from "../lock/set-up";
import type { Settings } from "../lock/settings";
import type { Users } from "../lock/users";
import type { Verifier } from "../lock/verifier";
import type { WallClock } from "../lock/wall-clock";

export type BiometricsTarget = Pick<Biometrics, "state" | "capacity" | "enrolment" | "accept" | "enrol" | "cancel" | "erase">;

export interface CommandTarget {
  status(): LockStatus;
  readonly outsideIsDisabled: boolean;
  request(request: OperationRequest): RequestResult;
  /** In the name of whose PIN it is. Zeroes `digits`. */
  requestWithPin(request: Omit<OperationRequest, "userIndex">, digits: Uint8Array): InTurns<RequestResult>;
  readonly users: Pick<
    Users,
    | "master"
    | "masterChanges"
    | "damaged"
    | "read"
    | "facts"
    | "nameOf"
    | "nextUser"
    | "setUser"
    | "clearUser"
    | "clearAllUsers"
    | "ownerOf"
    | "nextCredential"
    | "freeCredential"
    | "setCredentialInTurns"
    | "clearCredential"
    | "clearAllCredentials"
    | "weekDay"
    | "yearDay"
    | "setWeekDay"
    | "setYearDay"
  >;
  readonly holidays: Pick<Holidays, "list" | "set">;
  readonly access: {
    readonly guests: Pick<GuestCodes, "state" | "newKey" | "clearKey" | "key" | "revoke" | "deadCodes">;
    readonly cards: Pick<CardEnrolment, "begin">;
    readonly fingers: BiometricsTarget;
    readonly faces: BiometricsTarget;
  };
  readonly verifier: Pick<Verifier, "check">;
  readonly lockout: Pick<Lockout, "remainingMs">;
  readonly settings: Pick<Settings, "get" | "set">;
  readonly setUp: Pick<SetUp, "state" | "problem">;
  readonly localTime: Pick<LocalTime, "localSeconds" | "timeZone" | "setTimeZone">;
  readonly wallClock: Pick<WallClock, "utcSeconds" | "set">;
  readonly audit: Pick<Audit, "record">;
  readonly auditStore: Pick<AuditStore, "read" | "first" | "next" | "chain">;
  readonly loop: Pick<Loop, "stats">;
}

/** What the commands need of the updates; update/updates.ts has it. */
export interface UpdatesTarget {
  readonly identity: { readonly version: string };
  readonly stage: "idle" | "receiving" | "ready" | "installed" | "probation";
  readonly next: number;
  readonly bytes: number;
  readonly securityVersion: number;
  readonly offeredVersion: string | undefined;
  readonly lastResult: string;
  offer(text: string, by: Actor): InTurns<{ result: "taken" } | { result: "refused"; refusal: string; reason: string }>;
  receive(at: number, text: string): InTurns<{ result: "taken" | "elsewhere" | "notBase64" | "wrongHash" | "waits" | "failed" }>;
  installNow(): void;
  cancel(by: Actor): "cancelled" | "nothing" | "failed";
}
