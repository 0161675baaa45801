// The page in Chromium, as a file and without a network: what it shows, that it stays awake and alive, and
// that nothing leaves it.
//
//   node page.mjs <page> <folder to work in>
//
// FLOWLOCK_PAGE_MB is how large the log is.

import assert from "node:assert/strict";
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

import { stringify } from "smol-toml";

import { launch, violations } from "../../../tests/browser/browser.mjs";
import { writeTenant } from "./log.mjs";

const [file, work] = process.argv.slice(2);
const fixtures = new URL("../../../fixtures/", import.meta.url).pathname;
const MEGABYTES = Number(process.env.FLOWLOCK_PAGE_MB ?? 200);

/** The most memory that the tab may take, whatever the size of the log. */
const MOST_MEMORY = 450e6;

/** How soon after it is opened the page has to have evaluated a tenant, at its best: a busy machine gets tries. */
const READY_MS = 1000;
const READY_TRIES = 10;

const HANDFUL = [
  "contoso",
  "declared-group",
  "unknown-groups",
  "reviewed-would-block",
  "meant-to-be-blocked",
  "powershell-utf-16",
  "json-lines",
  "terraform",
  "no-policies",
  "decided-exception",
  "decided-to-be-blocked",
];

const LOOKS = [
  { viewport: { width: 1400, height: 900 }, colorScheme: "light" },
  { viewport: { width: 1400, height: 900 }, colorScheme: "dark" },
  { viewport: { width: 360, height: 740 }, colorScheme: "light" },
  { viewport: { width: 360, height: 740 }, colorScheme: "dark" },
];

rmSync(work, { recursive: true, force: true });
mkdirSync(work, { recursive: true });
const browser = await launch();

/** Opens the page; whatever it asks for, and whatever goes wrong in it, is a failure at the end. */
async function opened(look = LOOKS[0]) {
  const page = await browser.newPage({ ...look, acceptDownloads: true });
  const trouble = [];
  page.on("pageerror", (error) => trouble.push(String(error)));
  page.on("console", (message) => message.type() === "error" && trouble.push(message.text()));
  page.on("request", (request) => {
    const own = request.url() === pathToFileURL(file).href || request.url().startsWith("blob:");
    if (!own) trouble.push(`a request for ${request.url()}`);
  });
  await page.goto(pathToFileURL(file).href);
  return { page, trouble, status: () => page.locator("flowlock-report article").getAttribute("data-status") };
}

const sample = (page, title) => page.getByRole("button", { name: title }).click();
const report = (page) => page.locator("flowlock-report article").waitFor();

/** What a button saves. The browser itself drops some of many downloads, so the text is taken before that. */
async function saved(page, form) {
  await page.evaluate(() => {
    const make = URL.createObjectURL;
    globalThis.saved = new Promise((resolve) => {
      URL.createObjectURL = (blob) => {
        URL.createObjectURL = make;
        resolve(blob.text());
        return make.call(URL, blob);
      };
    });
  });
  await page.locator(`#downloads button[data-form="${form}"]`).click();
  return page.evaluate(() => globalThis.saved);
}

/** The page while it reads, for as long as it takes to look at it: the worker keeps silent. */
async function reading(page, look) {
  await page.evaluate(() => {
    const { postMessage, terminate } = Worker.prototype;
    Worker.prototype.postMessage = () => {};
    Worker.prototype.terminate = function () {
      Object.assign(Worker.prototype, { postMessage, terminate });
      this.terminate();
    };
  });
  await sample(page, "Guests left open");
  await page.getByRole("heading", { name: "Reading" }).waitFor();
  await look();
  await page.getByRole("button", { name: "Cancel" }).click();
}

/** Two texts are the same; where they are not, the first line that differs is enough to see. */
function same(text, expected, where) {
  const lines = expected.split("\n");
  const differs = text.split("\n").findIndex((line, index) => line !== lines[index]);
  assert.ok(text === expected, `${where}: line ${differs + 1} is ${text.split("\n")[differs]}`);
}

/** A folder as people have it: the export, and the settings with it. */
function folderOf(name) {
  const folder = join(work, name);
  cpSync(join(fixtures, name, "export"), folder, { recursive: true });
  cpSync(join(fixtures, name, "settings.json"), join(folder, "flowlock-settings.json"));
  const decisions = join(fixtures, name, "decisions.json");
  if (existsSync(decisions)) cpSync(decisions, join(folder, "decisions.json"));
  return folder;
}

const cases = {
  async "a folder gives the report of the command line"() {
    const { page, trouble } = await opened();
    for (const name of HANDFUL) {
      await page.locator("#folder").setInputFiles(folderOf(name));
      await report(page);
      const expected = readFileSync(join(fixtures, name, "expected.json"), "utf8");
      same(await saved(page, "json"), expected, name);
      assert.match(await saved(page, "html"), /^<!DOCTYPE html>/);
      assert.equal(JSON.parse(await saved(page, "sarif")).version, "2.1.0");
      assert.match(await saved(page, "markdown"), /^#+ /m);
      await page.getByRole("button", { name: "Other files" }).click();
    }
    assert.deepEqual(trouble, []);
  },

  async "settings in TOML are those in JSON"() {
    const { page, trouble } = await opened();
    for (const name of ["declared-group", "exception", "meant-to-be-blocked"]) {
      const folder = folderOf(name);
      const settings = JSON.parse(readFileSync(join(fixtures, name, "settings.json"), "utf8"));
      rmSync(join(folder, "flowlock-settings.json"));
      writeFileSync(join(folder, "flowlock.toml"), stringify(settings));
      await page.locator("#folder").setInputFiles(folder);
      await report(page);
      same(await saved(page, "json"), readFileSync(join(fixtures, name, "expected.json"), "utf8"), name);
      await page.getByRole("button", { name: "Other files" }).click();
    }
    assert.deepEqual(trouble, []);
  },

  async "a date of TOML is what the command line takes it for"() {
    const { page, trouble } = await opened();
    const settings = JSON.parse(readFileSync(join(fixtures, "exception", "settings.json"), "utf8"));
    const folder = folderOf("exception");
    rmSync(join(folder, "flowlock-settings.json"));
    const give = async (expires) => {
      const text = stringify(settings).replace(/"(\d{4}-[^"]*)"/g, "$1");
      writeFileSync(join(folder, "flowlock.toml"), text.replace(/expires = .*/, `expires = ${expires}`));
      await page.locator("#folder").setInputFiles(folder);
    };
    const expected = readFileSync(join(fixtures, "exception", "expected.json"), "utf8");
    const [until] = settings.exceptions.map(({ expires }) => expires);
    for (const [given, read] of [
      [until, until],
      [`${until} 22:30:00Z`, `${until}T22:30:00Z`],
      [`${until}T22:30:00.50+02:00`, `${until}T22:30:00.5+02:00`],
    ]) {
      await give(given);
      await report(page);
      same(await saved(page, "json"), expected.replace(`until ${until})`, `until ${read})`), given);
      await page.getByRole("button", { name: "Other files" }).click();
    }
    await give("2027-02-30");
    const problem = page.locator("#trouble .problem");
    assert.match(await problem.innerText(), /`?expires`? is on a day that its month does not have/);
    assert.deepEqual(trouble, []);
  },

  async "decisions count until they are left out"() {
    const { page, trouble, status } = await opened();
    await page.locator("#folder").setInputFiles(folderOf("decided-exception"));
    await report(page);
    const before = await status();
    assert.equal(JSON.parse(await saved(page, "json")).decisions.length, 1);
    await page.getByRole("checkbox", { name: "Count the decisions in decisions.json" }).uncheck();
    await page.locator(`flowlock-report article:not([data-status="${before}"])`).waitFor();
    assert.deepEqual(JSON.parse(await saved(page, "json")).decisions, []);
    await page.getByRole("checkbox", { name: "Count the decisions in decisions.json" }).check();
    await page.locator(`flowlock-report article[data-status="${before}"]`).waitFor();
    assert.deepEqual(trouble, []);
  },

  async "what is wrong in a TOML file is told with its line"() {
    const { page } = await opened();
    const given = (name, text) => ({ name, mimeType: "", buffer: Buffer.from(text) });
    await page.locator("#files").setInputFiles([given("flowlock.toml", "minObservationDays = 7\nasOf = \n")]);
    const problem = page.locator("#trouble .problem");
    await problem.getByText("flowlock.toml:2").waitFor();
    assert.match(await problem.innerText(), /settings-not-toml/);
    await page.locator("#files").setInputFiles([given("export.zip", "PK\x03\x04")]);
    await problem.getByText("unpack the archive").waitFor();
  },

  async "a report is saved as a file"() {
    const { page } = await opened();
    await sample(page, "Guests left open");
    await report(page);
    const button = page.getByRole("button", { name: /^JSON/ });
    const [download] = await Promise.all([page.waitForEvent("download"), button.click()]);
    assert.equal(download.suggestedFilename(), "flowlock.json");
    const expected = readFileSync(join(fixtures, "contoso/expected.json"), "utf8");
    same(readFileSync(await download.path(), "utf8"), expected, "contoso");
  },

  async "a dropped folder does the same"() {
    const { page, trouble, status } = await opened();
    const session = await page.context().newCDPSession(page);
    const data = { items: [], files: [join(work, "contoso")], dragOperationsMask: 1 };
    for (const type of ["dragEnter", "dragOver", "drop"]) {
      await session.send("Input.dispatchDragEvent", { type, x: 200, y: 300, data });
    }
    await report(page);
    assert.equal(await status(), "fail");
    same(await saved(page, "json"), readFileSync(join(fixtures, "contoso/expected.json"), "utf8"), "contoso");
    assert.deepEqual(trouble, []);
  },

  async "the page is ready to use at once"() {
    const { page } = await opened();
    const took = [];
    do {
      const start = performance.now();
      await page.reload();
      await sample(page, "Guests left open");
      await report(page);
      took.push(Math.round(performance.now() - start));
    } while (took.at(-1) >= READY_MS && took.length < READY_TRIES);
    assert.ok(took.at(-1) < READY_MS, `it took ${took.join(", ")} ms`);
    return `${took.join(", then ")} ms from opening to a report`;
  },

  async "a declared account changes the verdict, and what is wrong in the settings is said"() {
    const { page, trouble, status } = await opened();
    await sample(page, "A group that nobody declared");
    await report(page);
    assert.equal(await status(), "review");
    await page.getByRole("button", { name: /^Declare group .*10 as emergency access$/ }).click();
    await page.locator('flowlock-report article[data-status="pass"]').waitFor();
    assert.match(await page.locator("#standing").innerText(), /review .* pass/i);
    assert.match(await page.locator("#announcement").innerText(), /^Now pass/);
    await page.getByRole("button", { name: /^Remove group .*10$/ }).click();
    await page.locator('flowlock-report article[data-status="review"]').waitFor();
    await page.getByText("All settings, as JSON").click();
    await page.getByRole("textbox", { name: /Exceptions/ }).fill('{"emergencyAcces": {}}');
    await page.getByRole("button", { name: "Apply" }).click();
    await page.getByText("did you mean emergencyAccess?").waitFor();
    assert.equal(await status(), "review", "the report stays");
    assert.deepEqual(trouble, []);
  },

  async "settings that change what a log is read for have it read again"() {
    const { page, trouble } = await opened();
    await sample(page, "A policy on trial");
    await report(page);
    const since = { "0f10c000-0000-4000-8000-000000000ca1": "2026-01-05T00:00:00Z" };
    await page.getByText("All settings, as JSON").click();
    const settings = JSON.stringify({ asOf: "2026-01-31T00:00:00Z", reportOnlySince: since });
    await page.getByRole("textbox", { name: /Exceptions/ }).fill(settings);
    await page.getByRole("button", { name: "Apply" }).click();
    await page.getByText(/^Still fail/).waitFor({ state: "attached" });
    assert.equal(JSON.parse(await saved(page, "json")).rollout[0].since, "2026-01-05T00:00:00Z");
    assert.deepEqual(trouble, []);
  },

  async "the next step can be copied"() {
    const { page } = await opened();
    await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
    await page.locator("#folder").setInputFiles(folderOf("guests-excluded"));
    await report(page);
    await page.getByLabel("For", { exact: true }).selectOption("graph");
    await page.getByRole("button", { name: "Copy the change" }).click();
    const copied = JSON.parse(await page.evaluate(() => navigator.clipboard.readText()));
    assert.ok(copied.conditions ?? copied.requests, "a body for Graph");
    await page.getByRole("button", { name: "Copy the steps" }).click();
    assert.match(await page.evaluate(() => navigator.clipboard.readText()), /^1\. /);
  },

  async "hostile files are told, and the page lives"() {
    const { page, trouble } = await opened();
    const policies = readFileSync(join(fixtures, "declared-group/export/policies.json"), "utf8");
    const hostile = {
      "twice.json": policies.replace('"state"', '"state": "disabled", "state"'),
      "deep.json": `${"[".repeat(1e6)}`,
      "noise.bin": Buffer.from(Array.from({ length: 1e5 }, (_, place) => (place * 7919) % 256)),
      "empty.json": "",
      "markup.json":
        '{"error": {"code": "<img src=x onerror=alert(1)>", "message": "<script>alert(1)</script>"}}',
      "settings.toml": "[emergencyAccess]",
    };
    for (const [name, content] of Object.entries(hostile)) {
      await page.locator("#files").setInputFiles([{ name, mimeType: "", buffer: Buffer.from(content) }]);
      await page.locator("#trouble .problem").waitFor();
      assert.ok((await page.locator("#trouble .code").innerText()).length > 3, name);
      assert.deepEqual(await violations(page), [], name);
      await sample(page, "Guests left open");
      await report(page);
      assert.ok(await page.locator("#trouble .problem").isHidden(), "what was wrong is gone");
      await page.getByRole("button", { name: "Other files" }).click();
    }
    assert.deepEqual(trouble, []);
  },

  async "axe finds nothing, wide and narrow, light and dark"() {
    let looks = 0;
    for (const look of LOOKS) {
      const { page, trouble } = await opened(look);
      const check = async (where) => {
        assert.deepEqual(await violations(page), [], where);
        const sideways = await page.evaluate(() => document.documentElement.scrollWidth > innerWidth);
        assert.ok(!sideways, `${where}: the page scrolls sideways`);
        looks += 1;
      };
      await check("start");
      await reading(page, () => check("reading"));
      for (const title of ["Guests left open", "A group that nobody declared", "A policy on trial"]) {
        await sample(page, title);
        await report(page);
        const closed = page.locator("details:not([open]) > summary");
        while ((await closed.count()) > 0) await closed.first().click();
        await check(title);
        await page.getByRole("button", { name: "Other files" }).click();
      }
      assert.deepEqual(trouble, []);
      await page.close();
    }
    return `${looks} looks`;
  },

  async "nothing can leave the page"() {
    let connections = 0;
    const server = createServer((socket) => {
      connections += 1;
      socket.destroy();
    });
    await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
    const { page } = await opened();
    const tries = await page.evaluate(async (url) => {
      const failed = async (attempt) => {
        try {
          await attempt();
          return false;
        } catch {
          return true;
        }
      };
      const loads = (name, property) =>
        new Promise((resolve) => {
          const element = document.createElement(name);
          element.onload = () => resolve(false);
          element.onerror = () => resolve(true);
          element[property] = url;
          document.body.append(element);
        });
      return {
        fetch: await failed(() => fetch(url)),
        beacon: !navigator.sendBeacon(url, "x") || "queued",
        socket: await new Promise((resolve) => {
          const socket = new WebSocket(url.replace("http", "ws"));
          socket.onopen = () => resolve(false);
          socket.onerror = () => resolve(true);
        }),
        image: await loads("img", "src"),
        script: await loads("script", "src"),
        evaluation: await failed(() => new Function("return 1")()),
      };
    }, `http://127.0.0.1:${server.address().port}/`);
    assert.ok(Object.values(tries).every(Boolean), JSON.stringify(tries));
    assert.equal(connections, 0);
    server.close();
  },

  async "a large log streams through bounded memory, and its reading can be cancelled"() {
    const { paths, events } = writeTenant(work, MEGABYTES);
    const { page, trouble, status } = await opened();
    // As soon as something was read: by hand it might be over.
    await page.evaluate(() => {
      const cancel = () => {
        observer.disconnect();
        document.getElementById("cancel").click();
      };
      const observer = new MutationObserver(() => /^[1-9]/.test(progress.textContent) && cancel());
      const progress = document.getElementById("how-far");
      observer.observe(progress, { childList: true });
    });
    await page.locator("#files").setInputFiles(paths);
    await page.getByText("Cancelled", { exact: true }).waitFor({ state: "attached" });
    assert.ok(await page.getByRole("button", { name: "Choose files" }).isVisible());

    const start = performance.now();
    await page.locator("#files").setInputFiles(paths);
    await page.locator("flowlock-report article").waitFor({ timeout: 120_000 });
    const seconds = (performance.now() - start) / 1000;
    assert.equal(await status(), "fail");
    assert.equal(JSON.parse(await saved(page, "json")).usage.signIns, events);
    const memory = await mostMemory();
    assert.ok(memory < MOST_MEMORY, `the tab took ${Math.round(memory / 1e6)} MB`);
    assert.deepEqual(trouble, []);
    for (const path of paths) rmSync(path);
    const rate = Math.round(MEGABYTES / seconds);
    return `${MEGABYTES} MB at ${rate} MB/s, the tab took at most ${Math.round(memory / 1e6)} MB`;
  },

  async "a log that becomes shorter while it is read is no whole log"() {
    const { paths } = writeTenant(work, MEGABYTES);
    const { page, trouble } = await opened();
    await onceReading(page, () => truncateSync(paths[1], 1e6));
    await page.locator("#files").setInputFiles(paths);
    await report(page);
    const source = JSON.parse(await saved(page, "json")).sources.find(
      ({ name }) => name === "sign-ins.jsonl",
    );
    const messages = source.problems.map(({ message }) => message);
    assert.ok(!source.complete, "the log is said to be complete");
    assert.ok(messages.includes("cannot be read: NotReadableError"), messages.join("\n"));
    assert.deepEqual(trouble, []);
    for (const path of paths) rmSync(path);
  },
};

/** Does something as soon as the page has read something. */
async function onceReading(page, act) {
  await page.exposeFunction("act", act);
  await page.evaluate(() => {
    const observer = new MutationObserver(() => {
      if (!/^[1-9]/.test(progress.textContent)) return;
      observer.disconnect();
      globalThis.act();
    });
    const progress = document.getElementById("how-far");
    observer.observe(progress, { childList: true });
  });
}

/** The most memory that any tab has ever taken, in bytes. */
async function mostMemory() {
  const session = await browser.newBrowserCDPSession();
  const { processInfo } = await session.send("SystemInfo.getProcessInfo");
  const tabs = processInfo.filter(({ type }) => type === "renderer");
  assert.ok(tabs.length > 0);
  const peaks = tabs.map(({ id }) => /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${id}/status`, "utf8")));
  return Math.max(...peaks.map((peak) => Number(peak?.[1]) * 1024));
}

const found = [];
try {
  for (const [name, run] of Object.entries(cases)) {
    try {
      const said = await run();
      if (said) found.push(said);
    } catch (error) {
      error.message = `${name}: ${error.message}`;
      throw error;
    }
    for (const context of browser.contexts()) await context.close();
  }
  console.log(`${Object.keys(cases).length} cases in Chromium ${browser.version()}: ${found.join("; ")}`);
} finally {
  await browser.close();
}
