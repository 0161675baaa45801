// What the page and its worker say to each other.

import type { ExportFile, Problem, Tool } from "../../npm/ts/index.js";

/** A file as the page has it: of a disk, or a sample in memory. */
export interface GivenFile extends ExportFile {
  content: Blob | string;
}

/** The forms in which a report can be had. */
export type Form = "json" | "sarif" | "html" | "markdown" | "junit" | "ocsf" | "text";

/** The tools for which the next step is written. */
export const TOOLS: readonly Tool[] = ["az", "powershell", "graph", "terraform"];

export type Request =
  /** The module, which the page compiles once for all workers; nothing where it could not. Not answered. */
  | { ask: "start"; module: WebAssembly.Module | undefined }
  /** Reads files and evaluates. A file of decisions among them counts; without settings, one of settings. */
  | { ask: "read"; files: GivenFile[]; settings: string | undefined }
  /** Evaluates again; files are read again only where settings change what to look for in a log. */
  | { ask: "evaluate"; settings: string; decided: boolean }
  /** The report in another form. */
  | { ask: "form"; form: Form };

export type Reply =
  | { reply: "progress"; name: string; bytes: number }
  | { reply: "shown"; shown: Shown }
  | { reply: "form"; text: string }
  | { reply: "problem"; problem: Problem };

/** A report as the page shows it. */
export interface Shown {
  json: string;
  fragment: string;
  /** The settings that it was made with, as JSON. */
  settings: string;
  /** The file of decisions that was given, and whether it counts. */
  decisions: { name: string; count: boolean } | undefined;
  /** What the next step proposes, by tool; empty where it proposes nothing. */
  commands: Partial<Record<Tool, string>>;
}
