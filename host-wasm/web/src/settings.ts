// The settings beside the report: who is emergency access, and everything else as JSON.

import type { Problem, Report, Settings } from "../../npm/ts/index.js";
import { button, find, make, rich, save } from "./dom.js";
import type { Shown } from "./protocol.js";

/** What emergency access may be. */
type Kind = "users" | "groups";

/** Something that policies exclude, and that nothing explains. */
interface Undeclared {
  kind: Kind;
  id: string;
}

/** Shows what a report was made with; `evaluate` is called with other settings, or without the decisions. */
export function showSettings(
  { settings: text, decisions }: Shown,
  report: Report,
  evaluate: (settings: string, decided: boolean) => Promise<void>,
): void {
  const settings = JSON.parse(text) as Settings;
  const change = (other: string) => evaluate(other, decisions?.count ?? true);
  const give = (other: Settings) => change(JSON.stringify(other, undefined, 2));
  const card = find("settings");
  const wasOpen = card.querySelector("details")?.open ?? false;
  card.replaceChildren(
    make(
      "p",
      {},
      "Emergency access accounts have to get in when nothing else does. Declare yours, and the verdict follows at once.",
    ),
    declared(settings, give),
    ...undeclared(report, settings, give),
    form(settings, give),
    ...decided(decisions, (count) => evaluate(text, count)),
    asJson(settings, change, wasOpen),
    make("div", { className: "trouble", id: "settings-trouble", role: "alert" }),
  );
}

/** Says what is wrong with the settings. */
export function refuseSettings({ message, help, pointer }: Problem): void {
  const where = pointer === undefined ? "" : ` (at \`${pointer}\`)`;
  find("settings-trouble").replaceChildren(
    make("p", {}, ...rich(`${message}${where}`)),
    make("p", {}, ...rich(help)),
  );
}

function accounts(settings: Settings, kind: Kind): string[] {
  return settings.emergencyAccess?.[kind] ?? [];
}

function withAccounts(settings: Settings, kind: Kind, ids: string[]): Settings {
  const { users = [], groups = [] } = settings.emergencyAccess ?? {};
  return { ...settings, emergencyAccess: { users, groups, [kind]: ids } };
}

function add(settings: Settings, kind: Kind, id: string): Settings {
  return withAccounts(settings, kind, [...new Set([...accounts(settings, kind), id])]);
}

function word(kind: Kind): string {
  return kind === "users" ? "user" : "group";
}

function declared(settings: Settings, give: (other: Settings) => unknown): HTMLElement {
  const entries = (["users", "groups"] as const).flatMap((kind) =>
    accounts(settings, kind).map((id) => {
      const without = () =>
        give(
          withAccounts(
            settings,
            kind,
            accounts(settings, kind).filter((other) => other !== id),
          ),
        );
      const remove = button("Remove", without);
      remove.setAttribute("aria-label", `Remove ${word(kind)} ${id}`);
      return make("li", {}, make("span", {}, `${word(kind)} `, make("code", {}, id)), remove);
    }),
  );
  if (entries.length === 0) return make("p", { className: "none" }, "None is declared.");
  const list = make("ul", { className: "accounts" }, ...entries);
  list.setAttribute("aria-label", "Declared emergency access");
  return list;
}

function undeclared(report: Report, settings: Settings, give: (other: Settings) => unknown): HTMLElement[] {
  const entries = excluded(report).map(({ kind, id }) => {
    const declare = button("Declare", () => give(add(settings, kind, id)));
    declare.setAttribute("aria-label", `Declare ${word(kind)} ${id} as emergency access`);
    return make("li", {}, make("span", {}, `${word(kind)} `, make("code", {}, id)), declare);
  });
  if (entries.length === 0) return [];
  const list = make("ul", { className: "accounts" }, ...entries);
  list.setAttribute("aria-label", "Excluded, and not declared");
  return [make("h3", {}, "Excluded by a policy, and not declared"), list];
}

/** Users and groups that a doubtful gap hangs on. */
function excluded(report: Report): Undeclared[] {
  const found = new Map<string, Undeclared>();
  for (const gap of report.gaps.filter((gap) => gap.standing === "doubtful")) {
    const named = (id: string) => gap.by.some((entry) => entry.includes(id));
    const { user, groups } = gap.witness;
    if (user && named(user)) found.set(user, { kind: "users", id: user });
    for (const id of groups.filter(named)) found.set(id, { kind: "groups", id });
  }
  return [...found.values()];
}

function form(settings: Settings, give: (other: Settings) => unknown): HTMLElement {
  const id = make("input", {
    id: "account",
    name: "account",
    required: true,
    autocomplete: "off",
    spellcheck: false,
  });
  const kind = make(
    "select",
    { id: "kind", name: "kind" },
    make("option", { value: "groups" }, "Group"),
    make("option", { value: "users" }, "User"),
  );
  const made = make(
    "form",
    { className: "declare" },
    make("label", { htmlFor: "account" }, "Object id, or user principal name"),
    id,
    make("label", { htmlFor: "kind", className: "unseen" }, "Kind of account"),
    kind,
    make("button", { type: "submit" }, "Declare"),
  );
  made.addEventListener("submit", (event) => {
    event.preventDefault();
    const given = id.value.trim();
    if (given !== "") void give(add(settings, kind.value as Kind, given));
  });
  return made;
}

/** The file of decisions, and whether it counts. */
function decided(decisions: Shown["decisions"], count: (count: boolean) => unknown): HTMLElement[] {
  if (!decisions) return [];
  const box = make("input", { id: "decided", type: "checkbox", checked: decisions.count });
  box.addEventListener("change", () => count(box.checked));
  const label = make(
    "label",
    { htmlFor: "decided" },
    "Count the decisions in ",
    make("code", {}, decisions.name),
  );
  return [
    make("p", { className: "decided" }, box, label),
    make("p", { className: "none" }, "Signatures are not checked here; the command line does."),
  ];
}

function asJson(settings: Settings, change: (text: string) => Promise<void>, open: boolean): HTMLElement {
  const text = make("textarea", {
    id: "settings-json",
    rows: 12,
    spellcheck: false,
    value: JSON.stringify(settings, undefined, 2),
  });
  return make(
    "details",
    { open },
    make("summary", {}, "All settings, as JSON"),
    make("label", { htmlFor: "settings-json" }, "Exceptions, who is meant to be blocked, and limits, too"),
    text,
    make(
      "p",
      { className: "buttons" },
      button("Apply", () => change(text.value)),
      button("Save", () => save("settings.json", `${text.value}\n`, "application/json")),
    ),
  );
}
