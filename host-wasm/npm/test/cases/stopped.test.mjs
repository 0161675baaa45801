// A module that runs out of memory says so, and is started anew.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { test } from "node:test";

// The inlined entry is not started yet, so that it can be given another module.
import { evaluate, Evaluation, FlowlockError, init } from "flowlock/inline";

import { files, text } from "./support.mjs";

const MEBIBYTE_OF_PAGES = 16;

/** The module, with no more than that much memory. */
function bounded(module, mebibytes) {
  const number = (at) => {
    let [value, shift] = [0, 0];
    for (; ; shift += 7) {
      const byte = module[at++];
      value |= (byte & 0x7f) << shift;
      if (byte < 0x80) return { value, next: at };
    }
  };
  const written = (value) => {
    const bytes = [];
    for (; value >= 0x80; value >>= 7) bytes.push((value & 0x7f) | 0x80);
    return [...bytes, value];
  };
  for (let at = 8; at < module.length;) {
    const { value: size, next } = number(at + 1);
    if (module[at] === 5) {
      const { value: pages } = number(next + 2);
      const memory = [1, 1, ...written(pages), ...written(mebibytes * MEBIBYTE_OF_PAGES)];
      const section = Uint8Array.from([5, ...written(memory.length), ...memory]);
      return Buffer.concat([module.subarray(0, at), section, module.subarray(next + size)]);
    }
    at = next + size;
  }
  throw new Error("the module has no memory");
}

test("a module that runs out of memory says so, and is started anew", async () => {
  const module = readFileSync(createRequire(import.meta.url).resolve("flowlock/flowlock.wasm"));
  await init(bounded(module, 32));
  const before = new Evaluation();
  const large = { name: "large.json", content: `[${"{},".repeat(10_000_000)}{}]` };
  const stopped = (error) => error instanceof FlowlockError && error.code === "stopped";
  for (let times = 0; times < 3; times++) await assert.rejects(evaluate([large]), stopped);
  assert.throws(() => before.evaluate(), stopped, "what was begun before is lost");
  const name = "contoso";
  const { json } = await evaluate(files(name), text(name, "settings.json"));
  assert.equal(json, text(name, "expected.json"));
});
