import type { Comparison } from "./comparison.js";
import { type Chunk, type CompareOptions, type EvaluateOptions, Evaluation } from "./evaluation.js";
import { type ExportFile, peek, type Peeked, read } from "./files.js";
import { init } from "./module.js";
import type { Outcome } from "./outcome.js";
import type { Settings } from "./schema/settings.js";

/** A file that is in memory as a whole. */
export interface FileInMemory {
  /** The name that the report calls it by, usually a path. */
  name: string;
  /** What is in it; gzip is unpacked. */
  content: Chunk;
}

/** How far the reading is. */
export interface Progress {
  /** The file that is being read. */
  name: string;
  /** How many bytes of all files have been read. */
  bytes: number;
}

/** How to read. */
export interface ReadingOptions {
  /** Called after each piece of a file. */
  onProgress?: (progress: Progress) => void;
  /** Ends the reading; {@link evaluate} then rejects with the signal's reason. */
  signal?: AbortSignal;
}

/** How to read and evaluate. */
export interface ReadOptions extends EvaluateOptions, ReadingOptions {}

/** How to read and compare. */
export interface DiffOptions extends CompareOptions, ReadingOptions {}

/** Files in whatever order they come. */
export type ExportFiles = Iterable<ExportFile> | AsyncIterable<ExportFile>;

/**
 * Evaluates the exports of one tenant. Files may be of any size and come in any order; each is
 * recognised by its content, and a log of sign-ins is read as a stream, in constant memory.
 *
 * A file that cannot be read is listed in the report, and is never a reason to pass. One that no
 * export is by accident, such as one with a member that stands twice, rejects with a FlowlockError.
 *
 * @param settings an object, or the JSON of a settings file; without settings nothing is accepted
 */
export async function evaluate(
  files: ExportFiles,
  settings?: Settings | string,
  options: ReadOptions = {},
): Promise<Outcome> {
  const evaluation = await readAll(files, settings, options);
  try {
    return evaluation.evaluate(undefined, options);
  } finally {
    evaluation.free();
  }
}

/**
 * What changed between two exports of one tenant, both judged by the same settings: which policies, and which
 * gap opened or closed. Let the names of the files say of which side they are.
 */
export async function diff(
  before: ExportFiles,
  after: ExportFiles,
  settings?: Settings | string,
  options: DiffOptions = {},
): Promise<Comparison> {
  const older = await readAll(before, settings, options);
  try {
    const newer = await readAll(after, settings, options);
    try {
      return newer.diff(older, undefined, options);
    } finally {
      newer.free();
    }
  } finally {
    older.free();
  }
}

/** Reads the exports of one tenant, to be evaluated as often as settings change. */
export async function readAll(
  files: ExportFiles,
  settings?: Settings | string,
  options: ReadingOptions = {},
): Promise<Evaluation> {
  await init();
  const evaluation = new Evaluation(settings);
  try {
    const reading = new Reading(evaluation, options);
    const logs: Peeked[] = [];
    for await (const file of files) {
      const peeked = await peek(file);
      if (peeked.isLog) logs.push(peeked);
      else await reading.read(peeked);
    }
    for (const log of logs) await reading.read(log);
    return evaluation;
  } catch (error) {
    evaluation.free();
    throw error;
  }
}

/** The same as {@link evaluate} for files in memory, at once. Outside Node, `await init()` first. */
export function evaluateSync(
  files: Iterable<FileInMemory>,
  settings?: Settings | string,
  options: EvaluateOptions = {},
): Outcome {
  const evaluation = new Evaluation(settings);
  try {
    const logs: FileInMemory[] = [];
    for (const file of files) {
      if (Evaluation.isLog(file.content)) logs.push(file);
      else evaluation.add(file.name, file.content);
    }
    for (const log of logs) evaluation.add(log.name, log.content);
    return evaluation.evaluate(undefined, options);
  } finally {
    evaluation.free();
  }
}

/** One run over all files. */
class Reading {
  #bytes = 0;
  readonly #evaluation: Evaluation;
  readonly #options: ReadingOptions;

  constructor(evaluation: Evaluation, options: ReadingOptions) {
    this.#evaluation = evaluation;
    this.#options = options;
  }

  async read(file: Peeked): Promise<void> {
    const { signal, onProgress } = this.#options;
    signal?.throwIfAborted();
    await read(file, this.#evaluation.open(file.name), (bytes) => {
      this.#bytes += bytes;
      onProgress?.({ name: file.name, bytes: this.#bytes });
      signal?.throwIfAborted();
    });
  }
}
