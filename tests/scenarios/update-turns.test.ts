// SPDX-License-Identifier: Apache-2.0
/** What an update asks of the chip: no turn of it takes longer than its budget. Its memory: `npm run bench`. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { mainTurn, preloadTurn } from "../../host/board/meter";
import { signedImage } from "../../host/board/signed-image";
import { offer, send } from "../fixtures/updating-lock";
import { lockedLock, minute, second, type WholeLock } from "../fixtures/whole-lock";

const turnUnitsMax = 40_000;

/** The longest turn since the meter was reset, and whose it was; all are 0 on Node. */
function longestTurn(lock: WholeLock): { name: string; units: number } {
  let longest = { name: "", units: 0 };
  for (const { name, longestUnits: units } of lock.board.meter.turns.values()) {
    if (name !== mainTurn && name !== preloadTurn && units > longest.units) longest = { name, units };
  }
  return longest;
}

function measured(lock: WholeLock, what: string, act: () => void): void {
  lock.board.run(second);
  lock.board.meter.reset();
  act();
  lock.board.run(3 * second);
  const { name, units } = longestTurn(lock);
  assert.ok(units <= turnUnitsMax, `${what}: ${units} units in ${name}`);
}

describe("an update", () => {
  test("has no turn over its budget, from the offer to the proof", () => {
    const image = signedImage();
    const wrong = { ...image, stream: image.stream.map((byte, at) => (at === 5_000 ? byte ^ 1 : byte)) };
    const lock = lockedLock();
    lock.command("GetUpdate");
    measured(lock, "an offer", () => assert.equal(offer(lock, image).Status, "SUCCESS"));
    measured(lock, "the first block", () => void send(lock, image, 4128));
    measured(lock, "a block with a wrong hash", () => assert.equal(send(lock, wrong).Status, "CONSTRAINT_ERROR"));
    measured(lock, "all other blocks", () => assert.equal(send(lock, image).Status, "SUCCESS"));
    measured(lock, "GetUpdate", () => void lock.command("GetUpdate"));
    measured(lock, "installing, and the restart", () => {
      lock.command("InstallUpdate", { Now: 1 });
      lock.until(() => lock.board.state().bootCount === 2, minute, "it restarts");
    });
    measured(lock, "probation, and its end", () => {
      lock.command("GetUpdate");
      lock.board.run(2 * minute);
    });
    assert.equal(lock.board.state().onProbation, false);
    measured(lock, "an offer that is refused", () => assert.equal(offer(lock, signedImage({ seed: "09".repeat(32) })).Refusal, "UnknownKey"));
    measured(lock, "giving up", () => {
      offer(lock, signedImage({ config: { firmwareVersion: "0.3.0" } }));
      lock.command("CancelUpdate");
    });
    lock.assertSound();
  });
});
