// The page: files in, a worker that evaluates them, the report and what can be done with it.

import { filesChosen, filesDropped } from "../../npm/ts/drop.js";
import { FlowlockReport } from "../../npm/ts/element.js";
import type { Problem, Report } from "../../npm/ts/index.js";
import { samples } from "virtual:made";
import { announce, button, copyButton, find, make, rich } from "./dom.js";
import { Cancelled, Evaluator, Refused } from "./evaluator.js";
import type { GivenFile, Shown } from "./protocol.js";
import { showDownloads, showNextStep, showStanding } from "./result.js";
import { refuseSettings, showSettings } from "./settings.js";
import { Speed } from "./speed.js";

/** What the page shows one of. */
type View = "start" | "reading" | "result";

const evaluator = new Evaluator();
let report: Report | undefined;
let view: View = "start";

function show(next: View): void {
  view = next;
  for (const id of ["start", "reading", "result"]) find(id).hidden = id !== next;
  find("again").hidden = next !== "result";
  find("standing").hidden = next !== "result" || report === undefined;
}

/** Reads the files and shows the report; a problem leads back to the start. */
async function evaluate(files: GivenFile[], settings?: string): Promise<void> {
  if (view === "reading") return;
  if (view === "result") evaluator.cancel();
  report = undefined;
  trouble();
  if (files.length === 0) return trouble(NO_FILES);
  const speed = begin(files);
  try {
    const shown = await evaluator.read(files, settings, (progress) => speed.show(progress));
    present(shown);
    openCards();
    scrollTo(0, 0);
    find("shown").focus({ preventScroll: true });
  } catch (error) {
    giveUp(error);
  }
}

/** Shows that files are being read. */
function begin(files: GivenFile[]): Speed {
  const sizes = files.map(({ content }) => (typeof content === "string" ? content.length : content.size));
  show("reading");
  find("reading-title").focus();
  return new Speed(sizes.reduce((sum, size) => sum + size, 0));
}

function giveUp(error: unknown): void {
  evaluator.cancel();
  evaluator.prepare();
  report = undefined;
  show("start");
  document.title = "Flowlock: is device code flow locked?";
  if (error instanceof Cancelled) announce("Cancelled");
  else trouble(error instanceof Refused ? error.problem : unexpected(error));
}

function present(shown: Shown): void {
  const before = report;
  report = JSON.parse(shown.json) as Report;
  show("result");
  const element = document.querySelector("flowlock-report");
  if (element instanceof FlowlockReport) element.fragment = shown.fragment;
  showStanding(report, before);
  showNextStep(report, shown.commands);
  showSettings(shown, report, change);
  showDownloads((form) => evaluator.form(form));
}

/** Beside the report there is room for the cards; above it, the report should not have to wait. */
function openCards(): void {
  const beside = matchMedia("(min-width: 70rem)").matches;
  for (const card of document.querySelectorAll<HTMLDetailsElement>("details.card")) card.open = beside;
  find("tools").scrollTop = 0;
}

/** Evaluates with other settings. Only where a log has to be read for something else, it is read again. */
async function change(settings: string, decided: boolean): Promise<void> {
  let speed: Speed | undefined;
  try {
    const shown = await evaluator.evaluate(settings, decided, (progress) => {
      if (!speed) {
        show("reading");
        speed = new Speed(0);
      }
      speed.show(progress);
    });
    present(shown);
  } catch (error) {
    if (view === "reading" || !(error instanceof Refused)) giveUp(error);
    else refuseSettings(error.problem);
  }
}

/** Says what is wrong, or that nothing is. */
function trouble(problem?: Problem): void {
  const place = find("trouble");
  if (!problem) return place.replaceChildren();
  const { message, help, code, source, pointer, line } = problem;
  place.replaceChildren(
    make(
      "div",
      { className: "problem" },
      make("h2", {}, "This could not be evaluated"),
      make("p", {}, ...rich(message)),
      source !== undefined &&
        make(
          "p",
          {},
          "In ",
          make("code", {}, line === undefined ? source : `${source}:${line}`),
          " ",
          make("code", {}, pointer ?? ""),
        ),
      make("p", {}, "What to do: ", ...rich(help)),
      make("p", { className: "code" }, make("code", {}, code)),
    ),
  );
  place.scrollIntoView({ block: "nearest" });
}

const NO_FILES: Problem = {
  code: "no-policies",
  message: "there is no file in what was given",
  help: "give the folder or the files that hold the exported policies",
};

function unexpected(error: unknown): Problem {
  const name = error instanceof Error ? error.name : "unknown";
  return { code: "stopped", message: `the page met a bug: ${name}`, help: "report this bug" };
}

/** Files that are dropped anywhere on the page. */
function takeDrops(): void {
  const over = (is: boolean) => document.body.classList.toggle("over", is);
  addEventListener("dragover", (event) => {
    event.preventDefault();
    over(true);
  });
  addEventListener("dragleave", (event) => event.relatedTarget === null && over(false));
  addEventListener("drop", (event) => {
    event.preventDefault();
    over(false);
    if (!event.dataTransfer) return;
    filesDropped(event.dataTransfer).then((files) => evaluate(files), giveUp);
  });
}

/** A button that opens a hidden input, and what was chosen there. */
function takeChoice(buttonId: string, inputId: string): void {
  const input = find<HTMLInputElement>(inputId);
  find(buttonId).addEventListener("click", () => input.click());
  input.addEventListener("change", () => {
    const files = filesChosen(input.files ?? []);
    // So that the same files may be chosen again.
    input.value = "";
    void evaluate(files);
  });
}

function offerSamples(): void {
  const entries = samples.map(({ title, about, files, settings }) =>
    make(
      "li",
      {},
      button(title, () => evaluate(files, settings)),
      make("p", {}, about),
    ),
  );
  find("samples").append(...entries);
}

function offerCopies(): void {
  for (const command of document.querySelectorAll<HTMLElement>("[data-copy]")) {
    const code = command.querySelector("code");
    if (code)
      command.append(
        copyButton(
          () => code.textContent ?? "",
          command.dataset["copy"] ?? "",
          () => code,
        ),
      );
  }
}

evaluator.prepare();
takeDrops();
takeChoice("choose-files", "files");
takeChoice("choose-folder", "folder");
offerSamples();
offerCopies();
find("cancel").addEventListener("click", () => evaluator.cancel());
find("again").addEventListener("click", () => giveUp(new Cancelled()));
