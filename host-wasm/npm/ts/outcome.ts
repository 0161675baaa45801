import { Held } from "./module.js";
import type { Outcome as Handle } from "./glue/glue.js";
import type { Report } from "./schema/report.js";

/** A report, in every form in which it can be had. */
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

  /** Gives its memory back now, instead of when it is collected. */
  free(): void {
    this.#handle.free();
  }
}
