// The WebAssembly module: started once, and anew after it has stopped.

import start, { __wbg_reset_state as restart, initSync } from "./glue/glue.js";
import { FlowlockError, type Problem } from "./error.js";

/** Where the module comes from: its bytes, compiled or not, or where to get them. */
export type ModuleSource = WebAssembly.Module | BufferSource | Response | URL | string;

let started = false;
let fallback: (() => ModuleSource) | undefined;
let starting: Promise<void> | undefined;

/** Says where this entry of the package has its module. */
export function provide(source: () => ModuleSource): void {
  fallback = source;
}

/**
 * Starts the module. {@link evaluate} does so by itself; before anything else, it has to be awaited
 * where the module is not there at once, which is everywhere but in Node.
 *
 * @param source where the module is, if it is not where the package has it
 */
export function init(source?: ModuleSource | Promise<ModuleSource>): Promise<void> {
  if (started) return Promise.resolve();
  starting ??= load(source ?? fallback?.()).catch((cause: unknown) => {
    starting = undefined;
    throw new FlowlockError(
      {
        code: "module-not-loaded",
        message: "the WebAssembly module could not be loaded",
        help: "serve `flowlock/flowlock.wasm` beside the script, pass its place to init(), or import `flowlock/inline`",
      },
      { cause },
    );
  });
  return starting;
}

async function load(source: ModuleSource | Promise<ModuleSource> | undefined): Promise<void> {
  const resolved = await source;
  // Without a source, the glue asks for the file beside it by a URL that bundlers understand.
  await (resolved === undefined ? start() : start({ module_or_path: resolved }));
  started = true;
}

/** Starts the module at once. Browsers allow that in workers only. */
export function initAtOnce(source: WebAssembly.Module | BufferSource): void {
  initSync({ module: source });
  started = true;
}

/** How often the module has been started anew. */
let restarts = 0;

/** Calls into the module. What it throws becomes a {@link FlowlockError}. */
export function call<T>(inside: () => T): T {
  if (!started) throw new FlowlockError(NOT_STARTED);
  try {
    return inside();
  } catch (thrown) {
    if (typeof thrown === "string") throw new FlowlockError(JSON.parse(thrown) as Problem);
    // A trap, or a stack or a memory at its end: nothing inside can be relied on any more.
    if (!(thrown instanceof WebAssembly.RuntimeError || thrown instanceof RangeError)) throw thrown;
    restart();
    restarts += 1;
    throw new FlowlockError(STOPPED, { cause: thrown });
  }
}

/** A value inside the module. It is gone once the module has stopped. */
export class Held<T extends { free(): void }> {
  readonly #value: T;
  readonly #start: number;
  #freed = false;

  constructor(make: () => T) {
    this.#value = call(make);
    this.#start = restarts;
  }

  use<R>(inside: (value: T) => R): R {
    if (this.#freed) throw new FlowlockError(FREED);
    if (this.#start !== restarts) throw new FlowlockError(STOPPED);
    return call(() => inside(this.#value));
  }

  free(): void {
    if (!this.#freed && this.#start === restarts) this.#value.free();
    this.#freed = true;
  }
}

const NOT_STARTED: Problem = {
  code: "out-of-order",
  message: "the WebAssembly module has not been started",
  help: "await init() first, or call evaluate(), which does",
};

const FREED: Problem = {
  code: "out-of-order",
  message: "its memory was given back",
  help: "call free() last",
};

const STOPPED: Problem = {
  code: "stopped",
  message: "the evaluation stopped: it ran out of memory, or met a bug",
  help: "evaluate fewer or smaller files; if that does not help, report this bug",
};
