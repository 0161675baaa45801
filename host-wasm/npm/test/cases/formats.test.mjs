// Every form of a report is, to the byte, the one that the command line writes.

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";

import { evaluateSync } from "flowlock";

import { decided, files, fixtures, names, text } from "./support.mjs";

/** By the name that the command line has for a form: how it is had here. */
const FORMS = {
  human: (outcome) => outcome.text(),
  html: (outcome) => outcome.html(),
  junit: (outcome) => outcome.junit(),
  markdown: (outcome) => outcome.markdown(),
  ocsf: (outcome) => outcome.ocsf(),
  sarif: (outcome) => outcome.sarif(),
};

/** What the command line prints, run where the export lies, so that files have the same names. */
function printed(name, words) {
  const cwd = join(fixtures, name, "export");
  const args = [...words, ...readdirSync(cwd), "--settings", "../settings.json"];
  if (decided(name).decisions !== undefined) args.push("--decisions", "../decisions.json");
  const { stdout, stderr, status } = spawnSync(process.env.FLOWLOCK_CLI, args, { cwd, encoding: "utf8" });
  assert.ok([0, 1, 3].includes(status), `${args.join(" ")}: ${stderr}`);
  return stdout;
}

for (const name of names()) {
  test(`${name}, in every form`, () => {
    const folder = mkdtempSync(join(tmpdir(), "flowlock-"));
    try {
      const formats = Object.keys(FORMS).flatMap((form) => ["--format", form]);
      printed(name, ["evaluate", ...formats, "--output-dir", folder]);
      const written = readdirSync(folder).map((file) => readFileSync(join(folder, file), "utf8"));
      const outcome = evaluateSync(files(name), text(name, "settings.json"), decided(name));
      // The names of the forms are enough to see: a page is long.
      const differing = Object.keys(FORMS).filter((form) => !written.includes(FORMS[form](outcome)));
      assert.deepEqual([differing, written.length], [[], Object.keys(FORMS).length]);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
}

test("of SARIF, only what somebody has to look at", () => {
  const name = "contoso";
  const outcome = evaluateSync(files(name), text(name, "settings.json"), decided(name));
  const expected = printed(name, ["evaluate", "--format", "sarif", "--sarif-problems-only"]);
  assert.equal(outcome.sarif({ problemsOnly: true }), expected);
  assert.notEqual(outcome.sarif(), expected);
});

test("what is proposed comes as commands of every tool", () => {
  let proposals = 0;
  for (const name of names()) {
    const outcome = evaluateSync(files(name), text(name, "settings.json"), decided(name));
    for (const tool of ["graph", "az", "powershell", "terraform"]) {
      const commands = outcome.commands(tool);
      assert.equal(commands === undefined, outcome.report.nextStep.proposal === null, name);
      if (commands === undefined) continue;
      proposals += 1;
      assert.equal(commands, printed(name, ["next-step", "--format", tool]), `${name}, ${tool}`);
    }
    assert.equal(outcome.commands("ftp"), undefined);
  }
  assert.ok(proposals > 0, "nothing was proposed");
});

test("the fragment is a part of the page", () => {
  const outcome = evaluateSync(files("contoso"), text("contoso", "settings.json"));
  const [, sources] = /(<section aria-labelledby="fl-sources">.*?<\/section>)/s.exec(outcome.htmlFragment());
  assert.ok(outcome.html().includes(sources));
  assert.doesNotMatch(outcome.htmlFragment(), /<html|<body|<script/);
});
