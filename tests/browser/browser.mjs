// A real browser for tests: Debian's Chromium, a folder served on loopback, and axe.

import { createReadStream, existsSync, readFileSync, statSync } from "node:fs";
import { createServer } from "node:http";
import { createRequire } from "node:module";
import { extname, join, normalize } from "node:path";

import { chromium } from "playwright-core";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

const ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"];

/** Starts Chromium; the caller closes it. `cargo xtask` sets FLOWLOCK_CHROMIUM. */
export async function launch(more = []) {
  const executablePath = process.env.FLOWLOCK_CHROMIUM ?? "/usr/bin/chromium";
  if (!existsSync(executablePath))
    throw new Error(`no Chromium at ${executablePath}: apt-get install chromium`);
  return chromium.launch({ executablePath, args: [...ARGUMENTS, ...more] });
}

/**
 * What axe finds wrong with a page as it stands, one line each. It is put in by the debugger, so that no
 * content security policy has to be loosened for it.
 */
export async function violations(page) {
  await page.evaluate(axe);
  const { violations } = await page.evaluate(() => globalThis.axe.run());
  const places = (nodes) => nodes.map((node) => node.target.flat().join(" ")).join(", ");
  return violations.map(({ id, help, nodes }) => `${id}: ${help} (${places(nodes)})`);
}

const TYPES = {
  ".css": "text/css",
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript",
  ".json": "application/json",
  ".wasm": "application/wasm",
};

/** Serves a folder on loopback. `requests` is what was asked for. */
export async function serve(folder) {
  const requests = [];
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url, "http://127.0.0.1");
    requests.push(pathname);
    const path = join(folder, normalize(pathname.endsWith("/") ? `${pathname}index.html` : pathname));
    if (!existsSync(path) || !statSync(path).isFile()) return response.writeHead(404).end();
    response.writeHead(200, { "content-type": TYPES[extname(path)] ?? "application/octet-stream" });
    createReadStream(path).pipe(response);
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${server.address().port}/`,
    requests,
    close: () => server.close(),
  };
}
