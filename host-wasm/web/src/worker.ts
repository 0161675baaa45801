// The thread that reads and evaluates, so that the page stays awake.

import {
  type Evaluation,
  FlowlockError,
  init,
  isSettings,
  type Outcome,
  type Problem,
  readAll,
} from "../../npm/ts/index.js";
import { type Form, type GivenFile, type Reply, type Request, type Shown, TOOLS } from "./protocol.js";

/** A settings file is short, and what is longer is not looked into. */
const MAX_SETTINGS_BYTES = 256 * 1024;

/** How far the reading is, is told no more often. */
const PROGRESS_MS = 50;

/** How to write each form. */
const FORMS: Record<Form, (outcome: Outcome) => string> = {
  json: (outcome) => outcome.json,
  sarif: (outcome) => outcome.sarif(),
  html: (outcome) => outcome.html(),
  markdown: (outcome) => outcome.markdown(),
  junit: (outcome) => outcome.junit(),
  ocsf: (outcome) => outcome.ocsf(),
  text: (outcome) => outcome.text(),
};

/** What was read last, and what it was read from. */
interface Held {
  files: GivenFile[];
  evaluation: Evaluation;
  outcome?: Outcome;
}

let start!: (module: WebAssembly.Module | undefined) => void;
const module = new Promise<WebAssembly.Module>((resolve, reject) => {
  start = (module) => (module ? resolve(module) : reject(new Error("it could not be compiled")));
});
const started = init(module).catch(() => {
  throw new FlowlockError(NOT_STARTED);
});
// It is told when something is asked.
started.catch(() => {});

let held: Held | undefined;

self.addEventListener("message", ({ data }: MessageEvent<Request>) => {
  answer(data).then(
    (reply) => reply && postMessage(reply),
    (error: unknown) => postMessage({ reply: "problem", problem: problem(error) } satisfies Reply),
  );
});

async function answer(request: Request): Promise<Reply | undefined> {
  if (request.ask === "start") return void start(request.module);
  await started;
  switch (request.ask) {
    case "read":
      return { reply: "shown", shown: await read(request.files, request.settings) };
    case "evaluate":
      return { reply: "shown", shown: await evaluate(request.settings) };
    case "form":
      return { reply: "form", text: held?.outcome ? FORMS[request.form](held.outcome) : "" };
  }
}

async function read(given: GivenFile[], settings: string | undefined): Promise<Shown> {
  const { files, found } = await apart(given);
  return fresh(files, settings ?? found ?? "{}");
}

/** Reads the files anew, and evaluates. */
async function fresh(files: GivenFile[], settings: string): Promise<Shown> {
  release();
  let told = -Infinity;
  const onProgress = ({ name, bytes }: { name: string; bytes: number }) => {
    if (performance.now() - told < PROGRESS_MS) return;
    told = performance.now();
    postMessage({ reply: "progress", name, bytes } satisfies Reply);
  };
  const evaluation = await readAll(files, settings, { onProgress });
  held = { files, evaluation };
  return show(held, settings);
}

async function evaluate(settings: string): Promise<Shown> {
  if (!held) throw new Error("nothing was read");
  try {
    return show(held, settings);
  } catch (error) {
    if (!(error instanceof FlowlockError) || error.code !== "different-watch") throw error;
    return fresh(held.files, settings);
  }
}

function show(held: Held, settings: string): Shown {
  const outcome = held.evaluation.evaluate(settings);
  held.outcome?.free();
  held.outcome = outcome;
  const commands: Shown["commands"] = {};
  for (const tool of TOOLS) {
    const text = outcome.commands(tool);
    if (text !== undefined) commands[tool] = text;
  }
  return { json: outcome.json, fragment: outcome.htmlFragment(), settings, commands };
}

function release(): void {
  held?.outcome?.free();
  held?.evaluation.free();
  held = undefined;
}

/** The exports, and the text of the settings file among the files. */
async function apart(given: GivenFile[]): Promise<{ files: GivenFile[]; found: string | undefined }> {
  const files: GivenFile[] = [];
  const settings: { name: string; text: string }[] = [];
  for (const file of given) {
    const text = await settingsIn(file);
    if (text === undefined) files.push(file);
    else settings.push({ name: file.name, text });
  }
  const [first, second] = settings;
  if (first && second) throw new FlowlockError(twice(first.name, second.name));
  return { files, found: first?.text };
}

async function settingsIn({ name, content }: GivenFile): Promise<string | undefined> {
  if (/\.toml$/i.test(name)) throw new FlowlockError({ ...TOML, source: name });
  const size = typeof content === "string" ? content.length : content.size;
  if (!/\.json$/i.test(name) || size > MAX_SETTINGS_BYTES) return undefined;
  try {
    const text = typeof content === "string" ? content : await content.text();
    return isSettings(text) ? text : undefined;
  } catch {
    // It cannot be read: the evaluation lists it as such.
    return undefined;
  }
}

const NOT_STARTED: Problem = {
  code: "module-not-loaded",
  message: "this browser does not run WebAssembly here",
  help: "allow it for this page, or open the page in another browser or profile",
};

const TOML: Problem = {
  code: "settings-not-toml",
  message: "settings in TOML are read by the command line only",
  help: "leave the file out and declare here what you accept, or give it as JSON",
};

function twice(one: string, other: string): Problem {
  return {
    code: "settings-twice",
    message: `there are two settings files, \`${one}\` and \`${other}\``,
    help: "give the one that counts",
  };
}

function problem(error: unknown): Problem {
  if (error instanceof FlowlockError) return error.toJSON();
  const name = error instanceof Error ? error.name : "unknown";
  return { code: "stopped", message: `the evaluation stopped: ${name}`, help: "report this bug" };
}
