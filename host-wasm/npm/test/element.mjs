// `<flowlock-report>` on a page of a portal, in Chromium: what it shows, what it lets through, and what axe
// says of it.
//
//   node element.mjs <the project that run.mjs left>

import assert from "node:assert/strict";
import { join } from "node:path";

import { launch, serve, violations } from "../../../tests/browser/browser.mjs";

process.env.FLOWLOCK_ROOT = new URL("../../..", import.meta.url).pathname;
const { files, text } = await import("./cases/support.mjs");

const SHAPES = [
  { width: 1280, height: 900 },
  { width: 360, height: 740 },
];

const site = await serve(join(process.argv[2], "vite/dist"));
const browser = await launch();
let looks = 0;
try {
  for (const viewport of SHAPES) {
    for (const colorScheme of ["light", "dark"]) await look(viewport, colorScheme);
  }
  console.log(`<flowlock-report> in a portal with a strict policy: ${looks} looks, axe finds no violation`);
} finally {
  await browser.close();
  site.close();
}

async function look(viewport, colorScheme) {
  const page = await browser.newPage({ viewport, colorScheme });
  const trouble = [];
  page.on("pageerror", (error) => trouble.push(String(error)));
  page.on("console", (message) => message.type() === "error" && trouble.push(message.text()));
  await page.goto(`${site.url}portal.html`);
  await page.waitForFunction(() => "show" in globalThis);
  assert.ok(await page.getByText("No report yet.").isVisible(), "what stands inside is shown before");
  for (const name of ["contoso", "reviewed-would-block", "declared-group"]) {
    const where = `${name}, ${viewport.width} px, ${colorScheme}`;
    await show(page, name);
    const status = JSON.parse(text(name, "expected.json")).status;
    assert.equal(await page.locator("flowlock-report article").getAttribute("data-status"), status, where);
    assert.ok(!(await page.getByText("No report yet.").isVisible()), where);
    assert.deepEqual(await violations(page), [], where);
    const wide = await page.evaluate(() => document.documentElement.scrollWidth > innerWidth);
    assert.ok(!wide, `${where}: the page scrolls sideways`);
    looks += 1;
  }
  await styles(page, colorScheme);
  await keyboard(page);
  await emptied(page);
  assert.deepEqual(trouble, []);
  await page.close();
}

async function show(page, name) {
  const given = files(name).map((file) => ({ name: file.name, content: file.content.toString() }));
  await page.evaluate(
    ([files, settings]) => globalThis.show(files, settings),
    [given, text(name, "settings.json")],
  );
}

/** The portal's styles stay outside; its custom properties come in. */
async function styles(page, colorScheme) {
  const look = await page.locator("flowlock-report article").evaluate((article) => {
    const { display, backgroundColor, fontFamily } = getComputedStyle(article);
    return { display, backgroundColor, fontFamily };
  });
  const backgroundColor = colorScheme === "light" ? "rgb(255, 255, 240)" : "rgb(16, 16, 24)";
  assert.deepEqual(look, { display: "block", backgroundColor, fontFamily: "Georgia, serif" });
}

/** What scrolls can be reached by keyboard, like what is folded before it. */
async function keyboard(page) {
  const focused = () => document.querySelector("flowlock-report").shadowRoot.activeElement?.className;
  for (let presses = 0; presses < 100; presses += 1) {
    await page.keyboard.press("Tab");
    if ((await page.evaluate(focused)) === "fl-scroll") return;
  }
  assert.fail("no Tab leads to what scrolls");
}

async function emptied(page) {
  await page.evaluate(() => (document.querySelector("flowlock-report").outcome = null));
  assert.ok(
    await page.getByText("No report yet.").isVisible(),
    "without a report, what stands inside is back",
  );
}
