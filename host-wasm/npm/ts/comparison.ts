import { Held } from "./module.js";
import type { Comparison as Handle } from "./glue/glue.js";
import type { Diff } from "./schema/diff.js";

/** What changed between two exports, in every form that `flowlock diff --format` has, to the byte. */
export class Comparison {
  /** All of it, as `flowlock schema diff` describes it. */
  readonly diff: Diff;
  /** The same as text: what `flowlock diff --format json` prints, to the byte. */
  readonly json: string;
  readonly #handle: Held<Handle>;

  /** @internal */
  constructor(handle: Handle) {
    this.#handle = new Held(() => handle);
    this.json = this.#handle.use((comparison) => comparison.json());
    this.diff = JSON.parse(this.json) as Diff;
  }

  /** The comparison as text for people, laid out in that many columns. */
  text(columns = 80): string {
    return this.#handle.use((comparison) => comparison.text(columns));
  }

  /** The comparison as Markdown, for a pull request or a ticket. */
  markdown(): string {
    return this.#handle.use((comparison) => comparison.markdown());
  }

  /** Gives its memory back now, instead of when it is collected. */
  free(): void {
    this.#handle.free();
  }
}
