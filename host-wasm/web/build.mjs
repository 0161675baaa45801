// Makes the page: one HTML file with everything in it, and nothing that it could load.
//
//   node build.mjs <file to write>
//
// The module of the npm package has to be there (`cargo xtask npm`).

import { createHash } from "node:crypto";
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";

import { rolldown } from "rolldown";

const here = fileURLToPath(new URL(".", import.meta.url));
const fixtures = join(here, "../../fixtures");

/** The tenants that are one click away: fixtures, each with its settings. */
const SAMPLES = [
  ["contoso", "Guests left open", "Guests are left to a second policy, which is still report-only."],
  [
    "unknown-groups",
    "A group that nobody declared",
    "Declare it as emergency access, and see the verdict change.",
  ],
  [
    "reviewed-would-block",
    "A policy on trial",
    "Nine days of sign-ins say whom a report-only policy would hit.",
  ],
];

/** A script of its own, with everything that it imports. */
async function bundle(entry, made) {
  const bundled = await rolldown({
    input: join(here, "src", entry),
    // The glue asks where it lies, to find a module beside it. Here it is given one.
    transform: { define: { "import.meta.url": "undefined" } },
    resolve: { extensionAlias: { ".js": [".ts", ".js"] } },
    logLevel: "warn",
    plugins: [
      {
        name: "made",
        resolveId: (id) => (id === "virtual:made" ? id : null),
        load: (id) => (id === "virtual:made" ? made : null),
      },
    ],
  });
  const { output } = await bundled.generate({
    format: "iife",
    minify: true,
    comments: false,
  });
  // The HTML around it must not end here.
  return output[0].code.trim().replaceAll("</script", "<\\/script");
}

function sample([name, title, about]) {
  const folder = join(fixtures, name, "export");
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) =>
    entry.isFile(),
  );
  const paths = entries.map((entry) => join(entry.parentPath ?? entry.path, entry.name)).sort();
  const files = paths.map((path) => ({
    name: path.slice(folder.length + 1).replaceAll("\\", "/"),
    content: readFileSync(path, "utf8"),
  }));
  return { title, about, files, settings: readFileSync(join(fixtures, name, "settings.json"), "utf8") };
}

function exported(values) {
  const lines = Object.entries(values).map(
    ([name, value]) => `export const ${name} = ${JSON.stringify(value)};`,
  );
  return lines.join("\n");
}

function hash(text) {
  return `'sha256-${createHash("sha256").update(text).digest("base64")}'`;
}

/** Nothing may be loaded or sent. The one script may run, start its worker and compile its module. */
function policy(script, style) {
  return [
    "default-src 'none'",
    `script-src ${hash(script)} 'wasm-unsafe-eval'`,
    "worker-src blob:",
    `style-src ${hash(style)}`,
    "base-uri 'none'",
    "form-action 'none'",
  ];
}

const module = gzipSync(readFileSync(join(here, "../npm/ts/glue/glue_bg.wasm")), { level: 9 });
const worker = await bundle("worker.ts", "");
const script = await bundle(
  "main.ts",
  exported({ module: module.toString("base64"), worker, samples: SAMPLES.map(sample) }),
);
/** What is not of this workspace and asks to be named where it is handed on. */
const notice = readFileSync(join(here, "../node_modules/smol-toml/LICENSE"), "utf8").trim();
const style = readFileSync(join(here, "style.css"), "utf8");
const rules = policy(script, style);
const parts = {
  rules: rules.join("; "),
  policy: rules.join(";\n"),
  notice: `<!-- The script holds smol-toml.\n${notice}\n-->`,
  style: `<style>${style}</style>`,
  script: `<script>${script}</script>`,
};
const page = readFileSync(join(here, "page.html"), "utf8").replace(
  /<!-- (\w+) -->/g,
  (_, part) => parts[part],
);

const [file] = process.argv.slice(2);
mkdirSync(dirname(file), { recursive: true });
writeFileSync(file, page);
console.log(`${file}, ${Math.round(Buffer.byteLength(page) / 1000)} KB`);
