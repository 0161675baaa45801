// What Vite built, in Chromium: every fixture gives the same report on the page, in a module worker, and
// with the module inlined.
//
//   node browser.mjs <the project that run.mjs left>

import assert from "node:assert/strict";
import { join } from "node:path";

import { launch, serve } from "../../../tests/browser/browser.mjs";

process.env.FLOWLOCK_ROOT = new URL("../../..", import.meta.url).pathname;
const { decided, files, names, text } = await import("./cases/support.mjs");

const site = await serve(join(process.argv[2], "vite/dist"));
const browser = await launch();
try {
  const page = await browser.newPage();
  const trouble = [];
  page.on("pageerror", (error) => trouble.push(String(error)));
  page.on("console", (message) => message.type() === "error" && trouble.push(message.text()));
  await page.goto(site.url);
  await page.waitForFunction(() => "everyWay" in globalThis);
  let first = true;
  for (const name of names()) {
    const given = files(name).map((file) => ({ name: file.name, content: [...file.content] }));
    const results = await page.evaluate(
      ([files, settings, options]) => {
        const bytes = files.map((file) => ({ ...file, content: Uint8Array.from(file.content) }));
        return globalThis.everyWay(bytes, settings, options);
      },
      [given, text(name, "settings.json"), decided(name)],
    );
    const { early, ...reports } = results;
    // Before it is started, the module says so; the report that needs no start comes later.
    if (first) assert.equal(early, "out-of-order");
    first = false;
    for (const [way, report] of Object.entries(reports)) {
      assert.equal(report, text(name, "expected.json"), `${name}, ${way}`);
    }
  }
  for (const name of ["readme-portal", "readme-awake"]) {
    await page.goto(`${site.url}${name}.html`);
    await page
      .locator("#export")
      .setInputFiles(new URL("../../../fixtures/contoso/export", import.meta.url).pathname);
    await page.locator('flowlock-report article[data-status="fail"]').waitFor();
  }
  assert.deepEqual(trouble, []);
  const modules = site.requests.filter((path) => path.endsWith(".wasm"));
  assert.ok(modules.length > 0, "no module was fetched");
  console.log(
    `${names().length} fixtures in Chromium ${browser.version()}, each on the page, in a worker and inlined; the pages of the README`,
  );
} finally {
  await browser.close();
  site.close();
}
