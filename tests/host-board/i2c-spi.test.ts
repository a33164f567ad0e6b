// SPDX-License-Identifier: Apache-2.0
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { DriverBench } from "../fixtures/driver-bench";
import { uid4, uid7 } from "../fixtures/reader-bench";

const i2cPins = { data: 21, clock: 22 };
const i2c = { ...i2cPins, address: 0x24, hz: 100_000, timeout: 20 };
const pn532 = { kind: "pn532" as const, dataPin: 21, clockPin: 22, irqPin: 18 };
const rc522 = { kind: "rc522" as const, clockPin: 18, inPin: 19, outPin: 23, selectPin: 5 };
const spi = { clock: 18, in: 19, out: 23, select: 5, active: 0 as const, mode: 0, hz: 1_000_000, port: 1 };

const ack = [0x00, 0x00, 0xff, 0x00, 0xff, 0x00];
const version = Uint8Array.of(0x00, 0x00, 0xff, 0x02, 0xfe, 0xd4, 0x02, 0x2a, 0x00);
const setUp = Uint8Array.of(0x00, 0x00, 0xff, 0x05, 0xfb, 0xd4, 0x14, 0x01, 0x14, 0x01, 0x02, 0x00);
const list = Uint8Array.of(0x00, 0x00, 0xff, 0x04, 0xfc, 0xd4, 0x4a, 0x01, 0x00, 0xe1, 0x00);

describe("I2C", () => {
  test("takes the time of the wire, and the whole time-out when a line is held down", () => {
    const bench = new DriverBench({ cardReader: pn532 });
    const bus = new bench.i2c(i2c);
    bus.write(version);
    assert.equal(bench.nowMs(), 0);
    bus.write(new Uint8Array(100));
    assert.equal(bench.nowMs(), 10);
    bench.cardReader?.setBusStuck(true);
    const beforeMs = bench.nowMs();
    assert.throws(() => bus.write(version), /write failed/);
    assert.equal(bench.nowMs() - beforeMs, 20);
  });

  test("throws when nobody acknowledges: at another address, at other pins, without a device, unplugged", () => {
    const bench = new DriverBench({ cardReader: pn532 });
    assert.throws(() => new bench.i2c({ ...i2c, address: 0x25 }).write(version), /write failed/);
    const wrong = new DriverBench({ cardReader: { ...pn532, dataPin: 22, clockPin: 21 } });
    assert.throws(() => new wrong.i2c(i2c).read(new Uint8Array(1)), /read failed/);
    assert.throws(() => new (new DriverBench().i2c)(i2c).write(version), /write failed/);
    const unplugged = new DriverBench({ cardReader: pn532 });
    const bus = new unplugged.i2c(i2c);
    bus.write(version);
    if (unplugged.cardReader !== undefined) unplugged.cardReader.faults.unplugged = true;
    assert.throws(() => bus.write(version), /write failed/);
  });

  test("refuses what the chip cannot do, and a time-out that would spoil a turn", () => {
    const { i2c: I2C } = new DriverBench();
    for (const wrong of [{ timeout: 21 }, { timeout: 0 }, { hz: 0 }, { hz: 400_001 }, { address: 128 }, { data: 34 }, { data: 22 }, { clock: 6 }]) {
      assert.throws(() => new I2C({ ...i2c, ...wrong }), Error, JSON.stringify(wrong));
    }
    const { timeout, ...withoutTimeout } = i2c;
    assert.throws(() => new I2C(withoutTimeout as typeof i2c), /longer than a turn/);
    assert.equal(timeout, 20);
    const bus = new I2C(i2c);
    assert.throws(() => new I2C(i2c), /in use/);
    bus.close();
    assert.throws(() => bus.write(version), /closed/);
    new I2C(i2c).close();
  });
});

describe("the virtual PN532", () => {
  function reader() {
    const bench = new DriverBench({ cardReader: pn532 });
    const bus = new bench.i2c(i2c);
    const irq = new bench.io({ pin: 18, mode: bench.io.InputPullUp });
    const read = (length: number): number[] => {
      const bytes = new Uint8Array(length);
      bus.read(bytes);
      return [...bytes];
    };
    const send = (frame: Uint8Array): void => {
      bus.write(frame);
      bench.run(5);
    };
    const exchange = (frame: Uint8Array): number[] => {
      send(frame);
      assert.deepEqual(read(7), [1, ...ack]);
      bench.run(50);
      return read(32);
    };
    return { bench, irq, read, send, exchange };
  }

  test("acknowledges, answers, and pulls its IRQ pin low while something waits", () => {
    const { bench, irq, read, send } = reader();
    assert.equal(irq.read(), 1);
    assert.deepEqual(read(3), [0, 0, 0]);
    send(version);
    assert.equal(irq.read(), 0);
    assert.deepEqual(read(1), [1]);
    assert.deepEqual(read(7), [1, ...ack]);
    assert.equal(irq.read(), 1);
    bench.run(5);
    assert.equal(irq.read(), 0);
    assert.deepEqual(read(14), [1, 0x00, 0x00, 0xff, 0x06, 0xfa, 0xd5, 0x03, 0x32, 0x01, 0x06, 0x07, 0xe8, 0x00]);
    assert.equal(irq.read(), 1);
  });

  test("does not acknowledge a frame that is not right, nor a command while another is not finished", () => {
    const { irq, send, read } = reader();
    for (let index = 0; index < version.length; index++) {
      send(version.map((byte, at) => (at === index ? byte ^ 0x10 : byte)));
      assert.equal(irq.read(), 1, `byte ${index}`);
    }
    send(version);
    assert.deepEqual(read(7), [1, ...ack]);
    send(version);
    assert.equal(irq.read(), 0);
    assert.equal(read(14)[7], 0x03);
    assert.equal(irq.read(), 1);
  });

  test("looks for cards only after SAMConfiguration, and for ever until it is told otherwise or aborted", () => {
    const { bench, irq, send, exchange, read } = reader();
    send(list);
    assert.deepEqual(read(7), [1, ...ack]);
    bench.run(1_000);
    assert.equal(irq.read(), 1);
    send(Uint8Array.from(ack));
    assert.equal(exchange(setUp)[7], 0x15);
    send(list);
    assert.deepEqual(read(7), [1, ...ack]);
    bench.run(60_000);
    assert.equal(irq.read(), 1);
    bench.cardReader?.field.hold(uid4, 0x08);
    bench.run(50);
    assert.deepEqual(read(19), [1, 0, 0, 0xff, 0x0c, 0xf4, 0xd5, 0x4b, 1, 1, 0, 0x04, 0x08, 4, 0xc3, 0x5a, 0x17, 0xe4, 0xb6]);
  });

  test("adds to a processor card's UID what its RATS told, unless that is switched off, and forgets settings with its supply", () => {
    const { bench, exchange } = reader();
    const parameters = Uint8Array.of(0x00, 0x00, 0xff, 0x03, 0xfd, 0xd4, 0x12, 0x04, 0x16, 0x00);
    const lengthOf = (answer: number[]): number => answer[4] ?? 0;
    bench.cardReader?.field.hold(uid7);
    exchange(setUp);
    assert.equal(lengthOf(exchange(list)), 21);
    assert.equal(exchange(parameters)[7], 0x13);
    assert.equal(lengthOf(exchange(list)), 15);
    bench.cardReader?.restart();
    exchange(setUp);
    assert.equal(lengthOf(exchange(list)), 21);
  });
});

describe("SPI", () => {
  test("keeps the device selected until it is told to let go, so that a second access without that goes astray", () => {
    const bench = new DriverBench({ cardReader: rc522 });
    const bus = new bench.spi(spi);
    const read = (register: number, deselect: boolean): number => {
      const bytes = Uint8Array.of(0x80 | (register << 1), 0);
      bus.transfer(bytes);
      bus.flush(deselect);
      return bytes[1] ?? 0;
    };
    bench.run(2);
    assert.equal(read(0x37, true), 0xff, "no edge of the select line since it was opened");
    assert.equal(read(0x37, false), 0x92);
    assert.notEqual(read(0x37, true), 0x92);
    assert.equal(read(0x37, true), 0x92);
  });

  test("reads ones where nothing is, or at other pins", () => {
    const nothing = Uint8Array.of(0xee, 0);
    new (new DriverBench().spi)(spi).transfer(nothing);
    assert.deepEqual([...nothing], [0xff, 0xff]);
    const bench = new DriverBench({ cardReader: rc522 });
    const bus = new bench.spi({ ...spi, select: 4 });
    bus.flush(true);
    bus.transfer(nothing);
    assert.deepEqual([...nothing], [0xff, 0xff]);
  });

  test("refuses what the reader or the chip cannot do", () => {
    const { spi: SPI } = new DriverBench({ cardReader: rc522 });
    for (const wrong of [{ hz: 10_000_001 }, { hz: 0 }, { mode: 1 }, { port: 0 }, { out: 34 }, { in: 18 }, { clock: 6 }, { active: 1 as const }]) {
      assert.throws(() => new SPI({ ...spi, ...wrong }), Error, JSON.stringify(wrong));
    }
    const bus = new SPI({ ...spi, in: 34 });
    bus.close();
    assert.throws(() => bus.transfer(new Uint8Array(2)), /closed/);
    new SPI(spi).close();
  });
});
