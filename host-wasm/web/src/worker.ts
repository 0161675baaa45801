// The thread that reads and evaluates, so that the page stays awake.

import {
  type Evaluation,
  FlowlockError,
  init,
  isDecisions,
  isSettings,
  type Outcome,
  type Problem,
  readAll,
} from "../../npm/ts/index.js";
import { TomlError } from "smol-toml";
import { type Form, type GivenFile, type Reply, type Request, type Shown, TOOLS } from "./protocol.js";
import { jsonOfToml, NoSuchDay } from "./toml.js";

/** Settings and decisions are short, and what is longer is not looked into. */
const MAX_OWN_BYTES = 1024 * 1024;

/** How far the reading is, is told no more often: drawing it takes from the reading where cores are few. */
const PROGRESS_MS = 100;

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
  decisions: Own | undefined;
  evaluation: Evaluation;
  outcome?: Outcome;
}

/** A file of Flowlock's own, as JSON. */
interface Own {
  name: string;
  text: string;
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
      return { reply: "shown", shown: await evaluate(request.settings, request.decided) };
    case "form":
      return { reply: "form", text: held?.outcome ? FORMS[request.form](held.outcome) : "" };
  }
}

async function read(given: GivenFile[], settings: string | undefined): Promise<Shown> {
  const { files, settings: found, decisions } = await apart(given);
  const archive = files.find(({ name }) => /\.(zip|7z|rar|tar|tgz)$/i.test(name));
  try {
    return await fresh(files, settings ?? found?.text ?? "{}", decisions, true);
  } catch (error) {
    if (!archive || !(error instanceof FlowlockError) || error.code !== "no-policies") throw error;
    throw new FlowlockError({ ...ARCHIVE, source: archive.name });
  }
}

/** Reads the files anew, and evaluates. */
async function fresh(
  files: GivenFile[],
  settings: string,
  decisions: Own | undefined,
  decided: boolean,
): Promise<Shown> {
  release();
  let told = -Infinity;
  const onProgress = ({ name, bytes }: { name: string; bytes: number }) => {
    if (performance.now() - told < PROGRESS_MS) return;
    told = performance.now();
    postMessage({ reply: "progress", name, bytes } satisfies Reply);
  };
  const evaluation = await readAll(files, settings, { onProgress });
  held = { files, decisions, evaluation };
  return show(held, settings, decided);
}

async function evaluate(settings: string, decided: boolean): Promise<Shown> {
  if (!held) throw new Error("nothing was read");
  try {
    return show(held, settings, decided);
  } catch (error) {
    if (!(error instanceof FlowlockError) || error.code !== "different-watch") throw error;
    return fresh(held.files, settings, held.decisions, decided);
  }
}

function show(held: Held, settings: string, decided: boolean): Shown {
  const { decisions } = held;
  const outcome = held.evaluation.evaluate(settings, { decisions: decided ? decisions?.text : undefined });
  held.outcome?.free();
  held.outcome = outcome;
  const commands: Shown["commands"] = {};
  for (const tool of TOOLS) {
    const text = outcome.commands(tool);
    if (text !== undefined) commands[tool] = text;
  }
  const given = decisions && { name: decisions.name, count: decided };
  return { json: outcome.json, fragment: outcome.htmlFragment(), settings, decisions: given, commands };
}

function release(): void {
  held?.outcome?.free();
  held?.evaluation.free();
  held = undefined;
}

/** The exports, and Flowlock's own files among them. */
async function apart(given: GivenFile[]) {
  const files: GivenFile[] = [];
  const own: { settings?: Own; decisions?: Own } = {};
  for (const file of given) {
    const text = await shortText(file);
    const kind =
      text === undefined ? undefined : isSettings(text) ? "settings" : isDecisions(text) && "decisions";
    if (text === undefined || !kind) {
      files.push(file);
      continue;
    }
    const other = own[kind];
    if (other) throw new FlowlockError(twice(kind, other.name, file.name));
    own[kind] = { name: file.name, text };
  }
  return { files, settings: own.settings, decisions: own.decisions };
}

/** The text of a file that may be Flowlock's own, as JSON. */
async function shortText({ name, content }: GivenFile): Promise<string | undefined> {
  const size = typeof content === "string" ? content.length : content.size;
  if (!/\.(json|toml)$/i.test(name) || size > MAX_OWN_BYTES) return undefined;
  try {
    const text = typeof content === "string" ? content : await content.text();
    return /\.toml$/i.test(name) ? jsonOfToml(text) : text;
  } catch (error) {
    if (error instanceof TomlError || error instanceof NoSuchDay)
      throw new FlowlockError(notToml(name, error));
    // It cannot be read: the evaluation lists it as such.
    return undefined;
  }
}

/** The words of the parser are taken up to the lines that it shows of the file. */
function notToml(source: string, error: TomlError | NoSuchDay): Problem {
  const words = error.message.split("\n", 1)[0]?.replace(/^Invalid TOML document: /, "");
  return {
    code: "settings-not-toml",
    message: `not TOML: ${words}`,
    help: "mend the line, or leave the file out and declare here what you accept",
    source,
    ...(error instanceof TomlError && { line: error.line }),
  };
}

const NOT_STARTED: Problem = {
  code: "module-not-loaded",
  message: "this browser does not run WebAssembly here",
  help: "allow it for this page, or open the page in another browser or profile",
};

const ARCHIVE: Problem = {
  code: "no-policies",
  message: "archives are not looked into, and none of the other files is an export of policies",
  help: "unpack the archive, and give the folder",
};

function twice(kind: "settings" | "decisions", one: string, other: string): Problem {
  return {
    code: `${kind}-twice`,
    message: `there are two files of ${kind}, \`${one}\` and \`${other}\``,
    help: "give the one that counts",
  };
}

function problem(error: unknown): Problem {
  if (error instanceof FlowlockError) return error.toJSON();
  const name = error instanceof Error ? error.name : "unknown";
  return { code: "stopped", message: `the evaluation stopped: ${name}`, help: "report this bug" };
}
