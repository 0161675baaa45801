// `<flowlock-report>`: shows a report inside another page. It needs no module, only what
// `Outcome.htmlFragment()` gave, here or on another thread.

/** What the element shows. */
export interface Showable {
  htmlFragment(): string;
}

/** Where there is no DOM, importing this does no harm. */
const Base = globalThis.HTMLElement ?? (class {} as typeof HTMLElement);

/**
 * A report on a page of a portal. What stands inside the element is shown until there is a report.
 *
 * The report lies in a shadow root, so that neither it nor the page around it styles the other. Custom
 * properties that begin with `--flowlock-` come through: `--flowlock-paper`, `--flowlock-ink`,
 * `--flowlock-accent`, `--flowlock-font` and others change colours, fonts and width. It goes light and
 * dark with the user's choice. No script and no request comes with it, and its style needs no leave of a
 * content security policy.
 *
 * @example
 * import "flowlock/element";
 * document.querySelector("flowlock-report").outcome = await evaluate(files, settings);
 */
export class FlowlockReport extends Base {
  #fragment = "";

  constructor() {
    super();
    this.attachShadow({ mode: "open" }).append(document.createElement("slot"));
  }

  /** The report to show. */
  set outcome(outcome: Showable | null | undefined) {
    this.fragment = outcome?.htmlFragment() ?? "";
  }

  /** The same as text: what {@link Outcome.htmlFragment} gave. Empty for none. */
  get fragment(): string {
    return this.#fragment;
  }

  set fragment(fragment: string) {
    this.#fragment = fragment;
    const root = this.shadowRoot as ShadowRoot;
    if (fragment === "") {
      root.adoptedStyleSheets = [];
      root.replaceChildren(document.createElement("slot"));
      return;
    }
    const { body, styles } = parse(fragment);
    root.adoptedStyleSheets = [HOST, ...styles].map(sheet);
    root.replaceChildren(body);
  }
}

const HOST = ":host { display: block } :host([hidden]) { display: none }";

/** The text as nodes, which run and load nothing, and its styles apart from them. */
function parse(fragment: string): { body: DocumentFragment; styles: string[] } {
  const template = document.createElement("template");
  template.innerHTML = trusted(fragment);
  const styles = [...template.content.querySelectorAll("style")];
  for (const style of styles) style.remove();
  return { body: template.content, styles: styles.map((style) => style.textContent ?? "") };
}

/** A sheet that was made by a script is no inline style to a content security policy. */
function sheet(text: string): CSSStyleSheet {
  const made = new CSSStyleSheet();
  made.replaceSync(text);
  return made;
}

/** The name of the policy that a page with `require-trusted-types-for` has to allow. */
const POLICY = "flowlock-report";

interface TrustedTypes {
  createPolicy(
    name: string,
    rules: { createHTML(text: string): string },
  ): { createHTML(text: string): string };
}

let policy: ReturnType<TrustedTypes["createPolicy"]> | undefined;

/** Nothing but reports goes by this policy, and in a report everything is escaped. */
function trusted(fragment: string): string {
  const { trustedTypes } = globalThis as { trustedTypes?: TrustedTypes };
  policy ??= trustedTypes?.createPolicy(POLICY, { createHTML: (text) => text });
  return policy?.createHTML(fragment) ?? fragment;
}

globalThis.customElements?.define("flowlock-report", FlowlockReport);

declare global {
  interface HTMLElementTagNameMap {
    "flowlock-report": FlowlockReport;
  }
}
