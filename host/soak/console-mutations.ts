// SPDX-License-Identifier: Apache-2.0
/**
 * What a hostile or broken computer may send to the serial console: noise, valid lines with something wrong in them,
 * lines without end, floods of short ones, deep nesting, PINs that are almost right, and valid lines in between so that
 * recovery is seen. Same seed, same bytes, on every engine. It never sends one of `pins`, not even by chance and not
 * across two lines: it cannot log in.
 */
import { nearMiss } from "./near-miss";
import { SeededRandom } from "./seeded-random";

export interface ConsoleSoakOptions {
  seed: number;
  /** How many bytes in all, at least; the last line is finished. */
  bytes: number;
  /** PINs that are valid on the lock under test. */
  pins: readonly string[];
  /** Gets one chunk of 1 to 128 bytes at a time, as a FIFO would hand them over. The array is used again. */
  feed: (chunk: Uint8Array) => void;
}

const chunkBytesMax = 128;
const lineFeed = 0x0a;

/** One valid line of every command, and the same again with unusual but valid spelling. */
export const validLines = Object.freeze([
  '{"Command":"GetStatus"}',
  '{"Command":"GetSetUp","Id":1}',
  '{"Command":"Help"}',
  '{"Command":"Login","PIN":"111111"}',
  '{"Command":"Logout","Id":"a"}',
  '{"Command":"LockDoor"}',
  '{"Command":"UnlockDoor"}',
  '{"Command":"GetSettings"}',
  '{"Command":"GetCapacity"}',
  '{"Command":"GetCalibration"}',
  '{"Command":"SetSetting","Name":"AutoRelockTime","Value":30}',
  '{"Command":"GetUsers"}',
  '{"Command":"SetUser","OperationType":2,"UserIndex":2,"UserName":"Ann","UserUniqueID":7,"UserStatus":3,"UserType":6,"CredentialRule":1}',
  '{"Command":"GetUser","UserIndex":2}',
  '{"Command":"SetCredential","OperationType":2,"Credential":{"CredentialType":1,"CredentialIndex":2},"CredentialData":"111111","UserIndex":2}',
  '{"Command":"SetCredential","OperationType":2,"Credential":{"CredentialType":0,"CredentialIndex":0},"CredentialData":"111111"}',
  '{"Command":"GetCredentialStatus","Credential":{"CredentialType":1,"CredentialIndex":2}}',
  '{"Command":"ClearCredential","Credential":{"CredentialType":1,"CredentialIndex":2}}',
  '{"Command":"ClearCredential","Credential":null}',
  '{"Command":"ClearUser","UserIndex":2}',
  '{"Command":"SetWeekDaySchedule","WeekDayIndex":1,"UserIndex":2,"DaysMask":62,"StartHour":8,"StartMinute":0,"EndHour":17,"EndMinute":30}',
  '{"Command":"GetWeekDaySchedule","WeekDayIndex":1,"UserIndex":2}',
  '{"Command":"ClearWeekDaySchedule","WeekDayIndex":10,"UserIndex":2}',
  '{"Command":"SetYearDaySchedule","YearDayIndex":1,"UserIndex":2,"LocalStartTime":853315200,"LocalEndTime":853401600}',
  '{"Command":"GetYearDaySchedule","YearDayIndex":1,"UserIndex":2}',
  '{"Command":"ClearYearDaySchedule","YearDayIndex":254,"UserIndex":2}',
  '{"Command":"SetHolidaySchedule","HolidayIndex":1,"LocalStartTime":853315200,"LocalEndTime":853401600,"OperatingMode":1}',
  '{"Command":"GetHolidaySchedule","HolidayIndex":1}',
  '{"Command":"ClearHolidaySchedule","HolidayIndex":254}',
  '{"Command":"NewGuestKey"}',
  '{"Command":"GetGuestKey"}',
  '{"Command":"ClearGuestKey"}',
  '{"Command":"RevokeGuestCode","CodeId":121093697}',
  '{"Command":"GetGuestCodes","From":9}',
  `{"Command":"OfferUpdate","Header":"${"TEFUQ0hLRVkB".repeat(23)}AAA="}`,
  '{"Command":"UpdateData","At":4128,"Data":"6QECAwQFBgc="}',
  '{"Command":"GetUpdate"}',
  '{"Command":"InstallUpdate","Now":1}',
  '{"Command":"CancelUpdate"}',
  '{"Command":"GetFingerModule"}',
  '{"Command":"AcceptFingerModule"}',
  '{"Command":"EnrolFinger","Slot":0}',
  '{"Command":"CancelEnrol"}',
  '{"Command":"EraseFinger","Slot":0}',
  '{"Command":"GetFaceModule"}',
  '{"Command":"AcceptFaceModule"}',
  '{"Command":"EnrolFace","Slot":0}',
  '{"Command":"EraseFace","Slot":0}',
  '{"Command":"EnrolCard","UserIndex":3}',
  '{"Command":"UnlockWithTimeout","Timeout":60,"PINCode":"111111"}',
  '{"Command":"SetTimeZone","TimeZone":"CET-1CEST,M3.5.0,M10.5.0/3"}',
  '{"Command":"GetLog","From":1,"Count":20}',
  '{"Command":"GetBattery"}',
  '{"Command":"GetTime"}',
  '{"Command":"SetTime","UtcTime":1800000000}',
  '{"Command":"GetLoop"}',
  ' { "Id" : 2.5e1 , "Command" : "\\u0047etStatus" } ',
]);

/** Values that have broken parsers before. */
const nastyValues = Object.freeze([
  ...["null", "true", "-0", "1e999", "-1", "4294967296", "9007199254740993", "0.1", "NaN", "01", "9".repeat(300)],
  ...['""', '"\\u0000"', '"\\ud800"', '"constructor"', '"__proto__"', '"\\', "'1'", "undefined", "\\u0031"],
  ...["[]", "{}", "[[[[[[[[1]]]]]]]]", '{"a":{"b":{"c":{"d":{"e":{}}}}}}', '{"__proto__":{"Command":"UnlockDoor"}}'],
  `"${"x".repeat(200)}"`,
]);
const nastyPairs = Object.freeze([
  ...['"__proto__":{"open":true}', '"constructor":1', '"Command":"GetStatus"', '"Command":"UnlockDoor"'],
  ...['"PIN":"111111"', '"PIN":111111', '"Id":{}', '"0":1', '"":""'],
]);

export function consoleSoak(options: ConsoleSoakOptions): void {
  const random = new SeededRandom(options.seed);
  const sender = new ChunkSender(random, options.feed);
  /** The last characters sent, so that no PIN is put together out of two lines. */
  let tail = "";
  while (sender.sentBytes < options.bytes) {
    const line = makeLine(random, options.pins);
    const text = tail + asText(line);
    if (options.pins.some((pin) => text.includes(pin))) continue;
    sender.send(line);
    tail = text.slice(-16);
  }
  sender.flush();
}

/** One line as bytes, most often with its end; now and then without, so that it runs into the next. */
function makeLine(random: SeededRandom, pins: readonly string[]): number[] {
  const kind = random.below(20);
  let line: number[];
  if (kind < 2) line = noise(random, random.between(1, 200), 256);
  else if (kind === 2) line = noise(random, random.between(1, 120), 96);
  else if (kind === 3) line = random.pick([overlong, nested, shortLines])(random);
  else if (kind < 10) line = asBytes(validLine(random, pins));
  else line = mutated(random, pins);
  if (!random.oneIn(12)) line.push(...asBytes(random.pick(["\n", "\n", "\r\n", "\r", "\n\n", "\0\n"])));
  return line;
}

/** Every other login is almost right. */
function validLine(random: SeededRandom, pins: readonly string[]): string {
  const line = random.pick(validLines);
  if (pins.length === 0 || !line.includes("Login") || random.oneIn(2)) return line;
  return line.replace("111111", nearMiss(random, random.pick(pins)));
}

/** 96 values: printable ASCII. 256: anything, line ends too. */
function noise(random: SeededRandom, count: number, values: 96 | 256): number[] {
  const first = values === 96 ? 32 : 0;
  return Array.from({ length: count }, () => first + random.below(values));
}

function overlong(random: SeededRandom): number[] {
  const line = asBytes(random.pick(validLines));
  const filler = random.pick([0x20, 0x30, 0x41, 0x22, 0xff]);
  const count = random.oneIn(8) ? random.between(2000, 3000) : random.between(350, 700);
  const padding = new Array<number>(count).fill(filler);
  line.splice(random.below(line.length + 1), 0, ...padding);
  return line;
}

function nested(random: SeededRandom): number[] {
  const opening = random.pick(["[", '{"a":', '{"Command":', '[{"a":']);
  const nest = opening.repeat(random.between(2, Math.floor(460 / opening.length)));
  return asBytes(random.oneIn(2) ? nest : `{"Command":"GetLog","From":${nest}`);
}

/** More of them than are taken in one callback, and than wait in a queue. */
function shortLines(random: SeededRandom): number[] {
  const lines: number[] = [];
  for (let left = random.between(10, 150); left > 0; left--) {
    lines.push(...noise(random, random.between(1, 3), 96), lineFeed);
  }
  return lines;
}

function mutated(random: SeededRandom, pins: readonly string[]): number[] {
  let line = asBytes(random.oneIn(2) ? validLine(random, pins) : withNastyPart(random));
  for (let left = random.below(4); left > 0; left--) line = mutateBytes(random, line);
  return line;
}

/** A valid line of which one value is replaced, or to which one pair is added: JSON still, most often. */
function withNastyPart(random: SeededRandom): string {
  const line = random.pick(validLines);
  if (random.oneIn(2)) return line.replace(/\}\s*$/, `,${random.pick(nastyPairs)}}`);
  const colons = [...line.matchAll(/: ?("[^"]*"|[0-9.e]+)/g)];
  const chosen = random.pick(colons);
  return line.slice(0, chosen.index + 1) + random.pick(nastyValues) + line.slice(chosen.index + chosen[0].length);
}

function mutateBytes(random: SeededRandom, line: number[]): number[] {
  const at = random.below(line.length + 1);
  switch (random.below(6)) {
    case 0:
      return line.map((byte, index) => (index === at ? byte ^ (1 << random.below(8)) : byte));
    case 1:
      return [...line.slice(0, at), random.below(256), ...line.slice(at)];
    case 2:
      return [...line.slice(0, at), ...line.slice(at + random.between(1, 8))];
    case 3:
      return line.slice(0, at);
    case 4:
      return [...line.slice(0, at), ...line];
    default:
      return [...line.slice(0, at), ...asBytes(random.pick(validLines)).slice(random.below(20))];
  }
}

function asBytes(text: string): number[] {
  return Array.from(text, (character) => character.charCodeAt(0) & 0xff);
}

/** Without control characters, since a line collector may drop them from the middle of a line. */
function asText(bytes: readonly number[]): string {
  return bytes.map((byte) => (byte < 0x20 ? "" : String.fromCharCode(byte))).join("");
}

/** Cuts what is sent into chunks of changing size. */
class ChunkSender {
  readonly #random: SeededRandom;
  readonly #feed: (chunk: Uint8Array) => void;
  readonly #buffer = new Uint8Array(chunkBytesMax);
  #used = 0;
  #size = chunkBytesMax;
  sentBytes = 0;

  constructor(random: SeededRandom, feed: (chunk: Uint8Array) => void) {
    this.#random = random;
    this.#feed = feed;
  }

  send(bytes: readonly number[]): void {
    for (const byte of bytes) {
      this.#buffer[this.#used++] = byte;
      if (this.#used === this.#size) this.#deliver();
    }
    this.sentBytes += bytes.length;
  }

  /** Ends the last line and hands over what is left. */
  flush(): void {
    this.send([lineFeed]);
    if (this.#used > 0) this.#deliver();
  }

  #deliver(): void {
    this.#feed(this.#buffer.subarray(0, this.#used));
    this.#used = 0;
    this.#size = this.#random.between(1, chunkBytesMax);
  }
}
