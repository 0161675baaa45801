// Every fixture gives, to the byte, the report that the command line gives.

import assert from "node:assert/strict";
import { createReadStream } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { gzipSync } from "node:zlib";

import { evaluate, evaluateSync } from "flowlock";
import { filesIn } from "flowlock/folder";

import { decided, files, fixtures, names, text } from "./support.mjs";

const all = names();

test("there are fixtures", () => assert.ok(all.length >= 57, `only ${all.length}`));

for (const name of all) {
  const [settings, expected] = [text(name, "settings.json"), text(name, "expected.json")];
  const options = decided(name);

  test(`${name}, in memory`, () => {
    assert.equal(evaluateSync(files(name), settings, options).json, expected);
  });

  test(`${name}, as text for people`, () => {
    assert.equal(evaluateSync(files(name), JSON.parse(settings), options).text(), text(name, "expected.txt"));
  });

  test(`${name}, from a folder`, async () => {
    assert.equal((await evaluate(filesIn(join(fixtures, name, "export")), settings, options)).json, expected);
  });

  test(`${name}, packed, the other way round, a few bytes at a time`, async () => {
    const pieces = function* (content) {
      const packed = gzipSync(content);
      for (let at = 0; at < packed.length; at += 7) yield packed.subarray(at, at + 7);
    };
    const packed = files(name).map((file) => ({ name: file.name, content: pieces(file.content) }));
    assert.equal((await evaluate(packed.reverse(), settings, options)).json, expected);
  });
}

test("content comes in every form that JavaScript has for it", async () => {
  const name = "reviewed-would-block";
  const forms = {
    text: (path, bytes) => bytes.toString(),
    "array buffer": (path, bytes) => new Uint8Array(bytes).buffer,
    blob: (path, bytes) => new Blob([bytes]),
    "web stream": (path, bytes) => new Blob([bytes]).stream(),
    "Node stream": (path) => createReadStream(path, { highWaterMark: 100 }),
    "function that opens a stream": (path) => () => createReadStream(path),
    "function that promises text": (path, bytes) => () => Promise.resolve(bytes.toString()),
    "texts of one character": (path, bytes) => Array.from(bytes.toString()),
    "texts of one half of a character": (path, bytes) => bytes.toString().split(""),
  };
  for (const [form, of] of Object.entries(forms)) {
    const given = files(name).map((file) => ({
      name: file.name,
      content: of(join(fixtures, name, "export", file.name), file.content),
    }));
    const outcome = await evaluate(given, text(name, "settings.json"));
    assert.equal(outcome.json, text(name, "expected.json"), form);
  }
});
