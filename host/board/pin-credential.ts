// SPDX-License-Identifier: Apache-2.0
/** Arguments of SetCredential for a PIN: those that say which, and what it is. */
export interface PinCredential {
  OperationType: number;
  Credential: { CredentialType: number; CredentialIndex: number };
  CredentialData: string;
}

/** Without a UserIndex it makes a new user, in the first free slot. */
export function addPin(index: number, pin: string): PinCredential {
  return { OperationType: 0, Credential: { CredentialType: 1, CredentialIndex: index }, CredentialData: pin };
}

/** Another one instead. */
export function modifyPin(index: number, pin: string): PinCredential {
  return { ...addPin(index, pin), OperationType: 2 };
}
