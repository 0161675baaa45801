// For browsers: the files of a drop, or of an `<input type="file">`.

import type { ExportFile } from "./files.js";

/** A file that the user gave, with its size, to show how far its reading is. */
export interface GivenFile extends ExportFile {
  content: File;
}

/**
 * The files of an `<input type="file">`, with `webkitdirectory` those of a folder. Names are paths from
 * the folder on; what begins with a dot is left out.
 */
export function filesChosen(files: Iterable<File>): GivenFile[] {
  const chosen = [...files].map((file) => ({ name: file.webkitRelativePath || file.name, content: file }));
  return fromTheFolderOn(chosen);
}

/**
 * The files of a drop, those in dropped folders among them. Call it while the event is handled: the
 * browser takes the list away after that.
 */
export async function filesDropped(data: DataTransfer): Promise<GivenFile[]> {
  const entries = [...data.items].map((item) => item.webkitGetAsEntry());
  const files: GivenFile[] = [];
  for (const entry of entries) if (entry) await collect(entry, files);
  return fromTheFolderOn(files);
}

async function collect(entry: FileSystemEntry, files: GivenFile[]): Promise<void> {
  if (entry.isDirectory) {
    for (const inner of await list(entry as FileSystemDirectoryEntry)) await collect(inner, files);
  } else {
    const file = await new Promise<File>((resolve, reject) =>
      (entry as FileSystemFileEntry).file(resolve, reject),
    );
    files.push({ name: entry.fullPath.replace(/^\//, ""), content: file });
  }
}

/** A reader gives some entries at a time, and none at the end. */
async function list(folder: FileSystemDirectoryEntry): Promise<FileSystemEntry[]> {
  const reader = folder.createReader();
  const all: FileSystemEntry[] = [];
  for (;;) {
    const some = await new Promise<FileSystemEntry[]>((resolve, reject) =>
      reader.readEntries(resolve, reject),
    );
    if (some.length === 0) return all;
    all.push(...some);
  }
}

/** One folder that holds all of it says nothing; its name goes. */
function fromTheFolderOn(files: GivenFile[]): GivenFile[] {
  const visible = files.filter((file) => !file.name.split("/").some((part) => part.startsWith(".")));
  const folder = visible[0]?.name.split("/", 1)[0];
  const shared = visible.every((file) => file.name.startsWith(`${folder}/`));
  const named = shared
    ? visible.map((file) => ({ ...file, name: file.name.slice(`${folder}/`.length) }))
    : visible;
  return named.sort((one, other) => (one.name < other.name ? -1 : 1));
}
