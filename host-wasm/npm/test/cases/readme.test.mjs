// The example of the package's README prints what the README says.

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";

import { fixtures } from "./support.mjs";

test("the example prints what is said below it", () => {
  const folder = dirname(createRequire(import.meta.url).resolve("flowlock/package.json"));
  const readme = readFileSync(join(folder, "README.md"), "utf8");
  const [, example, output] = /```js\n([^]*?)```\n\n```text\n([^]*?)```/.exec(readme);
  const script = fileURLToPath(new URL("./readme-example.mjs", import.meta.url));
  writeFileSync(script, example);
  const { stdout, stderr } = spawnSync(process.execPath, [script], {
    cwd: join(fixtures, "contoso"),
    encoding: "utf8",
  });
  assert.equal(stdout, output, stderr);
});
