// The page's side of the worker: one question at a time, and an end to it at any time.

import type { Problem } from "../../npm/ts/index.js";
import type { Form, GivenFile, Reply, Request, Shown } from "./protocol.js";
import { module, worker } from "virtual:made";

/** What came back in place of an answer. */
export class Refused extends Error {
  constructor(readonly problem: Problem) {
    super(problem.message);
  }
}

/** The reading was ended by the user. */
export class Cancelled extends Error {}

/** How far the reading is. */
export interface Progress {
  name: string;
  bytes: number;
}

interface Pending {
  resolve(reply: Reply): void;
  reject(error: Error): void;
  onProgress(progress: Progress): void;
}

/** The module, compiled while the page is looked at. Each worker gets it. */
const compiled = compile().catch(() => undefined);

async function compile(): Promise<WebAssembly.Module> {
  const packed = new Blob([decoded(module)]).stream().pipeThrough(new DecompressionStream("gzip"));
  const headers = { "content-type": "application/wasm" };
  return WebAssembly.compileStreaming(new Response(packed, { headers }));
}

function decoded(base64: string): Uint8Array<ArrayBuffer> {
  const text = atob(base64);
  const bytes = new Uint8Array(text.length);
  for (let at = 0; at < text.length; at++) bytes[at] = text.charCodeAt(at);
  return bytes;
}

/** A worker with what it has read. */
export class Evaluator {
  #worker: Worker | undefined;
  #pending: Pending | undefined;

  async read(
    files: GivenFile[],
    settings: string | undefined,
    onProgress: (progress: Progress) => void,
  ): Promise<Shown> {
    return shown(await this.#ask({ ask: "read", files, settings }, onProgress));
  }

  async evaluate(
    settings: string,
    decided: boolean,
    onProgress: (progress: Progress) => void,
  ): Promise<Shown> {
    return shown(await this.#ask({ ask: "evaluate", settings, decided }, onProgress));
  }

  async form(form: Form): Promise<string> {
    const reply = await this.#ask({ ask: "form", form });
    return reply.reply === "form" ? reply.text : "";
  }

  /** Starts the worker before there is anything to ask. */
  prepare(): void {
    this.#worker ??= this.#start();
  }

  /** Ends what is going on, and forgets what was read. The worker may be deep in a file: it goes at once. */
  cancel(): void {
    this.#worker?.terminate();
    this.#worker = undefined;
    this.#pending?.reject(new Cancelled());
    this.#pending = undefined;
  }

  #ask(request: Request, onProgress: (progress: Progress) => void = () => {}): Promise<Reply> {
    if (this.#pending) return Promise.reject(new Error("the one before is not answered yet"));
    this.#worker ??= this.#start();
    this.#worker.postMessage(request);
    return new Promise((resolve, reject) => (this.#pending = { resolve, reject, onProgress }));
  }

  #start(): Worker {
    const address = URL.createObjectURL(new Blob([worker], { type: "text/javascript" }));
    const started = new Worker(address);
    URL.revokeObjectURL(address);
    started.onmessage = ({ data }: MessageEvent<Reply>) => this.#take(data);
    started.onerror = (event) => {
      event.preventDefault();
      this.#take({ reply: "problem", problem: STOPPED });
    };
    void compiled.then((module) => started.postMessage({ ask: "start", module } satisfies Request));
    return started;
  }

  #take(reply: Reply): void {
    const pending = this.#pending;
    if (!pending) return;
    if (reply.reply === "progress") return pending.onProgress(reply);
    this.#pending = undefined;
    if (reply.reply === "problem") pending.reject(new Refused(reply.problem));
    else pending.resolve(reply);
  }
}

const STOPPED: Problem = {
  code: "stopped",
  message: "the evaluation stopped: it ran out of memory, or met a bug",
  help: "evaluate fewer or smaller files; if that does not help, report this bug",
};

function shown(reply: Reply): Shown {
  if (reply.reply !== "shown") throw new Error(`expected a report, found ${reply.reply}`);
  return reply.shown;
}
