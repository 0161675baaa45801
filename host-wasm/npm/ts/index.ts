// What every entry of the package gives.

export { FlowlockError, type Problem } from "./error.js";
export {
  evaluate,
  evaluateSync,
  type ExportFiles,
  type FileInMemory,
  type Progress,
  readAll,
  type ReadOptions,
} from "./evaluate.js";
export {
  type Chunk,
  type EvaluateOptions,
  Evaluation,
  type FileWriter,
  isSettings,
  type SourceKind,
} from "./evaluation.js";
export type { Chunks, Content, ExportFile, Opened } from "./files.js";
export { init, type ModuleSource } from "./module.js";
export type { Outcome, SarifOptions, Tool } from "./outcome.js";
export type * from "./schema/report.js";
export type * from "./schema/settings.js";
