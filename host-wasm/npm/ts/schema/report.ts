// Made from `flowlock schema report` by `FLOWLOCK_UPDATE=1 cargo xtask npm`.

/**
 * Whether an approver's signature counts, or why not.
 */
export type SignatureStanding =
  | "counts"
  | "unreadable-signature"
  | "wrong-namespace"
  | "unknown-signer"
  | "bad-signature"
  | "key-not-valid"
  | "not-an-approver"
  | "own-decision"
  | "approved-twice"
  | "other-tenant"
  | "other-decision"
  | "retargeted"
  | "evidence-changed"
  | "altered"
  | "not-checked";
/**
 * What a decision rests on.
 */
export type DecisionEvidence = Opened | Used | Reviewed;
/**
 * What was decided.
 */
export type DecisionKind = "exception" | "meantToBeBlocked" | "turnOn";
/**
 * Whether a decision counts, or why not.
 */
export type DecisionStanding =
  | "counts"
  | "carried-out"
  | "expired"
  | "not-yet"
  | "evidence-changed"
  | "no-such-target"
  | "not-ready"
  | "not-approved"
  | "other-tenant";
/**
 * An object id, application id, role template id or token such as `All`.
 *
 * Ids compare without case, as Entra compares them; the spelling of the export is kept for people.
 */
export type Id = string;
/**
 * How a gap stands.
 */
export type Standing = "open" | "doubtful" | "accepted";
/**
 * The client apps that can carry device code flow; the legacy ones cannot.
 */
export type ClientApp = "browser" | "mobileAppsAndDesktopClients";
/**
 * A device platform, read off the user agent, which the attacker chooses.
 */
export type Platform = "android" | "iOS" | "windows" | "windowsPhone" | "macOS" | "linux" | "unrecognised";
/**
 * The insider risk of Adaptive Protection.
 */
export type InsiderRisk = "none" | "minor" | "moderate" | "elevated";
/**
 * A sign-in risk or user risk.
 */
export type Risk = "none" | "low" | "medium" | "high";
/**
 * The transfer method of an attempt.
 */
export type TransferMethod = "deviceCodeFlow";
/**
 * What a user is to the tenant: a member, or one of the six external kinds.
 */
export type UserKind =
  | "member"
  | "internalGuest"
  | "b2bCollaborationGuest"
  | "b2bCollaborationMember"
  | "b2bDirectConnectUser"
  | "otherExternalUser"
  | "serviceProvider";
/**
 * What to do now.
 */
export type Action =
  | "nothing"
  | "export-again"
  | "simplify"
  | "investigate"
  | "declare"
  | "turn-on"
  | "watch"
  | "create-policy"
  | "close-gaps";
/**
 * How far the tenant has come.
 */
export type Stage = "absent" | "partial" | "drafted" | "report-only" | "enforced";
/**
 * The verdict.
 */
export type Status = "pass" | "review" | "fail";
/**
 * One operation of a JSON Patch.
 */
export type PatchOperation =
  | {
      op: "add";
      /**
       * Where, as a JSON pointer into the policy.
       */
      path: string;
      /**
       * What.
       */
      value: PatchValue;
    }
  | {
      op: "remove";
      /**
       * Where, as a JSON pointer into the policy.
       */
      path: string;
    }
  | {
      op: "replace";
      /**
       * Where, as a JSON pointer into the policy.
       */
      path: string;
      /**
       * What.
       */
      value: PatchValue;
    };
/**
 * What a JSON Patch puts into a policy.
 */
export type PatchValue = null | string | Id[] | UsersBody | ApplicationsBody | PlatformsBody | LocationsBody;
/**
 * A reason, a warning, or what a review lacks.
 */
export type ReasonCode =
  | "contradicted"
  | "proof-cut-off"
  | "incomplete-export"
  | "blocked-by-others"
  | "enabled-candidates"
  | "open-gaps"
  | "undeclared"
  | "stage"
  | "nearest-miss"
  | "plan-judged"
  | "no-exclusion"
  | "single-emergency-account"
  | "crowded-exclusion"
  | "settings-entry"
  | "decision-idle"
  | "export-outdated"
  | "security-defaults"
  | "declared-elsewhere"
  | "replay-disagrees"
  | "would-block"
  | "no-sign-ins"
  | "too-short"
  | "days-missing"
  | "use-not-listed"
  | "sign-ins-ahead"
  | "undetermined"
  | "not-watched"
  | "since-unknown"
  | "changed-since-export"
  | "accepted-would-block"
  | "no-results"
  | "no-events"
  | "not-tried"
  | "no-interactive"
  | "no-non-interactive"
  | "incomplete-log"
  | "flow-not-shown"
  | "may-be-transfer"
  | "results-not-shown"
  | "policy-undated"
  | "outcome-not-shown"
  | "undated"
  | "duplicates-bound"
  | "without-id"
  | "no-emergency-access"
  | "user-or-group"
  | "not-changed"
  | "not-ready"
  | "not-decided"
  | "no-smaller-change"
  | "name-not-known"
  | "against-the-exports"
  | "client-not-resource"
  | "stand-in"
  | "fill-in"
  | "not-in-a-request";
/**
 * What a check of another tool would say.
 */
export type PeerAnswer = "pass" | "fail" | "manual" | "nothing";
/**
 * How the answer of another tool compares with the verdict.
 */
export type Comparison = "agrees" | "falsePass" | "falseFail" | "unfounded" | "undecided";
/**
 * A step of the control's Part 1, held against one policy.
 */
export type RequirementId =
  | "all-users"
  | "only-emergency-access-excluded"
  | "all-applications"
  | "no-undeclared-application-excluded"
  | "device-code-flow"
  | "block"
  | "nothing-else-narrows"
  | "enabled";
/**
 * How regularly somebody uses device code flow, as far as the log goes. Sessions that go on do not count.
 *
 * The control lets those use it who regularly need it; who does, a person decides.
 */
export type Regularity = "once" | "sometimes" | "regularly" | "continued";
/**
 * How a user of device code flow stands in the settings.
 */
export type PrincipalStanding = "undecided" | "meantToBeBlocked" | "exception" | "emergencyAccess";
/**
 * Whether a report-only policy may be turned on.
 */
export type Ready = "yes" | "no" | "insufficient";
/**
 * What says since when a policy has been as it is.
 */
export type SinceBasis = "settings" | "auditLog" | "modified" | "created";
/**
 * What a file was recognised as.
 */
export type SourceKind =
  | "policies"
  | "whatIf"
  | "scubaGear"
  | "terraform"
  | "steampipe"
  | "users"
  | "groups"
  | "groupMembers"
  | "roles"
  | "namedLocations"
  | "securityDefaults"
  | "migrationTable"
  | "names"
  | "hints"
  | "signIns"
  | "auditLogs"
  | "ignored"
  | "unreadable";
/**
 * Why something could not be read or used.
 */
export type ProblemCode =
  | "not-found"
  | "unreadable-file"
  | "bad-compression"
  | "compression-not-read"
  | "archive-not-read"
  | "sandbox-missing"
  | "sandbox-limit"
  | "sandbox-fault"
  | "too-large"
  | "not-text"
  | "not-json"
  | "relaxed-json"
  | "too-deep"
  | "too-long"
  | "too-many-policies"
  | "too-many-changes"
  | "duplicate-key"
  | "policy-conflict"
  | "duplicate-policy"
  | "graph-error"
  | "next-page-missing"
  | "partial-answer"
  | "malformed-record"
  | "csv-without-results"
  | "ambiguous-dates"
  | "foreign-table"
  | "other-logs"
  | "not-yet-read"
  | "empty-list"
  | "flow-not-shown"
  | "truncated-export"
  | "wrong-type"
  | "missing-member"
  | "unknown-state"
  | "bad-date"
  | "unknown-record"
  | "deleted-policies"
  | "names-not-ids"
  | "no-id"
  | "not-an-id"
  | "records-inside"
  | "sign-ins-inside"
  | "other-syntax"
  | "undocumented-shape"
  | "no-policies-in-it"
  | "plan-not-tenant"
  | "state-not-tenant"
  | "collection-failed"
  | "applying-only"
  | "own-report"
  | "own-settings"
  | "own-decisions"
  | "group-unknown"
  | "membership-differs"
  | "no-tenants"
  | "not-an-export"
  | "no-change"
  | "no-policies"
  | "different-watch"
  | "call-unknown-key"
  | "call-wrong-type"
  | "call-invalid"
  | "as-of-missing"
  | "foreign-text"
  | "damaged-text"
  | "not-a-log"
  | "abi-misuse"
  | "settings-unknown-key"
  | "settings-wrong-type"
  | "settings-invalid"
  | "settings-twice"
  | "settings-not-toml"
  | "decision-unknown-key"
  | "decision-wrong-type"
  | "decision-invalid"
  | "allowed-signers-invalid"
  | "nothing-to-decide"
  | "several-formats"
  | "format-of-one-tenant"
  | "out-of-order"
  | "module-not-loaded"
  | "stopped"
  | "unwritable"
  | "request-unknown-key"
  | "request-wrong-type"
  | "request-invalid"
  | "no-answer"
  | "no-proposal"
  | "no-such-policy"
  | "no-such-gap"
  | "no-report"
  | "notifiers-unknown-key"
  | "notifiers-wrong-type"
  | "notifiers-invalid"
  | "no-such-notifier"
  | "no-secret"
  | "no-database"
  | "not-notified"
  | "no-such-code"
  | "no-such-command";

/**
 * The whole answer for one tenant. The same exports and settings give the same bytes on every host.
 */
export interface Report {
  /**
   * The settings' entries: what each resolved to.
   */
  acceptance: Acceptance[];
  /**
   * The moment the report speaks of, RFC 3339.
   */
  asOf: string;
  /**
   * The control that was evaluated.
   */
  control: Control;
  /**
   * Where else the same question is asked, and how it is asked there.
   */
  crosswalk: Related[];
  /**
   * What people decided, and whether it counts, sorted by id; empty where no decisions were given.
   */
  decisions: DecisionReport[];
  /**
   * Who could still obtain a token through device code flow.
   */
  gaps: Gap[];
  /**
   * How many gaps are not listed because there are too many; at least so many where cut off.
   */
  gapsNotListed: number;
  /**
   * What to do now.
   */
  nextStep: NextStep;
  /**
   * What other tools' checks would say of this tenant; only where it was asked for.
   */
  peers?: Peer[] | null;
  /**
   * The policies: candidates first, the nearest to what the control asks at the top.
   */
  policies: PolicyReport[];
  /**
   * Why, most important first.
   */
  reasons: Reason[];
  /**
   * What the log recorded, held against what the policies do; null where no sign-ins were read.
   */
  replay: Replay | null;
  /**
   * The report-only review, one entry per report-only candidate.
   */
  rollout: Rollout[];
  /**
   * The version of this shape.
   */
  schemaVersion: number;
  /**
   * The files, and what each could show.
   */
  sources: Source[];
  /**
   * How far the tenant has come.
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
  /**
   * The numbers that the review and the verdict were held against.
   */
  thresholds: Thresholds;
  /**
   * Device code use across the tenant; null where no sign-ins were read.
   */
  usage: Usage | null;
  /**
   * What an administrator should know although it changes no verdict.
   */
  warnings: Reason[];
}
/**
 * One entry of the settings, and what it resolved to.
 */
export interface Acceptance {
  /**
   * Whether it decides anything.
   */
  counts: boolean;
  /**
   * The entry: `emergencyAccess.users`, `emergencyAccess.groups`, or `exception` or `meantToBeBlocked`
   * with its id.
   */
  entry: string;
  /**
   * Why it does not count, or only in part; empty where all is well.
   */
  problem: string;
  /**
   * What it names, in words.
   */
  words: string;
}
/**
 * The control that a report is about.
 */
export interface Control {
  /**
   * The benchmark's name.
   */
  benchmark: string;
  /**
   * The number of the control.
   */
  id: string;
  /**
   * The title of the control.
   */
  title: string;
  /**
   * The benchmark's version.
   */
  version: string;
}
/**
 * One control, test or technique that is about device code flow, too.
 */
export interface Related {
  /**
   * Who publishes it.
   */
  framework: string;
  /**
   * Its number there.
   */
  id: string;
  /**
   * How its reading differs from the control that is evaluated.
   */
  reading: string;
  /**
   * Its title there.
   */
  title: string;
  /**
   * The version of the publication; null where it has none.
   */
  version: string | null;
}
/**
 * One decision, and whether it counts.
 */
export interface DecisionReport {
  /**
   * How each signature stands; empty where the settings ask for no approvals.
   */
  approvals: SignatureReport[];
  /**
   * How many approvals it needs; null where the settings ask for none.
   */
  approvalsNeeded: number | null;
  /**
   * Whose approval would still count; empty where nothing is missing.
   */
  approvalsPending: string[];
  /**
   * What it rests on today. Written as JSON without white space, it gives the digest.
   */
  basis: DecisionEvidence | null;
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
   * The digest of what it rests on today; null where there is nothing.
   */
  evidenceNow: string | null;
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
   * What it rests on today, in words.
   */
  restsOn: string[];
  /**
   * What approvers signed.
   */
  signatures?: Signed[];
  /**
   * Whether it counts, or why not.
   */
  standing: DecisionStanding;
  /**
   * For whom or for what.
   */
  target: Target;
  /**
   * The tenant that it is for, as the settings name it.
   */
  tenant?: string | null;
  /**
   * The same in words.
   */
  words: string;
}
/**
 * One signature, and whether it counts.
 */
export interface SignatureReport {
  /**
   * SHA-256 of the key; null where no known key signed.
   */
  fingerprint: string | null;
  /**
   * Who signed, by the allowed signers; null where nobody is known to have.
   */
  principal: string | null;
  /**
   * Whether it counts, or why not.
   */
  standing: SignatureStanding;
  /**
   * The same in words.
   */
  words: string;
}
/**
 * Everything that the enabled policies leave open inside an exception, so that it accepts no more than
 * was there to be seen.
 */
export interface Opened {
  /**
   * SHA-256 of the sorted ids of who is in the group that it is for; null where it is for none, or no
   * export shows all members.
   */
  members: string | null;
  /**
   * The regions that are open, by ids alone, sorted.
   */
  open: string[];
}
/**
 * What a user asked tokens for whom a report-only policy would have blocked.
 */
export interface Used {
  /**
   * The applications that they signed in with, by id, sorted.
   */
  applications: string[];
  /**
   * The user, by id.
   */
  principal: string;
}
/**
 * A report-only policy, and whom it would have blocked. How many days and sign-ins were read is not part
 * of it: the review is held against the settings each time, and a decision stands while the log grows
 * quietly.
 */
export interface Reviewed {
  /**
   * Who would have been blocked, by id, sorted.
   */
  affected: string[];
  /**
   * SHA-256 of everything that bears on whom the policy applies to and what it does.
   */
  content: string;
  /**
   * The policy, by id.
   */
  policy: string;
  /**
   * Since when it has been so, RFC 3339.
   */
  since: string | null;
}
/**
 * What was signed, and the signature.
 */
export interface Signed {
  /**
   * The payload of the decision, byte for byte as it was signed.
   */
  payload: string;
  /**
   * The signature that `ssh-keygen -Y sign -n flowlock` wrote.
   */
  signature: string;
}
/**
 * For whom or for what a decision is. All that it names must match.
 */
export interface Target {
  /**
   * An application by its id, or `Office365`, `MicrosoftAdminPortals`; for an exception.
   */
  application?: string | null;
  /**
   * A group, by object id; for an exception.
   */
  group?: string | null;
  /**
   * A named location by its id, or `AllTrusted`; for an exception.
   */
  location?: string | null;
  /**
   * A platform as Graph spells it, or `unrecognised`; for an exception.
   */
  platform?: string | null;
  /**
   * A policy, by object id; to turn it on.
   */
  policy?: string | null;
  /**
   * A user, by object id.
   */
  user?: string | null;
}
/**
 * A maximal region of sign-ins through device code flow that no counted policy blocks.
 */
export interface Gap {
  /**
   * For each nearest policy, the members that let the witness through.
   */
  because: Because[];
  /**
   * What accepts it or what makes it doubtful; empty for an open gap.
   */
  by: string[];
  /**
   * A stable name: the same region has it in every report on the tenant, whatever the order of the files
   * and whatever groups and applications are called.
   */
  id: string;
  /**
   * How it stands.
   */
  standing: Standing;
  /**
   * One concrete sign-in inside the region, which reads as a What If request.
   */
  witness: Attempt;
  /**
   * The region in words.
   */
  words: string;
}
/**
 * One member of one policy that lets a witness through.
 */
export interface Because {
  /**
   * Its name.
   */
  displayName: string;
  /**
   * The member, as a JSON pointer into that file.
   */
  pointer: string;
  /**
   * The policy.
   */
  policyId: Id;
  /**
   * The file it was read from.
   */
  source: string;
  /**
   * What the member does to the witness, in words.
   */
  words: string;
}
/**
 * One sign-in through device code flow, with every coordinate that a policy can ask for.
 *
 * It reads as a What If request: set these in the portal's What If tool to see the same.
 */
export interface Attempt {
  /**
   * The application; null for any that no policy names.
   */
  application: Id | null;
  /**
   * The application filter rules that hold.
   */
  applicationRules: string[];
  /**
   * The client app.
   */
  clientAppType: ClientApp;
  /**
   * The device platform.
   */
  devicePlatform: Platform;
  /**
   * The device filter rules that hold.
   */
  deviceRules: string[];
  /**
   * The named groups the user is in, nested membership included.
   */
  groups: Id[];
  /**
   * The home tenant of an external user; null for any that no policy names.
   */
  homeTenant: Id | null;
  /**
   * The insider risk.
   */
  insiderRiskLevel: InsiderRisk;
  /**
   * The named locations the sign-in comes from, `AllTrusted` among them.
   */
  locations: Id[];
  /**
   * The named roles the user holds.
   */
  roles: Id[];
  /**
   * The sign-in risk.
   */
  signInRiskLevel: Risk;
  /**
   * The suites, such as `Office365`, that the application belongs to; no export tells, so it is taken for
   * possible. Left out where there are none.
   */
  suites?: Id[];
  /**
   * Always `deviceCodeFlow`.
   */
  transferMethod: TransferMethod;
  /**
   * The conditions unknown to this version that hold.
   */
  unknownConditions: UnknownCondition[];
  /**
   * The user; null for any that no policy names.
   */
  user: Id | null;
  /**
   * What the user is to the tenant.
   */
  userKind: UserKind;
  /**
   * The user risk.
   */
  userRiskLevel: Risk;
}
/**
 * A condition that this version does not know, by policy and member.
 */
export interface UnknownCondition {
  /**
   * The member's path inside the policy.
   */
  member: string;
  /**
   * The policy.
   */
  policyId: Id;
}
/**
 * What to do now.
 */
export interface NextStep {
  /**
   * The stable name of the step.
   */
  action: Action;
  /**
   * The change itself, ready to be sent to Graph; null where none is proposed.
   */
  proposal: Proposal | null;
  /**
   * What to do, one step a line.
   */
  steps: string[];
  /**
   * Why nothing is proposed, or not more, or why a policy is left as it is.
   */
  withheld: Reason[];
}
/**
 * A change of the tenant's policies, and what becomes of the verdict.
 */
export interface Proposal {
  /**
   * How the same evaluation judges it with the changes made.
   */
  after: Judged;
  /**
   * How the tenant stands now.
   */
  before: Judged;
  /**
   * One request for each policy.
   */
  changes: Change[];
}
/**
 * A status and a stage.
 */
export interface Judged {
  /**
   * How far the tenant has come.
   */
  stage: Stage;
  /**
   * The verdict.
   */
  status: Status;
}
/**
 * One request to Graph.
 */
export interface Change {
  /**
   * What is sent. Graph merges: each condition that changes is there as a whole.
   */
  body: PolicyBody;
  /**
   * Its name.
   */
  displayName: string;
  /**
   * `POST` for a new policy, `PATCH` for one that is there.
   */
  method: string;
  /**
   * Its members that this version does not know, and that therefore are not in `policy`.
   */
  notShown: string[];
  /**
   * The same as a JSON Patch (RFC 6902) of the policy in the export, to review it and to try it on the
   * file; Graph does not take it. Empty for a new policy, and where the export is not in Graph's shape.
   */
  patch: PatchOperation[];
  /**
   * The policy in that file, as a JSON pointer; the paths of the patch begin there.
   */
  pointer: string | null;
  /**
   * The whole policy after the change, as far as this version knows its members.
   */
  policy: PolicyBody;
  /**
   * The policy; null for a new one.
   */
  policyId: Id | null;
  /**
   * The file that the patch applies to; null for a new policy.
   */
  source: string | null;
  /**
   * The address.
   */
  url: string;
  /**
   * What changes, in words.
   */
  words: string[];
}
/**
 * A policy, or the members of one that change.
 */
export interface PolicyBody {
  /**
   * The conditions.
   */
  conditions?: ConditionsBody | null;
  /**
   * The name people know it by.
   */
  displayName?: string | null;
  /**
   * The grant controls.
   */
  grantControls?: GrantBody | null;
  /**
   * The state as Graph spells it.
   */
  state?: string | null;
}
/**
 * `conditions`: null takes a condition away, a member that is not there stays as it is.
 */
export interface ConditionsBody {
  /**
   * Applications.
   */
  applications?: ApplicationsBody | null;
  /**
   * Authentication flows.
   */
  authenticationFlows?: FlowsBody | null;
  /**
   * Client apps.
   */
  clientAppTypes?: Id[] | null;
  /**
   * Devices.
   */
  devices?: DevicesBody | null;
  /**
   * Insider risks: flags in one string.
   */
  insiderRiskLevels?: string | null;
  /**
   * Named locations.
   */
  locations?: LocationsBody | null;
  /**
   * Device platforms.
   */
  platforms?: PlatformsBody | null;
  /**
   * Sign-in risks.
   */
  signInRiskLevels?: Id[] | null;
  /**
   * User risks.
   */
  userRiskLevels?: Id[] | null;
  /**
   * Users, groups, roles and guests.
   */
  users?: UsersBody | null;
}
/**
 * `conditions.applications`.
 */
export interface ApplicationsBody {
  /**
   * A rule over attributes of the application.
   */
  applicationFilter?: FilterBody | null;
  /**
   * Application ids or suite tokens.
   */
  excludeApplications?: Id[] | null;
  /**
   * Application ids, or `All`, `None`, `Office365`, `MicrosoftAdminPortals`.
   */
  includeApplications?: Id[] | null;
}
/**
 * A filter by rule.
 */
export interface FilterBody {
  /**
   * `include` or `exclude`.
   */
  mode: string;
  /**
   * The rule.
   */
  rule: string;
}
/**
 * `conditions.authenticationFlows`.
 */
export interface FlowsBody {
  /**
   * Flags in one string.
   */
  transferMethods: string;
}
/**
 * `conditions.devices`.
 */
export interface DevicesBody {
  /**
   * A rule over the device.
   */
  deviceFilter: FilterBody;
}
/**
 * `conditions.locations`.
 */
export interface LocationsBody {
  /**
   * Named location ids, or `AllTrusted`.
   */
  excludeLocations: Id[];
  /**
   * Named location ids, or `All`, `AllTrusted`.
   */
  includeLocations: Id[];
}
/**
 * `conditions.platforms`.
 */
export interface PlatformsBody {
  /**
   * Platforms.
   */
  excludePlatforms: Id[];
  /**
   * Platforms, or `all`.
   */
  includePlatforms: Id[];
}
/**
 * `conditions.users`.
 */
export interface UsersBody {
  /**
   * Group ids.
   */
  excludeGroups?: Id[] | null;
  /**
   * Kinds of guests.
   */
  excludeGuestsOrExternalUsers?: GuestsBody | null;
  /**
   * Role template ids.
   */
  excludeRoles?: Id[] | null;
  /**
   * User ids, or `GuestsOrExternalUsers`.
   */
  excludeUsers?: Id[] | null;
  /**
   * Group ids.
   */
  includeGroups?: Id[] | null;
  /**
   * Kinds of guests.
   */
  includeGuestsOrExternalUsers?: GuestsBody | null;
  /**
   * Role template ids.
   */
  includeRoles?: Id[] | null;
  /**
   * User ids, or `All`, `None`, `GuestsOrExternalUsers`.
   */
  includeUsers?: Id[] | null;
}
/**
 * Kinds of guests and external users.
 */
export interface GuestsBody {
  /**
   * The home tenants.
   */
  externalTenants: TenantsBody;
  /**
   * The kinds: flags in one string.
   */
  guestOrExternalUserTypes: string;
}
/**
 * The home tenants of guests.
 */
export interface TenantsBody {
  /**
   * The type of Graph.
   */
  "@odata.type": string;
  /**
   * The tenants, where they are enumerated.
   */
  members?: Id[] | null;
  /**
   * `all` or `enumerated`.
   */
  membershipKind: string;
}
/**
 * `grantControls`.
 */
export interface GrantBody {
  /**
   * The controls.
   */
  builtInControls: Id[];
  /**
   * How the controls go together.
   */
  operator: string;
}
/**
 * One reason or warning, by a stable code.
 */
export interface Reason {
  /**
   * The stable name of the reason; `flowlock explain` says more.
   */
  code: ReasonCode;
  /**
   * The reason in words.
   */
  words: string;
}
/**
 * What one check of another tool would say.
 */
export interface Peer {
  /**
   * What it would say.
   */
  answer: PeerAnswer;
  /**
   * What it asks of one policy, after "a policy that"; empty where it asks a person.
   */
  asks: string[];
  /**
   * The check, as the tool calls it.
   */
  check: string;
  /**
   * How that compares with the verdict of this report.
   */
  comparison: Comparison;
  /**
   * What that policy lacks of what it asks.
   */
  misses: string[];
  /**
   * The policy that it takes for enough, or the one that comes nearest; null where there is none.
   */
  policyId: Id | null;
  /**
   * The tool.
   */
  tool: string;
  /**
   * Where it passes wrongly: an attempt that gets through.
   */
  witness: Attempt | null;
  /**
   * Where it is wrong, or why it says what it says.
   */
  words: string;
}
/**
 * One policy, held against the control.
 */
export interface PolicyReport {
  /**
   * Whether it names device code flow and its grant is block.
   */
  candidate: boolean;
  /**
   * The name people know it by.
   */
  displayName: string;
  /**
   * The object id.
   */
  id: Id;
  /**
   * Where it stands in that file.
   */
  pointer: string;
  /**
   * The steps of the control's Part 1; empty for a policy that has nothing to do with the flow.
   */
  requirements: Requirement[];
  /**
   * The file it was read from.
   */
  source: string;
  /**
   * The state as Graph spells it; null where the export does not say.
   */
  state: string | null;
}
/**
 * One step of the control's Part 1, held against one policy.
 */
export interface Requirement {
  /**
   * What the control asks for.
   */
  expected: string;
  /**
   * What the policy has.
   */
  found: string;
  /**
   * The stable name of the step.
   */
  id: RequirementId;
  /**
   * Whether the policy meets it.
   */
  met: boolean;
  /**
   * The member that decides it, as a JSON pointer into the policy's file.
   */
  pointer: string;
  /**
   * The step as the control words it, shortened.
   */
  title: string;
}
/**
 * What a log recorded of each candidate, held against what the candidate does as exported.
 *
 * A result counts where the sign-in is later than the policy's last change, and is one through device
 * code flow that is kept one by one. Only certain answers are compared.
 */
export interface Replay {
  /**
   * Of these, those that agree.
   */
  agreed: number;
  /**
   * Recorded results of a candidate for a sign-in that could be compared.
   */
  compared: number;
  /**
   * Those that do not agree, by policy and time: either an export is of another time, or Flowlock
   * reads the policy wrongly.
   */
  disagreements: Disagreement[];
  /**
   * How many more do not agree.
   */
  notListed: number;
  /**
   * Recorded results that could not be compared: what was exported does not tell whether the
   * policy applies.
   */
  undecided: number;
}
/**
 * A sign-in to which a policy did something else than it does as exported.
 */
export interface Disagreement {
  /**
   * The application; empty where the log gives none.
   */
  application: Id;
  /**
   * Whether the log says that the policy applied. As exported, it does the opposite.
   */
  applied: boolean;
  /**
   * When it was, RFC 3339.
   */
  at: string | null;
  /**
   * Where the log says that it applied: the members that keep it from applying.
   */
  because: Because[];
  /**
   * Its name.
   */
  displayName: string;
  /**
   * The id of the sign-in.
   */
  event: string;
  /**
   * The policy.
   */
  policyId: Id;
  /**
   * The user, by object id, else by name.
   */
  principal: Id;
}
/**
 * The report-only review of one candidate.
 */
export interface Rollout {
  /**
   * Who would have been blocked: first those of whom the settings decide nothing.
   */
  affected: Principal[];
  /**
   * How many would-be-blocked events are not listed because there are too many principals.
   */
  affectedNotListed: number;
  /**
   * Whole days from that moment, or from the first sign-in that was read, to the last one.
   */
  daysObserved: number;
  /**
   * On how many UTC days some event lists the policy.
   */
  daysWithEvents: number;
  /**
   * Events after that moment that list the policy.
   */
  events: number;
  /**
   * Events after that moment that do not list the policy: they say nothing of it.
   */
  noEvidence: number;
  /**
   * Events it did not apply to.
   */
  notApplied: number;
  /**
   * The policy.
   */
  policyId: Id;
  /**
   * Whether it may be turned on.
   */
  ready: Ready;
  /**
   * Why, or what is missing.
   */
  reasons: Reason[];
  /**
   * Since when it has been in report-only and covers what it does, RFC 3339; null where nothing says.
   */
  since: string | null;
  /**
   * What says so; null where nothing does.
   */
  sinceBasis: SinceBasis | null;
  /**
   * Events whose result cannot be told.
   */
  undetermined: number;
  /**
   * Events it would have blocked.
   */
  wouldBlock: number;
}
/**
 * One user, and what they did with device code flow.
 */
export interface Principal {
  /**
   * What to do about it; empty where nothing is to be done.
   */
  advice: string;
  /**
   * The applications, the most used first.
   */
  apps: AppUse[];
  /**
   * The clients, as Entra names them.
   */
  clientApps: string[];
  /**
   * The countries.
   */
  countries: string[];
  /**
   * On how many UTC days there are events.
   */
  daysActive: number;
  /**
   * How many events there are.
   */
  events: number;
  /**
   * The first event, RFC 3339; null where no event has a time.
   */
  firstSeen: string | null;
  /**
   * The object id; the user principal name where the log gives no id.
   */
  id: Id;
  /**
   * How often the person entered a code.
   */
  interactive: number;
  /**
   * The last event, RFC 3339.
   */
  lastSeen: string | null;
  /**
   * The name people know them by; may be empty.
   */
  name: string;
  /**
   * How often a waiting client took its token.
   */
  redemptions: number;
  /**
   * How regularly they use it.
   */
  regularity: Regularity;
  /**
   * How many runs they belong to, by correlation id.
   */
  runs: number;
  /**
   * How they stand.
   */
  standing: PrincipalStanding;
  /**
   * How often a session that began with device code flow went on.
   */
  tracked: number;
}
/**
 * One application that a user signed in with.
 */
export interface AppUse {
  /**
   * How many events there are.
   */
  events: number;
  /**
   * The application id; empty where the log gives none.
   */
  id: Id;
  /**
   * Its name: of Microsoft's own applications the known one, else as the log gives it.
   */
  name: string;
  /**
   * What is publicly known of attacks that use it; null where nothing is.
   */
  phished: string | null;
  /**
   * The resources it asked a token for, by name or id.
   */
  resources: string[];
}
/**
 * One file, and what was made of it.
 */
export interface Source {
  /**
   * Whether it is whole: no page missing, nothing truncated, nothing unreadable.
   */
  complete: boolean;
  /**
   * What it was recognised as, by its content.
   */
  kind: SourceKind;
  /**
   * The name that the host gave it, usually a path.
   */
  name: string;
  /**
   * What was found wrong with it.
   */
  problems: Problem[];
  /**
   * How many records of that kind were read.
   */
  records: number;
}
/**
 * A failure, or a limit of an export: a stable code, what was found, and what to do.
 *
 * Messages are lowercase, without a full stop, and hold no tenant data beyond ids, names of
 * policies and JSON pointers.
 */
export interface Problem {
  /**
   * The stable name of this kind of problem, such as `duplicate-key`; `flowlock explain` says more.
   */
  code: ProblemCode;
  /**
   * What to do about it.
   */
  help: string;
  /**
   * The line it concerns, counted from one.
   */
  line?: number | null;
  /**
   * What was found, and what was expected.
   */
  message: string;
  /**
   * The member it concerns, as a JSON pointer into that file.
   */
  pointer?: string | null;
  /**
   * The file it concerns.
   */
  source?: string | null;
}
/**
 * The numbers of the settings, given or by default.
 */
export interface Thresholds {
  /**
   * How many members an excluded group may have to be taken for emergency access.
   */
  maxEmergencyAccounts: number;
  /**
   * For how many days a report-only policy is observed before it may be turned on.
   */
  minObservationDays: number;
}
/**
 * Device code use across the tenant.
 */
export interface Usage {
  /**
   * Who succeeded, accepted by nothing, after every enabled candidate was last modified; where there is none and
   * the enabled policies block the flow with everything else, after those were.
   */
  contradictions: Principal[];
  /**
   * Use by UTC day, days without any left out. What `events` counts beyond these has no time, or found
   * no room.
   */
  days: DayOfUse[];
  /**
   * Whether there were too many sign-ins to tell duplicates among all of them.
   */
  duplicatesBoundPassed: boolean;
  /**
   * Device code sign-ins.
   */
  events: number;
  /**
   * Of these, how often a person entered a code.
   */
  interactive: number;
  /**
   * How many events are not listed because there are too many principals.
   */
  notListed: number;
  /**
   * What the exports could not show.
   */
  notShown: Reason[];
  /**
   * Who used it: first those of whom the settings decide nothing.
   */
  principals: Principal[];
  /**
   * How often a waiting client took its token.
   */
  redemptions: number;
  /**
   * Every sign-in that was read, whatever the flow.
   */
  signIns: number;
  /**
   * How often a session that began with device code flow went on.
   */
  tracked: number;
  /**
   * Sign-ins without an id: duplicates among them count each time.
   */
  withoutId: number;
}
/**
 * Device code sign-ins of one UTC day.
 */
export interface DayOfUse {
  /**
   * The day, such as `2026-01-31`.
   */
  day: string;
  /**
   * Events of declared emergency access.
   */
  emergencyAccess: number;
  /**
   * Events that an exception accepts.
   */
  exception: number;
  /**
   * Events of those who are meant to be blocked.
   */
  meantToBeBlocked: number;
  /**
   * Events of which the settings decide nothing.
   */
  undecided: number;
}
