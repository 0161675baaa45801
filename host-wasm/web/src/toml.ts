// Settings and decisions in TOML, which the command line reads, too.

import { parse, TomlDate } from "smol-toml";

import { written } from "../../npm/ts/evaluation.js";

/** A date that is none, and that the parser took for a later one. */
export class NoSuchDay extends Error {
  constructor(readonly member: string) {
    super(`\`${member}\` is on a day that its month does not have`);
  }
}

/** The same as JSON. Throws what the parser throws, and {@link NoSuchDay}. */
export function jsonOfToml(text: string): string {
  const checked = function (this: Record<string, unknown>, key: string, value: unknown) {
    const date = this[key];
    if (date instanceof TomlDate && !date.isTime() && !text.includes(date.toISOString().slice(0, 10)))
      throw new NoSuchDay(key);
    return written.call(this, key, value);
  };
  return JSON.stringify(parse(text), checked, 2);
}
