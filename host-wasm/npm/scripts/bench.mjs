// How fast a log of sign-ins is read in Node and in Chromium, beside the command line with one thread and
// beside JSON.parse, which does no more than turn each record into objects.
//
//   node bench.mjs <dist of the package> <page> <command line> <folder to work in>
//
// FLOWLOCK_BENCH_MB is how large the log is.

import { spawnSync } from "node:child_process";
import { createReadStream, mkdirSync, rmSync, statSync } from "node:fs";
import { createInterface } from "node:readline";
import { pathToFileURL } from "node:url";

import { launch } from "../../../tests/browser/browser.mjs";
import { writeTenant } from "../../web/test/log.mjs";

const [dist, page, cli, work] = process.argv.slice(2);

mkdirSync(work, { recursive: true });
const { paths } = writeTenant(work, Number(process.env.FLOWLOCK_BENCH_MB || 500));
const [policies, log] = paths;

/** The best run counts: everything else on the machine only makes it slower. */
const RUNS = 3;

const bytes = statSync(log).size;

async function best(run) {
  let least = Infinity;
  for (let times = 0; times < RUNS; times++) least = Math.min(least, await run());
  return bytes / 1e9 / least;
}

async function timed(action) {
  const start = performance.now();
  await action();
  return (performance.now() - start) / 1000;
}

/** The policy is report-only, so the verdict is fail. */
function native() {
  const args = ["evaluate", "--threads", "1", "--format", "json", policies, log];
  const { status } = spawnSync(cli, args, { stdio: ["ignore", "ignore", "inherit"] });
  if (status !== 1) throw new Error(`the command line ended with ${status}`);
}

async function inNode() {
  const { evaluate } = await import(pathToFileURL(`${dist}/node.js`).href);
  const open = (path) => ({ name: path, content: () => createReadStream(path, { highWaterMark: 1 << 20 }) });
  const { report } = await evaluate([open(policies), open(log)]);
  if (report.status !== "fail") throw new Error(`the report says ${report.status}`);
}

async function parse() {
  let records = 0;
  for await (const line of createInterface({ input: createReadStream(log, { highWaterMark: 1 << 20 }) })) {
    records += JSON.parse(line).id === undefined ? 0 : 1;
  }
  if (records === 0) throw new Error("the log has no record");
}

/** On the page, from the choice of the files to the report. */
async function inChromium() {
  const browser = await launch();
  try {
    const tab = await browser.newPage();
    await tab.goto(pathToFileURL(page).href);
    return await best(() =>
      timed(async () => {
        await tab.locator("#files").setInputFiles([policies, log]);
        await tab.locator("flowlock-report article").waitFor({ timeout: 600_000 });
        await tab.getByRole("button", { name: "Other files" }).click();
      }),
    );
  } finally {
    await browser.close();
  }
}

const own = await best(() => timed(native));
const rows = [
  ["flowlock, one thread", own],
  ["npm package in Node", await best(() => timed(inNode))],
  ["page in Chromium", await inChromium()],
  ["JSON.parse in Node", await best(() => timed(parse))],
];
const lines = rows.map(([what, rate]) => {
  const share = Math.round((100 * rate) / own);
  return `${what.padEnd(21)} ${rate.toFixed(2).padStart(5)} GB/s  ${String(share).padStart(4)} % of native`;
});
for (const path of paths) rmSync(path);
console.log(`${Math.round(bytes / 1e6)} MB of sign-ins, a line each\n${lines.join("\n")}`);
