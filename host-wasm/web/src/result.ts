// What stands around the report: the verdict in the bar, the next step, the downloads.

import type { Report, Tool } from "../../npm/ts/index.js";
import { announce, copyButton, find, make, rich, save } from "./dom.js";
import { type Form, type Shown, TOOLS } from "./protocol.js";

/** What people call the tools. */
const TOOL_NAMES: Record<Tool, string> = {
  az: "Azure CLI",
  powershell: "PowerShell",
  graph: "Graph",
  terraform: "Terraform",
};

/** The files that a report can be saved as. */
const DOWNLOADS: readonly [form: Form, label: string, file: string, type: string][] = [
  ["html", "HTML, to read and print", "flowlock.html", "text/html"],
  ["json", "JSON, with everything", "flowlock.json", "application/json"],
  ["sarif", "SARIF, for code scanning", "flowlock.sarif", "application/sarif+json"],
  ["markdown", "Markdown, for a ticket", "flowlock.md", "text/markdown"],
  ["junit", "JUnit, for a pipeline", "flowlock.junit.xml", "application/xml"],
  ["ocsf", "OCSF, for a data lake", "flowlock.ocsf.json", "application/json"],
  ["text", "Text", "flowlock.txt", "text/plain"],
];

/** The verdict in the bar and in the title, and to who listens. */
export function showStanding(report: Report, before: Report | undefined): void {
  const { status, stage } = report;
  const changed = before !== undefined && before.status !== status;
  const standing = find("standing");
  standing.hidden = false;
  standing.replaceChildren(
    ...(changed ? [make("span", { className: "before" }, `${before.status} \u2192 `)] : []),
    make("strong", { data: { status } }, status),
    ` ${stage}`,
  );
  document.title = `${status}: Flowlock`;
  const verdict = `${status}: ${report.summary}`;
  announce(before === undefined ? verdict : changed ? `Now ${verdict}` : `Still ${verdict}`);
}

/** What to do now, with a button that copies it. */
export function showNextStep(report: Report, commands: Shown["commands"]): void {
  const { steps } = report.nextStep;
  if (steps.length === 0) {
    find("next").replaceChildren(
      make("p", {}, "Nothing is left to do. Evaluate again when a policy changes."),
    );
    return;
  }
  const list = make("ol", {}, ...steps.map((step) => make("li", {}, ...rich(step))));
  const words = steps.map((step, index) => `${index + 1}. ${step}`).join("\n");
  find("next").replaceChildren(
    list,
    copyButton(
      () => words,
      "the steps",
      () => list,
    ),
    ...proposed(commands),
  );
}

function proposed(commands: Shown["commands"]): HTMLElement[] {
  const tools = TOOLS.filter((tool) => commands[tool] !== undefined);
  const first = tools[0];
  if (first === undefined) return [];
  const code = make("code", {}, commands[first] ?? "");
  const text = make("pre", { tabIndex: 0 }, code);
  text.setAttribute("role", "group");
  text.setAttribute("aria-label", "The change");
  const choice = make(
    "select",
    { id: "tool" },
    ...tools.map((tool) => make("option", { value: tool }, TOOL_NAMES[tool])),
  );
  choice.addEventListener("change", () => (code.textContent = commands[choice.value as Tool] ?? ""));
  return [
    make("h3", {}, "The change, to look at and run"),
    make("p", { className: "tool" }, make("label", { htmlFor: "tool" }, "For"), " ", choice),
    make(
      "div",
      { className: "command" },
      text,
      copyButton(
        () => code.textContent ?? "",
        "the change",
        () => code,
      ),
    ),
  ];
}

/** A button for each form; `write` makes it. */
export function showDownloads(write: (form: Form) => Promise<string>): void {
  const entries = DOWNLOADS.map(([form, label, file, type]) => {
    const made = make("button", { type: "button", data: { form } }, label);
    made.addEventListener("click", async () => save(file, await write(form), type));
    return make("li", {}, made);
  });
  find("downloads").replaceChildren(...entries);
}
