// SPDX-License-Identifier: Apache-2.0
/** Arguments of SetCredential for cards and fingers. */
import { kinds } from "./model-access";

export function addCard(place: number, uid: string): object {
  return { OperationType: 0, Credential: { CredentialType: kinds.card, CredentialIndex: place }, CredentialData: uid };
}

export function addFinger(slot: number): object {
  return { OperationType: 0, Credential: { CredentialType: kinds.finger, CredentialIndex: slot + 1 }, CredentialData: String(slot) };
}
