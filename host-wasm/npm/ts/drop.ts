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
  const dropped = [...data.items].filter((item) => item.kind === "file").map(asked);
  const files: GivenFile[] = [];
  for (const { handle, entry } of dropped) {
    const held = await handle;
    if (held) await walk(held, "", files);
    else if (entry) await collect(entry, files);
  }
  return fromTheFolderOn(files);
}

/** A handle of a file or a folder. Not every browser has them, and not every library knows of them. */
interface Handle {
  name: string;
  getFile?(): Promise<File>;
  values?(): AsyncIterable<Handle>;
}

/** Asks for both: where a page was opened as a file, Chromium gives folders by handles only. */
function asked(item: DataTransferItem) {
  const { getAsFileSystemHandle } = item as { getAsFileSystemHandle?(): Promise<Handle | null> };
  return { handle: getAsFileSystemHandle?.call(item), entry: item.webkitGetAsEntry() };
}

async function walk(handle: Handle, prefix: string, files: GivenFile[]): Promise<void> {
  const name = prefix + handle.name;
  if (handle.getFile) files.push({ name, content: await handle.getFile() });
  else if (handle.values) for await (const inner of handle.values()) await walk(inner, `${name}/`, files);
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
