// Decisions and comparisons give, to the byte, what the command line gives.

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";

import { diff, evaluate, Evaluation, FlowlockError } from "flowlock";
import { filesIn } from "flowlock/folder";

import { fixtures, names } from "./support.mjs";

const AS_OF = "2026-01-31T00:00:00Z";
const GROUP = "0f10c000-0000-4000-8000-0000000000b6";

/** What the command line prints, in the folder of the fixtures. */
function printed(args, status = 0) {
  const { stdout, stderr, ...ended } = spawnSync(process.env.FLOWLOCK_CLI, args, {
    cwd: fixtures,
    encoding: "utf8",
  });
  assert.equal(ended.status, status, stderr);
  return stdout;
}

/** The files of a fixture's export, by the names that the command line has for them in that folder. */
function exported(name) {
  return filesIn(join(fixtures, name, "export"), `${name}/export/`);
}

test("a decision counts, and the report is that of the command line", async () => {
  const folder = mkdtempSync(join(tmpdir(), "flowlock-"));
  try {
    const file = join(folder, "decisions.json");
    const who = ["--by", "anna@contoso.example", "--because", "Emergency access", "--until", "2026-12-31"];
    const what = ["--exception", `group:${GROUP}`, "--as-of", AS_OF, "--decisions", file];
    printed(["decide", "undeclared-group/export", ...what, ...who]);
    const decisions = readFileSync(file, "utf8");
    const args = ["evaluate", "undeclared-group/export", "--as-of", AS_OF, "--format", "json"];
    const expected = printed([...args, "--decisions", file]);
    for (const given of [decisions, JSON.parse(decisions)]) {
      const outcome = await evaluate(exported("undeclared-group"), undefined, {
        asOf: AS_OF,
        decisions: given,
      });
      assert.equal(outcome.json, expected);
    }
    assert.equal(JSON.parse(expected).decisions[0].standing, "counts");
    const sides = [exported("undeclared-group"), exported("undeclared-group")];
    const options = { asOf: "2027-01-31T00:00:00Z", oldAsOf: AS_OF, decisions };
    const comparison = await diff(...sides, undefined, options);
    const [old, now] = [
      ["--old-as-of", AS_OF],
      ["--as-of", options.asOf],
    ];
    const compare = ["diff", "undeclared-group/export", "undeclared-group/export", "--format", "json"];
    assert.equal(comparison.json, printed([...compare, ...old, ...now, "--decisions", file], 3));
    const settings = {
      tenant: "contoso.example",
      approvals: { exception: { needed: 1, of: ["ben@contoso.example"] } },
    };
    const decided = JSON.parse(decisions);
    for (const decision of decided.decisions) decision.tenant = "contoso.example";
    decided.decisions[0].signatures = [{ payload: "p", signature: "s" }];
    const { report } = await evaluate(exported("undeclared-group"), settings, {
      asOf: AS_OF,
      decisions: decided,
    });
    assert.deepEqual(
      [report.status, report.decisions[0].standing, report.decisions[0].approvals[0].standing],
      ["review", "not-approved", "not-checked"],
    );
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test("what is wrong with decisions is said", async () => {
  const decisions = '{"decision": []}';
  await assert.rejects(
    evaluate(exported("contoso"), undefined, { decisions }),
    (error) => error instanceof FlowlockError && error.code === "decision-unknown-key",
  );
});

test("every two fixtures are compared as the command line compares them", async () => {
  const all = names().sort();
  let opened = 0;
  for (const [at, before] of all.slice(0, -1).entries()) {
    // One in five: each starts the command line three times.
    if (at % 5 !== 0) continue;
    const after = all[at + 1];
    const settings = join(fixtures, after, "settings.json");
    const comparison = await diff(exported(before), exported(after), readFileSync(settings, "utf8"));
    const said = (format) => {
      const sides = [`${before}/export`, `${after}/export`];
      const { stdout } = spawnSync(
        process.env.FLOWLOCK_CLI,
        ["diff", ...sides, "--settings", settings, "--format", format],
        { cwd: fixtures, encoding: "utf8" },
      );
      return stdout;
    };
    assert.equal(comparison.json, said("json"), `${before}, ${after}`);
    assert.equal(comparison.text(), said("human"), `${before}, ${after}`);
    assert.equal(comparison.markdown(), said("markdown"), `${before}, ${after}`);
    opened += comparison.diff.opened.length;
  }
  assert.ok(opened > 0, "nothing opened");
});

test("an evaluation is compared with another one, and not with itself", async () => {
  const [before, after] = [new Evaluation(), new Evaluation()];
  for await (const file of exported("contoso")) {
    const content = readFileSync(join(fixtures, file.name));
    before.add(`old/${file.name}`, content);
    after.add(`new/${file.name}`, content);
  }
  assert.equal(after.diff(before).diff.summary, "nothing changed for the control");
  assert.throws(() => after.diff(after), TypeError);
  assert.throws(
    () => after.diff(new Evaluation()),
    (error) => error instanceof FlowlockError && error.code === "no-policies" && error.source === "before",
  );
});
