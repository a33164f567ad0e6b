// SPDX-License-Identifier: Apache-2.0
import assert from "node:assert/strict";
import { request } from "node:http";
import { afterEach, beforeEach, describe, test } from "node:test";
import { WebSocket } from "ws";
import type { FromServer } from "../../host/app/panel-protocol";
import { PanelServer } from "../../host/app/panel-server";

const port = 18_017;
const hello: FromServer = { type: "lines", fresh: true, lines: [{ fromLock: true, text: "hello" }] };
let received: unknown[];
let server: PanelServer;
let others: PanelServer[];

const start = (): Promise<PanelServer> =>
  PanelServer.start({
    port,
    files: new Map([["/", { type: "text/html", content: "the page" }]]),
    onPage: (send) => {
      send(hello);
      return { onMessage: (message) => received.push(message), onClose: () => undefined };
    },
  });

beforeEach(async () => {
  received = [];
  others = [];
  server = await start();
});

afterEach(() => {
  for (const each of [server, ...others]) each.close();
});

function status(path: string, headers: Record<string, string> = {}, method = "GET"): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const asked = request({ host: "127.0.0.1", port: server.port, path, method, headers, agent: false }, (response) => {
      response.resume();
      resolve(response.statusCode);
    });
    asked.on("error", reject).end();
  });
}

/** The first message, or undefined when the connection is refused. */
function connect(origin: string | undefined, host = `127.0.0.1:${server.port}`): Promise<[WebSocket, unknown] | undefined> {
  const options = { headers: { host }, ...(origin !== undefined && { origin }) };
  const page = new WebSocket(`ws://127.0.0.1:${server.port}/board`, options);
  return new Promise((resolve) => {
    page.on("message", (data: Buffer) => resolve([page, JSON.parse(data.toString())]));
    page.on("error", () => resolve(undefined));
  });
}

describe("the panel's server", () => {
  test("serves its files and nothing else", async () => {
    assert.equal(await status("/"), 200);
    assert.equal(await status("/?a=1"), 200);
    assert.equal(await status("/package.json"), 404);
    assert.equal(await status("/../package.json"), 404);
    assert.equal(await status("/", {}, "POST"), 404);
  });

  test("listens on this computer only", () => {
    assert.match(server.url, /^http:\/\/127\.0\.0\.1:/);
  });

  test("refuses a name that is not this computer's, as it comes with DNS rebinding", async () => {
    assert.equal(await status("/", { host: `localhost:${server.port}` }), 200);
    assert.equal(await status("/", { host: `evil.example:${server.port}` }), 403);
    assert.equal(await status("/", { host: "127.0.0.1" }), 403);
    assert.equal(await connect(server.url.slice(0, -1), `evil.example:${server.port}`), undefined);
  });

  test("talks to its own page, and to no page of another origin", async () => {
    const connected = await connect(`http://127.0.0.1:${server.port}`);
    assert.deepEqual(connected?.[1], hello);
    assert.ok(await connect(`http://localhost:${server.port}`));
    for (const origin of [undefined, "null", "http://evil.example", `https://127.0.0.1:${server.port}`, "http://127.0.0.1:1"]) {
      assert.equal(await connect(origin), undefined, origin);
    }
  });

  test("hands on objects, and survives anything else", async () => {
    const [page] = (await connect(`http://127.0.0.1:${server.port}`)) ?? assert.fail("not connected");
    for (const text of ["", "{", "null", "1", '{"op":"power","on":true}']) page.send(text);
    const [other] = (await connect(`http://127.0.0.1:${server.port}`)) ?? assert.fail("not connected");
    other.send("x".repeat(20_000));
    await new Promise((resolve) => other.once("close", resolve));
    assert.deepEqual(received, [{ op: "power", on: true }]);
    assert.equal(await status("/"), 200);
  });

  test("takes another port when its own is taken", async () => {
    others.push(await start(), await start());
    assert.equal(new Set([server, ...others].map((each) => each.port)).size, 3);
  });
});
