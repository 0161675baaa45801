// Chunk by chunk, with other settings, and what goes wrong.

import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";

import {
  evaluate,
  evaluateSync,
  Evaluation,
  FlowlockError,
  init,
  isDecisions,
  isSettings,
  readAll,
} from "flowlock";
import { filesIn } from "flowlock/folder";

import { files, text } from "./support.mjs";

const policy = (more = {}) => ({
  id: "0f10c000-0000-4000-8000-000000000ca1",
  displayName: "Block device code flow \u{1f512}",
  state: "enabled",
  modifiedDateTime: "2026-01-02T03:04:05Z",
  conditions: {
    users: { includeUsers: ["All"], excludeGroups: ["0f10c000-0000-4000-8000-0000000000b6"] },
    applications: { includeApplications: ["All"] },
    authenticationFlows: { transferMethods: "deviceCodeFlow" },
  },
  grantControls: { operator: "OR", builtInControls: ["block"] },
  ...more,
});
const policies = (more) => ({ name: "policies.json", content: JSON.stringify([policy(more)]) });
const declared = { emergencyAccess: { groups: ["0f10c000-0000-4000-8000-0000000000b6"] } };

/** What a call throws, as plain data. */
async function problem(action) {
  try {
    await action();
  } catch (error) {
    assert.ok(error instanceof FlowlockError && error instanceof Error, String(error));
    return JSON.parse(JSON.stringify(error));
  }
  assert.fail("nothing was thrown");
}

test("text may be cut inside a character", () => {
  const report = (cut) => {
    const evaluation = new Evaluation(declared);
    const { name, content } = policies();
    const writer = evaluation.open(name);
    for (let at = 0; at < content.length; at += cut) writer.write(content.slice(at, at + cut));
    assert.equal(writer.close(), "policies");
    return evaluation.evaluate(undefined, { asOf: new Date("2026-01-31T00:00:00Z") }).report;
  };
  const { status, asOf, policies: listed } = report(1);
  assert.equal(status, "pass");
  assert.equal(asOf, "2026-01-31T00:00:00Z");
  assert.equal(listed[0].displayName, "Block device code flow \u{1f512}");
  assert.deepEqual(report(1), report(1000));
});

test("other settings give another verdict without reading again", async () => {
  const evaluation = await readAll([policies()]);
  assert.equal(evaluation.evaluate().report.status, "review");
  assert.equal(evaluation.evaluate(declared).report.status, "pass");
  assert.equal(evaluation.evaluate(JSON.stringify(declared)).report.status, "pass");
  const outcome = evaluation.evaluate();
  assert.equal(outcome.report.status, "review");
  for (const held of [evaluation, evaluation, outcome]) held.free();
  assert.equal((await problem(() => evaluation.evaluate())).code, "out-of-order");
  assert.equal((await problem(() => outcome.text())).code, "out-of-order");
  assert.ok(outcome.json.startsWith("{"), "what was had already stays");
});

test("the moment is now where nobody says another", () => {
  const { asOf } = evaluateSync([policies()]).report;
  assert.match(asOf, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
  assert.ok(Math.abs(Date.parse(asOf) - Date.now()) < 60_000);
  const moment = (settings, options) => evaluateSync([policies()], settings, options).report.asOf;
  assert.equal(moment({ asOf: "2026-03-01T00:00:00Z" }), "2026-03-01T00:00:00Z");
  assert.equal(
    moment({ asOf: "2026-03-01T00:00:00Z" }, { asOf: "2026-04-01T00:00:00Z" }),
    "2026-04-01T00:00:00Z",
  );
});

test("logs come before or after the policies, and are told by their content", async () => {
  const given = files("reviewed-would-block");
  const [log] = given.filter((file) => Evaluation.isLog(file.content));
  assert.equal(log.name, "sign-ins.json");
  for (const order of [given, given.toReversed?.() ?? [...given].reverse()]) {
    const { json } = await evaluate(order, text("reviewed-would-block", "settings.json"));
    assert.equal(json, text("reviewed-would-block", "expected.json"));
  }
});

test("a problem is a typed value", async () => {
  const misspelt = await problem(() => evaluate([policies()], { emergencyAcces: {} }));
  assert.deepEqual(misspelt, {
    code: "settings-unknown-key",
    message: "`emergencyAcces` is not a setting",
    help: "did you mean `emergencyAccess`?",
    source: "settings",
    pointer: "/emergencyAcces",
  });
  assert.equal((await problem(() => evaluate([]))).code, "no-policies");
  assert.equal((await problem(() => evaluate([policies()], ""))).code, "settings-invalid");
  assert.equal((await problem(() => evaluate([policies()], {}, { asOf: "soon" }))).pointer, "/asOf");
  const twice = {
    name: "twice.json",
    content: policies().content.replace('"state"', '"state":"disabled","state"'),
  };
  assert.equal((await problem(() => evaluate([policies(), twice]))).source, "twice.json");
});

test("what is out of order is refused, and stays so", async () => {
  const evaluation = new Evaluation();
  for (const file of files("reviewed-would-block").reverse()) {
    if (Evaluation.isLog(file.content)) evaluation.add(file.name, file.content);
  }
  assert.equal((await problem(() => evaluation.add("p", policies().content))).code, "out-of-order");
  assert.equal((await problem(() => evaluation.evaluate())).code, "out-of-order");
  const open = new Evaluation();
  open.open("a");
  assert.equal((await problem(() => open.open("b"))).source, "a");
});

test("a file that breaks off is listed and is no reason to pass", async () => {
  const broken = async function* () {
    yield '[{"id":';
    throw Object.assign(new Error("/secret/path"), { code: "EIO" });
  };
  const { report } = await evaluate([policies(), { name: "b.json", content: broken() }], declared);
  const [source] = report.sources;
  assert.deepEqual([source.name, source.kind, source.complete], ["b.json", "unreadable", false]);
  assert.equal(source.problems[0].message, "cannot be read: EIO");
  const gone = { name: "gone.json", content: () => Promise.reject(new TypeError("no")) };
  const { sources } = (await evaluate([policies(), gone])).report;
  assert.equal(sources[0].problems[0].message, "cannot be read: TypeError");
});

test("a file that becomes shorter while it is read is no whole log", async () => {
  const record = (number) => ({
    id: `e${number}`,
    createdDateTime: "2026-01-03T00:00:00Z",
    authenticationProtocol: "none",
    appliedConditionalAccessPolicies: [{ id: policy().id, result: "notApplied" }],
  });
  const line = (number) => `${JSON.stringify(record(number))}\n`;
  const lines = Array.from({ length: 1000 }, (_, at) => line(1000 + at));
  const log = (content) => evaluate([policies(), { name: "log.jsonl", content }], declared);
  const usage = async (content) => (await log(content)).report.usage.signIns;
  assert.equal(await usage(new Blob(lines)), 1000);

  // As in Chromium: at the end of a record the stream ends, and nothing says that there was more.
  const shrunk = new Blob(lines);
  const shorter = new Blob(lines.slice(0, 900));
  shrunk.slice = (from, to) => {
    const slice = Blob.prototype.slice.call(shrunk, from, to);
    slice.stream = () => shorter.slice(from, to).stream();
    return slice;
  };
  const { report } = await log(shrunk);
  const source = report.sources.find(({ name }) => name === "log.jsonl");
  assert.deepEqual([source.kind, source.complete, report.usage.signIns], ["signIns", false, 900]);
  assert.equal(source.problems[0].message, "cannot be read: NotReadableError");
});

test("settings may be what a parser of TOML made of them", async () => {
  class LocalDate extends Date {
    toISOString() {
      return super.toISOString().slice(0, 10);
    }
  }
  const settings = JSON.parse(text("exception", "settings.json"));
  const json = async (expires) => {
    const [exception] = settings.exceptions;
    const given = { ...settings, asOf: new Date(settings.asOf), exceptions: [{ ...exception, expires }] };
    return (await evaluate(files("exception"), given)).json;
  };
  const expected = text("exception", "expected.json");
  const until = settings.exceptions[0].expires;
  assert.equal(await json(new LocalDate(until)), expected);
  const moment = expected.replace(`until ${until})`, `until ${until}T00:00:00Z)`);
  assert.equal(await json(new Date(until)), moment);
  assert.equal(await json(new Date(`${until}T00:00:00.050Z`)), moment.replace("00Z)", "00.05Z)"));
});

test("damaged and foreign compression is listed, and never taken for no export", async () => {
  for (const [bytes, code] of [
    [[0x28, 0xb5, 0x2f, 0xfd, 1, 2, 3], "compression-not-read"],
    [[0x1f, 0x8b, 8, 0, 0], "bad-compression"],
  ]) {
    const file = { name: "a", content: Uint8Array.from(bytes) };
    const [source] = (await evaluate([file, policies()])).report.sources;
    assert.deepEqual([source.kind, source.problems[0].code], ["unreadable", code]);
  }
});

test("reading can be watched and ended", async () => {
  const { content } = policies();
  const seen = [];
  const halves = { name: "p", content: [content.slice(0, 10), content.slice(10)] };
  await evaluate([halves], undefined, { onProgress: (progress) => seen.push(progress) });
  assert.deepEqual(seen, [
    { name: "p", bytes: 10 },
    { name: "p", bytes: content.length },
  ]);
  let closed = false;
  const endless = async function* () {
    try {
      for (;;) yield `${content}\n`;
    } finally {
      closed = true;
    }
  };
  const aborter = new AbortController();
  const onProgress = () => aborter.abort(new Error("enough"));
  const reading = evaluate([{ name: "p", content: endless() }], {}, { signal: aborter.signal, onProgress });
  await assert.rejects(reading, /enough/);
  assert.ok(closed, "the source was not ended");
});

test("settings are told from exports", () => {
  assert.ok(isSettings(JSON.stringify(declared)));
  assert.ok(isSettings(text("exception", "settings.json")));
  assert.ok(isSettings('{"asOf": "2026-01-31T00:00:00Z"}'));
  assert.ok(isSettings('{"emergencyAccess": {}, "misspelt": 1}'), "with a mistake in them, too");
  for (const other of ["{}", "[]", "", "{", policies().content]) assert.ok(!isSettings(other), other);
});

test("decisions are told from settings and exports", () => {
  assert.ok(isDecisions(text("decided-exception", "decisions.json")));
  assert.ok(isDecisions('{"decisions": {}}'), "with a mistake in them, too");
  for (const other of ["{}", "[]", JSON.stringify(declared), policies().content])
    assert.ok(!isDecisions(other), other);
  assert.ok(!isSettings(text("decided-exception", "decisions.json")));
});

test("sign-ins beside policies in one file are read", async () => {
  const list = (file) => JSON.parse(text("reviewed-would-block", `export/${file}`)).value;
  const [conditionalAccessPolicies, signIns] = [list("policies.json"), list("sign-ins.json")];
  const bundle = { name: "bundle.json", content: JSON.stringify({ conditionalAccessPolicies, signIns }) };
  const { report } = await evaluate([bundle], text("reviewed-would-block", "settings.json"));
  assert.equal(report.usage.signIns, signIns.length);
});

test("files of a folder that are longer than a buffer are read whole and in order", async () => {
  const list = (file) => JSON.parse(text("reviewed-would-block", `export/${file}`)).value;
  const [event] = list("sign-ins.json");
  const log = Array.from({ length: 6000 }, (_, number) => JSON.stringify({ ...event, id: `e${number}` }));
  const blanks = " ".repeat(2.5 * 1024 * 1024);
  const given = [
    { name: "log.jsonl", content: log.join("\n") },
    { name: "policies.json", content: JSON.stringify(list("policies.json")).replace("[", `[${blanks}`) },
  ];
  assert.ok(given.every(({ content }) => content.length > blanks.length));
  const folder = mkdtempSync(join(tmpdir(), "flowlock-"));
  for (const { name, content } of given) writeFileSync(join(folder, name), content);
  const { json } = await evaluate(filesIn(folder), { asOf: "2026-01-31T00:00:00Z" });
  rmSync(folder, { recursive: true });
  assert.equal(json, evaluateSync(given, { asOf: "2026-01-31T00:00:00Z" }).json);
  assert.equal(JSON.parse(json).usage.signIns, log.length);
});

test("init may be called anywhere and as often as one likes", async () => {
  await Promise.all([init(), init()]);
});
