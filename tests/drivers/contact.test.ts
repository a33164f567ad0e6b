// SPDX-License-Identifier: Apache-2.0
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { Contact } from "../../drivers/contact";
import { DriverBench, type DriverBenchOptions } from "../fixtures/driver-bench";

const pin = 4;

/** A door: 300 ms to be closed, 50 ms to be open. */
function doorOn({ connected, ...options }: DriverBenchOptions & { connected: boolean }) {
  const bench = new DriverBench(options);
  if (connected) bench.set(pin, 0);
  const facts: string[] = [];
  const onChange = (closed: boolean) => facts.push(`${bench.nowMs()} ${closed ? "closed" : "open"}`);
  const contact = new Contact({ ...bench, pin, closedMs: 300, openMs: 50, onChange });
  const connect = (is: boolean, delayMs: number) => bench.after(delayMs, () => bench.set(pin, is ? 0 : undefined));
  return { bench, contact, connect, facts };
}

describe("a contact", () => {
  test("is reported after power-up, once it has been stable", () => {
    const closed = doorOn({ connected: true });
    closed.bench.run(299);
    assert.deepEqual(closed.facts, []);
    closed.bench.run(1);
    assert.deepEqual(closed.facts, ["300 closed"]);
    const open = doorOn({ connected: false });
    open.bench.run(300);
    assert.deepEqual(open.facts, ["50 open"]);
  });

  test("is closed when it was stable for its whole time, and not a millisecond earlier", () => {
    const { bench, connect, facts } = doorOn({ connected: false });
    bench.run(1000);
    connect(true, 5);
    bench.run(304);
    assert.deepEqual(facts, ["50 open"]);
    bench.run(1);
    assert.deepEqual(facts, ["50 open", "1305 closed"]);
  });

  test("is not closed while the door knocks against its frame", () => {
    const { bench, connect, facts } = doorOn({ connected: false });
    for (let delayMs = 100; delayMs < 3000; delayMs += 250) {
      connect(true, delayMs);
      connect(false, delayMs + 240);
    }
    bench.run(3500);
    assert.deepEqual(facts, ["50 open"]);
  });

  test("bounces without being told twice", () => {
    const { bench, connect, facts } = doorOn({ connected: true });
    bench.run(1000);
    for (let bounce = 0; bounce < 8; bounce++) connect(bounce % 2 === 1, 5 + bounce);
    connect(false, 14);
    bench.run(1000);
    assert.equal(facts.length, 2);
    assert.match(facts[1] ?? "", /open$/);
  });

  test("counts from its last edge, even when every look reads the same", () => {
    const { bench, connect, facts } = doorOn({ connected: false });
    bench.run(1000);
    connect(true, 1);
    // Too short for a look, but the interrupt remembers.
    connect(false, 205);
    connect(true, 205);
    bench.run(504);
    assert.deepEqual(facts, ["50 open"]);
    bench.run(10);
    assert.equal(facts.length, 2);
  });

  test("is found by the slow poll when every interrupt gets lost", () => {
    const { bench, connect, facts } = doorOn({ connected: true, lostInterrupts: true });
    bench.run(1000);
    connect(false, 10);
    bench.run(250);
    assert.equal(facts.length, 2);
    assert.match(facts[1] ?? "", /open$/);
  });

  test("reads open when its wire is cut", () => {
    const { bench, facts } = doorOn({ connected: true });
    bench.run(1000);
    bench.set(pin, undefined);
    bench.run(100);
    assert.match(facts[1] ?? "", /open$/);
  });

  test("is silent after close, closes twice, and its pin can be opened again", () => {
    const { bench, contact, connect, facts } = doorOn({ connected: false });
    connect(true, 10);
    bench.run(20);
    contact.close();
    contact.close();
    bench.run(1000);
    assert.deepEqual(facts, []);
    assert.equal(bench.pending, false);
    new Contact({ ...bench, pin, closedMs: 50, openMs: 50, onChange() {} }).close();
  });

  test("tells of an exception out of onChange, and goes on", () => {
    const bench = new DriverBench();
    let calls = 0;
    const onChange = () => {
      calls++;
      throw new Error("nobody home");
    };
    new Contact({ ...bench, pin, closedMs: 50, openMs: 50, onChange });
    bench.run(100);
    bench.set(pin, 0);
    bench.run(200);
    assert.equal(calls, 2);
    assert.deepEqual(bench.errors, ["nobody home", "nobody home"]);
  });
});
