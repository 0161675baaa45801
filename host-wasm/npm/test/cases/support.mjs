// What the cases share: the fixtures of the workspace.

import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

export const fixtures = join(process.env.FLOWLOCK_ROOT, "fixtures");

/** The names of all fixtures but those with signatures, which the command line alone checks. */
export function names() {
  return readdirSync(fixtures, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .filter((name) => !existsSync(join(fixtures, name, "allowed_signers")));
}

/** What people decided of a fixture, as options; nothing where it has no decisions. */
export function decided(name) {
  return existsSync(join(fixtures, name, "decisions.json"))
    ? { decisions: text(name, "decisions.json") }
    : {};
}

/** A file of a fixture. */
export function text(name, file) {
  return readFileSync(join(fixtures, name, file), "utf8");
}

/** The files of a fixture's export, in memory. */
export function files(name) {
  const folder = join(fixtures, name, "export");
  const paths = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name));
  return paths.map((path) => ({
    name: path.slice(folder.length + 1).replaceAll("\\", "/"),
    content: readFileSync(path),
  }));
}
