// SPDX-License-Identifier: Apache-2.0
/** How the soak goes on, stops and tells, with scripts in place of the lock. */
import { describe, test } from "node:test";
import assert from "node:assert/strict";
import { sectionSize, SoakPart, type SoakPartName } from "../../host/app/soak-part";

/** Answers each command with what `body` makes of it; commands are counted, the bytes for the console are kept. */
function answering(body: string): string {
  return `
    let count = 0, bytes, kept = [];
    globalThis.handleCommand = (message) => {
      const received = new Uint8Array(message);
      if (received[0] === 0) { bytes = received.slice(1); return; }
      const command = JSON.parse(new TextDecoder().decode(received));
      const figures = {};
      count++;
      const reply = (() => { ${body} })();
      gc();
      return new TextEncoder().encode(JSON.stringify(reply)).buffer;
    };`;
}

async function played(script: string, options: { name?: SoakPartName; sections?: number } = {}): Promise<SoakPart> {
  const { name = "keys", sections = 8 } = options;
  const part = new SoakPart({ name, script, seed: 1, size: sectionSize[name] * sections, from: 0, to: sections });
  await part.run(() => {});
  return part;
}

describe("a part of the soak", () => {
  test("plays all its sections, and ends with a power cut", async () => {
    const last = "if ((command.op === 'powerCut') !== (count === 9)) throw 'not now'; return { figures };";
    const part = await played(answering(last));
    assert.equal(part.failure, undefined);
    assert.equal(part.done, 8 * sectionSize.keys);
  });

  test("stops at what is broken, and tells the section and how far it was", async () => {
    const broken = "{ what: 'planted', after: 123 }";
    const part = await played(answering(`return count === 3 ? { figures, broken: ${broken} } : { figures };`));
    assert.deepEqual(part.failure, { section: 2, after: 123, what: "planted", sent: "" });
  });

  test("tells what was sent last to the console", async () => {
    const lost = "{ what: String.fromCharCode(...bytes.slice(800, 1000)), after: 1000 }";
    const part = await played(answering(`return { figures, broken: ${lost} };`), { name: "console", sections: 1 });
    assert.equal(part.failure?.sent.length, 200);
    assert.equal(part.failure.sent, part.failure.what);
  });

  test("makes a section the same bytes whichever came before it, and each section others", async () => {
    const sent = async (from: number): Promise<string> => {
      const script = answering("return { figures, broken: { what: bytes.slice(0, 500).join(), after: 0 } };");
      const part = new SoakPart({ name: "console", script, seed: 1, size: 5 * sectionSize.console, from, to: 5 });
      await part.run(() => {});
      return part.failure?.what ?? "";
    };
    assert.equal(await sent(3), await sent(3));
    assert.notEqual(await sent(3), await sent(4));
  });

  test("sees a heap that grows by fifty slots in each section, not one that was large from the beginning", async () => {
    const growing = await played(answering("for (let slot = 0; slot < 50; slot++) kept.push({}); return { figures };"));
    assert.match(growing.failure?.what ?? "", /^the heap has grown/);
    const once = "if (count === 2) for (let slot = 0; slot < 500; slot++) kept.push({}); return { figures };";
    const large = await played(answering(once));
    assert.equal(large.failure, undefined);
  });

  test("tells that XS crashed", async () => {
    const crashing = answering("function deeper() { return 1 + deeper(); } return count < 2 ? { figures } : deeper();");
    const { failure } = await played(crashing);
    assert.equal(failure?.section, 1);
    assert.match(failure.what, /stack overflow/);
  });
});
