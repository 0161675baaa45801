// What every entry of the package gives.

export type { Comparison } from "./comparison.js";
export { FlowlockError, type Problem } from "./error.js";
export {
  diff,
  type DiffOptions,
  evaluate,
  evaluateSync,
  type ExportFiles,
  type FileInMemory,
  type Progress,
  readAll,
  type ReadingOptions,
  type ReadOptions,
} from "./evaluate.js";
export {
  type Chunk,
  type CompareOptions,
  type EvaluateOptions,
  Evaluation,
  type FileWriter,
  isDecisions,
  isSettings,
  type SourceKind,
} from "./evaluation.js";
export type { Chunks, Content, ExportFile, Opened } from "./files.js";
export { init, type ModuleSource } from "./module.js";
export type { Outcome, SarifOptions, Tool } from "./outcome.js";
export type * from "./schema/decisions.js";
export type * from "./schema/diff.js";
export type * from "./schema/report.js";
export type * from "./schema/settings.js";
