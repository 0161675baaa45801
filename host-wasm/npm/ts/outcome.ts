import { Held } from "./module.js";
import type { Outcome as Handle } from "./glue/glue.js";
import type { Report } from "./schema/report.js";

/** For what {@link Outcome.commands} writes a change. */
export type Tool = "graph" | "az" | "powershell" | "terraform";

/** How {@link Outcome.sarif} is to be. */
export interface SarifOptions {
  /** Only what somebody has to look at. Code scanning shows every result as an open alert. */
  problemsOnly?: boolean;
}

/** A report, in every form in which it can be had: those of `flowlock evaluate --format`, to the byte. */
export class Outcome {
  /** The whole report, as `schemas/report` describes it. */
  readonly report: Report;
  /** The same as text: what `flowlock evaluate --format json` prints, to the byte. */
  readonly json: string;
  readonly #handle: Held<Handle>;

  /** @internal */
  constructor(handle: Handle) {
    this.#handle = new Held(() => handle);
    this.json = this.#handle.use((outcome) => outcome.json());
    this.report = JSON.parse(this.json) as Report;
  }

  /** The report as text for people, laid out in that many columns. */
  text(columns = 80): string {
    return this.#handle.use((outcome) => outcome.text(columns));
  }

  /** The report as one HTML page, which needs nothing beside it. */
  html(): string {
    return this.#handle.use((outcome) => outcome.html());
  }

  /** The report as HTML for a page around it, with its style. `flowlock/element` shows it. */
  htmlFragment(): string {
    return this.#handle.use((outcome) => outcome.htmlFragment());
  }

  /** The report as Markdown, for a pull request or a wiki. */
  markdown(): string {
    return this.#handle.use((outcome) => outcome.markdown());
  }

  /** The report as a SARIF 2.1.0 log, for code scanning. */
  sarif({ problemsOnly = false }: SarifOptions = {}): string {
    return this.#handle.use((outcome) => outcome.sarif(problemsOnly));
  }

  /** The report as a finding of OCSF, for a data lake. */
  ocsf(): string {
    return this.#handle.use((outcome) => outcome.ocsf());
  }

  /** The report as tests of JUnit, for a pipeline. */
  junit(): string {
    return this.#handle.use((outcome) => outcome.junit());
  }

  /** What the next step proposes, as something to run; undefined where it proposes nothing. */
  commands(tool: Tool): string | undefined {
    return this.#handle.use((outcome) => outcome.commands(tool));
  }

  /** Gives its memory back now, instead of when it is collected. */
  free(): void {
    this.#handle.free();
  }
}
