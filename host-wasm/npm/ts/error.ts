/** What went wrong, in the shape that every host of Flowlock shares. */
export interface Problem {
  /** The stable name of this kind of problem, such as `duplicate-key`. */
  code: string;
  /** What was found, and what was expected. */
  message: string;
  /** What to do about it. */
  help: string;
  /** The file it concerns. */
  source?: string;
  /** The member it concerns, as a JSON pointer into that file. */
  pointer?: string;
  /** The line it concerns, counted from one. */
  line?: number;
}

/** A problem that stopped the evaluation. Compare {@link FlowlockError.code}, not the message. */
export class FlowlockError extends Error implements Problem {
  readonly code: string;
  readonly help: string;
  readonly source?: string;
  readonly pointer?: string;
  readonly line?: number;

  constructor(problem: Problem, options?: ErrorOptions) {
    super(problem.message, options);
    this.name = "FlowlockError";
    this.code = problem.code;
    this.help = problem.help;
    if (problem.source !== undefined) this.source = problem.source;
    if (problem.pointer !== undefined) this.pointer = problem.pointer;
    if (problem.line !== undefined) this.line = problem.line;
  }

  /** The problem as plain data, for a message to another thread or a log. */
  toJSON(): Problem {
    const { code, message, help, source, pointer, line } = this;
    return {
      code,
      message,
      help,
      ...(source !== undefined && { source }),
      ...(pointer !== undefined && { pointer }),
      ...(line !== undefined && { line }),
    };
  }
}
