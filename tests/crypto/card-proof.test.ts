// SPDX-License-Identifier: Apache-2.0
/** The talk with a card, without a driver: a virtual NTAG 424 answers, or something that only claims to be one. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { CardProof } from "../../crypto/card-proof";
import { KeyedHash } from "../../crypto/keyed-hash";
import { Ntag424Card } from "../../host/board/world/ntag424-card";
import { Random } from "../../host/board/random";
import { fromHex, repeated, toHex } from "../fixtures/bytes";
import { HostAes } from "../fixtures/host-aes";
import { NaclDigest } from "../fixtures/nacl-digest";

const uid = fromHex("04958caa5c5e80");
const otherUid = fromHex("04958caa5c5e81");

function lockWith(deviceByte: number, bootCount = 1): CardProof {
  const hash = new KeyedHash({ Digest: NaclDigest, key: repeated(deviceByte, 32) });
  return new CardProof({ BlockCipher: HostAes, hash, bootCount });
}

type Answer = (command: number[]) => readonly number[];

const asCard = (card: Ntag424Card): Answer => (command) => card.command(command) ?? assert.fail("it keeps silent");

/** Until the talk is over. The commands that were said. */
function talk(proof: CardProof, answer: Answer, toUid = uid): number[][] {
  const said: number[][] = [];
  let command: ArrayLike<number> | undefined = proof.begin(toUid);
  while (command !== undefined) {
    said.push(Array.from(command));
    command = proof.next(Uint8Array.from(answer(Array.from(command))));
  }
  return said;
}

/** One that `lock` has taken. */
function takenCard(lock: CardProof): Ntag424Card {
  const card = new Ntag424Card(uid);
  lock.mayTake = () => true;
  talk(lock, asCard(card));
  assert.ok(lock.proved);
  lock.mayTake = () => false;
  card.powerOff();
  return card;
}

describe("a card's proof", () => {
  test("a new card is given the lock's key when it may be taken, and proves itself at once and from then on", () => {
    const lock = lockWith(1);
    const card = new Ntag424Card(uid);
    lock.mayTake = () => true;
    assert.equal(talk(lock, asCard(card)).length, 8);
    assert.ok(lock.proved);
    assert.notEqual(toHex(Uint8Array.from(card.key)), toHex(new Uint8Array(16)));
    lock.mayTake = () => false;
    for (let times = 0; times < 3; times++) {
      card.powerOff();
      assert.equal(talk(lock, asCard(card)).length, 3);
      assert.ok(lock.proved);
    }
    card.powerOff();
    talk(lockWith(1, 2), asCard(card));
    assert.equal(card.failures, 1, "the one before it had the key");
  });

  test("a new card is left as it is when it may not be taken, and proves nothing", () => {
    const lock = lockWith(1);
    const card = new Ntag424Card(uid);
    talk(lock, asCard(card));
    assert.ok(!lock.proved);
    assert.equal(toHex(Uint8Array.from(card.key)), toHex(new Uint8Array(16)));
  });

  test("a card of another lock proves nothing here, and cannot be taken", () => {
    const card = takenCard(lockWith(1));
    const { key } = card;
    const lock = lockWith(2);
    lock.mayTake = () => true;
    talk(lock, asCard(card));
    assert.ok(!lock.proved);
    assert.equal(card.key, key);
  });

  test("a copy with the same UID proves nothing, whatever key it has", () => {
    const lock = lockWith(1);
    const card = takenCard(lock);
    const other = new Ntag424Card(otherUid);
    lock.mayTake = () => true;
    talk(lock, asCard(other), otherUid);
    lock.mayTake = () => false;
    assert.notEqual(other.key.join(), card.key.join(), "each card has a key of its own");
    for (const key of [new Ntag424Card(uid).key, other.key]) {
      const copy = new Ntag424Card(uid);
      copy.key = key;
      talk(lock, asCard(copy));
      assert.ok(!lock.proved);
    }
    const twin = new Ntag424Card(uid);
    twin.key = card.key;
    talk(lock, asCard(twin));
    assert.ok(lock.proved, "only the key makes the card");
  });

  test("what a card answered once proves nothing when it is said again", () => {
    const lock = lockWith(1);
    const card = takenCard(lock);
    const heard: number[][] = [];
    talk(lock, (command) => {
      const answer = asCard(card)(command);
      heard.push([...answer]);
      return answer;
    });
    assert.ok(lock.proved);
    let at = 0;
    talk(lock, () => heard[at++] ?? []);
    assert.equal(at, 3);
    assert.ok(!lock.proved);
  });

  test("the lock's random number is another one each time, and after each restart", () => {
    const key = new Ntag424Card(uid).key;
    const seen = new Set<string>();
    for (let bootCount = 1; bootCount <= 20; bootCount++) {
      const lock = lockWith(1, bootCount);
      for (let times = 0; times < 20; times++) {
        talk(lock, ([, code, , , , ...data]) => {
          if (code === 0xaf) seen.add(toHex(Uint8Array.from(data.slice(0, 16))));
          return code === 0xa4 ? [0x90, 0x00] : code === 0x71 ? [...key, 0x91, 0xaf] : [0x91, 0xae];
        });
      }
    }
    assert.equal(seen.size, 400);
  });

  test("a card with a UID of another length is not spoken to", () => {
    for (const length of [0, 4, 10]) assert.equal(lockWith(1).begin(new Uint8Array(length)), undefined);
  });

  test("a proof of one card is gone when the next one is begun with, and nothing is taken between talks", () => {
    const lock = lockWith(1);
    const card = takenCard(lock);
    talk(lock, asCard(card));
    assert.ok(lock.proved);
    assert.equal(lock.next(Uint8Array.of(0x91, 0x00)), undefined);
    lock.begin(otherUid);
    assert.ok(!lock.proved);
  });

  test("short, long, spoiled and senseless answers end it within eight commands, without a proof", () => {
    const random = new Random(424);
    const lengths = [0, 1, 15, 16, 16, 17, 31, 32, 32, 33];
    const statuses = [[0x90, 0x00], [0x91, 0x00], [0x91, 0xaf], [0x91, 0xae], [0x6a, 0x82], [0x91]];
    for (let times = 0; times < 2_000; times++) {
      const lock = lockWith(1 + (times % 5));
      lock.mayTake = () => times % 2 === 0;
      const said = talk(lock, () => {
        const length = lengths[random.below(lengths.length)] ?? 0;
        return [...Array.from({ length }, () => random.below(256)), ...(statuses[random.below(statuses.length)] ?? [])];
      });
      assert.ok(said.length <= 8, `${said.length}`);
      assert.ok(!lock.proved);
    }
  });

  test("a card that always says that the key is wrong is asked twice, and one that takes every key not for ever", () => {
    const lock = lockWith(1);
    lock.mayTake = () => true;
    const grumpy = ([, code]: number[]): number[] =>
      code === 0xa4 ? [0x90, 0x00] : code === 0x71 ? [...repeated(7, 16), 0x91, 0xaf] : [0x91, 0xae];
    assert.equal(talk(lock, grumpy).length, 5);
    const fickle = new Ntag424Card(uid);
    const said = talk(lock, (command) => {
      const answer = asCard(fickle)(command);
      fickle.key = new Ntag424Card(uid).key;
      return answer;
    });
    assert.equal(said.length, 8);
    assert.ok(!lock.proved);
  });

  test("a card that is taken away at any moment while its key is changed can be taken again", () => {
    for (let commands = 0; commands <= 8; commands++) {
      const lock = lockWith(1);
      const card = new Ntag424Card(uid);
      lock.mayTake = () => true;
      let left = commands;
      const torn = (command: number[]): readonly number[] => (left-- > 0 ? asCard(card)(command) : []);
      talk(lock, torn);
      assert.equal(lock.proved, commands === 8);
      card.powerOff();
      talk(lock, asCard(card));
      assert.ok(lock.proved, `after ${commands}`);
    }
  });
});
