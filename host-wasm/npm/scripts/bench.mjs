// How fast a log of sign-ins is read in Node and in Chromium, beside the command line with one thread and
// beside JSON.parse, which does no more than turn each record into objects.
//
//   node bench.mjs <dist of the package> <page> <command line> <folder to work in>
//
// FLOWLOCK_BENCH_MB is how large the log is. All are run in turn, several times. A share is the median of the
// shares of each turn, since what else the machine does slows whoever runs at the time.

import { spawnSync } from "node:child_process";
import { createReadStream, mkdirSync, rmSync, statSync } from "node:fs";
import { loadavg } from "node:os";
import { createInterface } from "node:readline";
import { pathToFileURL } from "node:url";

import { launch } from "../../../tests/browser/browser.mjs";
import { writeTenant } from "../../web/test/log.mjs";

const [dist, page, cli, work] = process.argv.slice(2);
const { evaluate } = await import(pathToFileURL(`${dist}/node.js`).href);
const { filesIn } = await import(pathToFileURL(`${dist}/folder.js`).href);

const TURNS = 7;

rmSync(work, { recursive: true, force: true });
mkdirSync(work, { recursive: true });
const { paths } = writeTenant(work, Number(process.env.FLOWLOCK_BENCH_MB || 1000));
const gigabytes = statSync(paths[1]).size / 1e9;

/** The policy is report-only, so the verdict is fail. */
function native() {
  const { status } = spawnSync(cli, ["evaluate", "--threads", "1", "--format", "json", work], {
    stdio: ["ignore", "ignore", "inherit"],
  });
  if (status !== 1) throw new Error(`the command line ended with ${status}`);
}

async function inNode() {
  const { report } = await evaluate(filesIn(work));
  if (report.status !== "fail") throw new Error(`the report says ${report.status}`);
}

/**
 * On the page, from the choice of the files until the report is drawn, in milliseconds by the clock of the page:
 * playwright takes long to choose a file, and asks a page at every frame whether something is there yet, which took
 * a seventh of the time.
 */
async function inChromium(tab) {
  await tab.evaluate(() => {
    let chosen;
    addEventListener("change", () => (chosen = performance.now()), { capture: true, once: true });
    globalThis.took = new Promise((took, late) => {
      const result = document.getElementById("result");
      const drawn = () => took(performance.now() - chosen);
      const observer = new MutationObserver(() => {
        if (result.hidden) return;
        observer.disconnect();
        requestAnimationFrame(() => setTimeout(drawn));
      });
      observer.observe(result, { attributeFilter: ["hidden"] });
      setTimeout(late, 600_000, new Error("no report in ten minutes"));
    });
  });
  await tab.locator("#files").setInputFiles(paths);
  return tab.evaluate(() => globalThis.took);
}

async function parse() {
  let records = 0;
  for await (const line of createInterface({
    input: createReadStream(paths[1], { highWaterMark: 1 << 20 }),
  })) {
    records += JSON.parse(line).id === undefined ? 0 : 1;
  }
  if (records === 0) throw new Error("the log has no record");
}

/** Gigabytes a second, by the clock here where the action has none of its own. */
async function rate(action) {
  const start = performance.now();
  const took = await action();
  return (gigabytes * 1000) / (took ?? performance.now() - start);
}

const median = (numbers) => numbers.toSorted((one, other) => one - other)[numbers.length >> 1];

const browser = await launch();
const turns = [];
try {
  const tab = await browser.newPage();
  await tab.goto(pathToFileURL(page).href);
  for (let turn = 0; turn < TURNS; turn++) {
    turns.push({
      "command line, one thread": await rate(native),
      "npm package in Node": await rate(inNode),
      "page in Chromium": await rate(() => inChromium(tab)),
      "JSON.parse in Node": await rate(parse),
    });
    await tab.getByRole("button", { name: "Other files" }).click();
  }
} finally {
  await browser.close();
  rmSync(work, { recursive: true });
}

const lines = Object.keys(turns[0]).map((what) => {
  const share = median(turns.map((turn) => turn[what] / turn["command line, one thread"]));
  const [least, middle, most] = [Math.min, (...rates) => median(rates), Math.max].map((of) =>
    of(...turns.map((turn) => turn[what])).toFixed(2),
  );
  return `${String(Math.round(100 * share)).padStart(4)} %  ${what.padEnd(24)}  ${middle} GB/s (${least} to ${most})`;
});
console.log(
  `${gigabytes.toFixed(1)} GB of sign-ins, a line each; medians of ${TURNS} turns, load ${loadavg()[0].toFixed(1)}\n${lines.join("\n")}`,
);
