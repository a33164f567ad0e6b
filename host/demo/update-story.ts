// SPDX-License-Identifier: Apache-2.0
/** The story of `npm run demo:update`: a lock on a door gets new firmware, loses power in the middle, and is offered a forgery. */
import { offer, send } from "../board/send-update";
import { signedImage, type SignedImage } from "../board/signed-image";
import type { VirtualBoard } from "../board/virtual-board";
import { Narrator } from "./narrator";

const masterPin = "274951";
const second = 1_000;
const minute = 60 * second;
const imageBytes = 160_000;
const barWidth = 30;
/** Progress is told so often in an image. */
const steps = 8;
const strangerSeed = "5e".repeat(32);

/** Throws at the first thing that goes otherwise than told. */
export function tellUpdateStory(virtual: VirtualBoard, board: string): void {
  const n = new Narrator(virtual);
  const image = signedImage({ config: { firmwareVersion: "0.2.0", securityVersion: 2 }, paddingBytes: imageBytes, header: { board } });
  aLock(n);
  receive(n, image);
  prove(n);
  forgeries(n, image, board);
}

function aLock(n: Narrator): void {
  n.chapter("A lock on a door");
  n.board.powerUp();
  n.board.run(3 * second);
  n.board.pressButton(5.5 * second);
  n.board.run(7 * second);
  n.board.type(`${masterPin}#${masterPin}#`);
  n.until(() => n.board.boltPosition > 0.99, minute, "It is set up, and has locked itself.");
  n.board.run(second);
  says(n, { Stage: "Idle", FirmwareVersion: "0.1.0", SecurityVersion: 1 });
}

function receive(n: Narrator, image: SignedImage): void {
  n.chapter("A new firmware comes over the console");
  n.say(`Version 0.2.0 is offered: ${Math.round(image.image.length / 1000)} KB, signed by the maker.`);
  n.expect(offer(n.board, image)["Status"] === "SUCCESS", "the offer is taken");
  n.say("Header and signature are right. Nothing was written before that.");
  const half = Math.round(image.stream.length * 0.55);
  progress(n, image, half);
  n.board.type(masterPin);
  n.board.press("#");
  n.until(() => n.board.state().boltDriven, second, "Somebody comes home meanwhile: the motor starts as ever.");
  n.until(() => n.board.boltPosition < 0.01, 3 * second, "The lock is open, and writes nothing while its bolt moves.");
  n.until(() => n.board.boltPosition > 0.99, minute, "Half a minute later it locks, on time.");
  n.board.cutPower();
  n.say("Power cut, in the middle of the update.");
  n.board.run(5 * second);
  n.board.powerUp();
  n.board.run(3 * second);
  n.say("Power is back.");
  says(n, { Stage: "Receiving", FirmwareVersion: "0.1.0" });
  n.expect(offer(n.board, image)["Status"] === "SUCCESS", "the offer is taken again");
  const next = n.ask({ Command: "GetUpdate" })["Next"] as number;
  n.expect(next > half - 5_000, "it goes on where it was");
  n.say(`The same image is offered again: it goes on at ${Math.round(next / 1000)} KB.`);
  progress(n, image, image.stream.length);
  says(n, { Stage: "Ready" });
}

function prove(n: Narrator): void {
  n.chapter("Installed at a quiet moment, and on probation");
  n.ask({ Command: "Logout" });
  const { bootCount } = n.board.state();
  n.until(() => n.board.state().bootCount > bootCount, 3 * minute, "Locked, door closed, nobody there for a minute: it restarts.");
  n.board.run(3 * second);
  n.expect(n.board.state().firmwareVersion === "0.2.0" && n.board.state().onProbation, "0.2.0 runs on probation");
  n.say("0.2.0 runs, on probation: were it to crash, the boot loader would go back.");
  n.board.cutPower();
  n.board.run(5 * second);
  n.board.powerUp();
  n.board.run(3 * second);
  n.expect(n.board.state().firmwareVersion === "0.1.0", "the boot loader went back");
  n.say("A power cut at that moment: 0.1.0 is back, and will install it once more.");
  n.until(() => n.board.state().firmwareVersion === "0.2.0", 3 * minute, "At the next quiet moment it has.");
  n.board.run(3 * second);
  n.board.type(masterPin);
  n.board.press("#");
  n.until(() => n.board.boltPosition < 0.01, 3 * second, "The PIN of before opens: users and log are as they were.");
  n.until(() => !n.board.state().onProbation, 2 * minute, "A minute without a fault, and somebody was let in: it stays.");
  says(n, { Stage: "Idle", FirmwareVersion: "0.2.0", SecurityVersion: 2, LastResult: "Valid" });
}

function forgeries(n: Narrator, image: SignedImage, board: string): void {
  n.chapter("A stranger with the serial port, and even the master PIN");
  refused(n, "An image signed with a key of his own", signedImage({ seed: strangerSeed, config: { firmwareVersion: "0.3.0", securityVersion: 2 }, header: { board } }));
  const forged = image.offer.slice();
  forged[80 + 2] = "9".charCodeAt(0);
  refused(n, "The maker's header with another version in it", { ...image, offer: forged });
  refused(n, "The maker's old 0.1.9, which had a hole", signedImage({ config: { firmwareVersion: "0.1.9" }, header: { board } }));
  n.expect(offer(n.board, image)["Status"] === "SUCCESS", "the maker's own is taken");
  const stream = image.stream.slice();
  stream[50_000]! ^= 1;
  const answer = send(n.board, { ...image, stream });
  n.expect(answer["Status"] === "CONSTRAINT_ERROR", "the block is refused");
  n.say(`The maker's image with one bit changed: block ${Math.floor(50_000 / 4_128)}: ${String(answer["Reason"])}.`);
  n.ask({ Command: "CancelUpdate" });
  n.board.run(minute);
  says(n, { Stage: "Idle", FirmwareVersion: "0.2.0" });
  n.expect(n.board.faults.length === 0, "no fault");
}

function refused(n: Narrator, what: string, image: SignedImage): void {
  const answer = offer(n.board, image);
  n.expect(answer["Status"] !== "SUCCESS", "it is refused");
  n.say(`${what}: refused, ${String(answer["Reason"])}.`);
}

/** Sends up to `end`, and tells how it goes by the clock of the lock. */
function progress(n: Narrator, image: SignedImage, end: number): void {
  const all = image.stream.length;
  const startMs = n.board.nowMs;
  const start = n.ask({ Command: "GetUpdate" })["Next"] as number;
  for (let step = Math.floor((start / all) * steps) + 1; step <= steps; step++) {
    const goal = Math.min(Math.round((all * step) / steps), end);
    if (goal <= start) continue;
    n.expect(send(n.board, image, goal)["Status"] === "SUCCESS", "blocks are taken");
    const rate = (goal - start) / (n.board.nowMs - startMs);
    const filled = Math.round((goal / all) * barWidth);
    const left = Math.round((all - goal) / rate / 1000);
    n.say(`[${"#".repeat(filled).padEnd(barWidth)}] ${Math.round((goal / all) * 100)} %, ${rate.toFixed(1)} KB/s, ${left} s to go`);
    if (goal === end) return;
  }
}

/** Logs in where nobody is. */
function says(n: Narrator, expected: Record<string, unknown>): void {
  if (n.ask({ Command: "GetUpdate" })["Status"] !== "SUCCESS") n.ask({ Command: "Login", PIN: masterPin });
  n.answers("GetUpdate", expected);
}
