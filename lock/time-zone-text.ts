// SPDX-License-Identifier: Apache-2.0
/**
 * Reads a POSIX TZ rule such as "CET-1CEST,M3.5.0,M10.5.0/3", with the extensions of RFC 8536 that real zones need: names
 * like <+0330>, and changes from -167 to 167 hours off their date. Names are checked and forgotten.
 *
 * Not read, because a lock should not guess: names of the tz database ("Europe/Berlin"; it has no database), and summer
 * time without its dates ("CET-1CEST"), which every system fills in in its own way. Bounded: no more than `ruleMaxLength`
 * characters, each read once.
 *
 * Source: POSIX.1-2017, Base Definitions 8.3 (TZ); RFC 8536, 3.3.1.
 */
import type { TimeZone, YearlyDate, YearlyMoment } from "./time-zone";

/** The longest rule of the tz database (Chatham Islands) has 45. */
export const ruleMaxLength = 64;

const nameMinLength = 3;
const offsetMaxHours = 24;
const changeMaxHours = 167;
/** When a rule says no time. */
const usualChangeSeconds = 7200;

/** undefined: this is no rule. */
export function parseTimeZone(rule: string): TimeZone | undefined {
  if (rule.length > ruleMaxLength) return undefined;
  return new RuleReader(rule).zone();
}

/** A reader gives undefined for what it cannot read, and nobody reads on after that. */
class RuleReader {
  readonly #rule: string;
  #at = 0;

  constructor(rule: string) {
    this.#rule = rule;
  }

  zone(): TimeZone | undefined {
    if (!this.#name()) return undefined;
    const west = this.#time(offsetMaxHours);
    if (west === undefined) return undefined;
    const standardSeconds = 0 - west;
    if (this.#at === this.#rule.length) return { standardSeconds, daylight: undefined };
    if (!this.#name()) return undefined;
    let offsetSeconds = standardSeconds + 3600;
    if (!this.#isNext(",")) {
      const daylightWest = this.#time(offsetMaxHours);
      if (daylightWest === undefined) return undefined;
      offsetSeconds = 0 - daylightWest;
    }
    const start = this.#moment();
    const end = start && this.#moment();
    if (start === undefined || end === undefined || this.#at < this.#rule.length) return undefined;
    return { standardSeconds, daylight: { offsetSeconds, start, end } };
  }

  /** Three letters or more; between < and > also digits and signs. */
  #name(): boolean {
    const quoted = this.#take("<");
    const from = this.#at;
    while (isNamed(this.#rule.charCodeAt(this.#at), quoted)) this.#at++;
    return this.#at - from >= nameMinLength && (!quoted || this.#take(">"));
  }

  #moment(): YearlyMoment | undefined {
    if (!this.#take(",")) return undefined;
    const date = this.#date();
    if (date === undefined) return undefined;
    const seconds = this.#take("/") ? this.#time(changeMaxHours) : usualChangeSeconds;
    return seconds === undefined ? undefined : { date, seconds };
  }

  #date(): YearlyDate | undefined {
    if (this.#take("J")) {
      const day = this.#number(1, 365);
      return day === undefined ? undefined : { kind: "julian", day };
    }
    if (!this.#take("M")) {
      const day = this.#number(0, 365);
      return day === undefined ? undefined : { kind: "dayOfYear", day };
    }
    const month = this.#number(1, 12);
    const week = this.#take(".") ? this.#number(1, 5) : undefined;
    const weekDay = this.#take(".") ? this.#number(0, 6) : undefined;
    if (month === undefined || week === undefined || weekDay === undefined) return undefined;
    return { kind: "weekDay", month, week, weekDay };
  }

  /** [+|-]h[:m[:s]] in seconds. */
  #time(maxHours: number): number | undefined {
    const negative = this.#take("-");
    if (!negative) this.#take("+");
    const hours = this.#number(0, maxHours);
    const minutes = this.#take(":") ? this.#number(0, 59) : 0;
    // Seconds follow minutes only, but ":" is taken above whenever there is one.
    const seconds = this.#take(":") ? this.#number(0, 59) : 0;
    if (hours === undefined || minutes === undefined || seconds === undefined) return undefined;
    const time = hours * 3600 + minutes * 60 + seconds;
    return negative ? 0 - time : time;
  }

  /** At most three digits. */
  #number(min: number, max: number): number | undefined {
    const from = this.#at;
    let value = 0;
    for (; this.#at < from + 3; this.#at++) {
      const digit = this.#rule.charCodeAt(this.#at) - 48;
      if (!(digit >= 0 && digit <= 9)) break;
      value = value * 10 + digit;
    }
    return this.#at > from && value >= min && value <= max ? value : undefined;
  }

  #isNext(character: string): boolean {
    return this.#rule[this.#at] === character;
  }

  #take(character: string): boolean {
    if (!this.#isNext(character)) return false;
    this.#at++;
    return true;
  }
}

function isNamed(code: number, quoted: boolean): boolean {
  const isLetter = (code >= 65 && code <= 90) || (code >= 97 && code <= 122);
  return isLetter || (quoted && ((code >= 48 && code <= 57) || code === 43 || code === 45));
}
