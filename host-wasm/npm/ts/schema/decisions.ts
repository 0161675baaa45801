// Made from `flowlock schema decisions` by `FLOWLOCK_UPDATE=1 cargo xtask npm`.

import type { DecisionKind, Signed, Target } from "./report.js";

/**
 * The decisions of one tenant, as they are kept in a file, sorted by id.
 */
export interface Decisions {
  /**
   * The decisions.
   */
  decisions: Decision[];
}
/**
 * One decision, and the digest of the evidence that it rests on.
 */
export interface Decision {
  /**
   * When, as RFC 3339.
   */
  decidedAt: string;
  /**
   * Who decided.
   */
  decidedBy: string;
  /**
   * SHA-256 of the evidence as JSON, in hexadecimal; the report shows the evidence.
   */
  evidence: string;
  /**
   * Its last moment: a date (its whole day, UTC) or an RFC 3339 time.
   */
  expires: string;
  /**
   * The name that reports call it by: letters, digits, `-`, `_` and `.`.
   */
  id: string;
  /**
   * Why.
   */
  justification: string;
  /**
   * What was decided.
   */
  kind: DecisionKind;
  /**
   * What approvers signed.
   */
  signatures?: Signed[];
  /**
   * For whom or for what.
   */
  target: Target;
  /**
   * The tenant that it is for, as the settings name it.
   */
  tenant?: string | null;
}
