// Files as hosts have them: whole, in pieces, or still to be opened.

import { bytes, type Chunk, Evaluation, type FileWriter } from "./evaluation.js";

/** Pieces that come one after the other. */
export type Chunks = Iterable<Chunk> | AsyncIterable<Chunk> | ReadableStream<Chunk>;

/**
 * What is in a file. A function opens it: it is called again where a log was only looked at to tell
 * what it is, so that no more than one file is open at a time.
 */
export type Content = Chunk | Blob | Chunks | (() => Opened | Promise<Opened>);

/** What a function that opens a file gives. */
export type Opened = Chunk | Blob | Chunks;

/** A file of an export, as it lies there; gzip is unpacked. */
export interface ExportFile {
  /** The name that the report calls it by, usually a path. */
  name: string;
  /** What is in it. */
  content: Content;
}

/** How much of a blob is read at once, at most. */
const BLOB_CHUNK = 1024 * 1024;

/** A file that was looked at. */
export interface Peeked {
  readonly name: string;
  readonly isLog: boolean;
  /** All its pieces, from the first on. */
  chunks(): AsyncIterable<Chunk>;
}

/** Looks at the beginning of a file. Whatever fails here fails again when it is read, and is told then. */
export async function peek(file: ExportFile): Promise<Peeked> {
  const { name, content } = file;
  const source = pieces(content)[Symbol.asyncIterator]();
  const begun: Chunk[] = [];
  let size = 0;
  let failure: { cause: unknown } | undefined;
  try {
    while (size < Evaluation.PEEK_BYTES) {
      const next = await source.next();
      if (next.done) break;
      begun.push(next.value);
      size += typeof next.value === "string" ? next.value.length : next.value.byteLength;
    }
  } catch (cause) {
    failure = { cause };
  }
  const isLog = Evaluation.isLog(join(begun));
  if (isLog && canOpenAgain(content)) {
    await source.return?.(undefined);
    return { name, isLog, chunks: () => pieces(content) };
  }
  const chunks = async function* (): AsyncGenerator<Chunk> {
    try {
      yield* begun.splice(0);
      if (failure) throw failure.cause;
      yield* { [Symbol.asyncIterator]: () => source };
    } finally {
      await source.return?.(undefined);
    }
  };
  return { name, isLog, chunks };
}

/** Reads a file to its end, or to where it breaks off. `between` is called after each piece. */
export async function read(
  file: Peeked,
  writer: FileWriter,
  between: (bytes: number) => void,
): Promise<void> {
  const source = file.chunks()[Symbol.asyncIterator]();
  try {
    for (;;) {
      const next = await source.next().catch((cause: unknown) => ({ cause }));
      if ("cause" in next) return void writer.breakOff(unreadable(next.cause), READ_AGAIN);
      if (next.done) return void writer.close();
      writer.write(next.value);
      between(typeof next.value === "string" ? next.value.length : next.value.byteLength);
    }
  } finally {
    await source.return?.(undefined);
  }
}

const READ_AGAIN = "check that it is still there and may be read, and give it again";

/** Errors of files carry paths in their messages; their codes, or else their names, do not. */
function unreadable(cause: unknown): string {
  if (!(cause instanceof Error)) return "cannot be read: no reason given";
  const { code } = cause as { code?: unknown };
  // Browsers number their errors, too.
  return `cannot be read: ${typeof code === "string" ? code : cause.name}`;
}

function canOpenAgain(content: Content): boolean {
  return typeof content === "function" || content instanceof Blob;
}

async function* pieces(content: Content): AsyncGenerator<Chunk> {
  const opened = typeof content === "function" ? await content() : content;
  if (typeof opened === "string" || opened instanceof Uint8Array || opened instanceof ArrayBuffer) {
    yield opened;
  } else if (opened instanceof Blob) {
    yield* slices(opened);
  } else if ("getReader" in opened) {
    yield* streamed(opened);
  } else {
    yield* opened;
  }
}

/**
 * The beginning by itself, since it is kept until it is known what the file is; the rest in one buffer that
 * is filled again and again. Buffers of their own would pile up: they are collected late.
 *
 * In Chromium a stream that cannot be read on ends as if the file did, so what came is held against the size.
 */
async function* slices(blob: Blob): AsyncGenerator<Chunk> {
  // Of a file on disk, `size` may follow what becomes of it; that of a slice stays.
  const rest = blob.slice(Evaluation.PEEK_BYTES);
  yield await blob.slice(0, Evaluation.PEEK_BYTES).arrayBuffer();
  let missing = rest.size;
  if (missing === 0) return;
  for await (const piece of refilled(rest.stream())) {
    missing -= piece.byteLength;
    yield piece;
  }
  if (missing > 0) throw new DOMException("the file ended early", "NotReadableError");
}

/**
 * Each piece is there until the next one is asked for. Browsers give what they have, often no more than 64 KiB;
 * a record that is cut is read twice, so that few large pieces are read a quarter faster than many small ones.
 *
 * Nothing is asked for ahead: Chromium itself reads on, up to 2 MiB, while a piece is evaluated. A second read under
 * way, or a worker that only reads, was no faster, and slices of their own half as fast.
 */
async function* refilled(stream: ReadableStream<Uint8Array<ArrayBuffer>>): AsyncGenerator<Uint8Array> {
  const reader = byteReader(stream);
  if (!reader) return yield* streamed(stream);
  try {
    let buffer = new ArrayBuffer(BLOB_CHUNK);
    for (let size = 0, ended = false; !ended; size = 0) {
      while (size < BLOB_CHUNK && !ended) {
        const { done, value } = await reader.read(new Uint8Array(buffer, size));
        if (value === undefined) return;
        [ended, buffer] = [done, value.buffer];
        size += value.byteLength;
      }
      yield new Uint8Array(buffer, 0, size);
    }
  } finally {
    await reader.cancel().catch(() => {});
  }
}

/** Not every browser fills a buffer that it is given. */
function byteReader(stream: ReadableStream<Uint8Array<ArrayBuffer>>) {
  try {
    return stream.getReader({ mode: "byob" });
  } catch {
    return undefined;
  }
}

/** Not every browser can iterate a stream. */
async function* streamed<C extends Chunk>(stream: ReadableStream<C>): AsyncGenerator<C> {
  const reader = stream.getReader();
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      yield value;
    }
  } finally {
    await reader.cancel().catch(() => {});
  }
}

function join(chunks: Chunk[]): Uint8Array {
  const parts = chunks.map(bytes);
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.byteLength, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.byteLength;
  }
  return whole;
}
