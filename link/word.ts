// SPDX-License-Identifier: Apache-2.0
/** How a word of lock/ is spelled outside: "masterPin" there is "MasterPin" here, as in the cluster. */
export function asWord(name: string): string {
  return name.charAt(0).toUpperCase() + name.slice(1);
}
