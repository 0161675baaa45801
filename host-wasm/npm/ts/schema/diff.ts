// Made from `flowlock schema diff` by `FLOWLOCK_UPDATE=1 cargo xtask npm`.

import type { Attempt, Because, Control, Id, Reason, Stage, Standing, Status } from "./report.js";

/**
 * What changed for the control between two exports of one tenant.
 */
export type ChangeCode =
  | "policy-added"
  | "policy-removed"
  | "state-changed"
  | "grant-changed"
  | "exclusion-added"
  | "exclusion-removed"
  | "inclusion-added"
  | "inclusion-removed"
  | "condition-added"
  | "condition-removed"
  | "condition-changed"
  | "members-changed"
  | "location-changed"
  | "decision-changed"
  | "acceptance-changed";
/**
 * What a comparison of two exports cannot tell.
 */
export type UntoldCode =
  | "side-incomplete"
  | "compare-cut-off"
  | "not-listed"
  | "members-not-told"
  | "trust-not-told"
  | "condition-not-known";

/**
 * What changed. The same exports and settings give the same bytes on every host.
 */
export interface Diff {
  /**
   * The newer side.
   */
  after: Standpoint;
  /**
   * The moment that the newer side is judged at, RFC 3339.
   */
  asOf: string;
  /**
   * The older side.
   */
  before: Standpoint;
  /**
   * What changed in policies that bear on the flow, in what they reach, and in what the settings resolve to.
   */
  changes: Changed[];
  /**
   * What is blocked now and was not blocked before, as it stood then.
   */
  closed: Crossed[];
  /**
   * The control that is judged.
   */
  control: Control;
  /**
   * What is not blocked now and was blocked before: what is open first, what is accepted last.
   */
  opened: Crossed[];
  /**
   * The version of this shape.
   */
  schemaVersion: number;
  /**
   * What comes of it, in one sentence.
   */
  summary: string;
  /**
   * What the comparison cannot tell.
   */
  untold: Untold[];
}
/**
 * How one side stands.
 */
export interface Standpoint {
  /**
   * The moment that it is judged at, RFC 3339.
   */
  asOf: string;
  /**
   * How many policies were read.
   */
  policies: number;
  /**
   * Why, most important first.
   */
  reasons: Reason[];
  /**
   * How far the tenant had come.
   */
  stage: Stage;
  /**
   * The verdict.
   */
  status: Status;
  /**
   * The verdict in one sentence.
   */
  summary: string;
}
/**
 * One change.
 */
export interface Changed {
  /**
   * What kind of change it is.
   */
  code: ChangeCode;
  /**
   * Its name; may be empty.
   */
  displayName: string;
  /**
   * The member in that file, as a JSON pointer.
   */
  pointer: string;
  /**
   * The policy; null where it is about a group, a location or the settings.
   */
  policyId: Id | null;
  /**
   * The file that shows it: the newer one, unless only the older one does. Empty where no single member does.
   */
  source: string;
  /**
   * The change in words.
   */
  words: string;
}
/**
 * A maximal region of sign-ins that one side blocks and the other does not.
 */
export interface Crossed {
  /**
   * For each nearest policy there, the members that let it through.
   */
  because: Because[];
  /**
   * One sign-in of the region, as the side sees it that blocks it.
   */
  blocked: Attempt;
  /**
   * What accepts it or makes it doubtful there; empty where it is open.
   */
  by: string[];
  /**
   * Its name.
   */
  displayName: string;
  /**
   * The policy that blocks it on the other side.
   */
  policyId: Id;
  /**
   * How it stands on the side where it is not blocked.
   */
  standing: Standing;
  /**
   * The same sign-in, as the side sees it that does not: groups and trust may differ.
   */
  unblocked: Attempt;
  /**
   * The region in words.
   */
  words: string;
}
/**
 * Something that the comparison cannot tell.
 */
export interface Untold {
  /**
   * Its stable name; `flowlock explain` says more.
   */
  code: UntoldCode;
  /**
   * What it is, in words.
   */
  words: string;
}
