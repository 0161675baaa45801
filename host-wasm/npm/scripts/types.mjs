// The TypeScript of what is given and of what comes out, from the JSON Schemas.
//
//   node types.mjs <folder with report.json, settings.json, decisions.json and diff.json> [--write]
//
// Without --write, what is committed has to be the same. A type that two schemas hold is declared once.

import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";

import { compile } from "json-schema-to-typescript";
import { format } from "prettier";

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

/** The declarations of a file by their names, each with its comment. */
function declarations(text) {
  const all = text.match(
    /(?:^\/\*\*(?:(?!\*\/)[^])*\*\/\n)?^export (?:interface|type) [^]*?^(?=\/\*\*|export |(?![^]))/gm,
  );
  return new Map(all.map((one) => [/^export (?:interface|type) (\w+)/m.exec(one)[1], one]));
}

/** Where a type that several schemas hold was declared first. */
const declared = new Map();

/** The same file, with what others declare imported from there. */
function withImports(text, name) {
  let own = text;
  const imported = new Map();
  for (const [type, declaration] of declarations(text)) {
    const first = declared.get(type);
    if (first === undefined) {
      declared.set(type, { name, declaration });
      continue;
    }
    if (first.declaration.trim() !== declaration.trim())
      throw new Error(`${type} is not the same in ${first.name} and in ${name}`);
    own = own.replace(declaration, "");
    imported.set(first.name, [...(imported.get(first.name) ?? []), type]);
  }
  const used = (type) => new RegExp(`\\b${type}\\b`).test(own.replace(/\/\*\*[^]*?\*\//g, ""));
  const lines = [...imported].map(([from, types]) => {
    const names = types.filter(used).sort();
    return names.length > 0 ? `import type { ${names.join(", ")} } from "./${from}.js";\n` : "";
  });
  return own.replace("\n\n", `\n\n${lines.join("")}\n`);
}

const differing = [];
for (const name of ["report", "settings", "decisions", "diff"]) {
  const schema = JSON.parse(await readFile(join(schemas, `${name}.json`), "utf8"));
  withoutExamples(schema);
  withPlainReferences(schema);
  const bannerComment = `// Made from \`flowlock schema ${name}\` by \`FLOWLOCK_UPDATE=1 cargo xtask npm\`.`;
  const style = { printWidth: 110 };
  const compiled = await compile(schema, name, { additionalProperties: false, bannerComment, style });
  const text = await format(withImports(compiled, name), { parser: "typescript", ...style });
  const file = new URL(`${name}.ts`, types);
  if (write) await writeFile(file, text);
  else if ((await readFile(file, "utf8").catch(() => "")) !== text) differing.push(name);
}
if (differing.length > 0) {
  console.error(`the types differ from the schema: ${differing.join(", ")}`);
  process.exitCode = 1;
}
