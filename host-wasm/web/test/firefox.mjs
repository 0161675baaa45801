// The page in Firefox, as a file: the same reports, and the page's own policy holds there, too.
//
//   node firefox.mjs <page> <folder to work in>

import assert from "node:assert/strict";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";

import { Firefox } from "../../../tests/browser/firefox.mjs";
import { writeTenant } from "./log.mjs";

const [file, work] = process.argv.slice(2);
const fixtures = new URL("../../../fixtures/", import.meta.url).pathname;
const MEGABYTES = 100;

/** Their exports lie in one folder, since of chosen files the page sees no folders. */
const HANDFUL = [
  "declared-group",
  "unknown-groups",
  "reviewed-would-block",
  "meant-to-be-blocked",
  "powershell-utf-16",
  "json-lines",
  "decided-exception",
];

rmSync(work, { recursive: true, force: true });
mkdirSync(work, { recursive: true });
const firefox = await Firefox.launch(resolve(work));

/** The status, once the report is shown. */
const report = () =>
  firefox.until(() => {
    const shown = !document.getElementById("result").hidden;
    return (
      shown && document.querySelector("flowlock-report").shadowRoot.querySelector("article").dataset.status
    );
  });

async function json() {
  rmSync(join(firefox.downloads, "flowlock.json"), { force: true });
  await firefox.press("JSON");
  return firefox.saved("flowlock.json");
}

/** A fixture's export, and what stands beside it. */
function given(name) {
  const folder = join(fixtures, name);
  const beside = ["settings.json", "decisions.json"].map((own) => join(folder, own)).filter(existsSync);
  return [...readdirSync(join(folder, "export")).map((own) => join(folder, "export", own)), ...beside];
}

async function sameReports() {
  for (const name of HANDFUL) {
    await firefox.choose("#files", given(name));
    await report();
    const expected = readFileSync(join(fixtures, name, "expected.json"), "utf8");
    assert.ok((await json()) === expected, `${name}: another report`);
    await firefox.press("Other files");
  }
}

async function hostileFile() {
  const path = resolve(work, "twice.json");
  const policies = readFileSync(join(fixtures, "declared-group/export/policies.json"), "utf8");
  writeFileSync(path, policies.replace('"state"', '"state": "disabled", "state"'));
  await firefox.choose("#files", [path]);
  assert.equal(
    await firefox.until(() => document.querySelector("#trouble .code")?.textContent),
    "duplicate-key",
  );
  await firefox.press("Guests left open");
  assert.equal(await report(), "fail");
  await firefox.press("Other files");
}

async function largeLog() {
  const { paths, events } = writeTenant(work, MEGABYTES);
  const start = performance.now();
  await firefox.choose(
    "#files",
    paths.map((path) => resolve(path)),
  );
  await report();
  const seconds = (performance.now() - start) / 1000;
  assert.equal(JSON.parse(await json()).usage.signIns, events);
  await firefox.press("Other files");
  return `${MEGABYTES} MB at ${Math.round(MEGABYTES / seconds)} MB/s`;
}

/** Elements that would load something, and what the page itself could send: none of it connects. */
async function nothingLeaves() {
  let connections = 0;
  const server = createServer((socket) => {
    connections += 1;
    socket.destroy();
  });
  await new Promise((listening) => server.listen(0, "127.0.0.1", listening));
  const url = `http://127.0.0.1:${server.address().port}/`;
  await firefox.evaluate((url) => {
    const refused = (how) =>
      (document.body.dataset.refused = `${document.body.dataset.refused ?? ""}${how} `);
    for (const name of ["img", "script"]) {
      const element = document.createElement(name);
      element.onerror = () => refused(name);
      element.src = url;
      document.body.append(element);
    }
    window.fetch(url).catch(() => refused("fetch"));
    window.navigator.sendBeacon(url, "x");
  }, url);
  await firefox.until(() =>
    ["img", "script", "fetch"].every((how) => document.body.dataset.refused?.includes(how)),
  );
  assert.equal(connections, 0);
  server.close();
}

try {
  await firefox.goto(pathToFileURL(file).href);
  await sameReports();
  await hostileFile();
  const found = await largeLog();
  await nothingLeaves();
  console.log(
    `${HANDFUL.length} fixtures in Firefox ${firefox.version}, byte for byte; ${found}; nothing leaves the page`,
  );
} finally {
  await firefox.close();
}
