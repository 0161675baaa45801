// Finishes the glue: the module as a script for `flowlock/inline`, types that projects without the newest
// library can read. Says how large the module is, and holds it against the limits.
//
//   node module.mjs <folder of the glue>

import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { brotliCompressSync, constants } from "node:zlib";

// What is reached, with some room. The goal is 500 KB and 180 KB packed: the formats beside JSON and text take 263 KB
// and 71 KB of it, the core itself most of the rest.
const RAW_LIMIT = 1_430_000;
const BROTLI_LIMIT = 460_000;

const [glue] = process.argv.slice(2);
const module = await readFile(join(glue, "glue_bg.wasm"));
const raw = module.length;
const brotli = brotliCompressSync(module, {
  params: { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_LGWIN]: 24 },
}).length;

await writeFile(
  join(glue, "inlined.js"),
  `/** The module in Base64. */\nexport const module = "${module.toString("base64")}";\n`,
);
await writeFile(
  join(glue, "inlined.d.ts"),
  "/** The module in Base64. */\nexport declare const module: string;\n",
);

const types = join(glue, "glue.d.ts");
await writeFile(types, (await readFile(types, "utf8")).replaceAll(/^ *\[Symbol\.dispose\].*\n/gm, ""));

const kilobytes = (bytes) => `${Math.round(bytes / 1000)} KB`;
console.log(
  `${kilobytes(raw)} raw (limit ${kilobytes(RAW_LIMIT)}), ${kilobytes(brotli)} brotli (limit ${kilobytes(BROTLI_LIMIT)})`,
);
if (raw > RAW_LIMIT || brotli > BROTLI_LIMIT) {
  console.error(
    `${kilobytes(raw)} raw, ${kilobytes(brotli)} brotli: the module is larger than the limits in host-wasm/npm/scripts/module.mjs`,
  );
  process.exitCode = 1;
}
