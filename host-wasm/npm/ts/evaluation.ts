import { Comparison } from "./comparison.js";
import { call, Held } from "./module.js";
import { Outcome } from "./outcome.js";
import {
  isDecisions as isDecisionsFile,
  isLog,
  isSettings as isSettingsFile,
  Session,
  Terms,
} from "./glue/glue.js";
import type { Decisions } from "./schema/decisions.js";
import type { Source } from "./schema/report.js";
import type { Settings } from "./schema/settings.js";

/** A piece of a file, cut anywhere. Text is taken as UTF-8. */
export type Chunk = string | Uint8Array | ArrayBuffer;

/** What a file was recognised as, by its content. */
export type SourceKind = Source["kind"];

/** How to evaluate. */
export interface EvaluateOptions {
  /** The moment to speak of; else that of the settings, else now. */
  asOf?: Date | string;
  /**
   * What people decided: an object, or the JSON of a decisions file. Signatures are not checked here, so a
   * decision that needs approvals does not count, and the report says so.
   */
  decisions?: Decisions | string;
}

/** How to compare; what is said of one moment holds for both sides. */
export interface CompareOptions extends EvaluateOptions {
  /** The moment that the older side is judged at, where that is another one. */
  oldAsOf?: Date | string;
  /** What had been decided by the time of the older side, where that was something else. */
  oldDecisions?: Decisions | string;
}

/**
 * The exports of one tenant, given chunk by chunk. Nothing of a log is kept but what it says.
 *
 * Exports come first, logs of sign-ins last: what to look for in a log is known by the policies.
 * {@link Evaluation.isLog} tells one from the other, and {@link evaluate} does all that by itself.
 */
export class Evaluation {
  readonly #session: Held<Session>;

  /** How many bytes of a file {@link Evaluation.isLog} has to see. */
  static readonly PEEK_BYTES = 64 * 1024;

  /** Whether a file that begins so is a log of sign-ins, which has to come after the policies. */
  static isLog(beginning: Chunk): boolean {
    return call(() => isLog(bytes(beginning)));
  }

  /**
   * @param settings an object, or the JSON of a settings file; without settings nothing is accepted
   */
  constructor(settings?: Settings | string) {
    this.#session = new Held(() => new Session(json(settings)));
  }

  /** Begins a file. It has to be closed before the next one, or the verdict. */
  open(name: string): FileWriter {
    this.#session.use((session) => session.open(String(name)));
    return new FileWriter(this.#session);
  }

  /** Reads a whole file. */
  add(name: string, content: Chunk): SourceKind {
    return this.open(name).write(content).close();
  }

  /**
   * The verdict. Ask again with other settings as often as you like: files are not read again. Only where
   * other settings change what a log is read for (`reportOnlySince`), it throws `different-watch`.
   *
   * @param settings in place of those that the evaluation began with
   */
  evaluate(settings?: Settings | string, options: EvaluateOptions = {}): Outcome {
    return withTerms(options.asOf, options.decisions, (terms) =>
      this.#session.use((session) => new Outcome(session.evaluate(json(settings), terms))),
    );
  }

  /**
   * What changed since older exports of the same tenant. Both are judged by the same settings, and at the same
   * moment if no other is given.
   *
   * @param settings in place of those that this evaluation began with
   */
  diff(before: Evaluation, settings?: Settings | string, options: CompareOptions = {}): Comparison {
    if (before === this) throw new TypeError("an evaluation cannot be compared with itself");
    const { asOf, decisions, oldAsOf = asOf, oldDecisions = decisions } = options;
    return withTerms(oldAsOf, oldDecisions, (old) =>
      withTerms(asOf, decisions, (terms) =>
        this.#session.use((after) =>
          before.#session.use((older) => new Comparison(after.diff(older, json(settings), old, terms))),
        ),
      ),
    );
  }

  /** Gives its memory back now, instead of when it is collected. */
  free(): void {
    this.#session.free();
  }
}

/** Whether a file is settings of Flowlock, which are no export: give its text as the settings. */
export function isSettings(file: Chunk): boolean {
  return call(() => isSettingsFile(bytes(file)));
}

/** Whether a file is decisions of Flowlock, which are no export: give its text as {@link EvaluateOptions.decisions}. */
export function isDecisions(file: Chunk): boolean {
  return call(() => isDecisionsFile(bytes(file)));
}

/** One file on its way into an {@link Evaluation}. */
export class FileWriter {
  readonly #session: Held<Session>;
  /** The first half of a character that the last text ended in. */
  #half = "";

  /** @internal */
  constructor(session: Held<Session>) {
    this.#session = session;
  }

  /** Reads the next piece. */
  write(chunk: Chunk): this {
    if (typeof chunk === "string") {
      this.#writeText(this.#half + chunk);
    } else {
      this.#flush();
      this.#session.use((session) => session.write(bytes(chunk)));
    }
    return this;
  }

  /** Ends the file, and tells what it was recognised as. */
  close(): SourceKind {
    this.#flush();
    return this.#session.use((session) => session.close()) as SourceKind;
  }

  /**
   * Ends the file where it could not be read on. It is listed as unreadable, or, if it is a log, as
   * incomplete: neither is ever a reason to pass.
   */
  breakOff(message: string, help: string): SourceKind {
    return this.#session.use((session) => session.breakOff(message, help)) as SourceKind;
  }

  #writeText(text: string): void {
    const whole = /[\ud800-\udbff]$/.test(text) ? text.slice(0, -1) : text;
    this.#half = text.slice(whole.length);
    this.#session.use((session) => session.writeText(whole));
  }

  #flush(): void {
    const half = this.#half;
    this.#half = "";
    if (half !== "") this.#session.use((session) => session.writeText(half));
  }
}

/** The bytes of a chunk, without a copy where it has some. */
export function bytes(chunk: Chunk): Uint8Array {
  if (typeof chunk === "string") return new TextEncoder().encode(chunk);
  return chunk instanceof Uint8Array ? chunk : new Uint8Array(chunk);
}

function json(declared: Settings | Decisions | string | undefined): string {
  if (declared === undefined) return "";
  // A text that is empty is no file of settings or decisions; the module takes it for none given.
  return typeof declared === "string" ? declared || " " : JSON.stringify(declared, written);
}

/**
 * Parsers of TOML make dates. They are written as they stood there: a fraction of a second only where there is one.
 *
 * @internal
 */
export function written(this: Record<string, unknown>, key: string, value: unknown): unknown {
  if (!(this[key] instanceof Date) || typeof value !== "string") return value;
  return value.replace(/\.(\d*?)0+(?!\d)/, (_, digits: string) => digits && `.${digits}`);
}

/** Does something with what a tenant is judged by. */
function withTerms<R>(
  asOf: Date | string | undefined,
  decisions: Decisions | string | undefined,
  inside: (terms: Terms) => R,
): R {
  const [at, now] = [asOf === undefined ? "" : moment(asOf), moment(new Date())];
  const terms = call(() => new Terms(json(decisions), at, now));
  try {
    return inside(terms);
  } finally {
    terms.free();
  }
}

/** RFC 3339, to the second, as the command line has it. */
function moment(time: Date | string): string {
  return typeof time === "string" ? time : time.toISOString().replace(/\.\d+Z$/, "Z");
}
