// The entry that carries the module: one script more, and nothing to serve or to fetch.

import { module } from "./glue/inlined.js";
import { provide } from "./module.js";

provide(() => Uint8Array.from(atob(module), (character) => character.charCodeAt(0)));

export * from "./index.js";
