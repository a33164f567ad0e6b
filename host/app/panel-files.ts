// SPDX-License-Identifier: Apache-2.0
/** The panel's page as files in memory, bundled by esbuild when the server starts. */
import { readFileSync } from "node:fs";
import { basename } from "node:path";
import { build } from "esbuild";
import { boardModule } from "./firmware-plugin";

export interface PanelFile {
  type: string;
  content: string | Uint8Array;
}

/** By path of the request. The page has the keys and parts of this board. */
export async function panelFiles(board: string): Promise<Map<string, PanelFile>> {
  const bundle = await build({
    entryPoints: [{ in: "host/panel/main.tsx", out: "panel" }],
    outdir: ".",
    bundle: true,
    write: false,
    format: "esm",
    target: "es2022",
    jsx: "automatic",
    jsxImportSource: "preact",
    minify: true,
    sourcemap: "inline",
    logLevel: "silent",
    plugins: [boardModule(board)],
  });
  const files = new Map<string, PanelFile>([
    ["/", { type: "text/html; charset=utf-8", content: readFileSync("host/panel/index.html") }],
  ]);
  for (const { path, text } of bundle.outputFiles) {
    const type = path.endsWith(".css") ? "text/css; charset=utf-8" : "text/javascript; charset=utf-8";
    files.set(`/${basename(path)}`, { type, content: text });
  }
  return files;
}
