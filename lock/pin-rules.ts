// SPDX-License-Identifier: Apache-2.0
/**
 * Which PINs are too easy to guess to be set. Judged when a PIN is set, never when one is entered. A PIN is an array of
 * digit values (0 to 9, not characters), so that it can be zeroed after use.
 *
 * Of the 1,000,000 six-digit PINs these rules refuse 85,092, of which 83,943 are dates
 * (tests/lock/pin-rules.node.test.ts counts them). That is what a guesser who knows the rules is spared; one who knows
 * that people like dates was spared more.
 */

export const pinLengthMin = 6;
export const pinLengthMax = 10;

export type PinWeakness =
  /** Shorter than 6 or longer than 10 digits. */
  | "length"
  /** The same one, two or more digits over and over: 111111, 121212, 123123. */
  | "repeat"
  /** Counting up or down, 9 and 0 being neighbours: 123456, 098765. */
  | "run"
  /** A calendar date as typed: DDMMYY, MMDDYY, YYMMDD; or with the year in full, 1900 to 2099. */
  | "date"
  /** High on the published lists of what people choose. */
  | "common";

/**
 * With a 1 in front, which keeps leading zeros and the length. What the other rules refuse is left out. Sources: P.
 * Markert and others, "This PIN Can Be Easily Guessed" (IEEE S&P 2020); N. Berry, "PIN analysis" (DataGenetics, 2012);
 * and by our own judgement lines and shapes on a keypad and famous numbers.
 */
const commonPins: readonly number[] = Object.freeze([
  1_159753, 1_789456, 1_123321, 1_147258, 1_456123, 1_147852, 1_258456, 1_123654, 1_987456, 1_654123, 1_789123, 1_321654,
  1_963852, 1_852456, 1_369258, 1_741852, 1_951753, 1_753951, 1_357159, 1_159357, 1_147369, 1_369147, 1_258369, 1_852963,
  1_142536, 1_135790, 1_246810, 1_332211, 1_445566, 1_778899, 1_998877, 1_222111, 1_123450, 1_292513, 1_314159, 1_271828,
  1_141421, 1_161803, 1_123789,
  1_1234321, 1_8675309, 1_5201314, 1_4830033, 1_1478963, 1_3698741, 1_7894561, 1_1472583,
  1_12344321, 1_11223344, 1_44332211, 1_11112222, 1_22221111, 1_14725836, 1_31415926, 1_27182818, 1_12345679,
  1_147258369, 1_789456123, 1_123454321, 1_987456321, 1_741852963, 1_123654789, 1_147852369, 1_111222333, 1_963852741,
  1_321654987, 1_159753456, 1_314159265,
  1_1029384756, 1_1357924680, 1_1122334455, 1_1234554321, 1_3141592654, 1_7894561230, 1_1472583690, 1_2468013579,
  1_5432112345,
]);

/** undefined: good enough. */
export function weaknessOf(digits: Uint8Array): PinWeakness | undefined {
  if (digits.length < pinLengthMin || digits.length > pinLengthMax) return "length";
  if (isRepeat(digits)) return "repeat";
  if (isRun(digits)) return "run";
  if (isDate(digits)) return "date";
  if (isCommon(digits)) return "common";
  return undefined;
}

/**
 * The digit values of a text, or undefined when it holds anything but 1 to 10 digits. The text itself cannot be zeroed.
 */
export function digitsOf(text: string): Uint8Array | undefined {
  const length = text.length;
  if (length === 0 || length > pinLengthMax) return undefined;
  const digits = new Uint8Array(length);
  for (let i = 0; i < length; i++) {
    const digit = text.charCodeAt(i) - 48;
    if (!(digit >= 0 && digit <= 9)) return undefined;
    digits[i] = digit;
  }
  return digits;
}

function isRepeat(digits: Uint8Array): boolean {
  for (let period = 1; period * 2 <= digits.length; period++) {
    let i = period;
    while (i < digits.length && digits[i] === digits[i - period]) i++;
    if (i === digits.length) return true;
  }
  return false;
}

function isRun(digits: Uint8Array): boolean {
  const step = (digits[1]! + 10 - digits[0]!) % 10;
  if (step !== 1 && step !== 9) return false;
  for (let i = 2; i < digits.length; i++) if ((digits[i]! + 10 - digits[i - 1]!) % 10 !== step) return false;
  return true;
}

function isDate(digits: Uint8Array): boolean {
  const first = pair(digits, 0);
  const second = pair(digits, 2);
  const third = pair(digits, 4);
  if (digits.length === 6) {
    return isDay(first, second, third) || isDay(second, first, third) || isDay(third, second, first);
  }
  if (digits.length !== 8) return false;
  const fourth = pair(digits, 6);
  if (third === 19 || third === 20) {
    const year = third * 100 + fourth;
    if (isDay(first, second, year) || isDay(second, first, year)) return true;
  }
  return (first === 19 || first === 20) && isDay(fourth, third, first * 100 + second);
}

function pair(digits: Uint8Array, at: number): number {
  return digits[at]! * 10 + digits[at + 1]!;
}

/** `year` may be of two digits: 2000 was a leap year like every fourth one up to 2099; 1900 was not. */
function isDay(day: number, month: number, year: number): boolean {
  if (month < 1 || month > 12 || day < 1) return false;
  if (month === 2) return day <= (year % 4 === 0 && year !== 1900 ? 29 : 28);
  return day <= (month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31);
}

function isCommon(digits: Uint8Array): boolean {
  let value = 1;
  for (let i = 0; i < digits.length; i++) value = value * 10 + digits[i]!;
  return commonPins.includes(value);
}
