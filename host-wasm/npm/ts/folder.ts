// For Node: the files of a folder.

import { createReadStream } from "node:fs";
import { readdir, stat } from "node:fs/promises";
import { basename, join } from "node:path";

import type { ExportFile } from "./files.js";

/**
 * The files of a folder and of the folders in it, in the order of their names, to be opened when they
 * are read. What begins with a dot is left out; links are not followed. A file is itself.
 *
 * @example
 * const outcome = await evaluate(filesIn("export"));
 */
export async function* filesIn(path: string): AsyncGenerator<ExportFile> {
  if ((await stat(path)).isDirectory()) yield* walk(path, "");
  else yield file(basename(path), path);
}

async function* walk(folder: string, prefix: string): AsyncGenerator<ExportFile> {
  const entries = await readdir(folder, { withFileTypes: true });
  entries.sort((one, other) => (one.name < other.name ? -1 : 1));
  for (const entry of entries) {
    const [name, path] = [prefix + entry.name, join(folder, entry.name)];
    if (entry.name.startsWith(".")) continue;
    if (entry.isDirectory()) yield* walk(path, `${name}/`);
    else if (entry.isFile()) yield file(name, path);
  }
}

function file(name: string, path: string): ExportFile {
  return { name, content: () => createReadStream(path, { highWaterMark: 1024 * 1024 }) };
}
