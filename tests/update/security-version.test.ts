// SPDX-License-Identifier: Apache-2.0
/** What an image that has proved itself forbids all that come after it. */
import { describe, test } from "node:test";
import assert from "node:assert/strict";
import { demoSeeds } from "../../host/board/demo-keys";
import { signedImage } from "../../host/board/signed-image";
import { garble, installed, offer, received, runs, updated } from "../fixtures/updating-lock";
import { guestPin, lockedLock, minute, second } from "../fixtures/whole-lock";

const image = signedImage();

describe("the security version", () => {
  const safer = signedImage({ config: { firmwareVersion: "0.2.0", securityVersion: 2 } });

  test("is raised by an image that has proved itself, and then the older ones are refused", () => {
    const lock = lockedLock();
    updated(lock, safer);
    assert.equal(lock.command("GetUpdate").SecurityVersion, 2);
    assert.equal(offer(lock, signedImage({ config: { firmwareVersion: "0.9.0" } })).Refusal, "SecurityVersion");
    assert.equal(offer(lock, signedImage({ config: { firmwareVersion: "0.9.0", securityVersion: 2 } })).Status, "SUCCESS");
  });

  test("is not raised by one that went back", () => {
    const lock = lockedLock();
    installed(lock, safer);
    for (let cuts = 1; cuts <= 3; cuts++) {
      lock.restart();
      lock.board.run(3 * minute);
    }
    assert.equal(runs(lock), "0.1.0");
    assert.equal(lock.command("GetUpdate").SecurityVersion, 1);
    assert.equal(offer(lock, image).Status, "SUCCESS");
  });

  test("stays where it was when a damaged image makes the boot loader fall back, and the log says so", () => {
    const lock = lockedLock();
    updated(lock, safer);
    lock.board.cutPower();
    lock.board.appFlash[lock.board.state().runningSlot === 1 ? "ota_1" : "ota_0"].flipBits(10_000, 1);
    lock.board.run(second);
    lock.powerUp();
    assert.deepEqual([runs(lock), lock.count("firmwareOutdated")], ["0.1.0", 1]);
    assert.ok(lock.opens(guestPin));
    lock.command("GetUpdate");
    assert.equal(offer(lock, image).Refusal, "SecurityVersion");
    updated(lock, safer);
    assert.equal(runs(lock), "0.2.0");
  });

  test("makes every offer wait when its record is damaged, until an image runs for good", () => {
    const lock = lockedLock();
    received(lock, safer);
    garble(lock, "updateTrust");
    lock.restart();
    lock.command("GetUpdate");
    assert.equal(offer(lock, image).Refusal, "TrustDamaged");
    lock.command("InstallUpdate", { Now: 1 });
    lock.until(() => runs(lock) === "0.2.0", minute, "it is installed");
    lock.board.run(3 * second);
    lock.command("GetUpdate");
    lock.board.run(90 * second);
    assert.equal(lock.command("GetUpdate").SecurityVersion, 2);
    assert.equal(offer(lock, image).Refusal, "SecurityVersion");
  });

  test("a key that an image revoked stays revoked after it, also for an image that still carries it", () => {
    const signed = signedImage({ seed: demoSeeds[1] });
    const keyId = [...signed.offer.subarray(96, 104)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
    const lock = lockedLock();
    updated(lock, signedImage({ config: { revokedKeys: keyId } }));
    updated(lock, signedImage({ config: { firmwareVersion: "0.3.0" } }));
    assert.equal(runs(lock), "0.3.0");
    lock.command("GetUpdate");
    assert.equal(offer(lock, signed).Refusal, "RevokedKey");
  });
});
