// SPDX-License-Identifier: Apache-2.0
/** The panel's server is for its own page on this computer: it answers nobody else, and no message brings it down. */
import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer, request, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { after, before, describe, test } from "node:test";
import { WebSocket } from "ws";
import { PanelServer } from "../../host/app/panel-server";

describe("the panel's server", () => {
  const messages: object[] = [];
  let closed = 0;
  let server: PanelServer;

  const start = (port: number): Promise<PanelServer> =>
    PanelServer.start({
      port,
      files: new Map([["/", { type: "text/html", content: "the page" }]]),
      onPage: (send) => {
        send({ type: "notice", text: "hello" });
        return { onMessage: (message) => messages.push(message), onClose: () => closed++ };
      },
    });
  const page = (origin: string, headers = {}): WebSocket =>
    new WebSocket(`ws://127.0.0.1:${server.port}/board`, { origin, headers });
  const ownPage = (): WebSocket => page(`http://127.0.0.1:${server.port}`);

  before(async () => {
    server = await start(0);
  });
  after(() => server.close());

  test("listens on this computer only", () => {
    assert.match(server.url, /^http:\/\/127\.0\.0\.1:/);
  });

  test("gives out its files, and nothing else", async () => {
    const { status, body, headers } = await get(server.port, "/");
    assert.deepEqual([status, body], [200, "the page"]);
    assert.match(String(headers["content-security-policy"]), /default-src 'self'/);
    assert.equal((await get(server.port, "/?x")).status, 200);
    for (const path of ["/package.json", "/../package.json", "/%2e%2e/package.json", "//", "/x"]) {
      assert.equal((await get(server.port, path)).status, 404, path);
    }
    assert.equal((await get(server.port, "/", {}, "POST")).status, 404);
  });

  test("answers only to the names of this computer, so that no name of somebody else can be pointed at it", async () => {
    assert.equal((await get(server.port, "/", { host: `localhost:${server.port}` })).status, 200);
    for (const host of ["attacker.example", `attacker.example:${server.port}`, "127.0.0.1", `localhost.attacker.example:${server.port}`]) {
      assert.equal((await get(server.port, "/", { host })).status, 403, host);
      assert.equal(await outcome(page(`http://127.0.0.1:${server.port}`, { host })), "refused", host);
    }
  });

  test("lets its own page connect, and no page of another origin", async () => {
    for (const origin of [`http://127.0.0.1:${server.port}`, `http://localhost:${server.port}`]) {
      const own = page(origin);
      const [data] = (await once(own, "message")) as [Buffer];
      assert.deepEqual(JSON.parse(data.toString()), { type: "notice", text: "hello" });
      own.close();
    }
    const foreign = ["http://attacker.example", "null", "http://127.0.0.1", `https://127.0.0.1:${server.port}`, `http://127.0.0.1:${server.port}.attacker.example`];
    for (const origin of foreign) {
      assert.equal(await outcome(page(origin)), "refused", origin);
    }
    assert.equal(await outcome(new WebSocket(`ws://127.0.0.1:${server.port}/board`)), "refused");
  });

  test("drops what is no JSON object, ends a page that sends too much, and goes on", async () => {
    const own = ownPage();
    await once(own, "open");
    for (const text of ["", "x", "{", "1", "null", '"text"', "\u0000", "[".repeat(10_000)]) own.send(text);
    own.send(Buffer.from([0xff, 0xfe, 0x00]));
    own.send('{"op":"known"}');
    const before = closed;
    own.send("x".repeat(20_000));
    await once(own, "close");
    assert.deepEqual(messages, [{ op: "known" }]);
    const next = ownPage();
    await once(next, "message");
    assert.ok(closed > before);
    next.close();
  });

  test("takes another port when the one it is to have is taken, and says which", async () => {
    const other = createServer();
    other.listen(0, "127.0.0.1");
    await once(other, "listening");
    const { port } = other.address() as AddressInfo;
    const second = await start(port);
    assert.notEqual(second.port, port);
    assert.equal((await get(second.port, "/")).body, "the page");
    assert.equal(second.url, `http://127.0.0.1:${second.port}/`);
    second.close();
    other.close();
  });

  test("takes any port when it is to have one that does not exist", async () => {
    const second = await start(65_530);
    assert.ok(second.port > 0);
    second.close();
    const third = await start(99_999);
    assert.ok(third.port > 0 && third.port < 65_536);
    third.close();
  });
});

function outcome(page: WebSocket): Promise<"open" | "refused"> {
  return new Promise((resolve) => {
    page.once("error", () => resolve("refused"));
    page.once("open", () => {
      resolve("open");
      page.terminate();
    });
  });
}

interface Answer {
  status: number | undefined;
  headers: IncomingMessage["headers"];
  body: string;
}

async function get(port: number, path: string, headers: Record<string, string> = {}, method = "GET"): Promise<Answer> {
  const asked = request({ host: "127.0.0.1", port, path, headers, method, agent: false });
  asked.end();
  const [answer] = (await once(asked, "response")) as [IncomingMessage];
  let body = "";
  for await (const chunk of answer) body += String(chunk);
  return { status: answer.statusCode, headers: answer.headers, body };
}
