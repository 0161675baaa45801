// The TypeScript of the report and of the settings, from their JSON Schemas.
//
//   node types.mjs <folder with report.json and settings.json> [--write]
//
// Without --write, what is committed has to be the same.

import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";

import { compile } from "json-schema-to-typescript";

const [schemas, write] = process.argv.slice(2);
const types = new URL("../ts/schema/", import.meta.url);

/** Examples in Rust help nobody here. */
function withoutExamples(node) {
  if (typeof node !== "object" || node === null) return;
  if (typeof node.description === "string")
    node.description = node.description.replace(/\n\n```[^]*?```/g, "");
  Object.values(node).forEach(withoutExamples);
}

/** A reference with words beside it would become a type of its own, `Attempt1`. */
function withPlainReferences(node) {
  if (typeof node !== "object" || node === null) return;
  const { $ref, ...beside } = node;
  if ($ref !== undefined && Object.keys(beside).length > 0) {
    delete node.$ref;
    node.allOf = [{ $ref }];
  }
  Object.values(node).forEach(withPlainReferences);
}

const differing = [];
for (const name of ["report", "settings"]) {
  const schema = JSON.parse(await readFile(join(schemas, `${name}.json`), "utf8"));
  withoutExamples(schema);
  withPlainReferences(schema);
  const bannerComment = `// Made from \`flowlock schema ${name}\` by \`FLOWLOCK_UPDATE=1 cargo xtask npm\`.`;
  const text = await compile(schema, name, {
    additionalProperties: false,
    bannerComment,
    style: { printWidth: 110 },
  });
  const file = new URL(`${name}.ts`, types);
  if (write) await writeFile(file, text);
  else if ((await readFile(file, "utf8").catch(() => "")) !== text) differing.push(name);
}
if (differing.length > 0) {
  console.error(`the types differ from the schema: ${differing.join(", ")}`);
  process.exitCode = 1;
}
