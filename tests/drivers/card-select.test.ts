// SPDX-License-Identifier: Apache-2.0
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { CardSelect, crcA, type SelectVerdict } from "../../drivers/card-select";
import { airCrc, bitsOf, bytesOfBits, Card } from "../../host/board/world/card";
import { Random } from "../../host/board/random";

const uids = ["c35a17e4", "04a1b2c3d4e5f6", "04112233445566778899"];

const bytesOf = (hex: string): number[] => (hex.match(/../g) ?? []).map((pair) => parseInt(pair, 16));

/** Talks to one card, with its answers changed on the way, for at most so many exchanges. */
function talk(card: Card, change: (answer: number[], exchange: number) => number[] = (answer) => answer): SelectVerdict | "silent" {
  const select = new CardSelect();
  card.receive([0, 1, 1, 0, 0, 1, 0]);
  select.start();
  for (let exchange = 0; exchange < 20; exchange++) {
    const bits = bitsOf([...select.frame.subarray(0, select.frameBytes)]);
    const answer = card.receive(select.lastBits === 0 ? bits : bits.slice(0, bits.length - 8 + select.lastBits));
    if (answer === undefined) return "silent";
    const bytes = change(bytesOfBits(answer), exchange);
    const verdict = select.take(Uint8Array.from(bytes), bytes.length, 0);
    if (verdict === "done") assert.deepEqual([...select.uid], [...card.uid]);
    if (verdict !== "next") return verdict;
  }
  return assert.fail("it does not end");
}

describe("selecting a card", () => {
  test("computes CRC_A as ISO 14443-3 shows it, and as the virtual card does", () => {
    assert.equal(crcA(Uint8Array.of(0x00, 0x00), 2), 0x1ea0);
    assert.equal(crcA(Uint8Array.of(0x12, 0x34), 2), 0xcf26);
    assert.equal(crcA(Uint8Array.of(0x50, 0x00), 2), 0xcd57);
    const random = new Random(1);
    for (let count = 1; count < 9; count++) {
      const bytes = Array.from({ length: count }, () => random.below(256));
      const crc = crcA(Uint8Array.from(bytes), count);
      assert.deepEqual(airCrc(bytes), [crc & 0xff, crc >> 8]);
    }
  });

  test("sends the frames of the standard for a double-size UID", () => {
    const select = new CardSelect();
    const sent = (): string => [...select.frame.subarray(0, select.frameBytes)].map((byte) => byte.toString(16).padStart(2, "0")).join(" ");
    select.start();
    assert.equal(sent(), "93 20");
    assert.equal(select.take(Uint8Array.of(0x88, 0x04, 0xa1, 0xb2, 0x88 ^ 0x04 ^ 0xa1 ^ 0xb2), 5, 0), "next");
    assert.match(sent(), /^93 70 88 04 a1 b2 9f .. ..$/);
    assert.equal(select.take(Uint8Array.from([0x04, ...airCrc([0x04])]), 3, 0), "next");
    assert.equal(sent(), "95 20");
  });

  for (const hex of uids) {
    test(`finds ${hex}, and nothing at all when any bit of any answer is wrong`, () => {
      const card = (): Card => new Card(Uint8Array.from(bytesOf(hex)));
      assert.equal(talk(card()), "done");
      let flipped = 0;
      const exchanges = hex.length === 8 ? 2 : hex.length === 14 ? 4 : 6;
      for (let exchange = 0; exchange < exchanges; exchange++) {
        for (let bit = 0; bit < 40; bit++) {
          const verdict = talk(card(), (answer, at) => {
            if (at !== exchange || bit >= answer.length * 8) return answer;
            flipped++;
            return answer.map((byte, index) => (index === bit >> 3 ? byte ^ (1 << (bit & 7)) : byte));
          });
          if (bit < 24 || exchange % 2 === 0) assert.equal(verdict, "bad", `bit ${bit} of answer ${exchange}`);
        }
      }
      assert.equal(flipped, (exchanges / 2) * 64);
    });
  }

  test("refuses answers of other lengths", () => {
    for (const bytes of [0, 1, 2, 3, 4]) {
      assert.equal(talk(new Card(Uint8Array.from(bytesOf(uids[0] ?? ""))), (answer, at) => (at === 0 ? answer.slice(0, bytes) : answer)), "bad");
    }
    assert.equal(talk(new Card(Uint8Array.from(bytesOf(uids[0] ?? ""))), (answer, at) => (at === 1 ? answer.slice(0, 1) : answer)), "bad");
  });

  test("refuses a SAK that says the UID goes on where it does not, or ends where it does not, or goes on for ever", () => {
    const sak = (value: number): number[] => [value, ...airCrc([value])];
    for (const [hex, lied] of [[uids[0], 0x04], [uids[1], 0x20]] as const) {
      assert.equal(talk(new Card(Uint8Array.from(bytesOf(hex ?? ""))), (answer, at) => (at === 1 ? sak(lied) : answer)), "bad");
    }
    assert.equal(talk(new Card(Uint8Array.from(bytesOf(uids[2] ?? ""))), (answer, at) => (at === 5 ? sak(0x04) : answer)), "bad");
  });

  test("refuses collisions that bring it no further, that come after the UID, or while it selects", () => {
    const answer = Uint8Array.of(0xff, 0xff, 0xff, 0xff, 0xff);
    for (const [first, second] of [[9, 9], [9, 5], [32, 32], [33, 0], [40, 0]] as const) {
      const select = new CardSelect();
      select.start();
      const verdict = select.take(answer, 5, first);
      assert.equal(verdict === "bad" ? verdict : select.take(answer, 5 - (first >> 3), second), "bad", `${first}, ${second}`);
    }
    const select = new CardSelect();
    select.start();
    assert.equal(select.take(Uint8Array.of(1, 2, 3, 4, 4), 5, 0), "next");
    assert.equal(select.take(Uint8Array.from([0x20, ...airCrc([0x20])]), 3, 3), "bad");
  });

  test("ends, and stays within its bounds, whatever it is answered", () => {
    const random = new Random(7);
    for (let run = 0; run < 2_000; run++) {
      const select = new CardSelect();
      select.start();
      let exchanges = 0;
      for (;;) {
        const answer = Uint8Array.from({ length: 5 }, () => random.below(256));
        if (random.below(2) === 1) answer[4] = (answer[0] ?? 0) ^ (answer[1] ?? 0) ^ (answer[2] ?? 0) ^ (answer[3] ?? 0);
        const collision = random.below(3) === 0 ? random.below(41) : 0;
        const verdict = select.take(answer, random.below(4) === 0 ? random.below(6) : 5 - (select.frameBytes === 9 ? 2 : (select.frame[1] ?? 0) - 0x20 >> 4), collision);
        exchanges++;
        assert.ok(select.frameBytes <= 9 && select.lastBits < 8 && exchanges < 110);
        if (verdict !== "next") break;
      }
    }
  });
});
