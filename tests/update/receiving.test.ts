// SPDX-License-Identifier: Apache-2.0
/** The firmware as it is flashed receives an image over its console. */
import { describe, test } from "node:test";
import assert from "node:assert/strict";
import { demoSeeds } from "../../host/board/demo-keys";
import { base64, signedImage, type ImageOptions } from "../../host/board/signed-image";
import { offer, received, send, sendLine, stage } from "../fixtures/updating-lock";
import { lockedLock, minute, newLock, second, WholeLock } from "../fixtures/whole-lock";

const image = signedImage();
const sentBlock = 4128;
const untouched = (lock: WholeLock): boolean => lock.board.appFlash.ota_1.changes + lock.board.appFlash.otadata.changes === 0;
const recordNames = (lock: WholeLock): string[] => [...lock.board.nvs.open("latchkey", true)!.keys()].filter((key) => key.startsWith("update")).sort();

function loggedIn(): WholeLock {
  const lock = lockedLock();
  lock.command("GetUpdate");
  return lock;
}

describe("an offer", () => {
  test("is taken when all fits, and says where to begin and how much there is", () => {
    const lock = loggedIn();
    assert.deepEqual(offer(lock, image), { Status: "SUCCESS", Next: 0, Bytes: image.stream.length });
    const { Stage, OfferedVersion, FirmwareVersion } = lock.command("GetUpdate");
    assert.deepEqual([Stage, OfferedVersion, FirmwareVersion], ["Receiving", "0.2.0", "0.1.0"]);
    assert.equal(lock.count("updateOffered"), 1);
    lock.assertSound();
  });

  test("is nobody's but the master's", () => {
    const lock = lockedLock();
    assert.equal(offer(lock, image).Status, "UNSUPPORTED_ACCESS");
    assert.equal(sendLine(lock, image.stream, 0).Status, "UNSUPPORTED_ACCESS");
    for (const command of ["GetUpdate", "InstallUpdate", "CancelUpdate"]) assert.equal(lock.ask(command).Status, "UNSUPPORTED_ACCESS");
    assert.deepEqual([untouched(lock), recordNames(lock)], [true, ["updateTrust"]]);
  });

  const refused: Readonly<Record<string, ImageOptions>> = {
    Malformed: { header: { magic: "LATCHKEX" } },
    Product: { header: { product: "kettle" } },
    Board: { header: { board: "esp32-c3" } },
    Chip: { header: { chip: "esp32" } },
    SecurityVersion: { header: { securityVersion: 0 } },
    DataVersion: { header: { dataVersion: 0 } },
    TooLarge: { header: { imageBytes: 0x1d_0001 } },
    UnknownKey: { seed: "03".repeat(32) },
  };
  for (const [refusal, options] of Object.entries(refused)) {
    test(`is refused with a reason of its own, and nothing is touched: ${refusal}`, () => {
      const lock = loggedIn();
      const answer = offer(lock, signedImage(options));
      assert.deepEqual([answer.Status, answer.Refusal], ["CONSTRAINT_ERROR", refusal]);
      assert.ok((answer.Reason as string).length > 10);
      assert.deepEqual([stage(lock), untouched(lock), recordNames(lock)], ["Idle", true, ["updateTrust"]]);
      assert.equal(lock.count("updateRefused"), 1);
    });
  }

  test("is refused when it says another thing than was signed", () => {
    const lock = loggedIn();
    for (const at of [10, 12, 80, 104, 130]) {
      const bytes = image.offer.slice();
      bytes[at]! ^= 1;
      const answer = lock.ask("OfferUpdate", { Header: base64(bytes) });
      assert.deepEqual([at, answer.Status === "SUCCESS"], [at, false]);
    }
    const forged = image.offer.slice();
    forged[150]! ^= 1;
    assert.equal(lock.ask("OfferUpdate", { Header: base64(forged) }).Refusal, "Signature");
    assert.ok(untouched(lock));
  });

  test("with the second key is taken, and refused when that key was revoked", () => {
    const other = signedImage({ seed: demoSeeds[1] });
    assert.equal(offer(loggedIn(), other).Status, "SUCCESS");
    const keyId = [...other.offer.subarray(96, 104)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
    const lock = lockedLock({ config: { revokedKeys: keyId } });
    lock.command("GetUpdate");
    assert.equal(offer(lock, other).Refusal, "RevokedKey");
    assert.equal(offer(lock, image).Status, "SUCCESS");
  });

  test("with a key that the running image revokes is refused even if no record of it could be written", () => {
    const other = signedImage({ seed: demoSeeds[1] });
    const keyId = [...other.offer.subarray(96, 104)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
    const lock = new WholeLock({ ...lockedLock().kept, config: { revokedKeys: keyId } });
    lock.board.nvs.fill(true);
    lock.powerUp();
    lock.board.nvs.fill(false);
    lock.command("GetUpdate");
    assert.equal(offer(lock, other).Refusal, "RevokedKey");
  });

  test("is refused by a firmware without keys, as a build without them is", () => {
    const lock = lockedLock({ config: { updateKeys: "" } });
    lock.command("GetUpdate");
    assert.equal(offer(lock, image).Refusal, "UnknownKey");
  });

  test("is refused when the battery may not last, and taken with a fresh one", () => {
    const lock = loggedIn();
    lock.board.setBattery({ chargePercent: 4 });
    lock.board.run(11 * minute);
    lock.command("GetUpdate");
    assert.equal(offer(lock, image).Refusal, "Battery");
    lock.board.setBattery({ chargePercent: 100 });
    lock.restart();
    lock.board.pressButton();
    lock.board.run(2 * minute);
    lock.command("GetUpdate");
    assert.equal(offer(lock, image).Status, "SUCCESS");
  });

  test("that is no base64, or too short, is answered and costs nothing", () => {
    const lock = loggedIn();
    assert.equal(lock.ask("OfferUpdate", { Header: "!".repeat(280) }).Refusal, "Malformed");
    assert.equal(lock.ask("OfferUpdate", { Header: "AAAA" }).Status, "INVALID_COMMAND");
    assert.ok(untouched(lock));
  });
});

describe("blocks", () => {
  test("arrive, and the whole waits to be installed; what was received is what was signed", () => {
    const lock = loggedIn();
    received(lock, image);
    const slot = new Uint8Array(image.image.length);
    lock.board.appFlash.ota_1.read(0, slot);
    assert.deepEqual(slot.subarray(4096), image.image.subarray(4096));
    assert.ok(slot.subarray(0, 4096).every((byte) => byte === 0xff), "the first sector comes last");
    assert.equal(lock.board.appFlash.otadata.changes, 0);
    lock.assertSound();
  });

  test("are not taken before anything is offered", () => {
    const lock = loggedIn();
    assert.equal(sendLine(lock, image.stream, 0).Status, "INVALID_IN_STATE");
    assert.ok(untouched(lock));
  });

  test("are taken in their order only, and the answer says where to go on", () => {
    const lock = loggedIn();
    offer(lock, image);
    send(lock, image, 342);
    for (const at of [0, 341, 343, sentBlock, 2_000_000_000]) {
      const answer = lock.ask("UpdateData", { At: at, Data: base64(image.stream.subarray(0, 30)) });
      assert.deepEqual([answer.Status, answer.Next], ["CONSTRAINT_ERROR", 342]);
    }
    assert.equal(send(lock, image).Status, "SUCCESS");
  });

  test("are refused from the beginning when one bit is not as it was signed, and none of it reaches flash", () => {
    for (const at of [0, 31, 32, sentBlock - 1, sentBlock, sentBlock + 40, image.stream.length - 1]) {
      const lock = loggedIn();
      offer(lock, image);
      const stream = image.stream.slice();
      stream[at]! ^= 0x10;
      const block = Math.floor(at / sentBlock);
      const { operations } = lock.board;
      const answer = send(lock, { ...image, stream });
      assert.deepEqual([answer.Status, answer.Next], ["CONSTRAINT_ERROR", block * sentBlock]);
      const before = operations.count;
      send(lock, { ...image, stream });
      assert.equal(operations.count, before, "a bad block costs no write");
      assert.equal(send(lock, image).Status, "SUCCESS", "and the right one is taken");
    }
  });

  test("of another image with a good signature do not fit in between", () => {
    const other = signedImage({ config: { firmwareVersion: "0.3.0" } });
    const lock = loggedIn();
    offer(lock, image);
    send(lock, image, sentBlock * 2);
    const answer = send(lock, other);
    assert.deepEqual([answer.Status, answer.Next], ["CONSTRAINT_ERROR", sentBlock * 2]);
  });

  test("may not be filled beyond their end, nor with what is no base64", () => {
    const lock = loggedIn();
    offer(lock, image);
    send(lock, image, sentBlock - 24);
    const at = lock.command("GetUpdate").Next as number;
    const tooMuch = lock.ask("UpdateData", { At: at, Data: base64(image.stream.subarray(at, at + 25)) });
    assert.deepEqual([tooMuch.Status, tooMuch.Next], ["INVALID_COMMAND", at]);
    const garbage = lock.ask("UpdateData", { At: at, Data: "AB*D" });
    assert.deepEqual([garbage.Status, garbage.Next], ["INVALID_COMMAND", at]);
    assert.equal(send(lock, image).Status, "SUCCESS");
  });

  test("go on where they were after a power cut, block by block", () => {
    const lock = loggedIn();
    offer(lock, image);
    send(lock, image, sentBlock * 2 + 700);
    lock.restart();
    assert.equal(lock.command("GetUpdate").Next, sentBlock * 2);
    assert.equal(offer(lock, image).Next, sentBlock * 2);
    assert.equal(send(lock, image).Status, "SUCCESS");
    assert.equal(stage(lock), "Ready");
  });

  test("are all there when the power was cut just after the last one, and the offer says so", () => {
    const lock = loggedIn();
    offer(lock, image);
    send(lock, image, image.stream.length - 342);
    // Erase, pages of the rest of the image, the record of the block: at the next write it is all there.
    const pages = Math.ceil((image.image.length % 4096) / 256);
    lock.board.cutPowerAt(lock.board.operations.count + 1 + pages + 2, 0);
    const next = lock.command("GetUpdate").Next as number;
    lock.board.serialWrite(`${JSON.stringify({ Command: "UpdateData", At: next, Data: base64(image.stream.subarray(next)) })}\n`);
    lock.until(() => !lock.board.power.on, second, "the power is cut");
    lock.powerUp();
    assert.deepEqual([lock.command("GetUpdate").Next, stage(lock)], [image.stream.length, "Receiving"]);
    assert.equal(offer(lock, image).Next, image.stream.length);
    assert.equal(stage(lock), "Ready");
  });

  test("that another image had got count for nothing", () => {
    const other = signedImage({ config: { firmwareVersion: "0.3.0" } });
    const before = loggedIn();
    offer(before, other);
    send(before, other, sentBlock * 2);
    const lock = loggedIn();
    offer(lock, image);
    lock.board.nvs.restore("latchkey", "updateAt", before.board.nvs.read("latchkey", "updateAt")!);
    lock.restart();
    assert.equal(lock.command("GetUpdate").Next, 0);
    assert.equal(send(lock, image).Status, "SUCCESS");
  });

  test("begin anew when another image is offered, and the first one is forgotten", () => {
    const other = signedImage({ config: { firmwareVersion: "0.3.0" } });
    const lock = loggedIn();
    offer(lock, image);
    send(lock, image, sentBlock * 2 + 700);
    assert.equal(offer(lock, other).Next, 0);
    assert.equal(send(lock, other).Status, "SUCCESS");
    assert.equal(lock.command("GetUpdate").OfferedVersion, "0.3.0");
  });

  test("are given up when the master says so, at any time", () => {
    const lock = loggedIn();
    assert.equal(lock.ask("CancelUpdate").Status, "INVALID_IN_STATE");
    offer(lock, image);
    for (const end of [0, 400, sentBlock * 3]) {
      send(lock, image, end);
      lock.command("CancelUpdate");
      assert.deepEqual([stage(lock), recordNames(lock)], ["Idle", ["updateTrust"]]);
      assert.equal(sendLine(lock, image.stream, 0).Status, "INVALID_IN_STATE");
      assert.equal(offer(lock, image).Next, 0);
    }
    send(lock, image);
    lock.command("CancelUpdate");
    lock.board.run(5 * minute);
    assert.deepEqual([stage(lock), lock.board.state().bootCount], ["Idle", 1]);
  });

  test("are refused while NVS is full, and taken when there is room again", () => {
    const lock = loggedIn();
    offer(lock, image);
    send(lock, image, sentBlock);
    lock.board.nvs.fill(true);
    const answer = send(lock, image);
    assert.deepEqual([answer.Status, answer.Next], ["FAILURE", sentBlock]);
    lock.board.nvs.fill(false);
    assert.equal(offer(lock, image).Status, "SUCCESS");
    assert.equal(send(lock, image).Status, "SUCCESS");
    lock.assertSound();
  });

  test("survive a flash cell that is worn out: the block is refused until it can be written", () => {
    const lock = loggedIn();
    offer(lock, image);
    lock.board.appFlash.ota_1.stickBits(4096 + 100, 0xff, 0);
    const answer = send(lock, image);
    assert.deepEqual([answer.Status, answer.Next], ["FAILURE", sentBlock]);
    lock.board.appFlash.ota_1.stickBits(4096 + 100, 0xff, undefined);
    assert.equal(send(lock, image).Status, "SUCCESS");
  });
});

test("nothing of this is there before set-up: nobody can log in", () => {
  const lock = newLock();
  assert.equal(offer(lock, image).Status, "UNSUPPORTED_ACCESS");
});

