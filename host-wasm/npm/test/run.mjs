// Installs what was packed into an empty project and tries it there: in Node, and built by Vite.
//
//   node run.mjs <tarball> <folder to work in>
//
// FLOWLOCK_CLI is the command line that the package is held against.
// The last line on standard output says what was found.

import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const [tarball, work] = process.argv.slice(2);
const here = fileURLToPath(new URL(".", import.meta.url));
const root = join(here, "../../..");
const consumer = join(work, "consumer");

function run(program, args, options = {}) {
  const { status, stdout, error } = spawnSync(program, args, {
    cwd: consumer,
    stdio: ["ignore", options.capture ? "pipe" : 2, 2],
    env: { ...process.env, FLOWLOCK_ROOT: root, NODE_OPTIONS: "" },
    encoding: "utf8",
    maxBuffer: 64 * 1024 * 1024,
  });
  if (error) throw error;
  if (status !== 0) {
    // Of the cases, those that failed.
    console.error(stdout?.match(/^not ok [^]*?^ {2}\.\.\.$/gm)?.join("\n") ?? stdout ?? "");
    console.error(`failed: ${program} ${args.join(" ")}`);
    process.exit(1);
  }
  return stdout;
}

rmSync(consumer, { recursive: true, force: true });
mkdirSync(consumer, { recursive: true });
writeFileSync(join(consumer, "package.json"), '{ "name": "consumer", "private": true, "type": "module" }\n');
run("npm", ["install", "--offline", "--no-package-lock", "--no-audit", "--no-fund", "--silent", tarball]);
cpSync(join(here, "cases"), join(consumer, "cases"), { recursive: true });
cpSync(join(here, "vite"), join(consumer, "vite"), { recursive: true });
writeReadme(join(consumer, "vite"));

/** The pages of the README: a portal, and one whose worker reads. */
function writeReadme(folder) {
  const readme = readFileSync(join(consumer, "node_modules/flowlock/README.md"), "utf8");
  const blocks = (language) =>
    [...readme.matchAll(new RegExp(`^\`\`\`${language}\n([^]*?)^\`\`\``, "gm"))].map(([, text]) => text);
  const [body] = blocks("html");
  const [portal, awake] = blocks("js").filter((text) => text.includes('"flowlock/element"'));
  const worker = blocks("js").find((text) => text.startsWith("// worker.js"));
  writeFileSync(join(folder, "readme-worker.js"), worker);
  for (const [name, script] of [
    ["readme-portal", portal],
    ["readme-awake", awake.replace("./worker.js", "./readme-worker.js")],
  ]) {
    writeFileSync(join(folder, `${name}.js`), script);
    const page = `<!doctype html>\n<title>${name}</title>\n<link rel="icon" href="data:," />\n${body}<script type="module" src="${name}.js"></script>\n`;
    writeFileSync(join(folder, `${name}.html`), page);
  }
}

// Types, as a project of today and one of yesterday sees them.
for (const [module, resolution] of [
  ["nodenext", "nodenext"],
  ["esnext", "bundler"],
]) {
  const options = ["--strict", "--noEmit", "--target", "es2022", "--lib", "es2022,dom,dom.iterable"];
  const tsc = join(root, "host-wasm/node_modules/typescript/bin/tsc");
  const resolve = ["--module", module, "--moduleResolution", resolution, "--types", ""];
  run(process.execPath, [tsc, "--ignoreConfig", ...options, ...resolve, join(consumer, "cases/types.ts")]);
}

const cases = readdirSync(join(consumer, "cases")).filter((name) => name.endsWith(".test.mjs"));
const output = run(
  process.execPath,
  ["--test", "--test-reporter=tap", ...cases.map((name) => join("cases", name))],
  {
    capture: true,
  },
);
const count = (word) => Number(new RegExp(`^# ${word} (\\d+)$`, "m").exec(output)?.[1] ?? 0);
if (count("pass") === 0 || count("skipped") > 0) {
  console.error("no case was run, or one was skipped");
  process.exit(1);
}

run(process.execPath, [
  join(root, "host-wasm/node_modules/vite/bin/vite.js"),
  "build",
  "vite",
  "--logLevel",
  "warn",
]);
const built = readdirSync(join(consumer, "vite/dist/assets"));
if (!built.some((name) => /^glue_bg-.*\.wasm$/.test(name))) {
  console.error(`Vite did not take the module along: ${built.join(", ")}`);
  process.exit(1);
}
console.log(
  `${count("pass")} cases in Node ${process.versions.node}, types in 2 ways of resolution, built by Vite`,
);
