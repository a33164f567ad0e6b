// SPDX-License-Identifier: Apache-2.0
/** What a person meant by a typed line. Pure. */
import type { Expects, WayOut } from "./need";

/** These lead out of every question; anything shorter could be an answer. */
export function wayOut(text: string): WayOut | undefined {
  const word = text.trim().toLowerCase();
  return word === "skip" || word === "repeat" || word === "back" || word === "quit" ? word : undefined;
}

type Meaning = { problem: string } | { problem?: undefined; value: string | number | boolean };

export function meaningOf(text: string, expects: Expects): Meaning {
  const word = text.trim().toLowerCase();
  switch (expects.kind) {
    case "enter":
      return word === "" ? { value: true } : { problem: "Only Enter is wanted here. Or type: skip, repeat, back, quit." };
    case "yesNo":
      if (word === "y" || word === "yes") return { value: true };
      if (word === "n" || word === "no") return { value: false };
      return { problem: "Please type y or n." };
    case "number": {
      const { min, max, unit, example } = expects;
      const value = /^\d{1,5}([.,]\d{1,3})?$/.test(word) ? Number(word.replace(",", ".")) : NaN;
      return value >= min && value <= max ? { value } : { problem: `Please type ${unit} from ${min} to ${max}, as ${example}.` };
    }
    case "word": {
      const names = Object.keys(expects.words);
      const found = names.find((name) => name === word) ?? names.find((name) => word.length === 1 && name.startsWith(word));
      return found === undefined ? { problem: `Please type one of: ${names.join(", ")}.` } : { value: found };
    }
  }
}
