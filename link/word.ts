// SPDX-License-Identifier: Apache-2.0
/** How words of lock/ are spelled outside: "masterPin" there is "MasterPin" here, as in the cluster. */
export function asWord(name: string): string {
  return name.charAt(0).toUpperCase() + name.slice(1);
}

/** `boltJammed: 22` becomes "BoltJammed" at 22. */
export function wordsByCode(codes: Readonly<Record<string, number>>): (string | undefined)[] {
  const words: (string | undefined)[] = [];
  for (const [name, code] of Object.entries(codes)) words[code] = asWord(name);
  return words;
}
