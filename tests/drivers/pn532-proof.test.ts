// SPDX-License-Identifier: Apache-2.0
/** What the PN532 carries between a card and whoever asks it for a proof; the asking is tested in tests/crypto/card-proof.test.ts. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { CardProof } from "../../crypto/card-proof";
import { KeyedHash } from "../../crypto/keyed-hash";
import { Pn532, type CardTalk } from "../../drivers/pn532";
import { Ntag424Card } from "../../host/board/world/ntag424-card";
import { fromHex, repeated } from "../fixtures/bytes";
import { HostAes } from "../fixtures/host-aes";
import { NaclDigest } from "../fixtures/nacl-digest";
import { ReaderBench, readerPromises, uid10, uid4, uid7 } from "../fixtures/reader-bench";

const pins = { dataPin: 21, clockPin: 22 };
const irqPin = 18;
const plastic = 0x00;

function lock(): CardProof {
  const hash = new KeyedHash({ Digest: NaclDigest, key: repeated(1, 32) });
  return new CardProof({ BlockCipher: HostAes, hash, bootCount: 1 });
}

function pn532(proof: CardTalk, wiring: { irqPin?: number } = {}): ReaderBench {
  const cardReader = { kind: "pn532" as const, ...pins, ...wiring };
  return new ReaderBench({ cardReader }, (bench, common) => new Pn532({ ...common, i2c: bench.i2c, ...pins, ...wiring, proof }));
}

/** Taken by this lock, and then left alone. */
function takenCard(proof: CardProof): Ntag424Card {
  const card = new Ntag424Card(fromHex(uid7));
  proof.mayTake = () => true;
  const reader = pn532(proof);
  reader.show(card);
  assert.deepEqual(reader.proofs, [true]);
  proof.mayTake = () => false;
  return card;
}

/** Says the same twice, and counts how often it was asked to. */
class CountingTalk implements CardTalk {
  begun = 0;
  readonly answers: number[][] = [];
  proved = false;

  begin(_uid?: Uint8Array): readonly number[] | undefined {
    this.begun++;
    return [0x00, 0xa4, 0x04, 0x00, 0x00];
  }

  next(answer: Uint8Array): readonly number[] | undefined {
    this.answers.push(Array.from(answer));
    return this.answers.length % 2 === 1 ? [0x90, 0x60, 0x00, 0x00, 0x00] : undefined;
  }
}

describe("a PN532 that asks for proofs", () => readerPromises(() => pn532(lock())));
describe("a PN532 with an IRQ pin that asks for proofs", () => readerPromises(() => pn532(lock(), { irqPin })));

describe("a card in front of a PN532", () => {
  for (const wiring of [{}, { irqPin }]) {
    const how = "irqPin" in wiring ? "with an IRQ pin" : "over the bus";
    test(`is told of once, as proved, when it is this lock's, within half a second, ${how}`, () => {
      const proof = lock();
      const card = takenCard(proof);
      const reader = pn532(proof, wiring);
      reader.run(1_000);
      reader.hold(card);
      reader.run(500);
      reader.run(10_000);
      assert.deepEqual([reader.cards, reader.proofs], [[uid7], [true]]);
      reader.takeAway();
      reader.run(1_500);
      reader.show(card);
      assert.deepEqual(reader.proofs, [true, true]);
      assert.deepEqual([reader.answers, reader.errors], [[], []]);
      assert.equal(card.failures, 1, "when it was taken");
    });
  }

  test("that says the same UID without the key is told of as not proved", () => {
    const proof = lock();
    takenCard(proof);
    const reader = pn532(proof);
    reader.show(uid7);
    reader.show(uid7, plastic);
    reader.show(new Ntag424Card(fromHex(uid7)));
    assert.deepEqual([reader.cards, reader.proofs], [[uid7, uid7, uid7], [false, false, false]]);
  });

  test("is not asked when it is no processor card, and asked once however long it is held", () => {
    const talk = new CountingTalk();
    const reader = pn532(talk);
    reader.show(uid4, plastic);
    reader.show(uid10, plastic);
    assert.equal(talk.begun, 0);
    reader.hold(uid7);
    reader.run(30_000);
    assert.equal(talk.begun, 1);
    assert.deepEqual(talk.answers, [[0x6a, 0x82], [0x6a, 0x82]]);
    assert.deepEqual(reader.proofs, [false, false, false]);
  });

  test("that is changed for another one on the way is not spoken to in the name of the first", () => {
    const talk = new CountingTalk();
    const reader = pn532(talk);
    const { field } = reader.reader;
    talk.begin = (uid?: Uint8Array) => {
      if (uid?.length !== 7) return undefined;
      talk.begun++;
      field.cards = [];
      field.hold(uid10);
      return [0x00];
    };
    reader.hold(uid7);
    reader.run(2_000);
    assert.equal(talk.begun, 1);
    assert.deepEqual([talk.answers, reader.cards, reader.proofs], [[], [uid10], [false]]);
  });

  test("that is taken away in the middle is tried again when it is back, and told of with its proof", () => {
    for (let commands = 0; commands < 3; commands++) {
      const proof = lock();
      const card = takenCard(proof);
      const reader = pn532(proof);
      card.commandsLeft = commands;
      reader.hold(card);
      reader.run(500);
      assert.deepEqual(reader.cards, [], `${commands}`);
      card.commandsLeft = undefined;
      reader.run(1_000);
      assert.deepEqual([reader.cards, reader.proofs], [[uid7], [true]]);
    }
  });

  test("that never gets to its end is told of as not proved, after three tries and within two seconds", () => {
    const proof = lock();
    const card = takenCard(proof);
    const reader = pn532(proof);
    reader.run(1_000);
    card.commandsLeft = 0;
    reader.hold(card);
    reader.run(2_000);
    assert.deepEqual([reader.cards, reader.proofs], [[uid7], [false]]);
    assert.deepEqual([reader.answers, reader.errors], [[], []]);
  });

  test("gets no proof out of spoiled answers, whichever byte and bit, and gives one afterwards", () => {
    const proof = lock();
    const card = takenCard(proof);
    const reader = pn532(proof);
    reader.run(1_000);
    for (let times = 1; times <= 60; times++) {
      reader.reader.faults.garbage = times % 12;
      reader.show(card);
    }
    reader.reader.faults.garbage = 0;
    reader.run(5_000);
    reader.show(card);
    assert.equal(reader.proofs.at(-1), true);
    assert.deepEqual([...new Set(reader.cards)], [uid7]);
    // A frame has a checksum, so what is spoiled is tried again, and never passed on.
    assert.equal(card.failures, 1);
  });

  test("whose answer is longer than any that a proof has is not believed", () => {
    const talk = new CountingTalk();
    const reader = pn532(talk);
    const card = new Ntag424Card(fromHex(uid7));
    card.command = () => Array.from({ length: 200 }, () => 0x91);
    reader.hold(card);
    reader.run(4_000);
    assert.deepEqual([talk.answers, reader.proofs], [[], [false]]);
  });

  test("that makes whoever asks it throw is told of as not proved", () => {
    const talk = new CountingTalk();
    talk.next = () => {
      throw new Error("no idea");
    };
    const reader = pn532(talk);
    reader.hold(uid7);
    reader.run(4_000);
    assert.deepEqual([reader.cards, reader.proofs], [[uid7], [false]]);
  });
});
