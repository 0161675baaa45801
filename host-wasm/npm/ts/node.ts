// The entry for Node: the module is there as soon as this is imported.

import { readFileSync } from "node:fs";

import { initAtOnce } from "./module.js";

initAtOnce(readFileSync(new URL("./glue/glue_bg.wasm", import.meta.url)));

export * from "./index.js";
