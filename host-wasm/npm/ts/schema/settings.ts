// Made from `flowlock schema settings` by `FLOWLOCK_UPDATE=1 cargo xtask npm`.

/**
 * The settings of one tenant. Without them nothing is accepted.
 */
export interface Settings {
  /**
   * How many of whom must approve a decision before it counts. It needs `tenant`.
   */
  approvals?: Approvals;
  /**
   * The moment the evaluation speaks of, as RFC 3339; hosts default it to now.
   */
  asOf?: string | null;
  /**
   * The accounts that must get in when nothing else does.
   */
  emergencyAccess?: EmergencyAccess;
  /**
   * What may use device code flow all the same, by whose word and until when.
   */
  exceptions?: Exception[];
  /**
   * How many members an undeclared excluded group may have and still get the benefit of the doubt.
   */
  maxEmergencyAccounts?: number;
  /**
   * Whose device code sign-ins are meant to be blocked once a report-only policy is on, by whose word
   * and until when.
   */
  meantToBeBlocked?: MeantToBeBlocked[];
  /**
   * How many days a report-only policy is watched before it may be turned on.
   */
  minObservationDays?: number;
  /**
   * Since when a report-only policy has been in report-only and covers what it does: by its id, an
   * RFC 3339 time. Without it the audit logs say, else the last modification.
   */
  reportOnlySince?: {
    [k: string]: string;
  };
  /**
   * The id or a domain of the tenant. Where it is given, decisions that were made for another tenant do not
   * count.
   */
  tenant?: string | null;
}
/**
 * What is asked of the approvers of each kind of decision; nothing where it is left out.
 */
export interface Approvals {
  /**
   * Of an exception.
   */
  exception?: Needed | null;
  /**
   * Of a user who is meant to be blocked.
   */
  meantToBeBlocked?: Needed | null;
  /**
   * Of a policy to turn on.
   */
  turnOn?: Needed | null;
}
/**
 * How many of whom must sign. Whoever decided does not count.
 */
export interface Needed {
  /**
   * How many of them.
   */
  needed: number;
  /**
   * The approvers, as the allowed signers name them.
   */
  of: string[];
}
/**
 * The declared emergency access accounts, by object id, or by user principal name where a
 * directory export gives the id.
 */
export interface EmergencyAccess {
  /**
   * Group object ids.
   */
  groups?: string[];
  /**
   * User object ids or user principal names.
   */
  users?: string[];
}
/**
 * A well defined exception. Every dimension it names must match; expired, it is as if absent.
 */
export interface Exception {
  /**
   * Application ids, or `Office365`, `MicrosoftAdminPortals`.
   */
  applications?: string[];
  /**
   * Who approved it.
   */
  approvedBy: string;
  /**
   * Its last moment: a date (its whole day, UTC) or an RFC 3339 time.
   */
  expires: string;
  /**
   * Group object ids.
   */
  groups?: string[];
  /**
   * The name that reports call it by.
   */
  id: string;
  /**
   * Why it is needed.
   */
  justification: string;
  /**
   * Named location ids, or `AllTrusted`.
   */
  locations?: string[];
  /**
   * Platforms as Graph spells them, or `unrecognised`.
   */
  platforms?: string[];
  /**
   * User object ids or user principal names.
   */
  users?: string[];
}
/**
 * Whose device code sign-ins are meant to be blocked: they do not keep a report-only policy from being
 * turned on. Every dimension it names must match; expired, it is as if absent.
 *
 * It accepts nothing: a sign-in that succeeds all the same is still told.
 */
export interface MeantToBeBlocked {
  /**
   * Application ids: of the application that signs in, or of the resource it asks a token for.
   */
  applications?: string[];
  /**
   * Who decided so.
   */
  approvedBy: string;
  /**
   * Its last moment: a date (its whole day, UTC) or an RFC 3339 time.
   */
  expires: string;
  /**
   * Group object ids.
   */
  groups?: string[];
  /**
   * The name that reports call it by.
   */
  id: string;
  /**
   * Why they can do without the flow.
   */
  justification: string;
  /**
   * User object ids or user principal names.
   */
  users?: string[];
}
