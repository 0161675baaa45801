// For Node: the files of a folder.

import { type FileHandle, open, readdir, stat } from "node:fs/promises";
import { basename, join } from "node:path";

import { Evaluation } from "./evaluation.js";
import type { ExportFile } from "./files.js";

/** How much is read at once. */
const CHUNK = 1024 * 1024;

/**
 * The files of a folder and of the folders in it, in the order of their names, to be opened when they
 * are read. What begins with a dot is left out; links are not followed. A file is itself.
 *
 * @param prefix what all names begin with, to tell the sides of a comparison apart
 *
 * @example
 * const outcome = await evaluate(filesIn("export"));
 * const comparison = await diff(filesIn("monday", "monday/"), filesIn("friday", "friday/"));
 */
export async function* filesIn(path: string, prefix = ""): AsyncGenerator<ExportFile> {
  if ((await stat(path)).isDirectory()) yield* walk(path, prefix);
  else yield file(prefix + basename(path), path);
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
  return { name, content: () => pieces(path) };
}

/**
 * The beginning by itself, since it is kept until it is known what the file is; the rest in two buffers by
 * turns: while what is in one is evaluated, the other is filled.
 */
async function* pieces(path: string): AsyncGenerator<Uint8Array> {
  const file = await open(path);
  let ahead: Promise<Uint8Array> | undefined;
  try {
    const beginning = await fill(file, new Uint8Array(Evaluation.PEEK_BYTES));
    yield beginning;
    if (beginning.length < Evaluation.PEEK_BYTES) return;
    let [next, after] = [new Uint8Array(CHUNK), new Uint8Array(CHUNK)];
    ahead = fill(file, next);
    for (;;) {
      const piece = await ahead;
      if (piece.length === 0) return;
      ahead = fill(file, after);
      // What fails while nobody waits for it is told when somebody does.
      ahead.catch(() => {});
      yield piece;
      [next, after] = [after, next];
    }
  } finally {
    await ahead?.catch(() => {});
    await file.close();
  }
}

/** The next bytes of the file, as many as there is room for, unless it ends. */
async function fill(file: FileHandle, room: Uint8Array): Promise<Uint8Array> {
  let size = 0;
  while (size < room.length) {
    const { bytesRead } = await file.read(room, size, room.length - size);
    if (bytesRead === 0) break;
    size += bytesRead;
  }
  return room.subarray(0, size);
}
