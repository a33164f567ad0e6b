// SPDX-License-Identifier: Apache-2.0
/** The computer's half of an update and the lock's, which share no code: an image is made, sent and installed as an owner does it. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { decodeImage, encodeImage, type ImageFile } from "../../host/app/image-file";
import { keyIdOf, signingKeyOf } from "../../host/app/image-keys";
import { UpdateClient, type UpdateOutcome } from "../../host/app/update-client";
import { encodeAppImage } from "../../host/board/app-image";
import { factoryConfig } from "../../host/board/factory-config";
import { decodeHeader } from "../../update/image-header";
import { lockedLock, masterPin, minute, type WholeLock } from "../fixtures/whole-lock";

const { publicKey, sign } = signingKeyOf(new Uint8Array(32).fill(1));
const stepMs = 20;

function signed(change: { board?: string; seed?: number } = {}): ImageFile {
  const { board = "esp32-devkit", seed = 1 } = change;
  const key = seed === 1 ? { publicKey, sign } : signingKeyOf(new Uint8Array(32).fill(seed));
  const image = encodeAppImage({ config: { ...factoryConfig, firmwareVersion: "0.2.0" }, paddingBytes: 40_000 });
  const about = { product: "latchkey", board, chip: "virtual", firmwareVersion: "0.2.0", dataVersion: 1, securityVersion: 1 };
  return decodeImage(encodeImage({ ...about, image, keyId: keyIdOf(key.publicKey), sign: key.sign }));
}

/** `meanwhile` is called at each step, with how far it is. */
function update(lock: WholeLock, image: ImageFile, now: boolean, meanwhile: (next: number) => void = () => undefined): UpdateOutcome | undefined {
  const { board } = lock;
  const job = { offer: image.offer, stream: image.stream, firmwareVersion: image.header.firmwareVersion, now };
  const client = new UpdateClient({ job, pin: masterPin, patienceMs: minute, write: (line) => board.serialWrite(line) });
  let seen = board.state().lineCount;
  for (let ms = 0; ms < 20 * minute && client.outcome === undefined; ms += stepMs) {
    client.tick(ms);
    meanwhile(client.next);
    board.run(stepMs);
    const fresh = board.state().lineCount - seen;
    seen += fresh;
    if (fresh > 0) for (const line of board.serialLines.slice(-fresh)) client.line(line);
  }
  // It logs out.
  board.run(500);
  return client.outcome;
}

describe("an image signed here", () => {
  test("has the header that a lock reads", () => {
    const { header, offer } = signed();
    const read = decodeHeader(offer)!;
    assert.equal(read.board, header.board);
    assert.equal(read.chip, header.chip);
    assert.equal(read.version, header.firmwareVersion);
    assert.equal(read.keyId, header.keyId);
    assert.equal(read.imageBytes, header.imageBytes);
    assert.deepEqual(Buffer.from(read.firstHash), Buffer.from(header.firstHash));
  });

  test("is taken, installed and kept by a lock", () => {
    const lock = lockedLock();
    assert.deepEqual(update(lock, signed(), true), { result: "Valid", text: "runs 0.2.0" });
    assert.equal(lock.command("GetUpdate").FirmwareVersion, "0.2.0");
    assert.equal(lock.says("LockState"), "Locked");
  });

  test("waits in the lock for a quiet moment, and the session is over", () => {
    const lock = lockedLock();
    assert.equal(update(lock, signed(), false)?.result, "Ready");
    assert.equal(lock.ask("GetUpdate").Status, "UNSUPPORTED_ACCESS");
    assert.equal(lock.command("GetUpdate").Stage, "Ready");
  });

  test("comes whole through a power cut at each quarter, and through keys and a moving bolt", () => {
    const image = signed();
    for (const quarter of [1, 2, 3]) {
      const lock = lockedLock();
      let isCut = false;
      const outcome = update(lock, image, true, (next) => {
        if (isCut || next < (image.stream.length * quarter) / 4) return;
        isCut = true;
        lock.board.cutPower();
        lock.board.run(5_000);
        lock.board.powerUp();
      });
      assert.equal(outcome?.result, "Valid", `cut at ${quarter}/4`);
    }
    const lock = lockedLock();
    let pressed = 0;
    const outcome = update(lock, image, false, (next) => {
      if (next < 5_000 * (pressed + 1) || pressed === 6) return;
      if (pressed++ % 2 === 0) lock.board.pressButton();
      else lock.board.type("123");
    });
    assert.equal(pressed, 6);
    assert.equal(outcome?.result, "Ready");
  });

  test("is refused by a lock of another board, and under a key that it does not know", () => {
    const lock = lockedLock();
    assert.deepEqual(update(lock, signed({ board: "esp32-s3" }), true), { result: "Failed", text: "refused: it is for another board" });
    assert.match(update(lock, signed({ seed: 9 }), true)?.text ?? "", /a key that this lock does not know/);
    const flipped = signed();
    flipped.offer[150]! ^= 1;
    assert.deepEqual(update(lock, flipped, true), { result: "Failed", text: "refused: its signature is wrong" });
    assert.equal(lock.command("GetUpdate").Stage, "Idle");
  });

  test("with one block of another image gets no further than to that block", () => {
    const lock = lockedLock();
    const image = signed();
    image.stream[3 * 4_128 + 200]! ^= 1;
    const outcome = update(lock, image, true);
    assert.equal(outcome?.result, "Failed");
    assert.match(outcome.text, /gets nowhere/);
    assert.equal(lock.command("GetUpdate").Next, 3 * 4_128);
  });
});
