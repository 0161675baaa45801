// The entry for browsers and bundlers: the module is fetched from beside the script, and compiled
// while it comes.

export * from "./index.js";
