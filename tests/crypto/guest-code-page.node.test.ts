// SPDX-License-Identifier: Apache-2.0
/** The vectors, the table and the arithmetic of docs/guest-codes.md; and codes counted and sampled, with the real hash. */
import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { readFileSync } from "node:fs";
import { describe, test } from "node:test";
import { digitsOfGuestId, guestIdOfDigits, guestLengths, isGuestId, opensMask } from "../../crypto/guest-code";
import { KeyedHash } from "../../crypto/keyed-hash";
import { makeGuestCode } from "../../host/app/make-guest-code";
import { NodeDigest } from "../../host/app/node-digest";

const page = readFileSync("docs/guest-codes.md", "utf8");
const keys = [...page.matchAll(/key \d is `([0-9a-f]{64})`/gi)].map(([, hex]) => hex!);
/** The opened codes of the page's arithmetic. */
const acceptedCodes = 7440;

function cellsOf(pattern: RegExp): string[][] {
  return page
    .split("\n")
    .filter((line) => pattern.test(line))
    .map((line) => line.split("|").slice(1, -1).map((cell) => cell.trim()));
}

function hashOf(hex: string): KeyedHash {
  return new KeyedHash({ Digest: NodeDigest, key: Uint8Array.from(Buffer.from(hex, "hex")) });
}

describe("docs/guest-codes.md", () => {
  test("every vector comes out as it stands there, and is read back", () => {
    const vectors = cellsOf(/^\| [12] \| \d{4}-/);
    assert.ok(vectors.length >= 12);
    assert.equal(keys.length, 2);
    for (const [number, from, to, use, serial, id, code] of vectors) {
      const key = keys[Number(number) - 1]!;
      const made = makeGuestCode({ key, from: from!, to: to!, once: use === "once", serial: Number(serial) });
      assert.equal(`${made.CodeId} ${made.Code}`, `${id} ${code}`);
      assert.equal(guestIdOfDigits(Uint8Array.from(code!, Number), hashOf(key)), Number(id));
    }
  });

  test("the rounds of the first vector follow from the text, without our code", () => {
    const rounds = cellsOf(/^\| \d \| 01/);
    assert.equal(rounds.length, 10);
    let [left, right] = [3784, 5632];
    rounds.forEach(([round, message, first, f, leftThen, rightThen], at) => {
      const half = at % 2 === 0 ? right : left;
      const bytes = Buffer.from([1, at, half % 256, Math.floor(half / 256)]);
      const mac = createHmac("sha512", Buffer.from(keys[0]!, "hex")).update(bytes).digest();
      const value = mac.readUInt32LE(0) % 2 ** 31;
      if (at % 2 === 0) left = (left + value) % 31250;
      else right = (right + value) % 32000;
      const expected = [at, bytes.toString("hex"), mac.subarray(0, 4).toString("hex"), value, left, right].map(String);
      assert.deepEqual([round, message, first, f, leftThen, rightThen], expected);
    });
    assert.equal(left * 32000 + right, 66837873);
  });

  test("the list of lengths is that of the code", () => {
    const list = /from 0, in hours: ([\d, ]+)\./.exec(page)?.[1];
    assert.equal(list, guestLengths.map(({ hours }) => hours).join(", "));
  });

  test("the count of codes that open is the sum in the table", () => {
    const rows = cellsOf(/^\| [\d, ]+ (hours|days) \| [\d,]+ \|/);
    assert.equal(rows.length, 4);
    const numbers = rows.map((cells) => cells.slice(1).map((cell) => Number(cell.replace(",", ""))));
    for (const [beginnings, serials, uses, codes] of numbers) assert.equal(beginnings! * serials! * uses!, codes);
    assert.equal(numbers.reduce((sum, [, , , codes]) => sum + codes!, 0), acceptedCodes);
  });

  test("what guesses come to is computed from that", () => {
    const perCent = (part: number, digits: number): string => `${(100 * part).toFixed(digits)} %`;
    const after = (chance: number, guesses: number): number => 1 - (1 - chance) ** guesses;
    const rows = cellsOf(/^\| (one PIN|guest codes|\d+ users)/);
    const chances = [1e-6, acceptedCodes / 1e9, 20e-6, 250e-6];
    rows.forEach(([, one, day, year], at) => {
      const chance = chances[at]!;
      assert.equal(Number.parseFloat(one!), Number((100 * chance).toPrecision(3)));
      assert.equal(day, perCent(after(chance, 33), 3));
      assert.equal(year, perCent(after(chance, 33 + 364 * 24), 1));
    });
    assert.equal(rows.length, 4);
  });
});

describe("of all 10^9 codes", () => {
  test("7,440 open, at every hour that was tried", () => {
    for (const hour of [236_688, 236_689, 236_701, 245_000, 260_063]) {
      let opening = 0;
      // No id outside of these begins soon enough, or late enough, to open.
      for (let id = (hour - 9000) * 512; id < (hour + 10) * 512; id++) opening -= opensMask(id, hour);
      assert.equal(opening, acceptedCodes, `hour ${hour}`);
      for (let id = 12_345; id < 1_000_000_000; id += 99_991) {
        const isFar = id >>> 9 < hour - 9000 || id >>> 9 > hour + 10;
        if (isFar) assert.equal(opensMask(id, hour), 0);
      }
    }
  });

  test("so many say something as there are ids that do, and no more open than the bound has: 20,000 at random", () => {
    const hash = hashOf(keys[0]!);
    const hour = 236_689;
    let wellFormed = 0;
    let opening = 0;
    const firstDigits = new Array<number>(10).fill(0);
    const samples = 20_000;
    const seen = new Set<number>();
    for (let at = 0; at < samples; at++) {
      // Neighbours, so that a weak permutation would show.
      const code = 500_000_000 + at;
      const digits = Uint8Array.from(String(code), Number);
      const id = guestIdOfDigits(digits, hash);
      seen.add(id);
      if (isGuestId(id)) wellFormed++;
      opening -= opensMask(id, hour);
      firstDigits[Math.floor(id / 1e8)]!++;
    }
    assert.equal(seen.size, samples);
    const oneHour = guestLengths.reduce((sum, row) => sum + (row.serials * (row.mayBeOnce ? 2 : 1)) / row.gridHours, 0);
    const expected = samples * (oneHour / 512);
    assert.ok(Math.abs(wellFormed - expected) < 5 * Math.sqrt(expected), `${wellFormed} of ${expected}`);
    // 0.15 are expected; four or more come once in fifty thousand keys.
    assert.ok(opening < 4, `${opening} open`);
    for (const count of firstDigits) assert.ok(Math.abs(count - samples / 10) < 5 * Math.sqrt(samples / 10), `${count}`);
  });

  test("the neighbours of an id have codes all over the range", () => {
    const hash = hashOf(keys[1]!);
    const thirds = [0, 0, 0];
    for (let id = 121_093_632; id < 121_093_632 + 3000; id++) thirds[Math.floor((digitsOfGuestId(id, hash)[0]! * 3) / 10)]!++;
    // First digits 0 to 3, 4 to 6, 7 to 9.
    [1200, 900, 900].forEach((mean, at) => assert.ok(Math.abs(thirds[at]! - mean) < 150, `${thirds[at]}`));
  });
});
