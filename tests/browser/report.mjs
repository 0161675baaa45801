// Looks at pages in Chromium: no request, no message, nothing wider than the window or the paper, and
// nothing that axe finds.
//
//   node report.mjs <folder with pages>

import { readdirSync } from "node:fs";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";

import { launch, violations } from "./browser.mjs";

const WIDE = { width: 1280, height: 900 };
// A4 without its margins, as Chromium lays it out.
const PAPER = { width: 688, height: 1000 };

const LOOKS = {
  wide: { viewport: WIDE },
  narrow: { viewport: { width: 390, height: 844 } },
  dark: { viewport: WIDE, colorScheme: "dark" },
  print: { viewport: PAPER, media: "print" },
};

// What differs from page to page is mostly text: these have every part between them, and are looked at in
// every way and by axe. The others are looked at where room is scarcest.
const TELLING = [
  "contoso",
  "undeclared-group",
  "exception",
  "no-policies",
  "reviewed-would-block",
  "meant-to-be-blocked",
  "replayed-otherwise",
  "forged-approval",
  "missing-page",
  "many-tenants",
];

const folder = resolve(process.argv[2]);
const names = readdirSync(folder).map((file) => file.replace(/\.html$/, ""));
const missing = TELLING.filter((name) => !names.includes(name));
if (missing.length > 0) throw new Error(`no page of ${missing.join(", ")}`);

const wrong = [];
const browser = await launch();
for (const [look, { media, ...options }] of Object.entries(LOOKS)) {
  const context = await browser.newContext(options);
  for (const name of look === "narrow" ? names : TELLING) {
    const say = (what) => wrong.push(`${name}, ${look}: ${what}`);
    const url = pathToFileURL(join(folder, `${name}.html`)).href;
    const page = await context.newPage();
    await page.emulateMedia({ media: media ?? "screen" });
    page.on("console", (message) => say(message.text()));
    page.on("pageerror", (error) => say(String(error)));
    page.on("request", (request) => request.url() === url || say(`asks for ${request.url()}`));
    await page.goto(url);
    for (const line of await page.evaluate(layout, media === "print")) say(line);
    if (TELLING.includes(name)) for (const line of await violations(page)) say(line);
    await page.close();
  }
  await context.close();
}
await browser.close();
for (const line of wrong) console.error(line);
console.log(`${names.length} pages, ${TELLING.length} of them ${Object.keys(LOOKS).join(", ")}`);
process.exitCode = wrong.length === 0 ? 0 : 1;

/** What is wrong with the layout; runs in the page. */
function layout(onPaper) {
  const wrong = [];
  const over = document.documentElement.scrollWidth - innerWidth;
  if (over > 0) wrong.push(`is ${over} pixels too wide`);
  if (getComputedStyle(document.querySelector(".flowlock")).position !== "relative")
    wrong.push("has no style: is its hash the one in the policy?");
  // On paper nothing can be scrolled into view.
  for (const box of onPaper ? document.querySelectorAll(".fl-scroll") : []) {
    const { right } = box.getBoundingClientRect();
    for (const inner of box.querySelectorAll("table, svg")) {
      const cut = Math.round(inner.getBoundingClientRect().right - right);
      if (cut > 1) wrong.push(`${box.getAttribute("aria-label")} loses ${cut} pixels on paper`);
    }
  }
  return wrong;
}
