"""The types of the report and the comparison, made from their schema by `make_types.py`."""

from __future__ import annotations

from typing import Any, Literal, NotRequired, TypeAlias, TypedDict


#: One entry of the settings, and what it resolved to.
class Acceptance(TypedDict):
    #: Whether it decides anything.
    counts: bool
    #: The entry: `emergencyAccess.users`, `emergencyAccess.groups`, or `exception` or
    #: `meantToBeBlocked` with its id.
    entry: str
    #: Why it does not count, or only in part; empty where all is well.
    problem: str
    #: What it names, in words.
    words: str


#: What to do now.
Action: TypeAlias = Literal[
    "nothing",
    "export-again",
    "simplify",
    "investigate",
    "declare",
    "turn-on",
    "watch",
    "create-policy",
    "close-gaps",
]


#: One application that a user signed in with.
class AppUse(TypedDict):
    #: How many events there are.
    events: int
    #: The application id; empty where the log gives none.
    id: Id
    #: Its name: of Microsoft's own applications the known one, else as the log gives it.
    name: str
    #: What is publicly known of attacks that use it; null where nothing is.
    phished: str | None
    #: The resources it asked a token for, by name or id.
    resources: list[str]


#: `conditions.applications`.
class ApplicationsBody(TypedDict):
    #: A rule over attributes of the application.
    applicationFilter: NotRequired[FilterBody | None]
    #: Application ids or suite tokens.
    excludeApplications: NotRequired[list[Id] | None]
    #: Application ids, or `All`, `None`, `Office365`, `MicrosoftAdminPortals`.
    includeApplications: NotRequired[list[Id] | None]


#: One sign-in through device code flow, with every coordinate that a policy can ask for. It reads
#: as a What If request: set these in the portal's What If tool to see the same.
class Attempt(TypedDict):
    #: The application; null for any that no policy names.
    application: Id | None
    #: The application filter rules that hold.
    applicationRules: list[str]
    #: The client app.
    clientAppType: ClientApp
    #: The device platform.
    devicePlatform: Platform
    #: The device filter rules that hold.
    deviceRules: list[str]
    #: The named groups the user is in, nested membership included.
    groups: list[Id]
    #: The home tenant of an external user; null for any that no policy names.
    homeTenant: Id | None
    #: The insider risk.
    insiderRiskLevel: InsiderRisk
    #: The named locations the sign-in comes from, `AllTrusted` among them.
    locations: list[Id]
    #: The named roles the user holds.
    roles: list[Id]
    #: The sign-in risk.
    signInRiskLevel: Risk
    #: The suites, such as `Office365`, that the application belongs to; no export tells, so it is
    #: taken for possible. Left out where there are none.
    suites: NotRequired[list[Id]]
    #: Always `deviceCodeFlow`.
    transferMethod: TransferMethod
    #: The conditions unknown to this version that hold.
    unknownConditions: list[UnknownCondition]
    #: The user; null for any that no policy names.
    user: Id | None
    #: What the user is to the tenant.
    userKind: UserKind
    #: The user risk.
    userRiskLevel: Risk


#: One member of one policy that lets a witness through.
class Because(TypedDict):
    #: Its name.
    displayName: str
    #: The member, as a JSON pointer into that file.
    pointer: str
    #: The policy.
    policyId: Id
    #: The file it was read from.
    source: str
    #: What the member does to the witness, in words.
    words: str


#: One request to Graph.
class Change(TypedDict):
    #: What is sent. Graph merges: each condition that changes is there as a whole.
    body: PolicyBody
    #: Its name.
    displayName: str
    #: `POST` for a new policy, `PATCH` for one that is there.
    method: str
    #: Its members that this version does not know, and that therefore are not in `policy`.
    notShown: list[str]
    #: The same as a JSON Patch (RFC 6902) of the policy in the export, to review it and to try it on
    #: the file; Graph does not take it. Empty for a new policy, and where the export is not in Graph's
    #: shape.
    patch: list[PatchOperation]
    #: The policy in that file, as a JSON pointer; the paths of the patch begin there.
    pointer: str | None
    #: The whole policy after the change, as far as this version knows its members.
    policy: PolicyBody
    #: The policy; null for a new one.
    policyId: Id | None
    #: The file that the patch applies to; null for a new policy.
    source: str | None
    #: The address.
    url: str
    #: What changes, in words.
    words: list[str]


#: What changed for the control between two exports of one tenant.
ChangeCode: TypeAlias = Literal[
    "policy-added",
    "policy-removed",
    "state-changed",
    "grant-changed",
    "exclusion-added",
    "exclusion-removed",
    "inclusion-added",
    "inclusion-removed",
    "condition-added",
    "condition-removed",
    "condition-changed",
    "members-changed",
    "location-changed",
    "decision-changed",
    "acceptance-changed",
]


#: One change.
class Changed(TypedDict):
    #: What kind of change it is.
    code: ChangeCode
    #: Its name; may be empty.
    displayName: str
    #: The member in that file, as a JSON pointer.
    pointer: str
    #: The policy; null where it is about a group, a location or the settings.
    policyId: Id | None
    #: The file that shows it: the newer one, unless only the older one does. Empty where no single
    #: member does.
    source: str
    #: The change in words.
    words: str


#: The client apps that can carry device code flow; the legacy ones cannot.
ClientApp: TypeAlias = Literal["browser", "mobileAppsAndDesktopClients"]


#: How the answer of another tool compares with the verdict.
Comparison: TypeAlias = Literal["agrees", "falsePass", "falseFail", "unfounded", "undecided"]


#: `conditions`: null takes a condition away, a member that is not there stays as it is.
class ConditionsBody(TypedDict):
    #: Applications.
    applications: NotRequired[ApplicationsBody | None]
    #: Authentication flows.
    authenticationFlows: NotRequired[FlowsBody | None]
    #: Client apps.
    clientAppTypes: NotRequired[list[Id] | None]
    #: Devices.
    devices: NotRequired[DevicesBody | None]
    #: Insider risks: flags in one string.
    insiderRiskLevels: NotRequired[str | None]
    #: Named locations.
    locations: NotRequired[LocationsBody | None]
    #: Device platforms.
    platforms: NotRequired[PlatformsBody | None]
    #: Sign-in risks.
    signInRiskLevels: NotRequired[list[Id] | None]
    #: User risks.
    userRiskLevels: NotRequired[list[Id] | None]
    #: Users, groups, roles and guests.
    users: NotRequired[UsersBody | None]


#: The control that a report is about.
class Control(TypedDict):
    #: The benchmark's name.
    benchmark: str
    #: The number of the control.
    id: str
    #: The title of the control.
    title: str
    #: The benchmark's version.
    version: str


#: A maximal region of sign-ins that one side blocks and the other does not.
class Crossed(TypedDict):
    #: For each nearest policy there, the members that let it through.
    because: list[Because]
    #: One sign-in of the region, as the side sees it that blocks it.
    blocked: Attempt
    #: What accepts it or makes it doubtful there; empty where it is open.
    by: list[str]
    #: Its name.
    displayName: str
    #: The policy that blocks it on the other side.
    policyId: Id
    #: How it stands on the side where it is not blocked.
    standing: Standing
    #: The same sign-in, as the side sees it that does not: groups and trust may differ.
    unblocked: Attempt
    #: The region in words.
    words: str


#: Device code sign-ins of one UTC day.
class DayOfUse(TypedDict):
    #: The day, such as `2026-01-31`.
    day: str
    #: Events of declared emergency access.
    emergencyAccess: int
    #: Events that an exception accepts.
    exception: int
    #: Events of those who are meant to be blocked.
    meantToBeBlocked: int
    #: Events of which the settings decide nothing.
    undecided: int


#: What a decision rests on.
DecisionEvidence: TypeAlias = "Opened | Used | Reviewed"


#: What was decided.
DecisionKind: TypeAlias = Literal["exception", "meantToBeBlocked", "turnOn"]


#: One decision, and whether it counts.
class DecisionReport(TypedDict):
    #: How each signature stands; empty where the settings ask for no approvals.
    approvals: list[SignatureReport]
    #: How many approvals it needs; null where the settings ask for none.
    approvalsNeeded: int | None
    #: Whose approval would still count; empty where nothing is missing.
    approvalsPending: list[str]
    #: What it rests on today. Written as JSON without white space, it gives the digest.
    basis: DecisionEvidence | None
    #: When, as RFC 3339.
    decidedAt: str
    #: Who decided.
    decidedBy: str
    #: SHA-256 of the evidence as JSON, in hexadecimal; the report shows the evidence.
    evidence: str
    #: The digest of what it rests on today; null where there is nothing.
    evidenceNow: str | None
    #: Its last moment: a date (its whole day, UTC) or an RFC 3339 time.
    expires: str
    #: The name that reports call it by: letters, digits, `-`, `_` and `.`.
    id: str
    #: Why.
    justification: str
    #: What was decided.
    kind: DecisionKind
    #: What it rests on today, in words.
    restsOn: list[str]
    #: What approvers signed.
    signatures: NotRequired[list[Signed]]
    #: Whether it counts, or why not.
    standing: DecisionStanding
    #: For whom or for what.
    target: Target
    #: The tenant that it is for, as the settings name it.
    tenant: NotRequired[str | None]
    #: The same in words.
    words: str


#: Whether a decision counts, or why not.
DecisionStanding: TypeAlias = Literal[
    "counts",
    "carried-out",
    "expired",
    "not-yet",
    "evidence-changed",
    "no-such-target",
    "not-ready",
    "not-approved",
    "other-tenant",
]


#: `conditions.devices`.
class DevicesBody(TypedDict):
    #: A rule over the device.
    deviceFilter: FilterBody


#: What changed. The same exports and settings give the same bytes on every host.
class Diff(TypedDict):
    #: The newer side.
    after: Standpoint
    #: The moment that the newer side is judged at, RFC 3339.
    asOf: str
    #: The older side.
    before: Standpoint
    #: What changed in policies that bear on the flow, in what they reach, and in what the settings
    #: resolve to.
    changes: list[Changed]
    #: What is blocked now and was not blocked before, as it stood then.
    closed: list[Crossed]
    #: The control that is judged.
    control: Control
    #: What is not blocked now and was blocked before: what is open first, what is accepted last.
    opened: list[Crossed]
    #: The version of this shape.
    schemaVersion: int
    #: What comes of it, in one sentence.
    summary: str
    #: What the comparison cannot tell.
    untold: list[Untold]


#: A sign-in to which a policy did something else than it does as exported.
class Disagreement(TypedDict):
    #: The application; empty where the log gives none.
    application: Id
    #: Whether the log says that the policy applied. As exported, it does the opposite.
    applied: bool
    #: When it was, RFC 3339.
    at: str | None
    #: Where the log says that it applied: the members that keep it from applying.
    because: list[Because]
    #: Its name.
    displayName: str
    #: The id of the sign-in.
    event: str
    #: The policy.
    policyId: Id
    #: The user, by object id, else by name.
    principal: Id


#: A filter by rule.
class FilterBody(TypedDict):
    #: `include` or `exclude`.
    mode: str
    #: The rule.
    rule: str


#: `conditions.authenticationFlows`.
class FlowsBody(TypedDict):
    #: Flags in one string.
    transferMethods: str


#: A maximal region of sign-ins through device code flow that no counted policy blocks.
class Gap(TypedDict):
    #: For each nearest policy, the members that let the witness through.
    because: list[Because]
    #: What accepts it or what makes it doubtful; empty for an open gap.
    by: list[str]
    #: A stable name: the same region has it in every report on the tenant, whatever the order of the
    #: files and whatever groups and applications are called.
    id: str
    #: How it stands.
    standing: Standing
    #: One concrete sign-in inside the region, which reads as a What If request.
    witness: Attempt
    #: The region in words.
    words: str


#: `grantControls`.
class GrantBody(TypedDict):
    #: The controls.
    builtInControls: list[Id]
    #: How the controls go together.
    operator: str


#: Kinds of guests and external users.
class GuestsBody(TypedDict):
    #: The home tenants.
    externalTenants: TenantsBody
    #: The kinds: flags in one string.
    guestOrExternalUserTypes: str


#: An object id, application id, role template id or token such as `All`. Ids compare without case,
#: as Entra compares them; the spelling of the export is kept for people. ``` use
#: flowlock_core::entra::Id; assert_eq!(Id::new("ABCDEF01"), Id::new("abcdef01"));
#: assert!(Id::new("all").is("All")); ```
Id: TypeAlias = "str"


#: The insider risk of Adaptive Protection.
InsiderRisk: TypeAlias = Literal["none", "minor", "moderate", "elevated"]


#: A status and a stage.
class Judged(TypedDict):
    #: How far the tenant has come.
    stage: Stage
    #: The verdict.
    status: Status


#: `conditions.locations`.
class LocationsBody(TypedDict):
    #: Named location ids, or `AllTrusted`.
    excludeLocations: list[Id]
    #: Named location ids, or `All`, `AllTrusted`.
    includeLocations: list[Id]


#: What to do now.
class NextStep(TypedDict):
    #: The stable name of the step.
    action: Action
    #: The change itself, ready to be sent to Graph; null where none is proposed.
    proposal: Proposal | None
    #: What to do, one step a line.
    steps: list[str]
    #: Why nothing is proposed, or not more, or why a policy is left as it is.
    withheld: list[Reason]


#: Everything that the enabled policies leave open inside an exception, so that it accepts no more
#: than was there to be seen.
class Opened(TypedDict):
    #: SHA-256 of the sorted ids of who is in the group that it is for; null where it is for none, or
    #: no export shows all members.
    members: str | None
    #: The regions that are open, by ids alone, sorted.
    open: list[str]


#: One operation of a JSON Patch.
PatchOperation: TypeAlias = "dict[str, Any]"


#: What a JSON Patch puts into a policy.
PatchValue: TypeAlias = "None | str | list[Id] | UsersBody | ApplicationsBody | PlatformsBody | LocationsBody"


#: What one check of another tool would say.
class Peer(TypedDict):
    #: What it would say.
    answer: PeerAnswer
    #: What it asks of one policy, after "a policy that"; empty where it asks a person.
    asks: list[str]
    #: The check, as the tool calls it.
    check: str
    #: How that compares with the verdict of this report.
    comparison: Comparison
    #: What that policy lacks of what it asks.
    misses: list[str]
    #: The policy that it takes for enough, or the one that comes nearest; null where there is none.
    policyId: Id | None
    #: The tool.
    tool: str
    #: Where it passes wrongly: an attempt that gets through.
    witness: Attempt | None
    #: Where it is wrong, or why it says what it says.
    words: str


#: What a check of another tool would say.
PeerAnswer: TypeAlias = Literal["pass", "fail", "manual", "nothing"]


#: A device platform, read off the user agent, which the attacker chooses.
Platform: TypeAlias = Literal[
    "android",
    "iOS",
    "windows",
    "windowsPhone",
    "macOS",
    "linux",
    "unrecognised",
]


#: `conditions.platforms`.
class PlatformsBody(TypedDict):
    #: Platforms.
    excludePlatforms: list[Id]
    #: Platforms, or `all`.
    includePlatforms: list[Id]


#: A policy, or the members of one that change.
class PolicyBody(TypedDict):
    #: The conditions.
    conditions: NotRequired[ConditionsBody | None]
    #: The name people know it by.
    displayName: NotRequired[str | None]
    #: The grant controls.
    grantControls: NotRequired[GrantBody | None]
    #: The state as Graph spells it.
    state: NotRequired[str | None]


#: One policy, held against the control.
class PolicyReport(TypedDict):
    #: Whether it names device code flow and its grant is block.
    candidate: bool
    #: The name people know it by.
    displayName: str
    #: The object id.
    id: Id
    #: Where it stands in that file.
    pointer: str
    #: The steps of the control's Part 1; empty for a policy that has nothing to do with the flow.
    requirements: list[Requirement]
    #: The file it was read from.
    source: str
    #: The state as Graph spells it; null where the export does not say.
    state: str | None


#: One user, and what they did with device code flow.
class Principal(TypedDict):
    #: What to do about it; empty where nothing is to be done.
    advice: str
    #: The applications, the most used first.
    apps: list[AppUse]
    #: The clients, as Entra names them.
    clientApps: list[str]
    #: The countries.
    countries: list[str]
    #: On how many UTC days there are events.
    daysActive: int
    #: How many events there are.
    events: int
    #: The first event, RFC 3339; null where no event has a time.
    firstSeen: str | None
    #: The object id; the user principal name where the log gives no id.
    id: Id
    #: How often the person entered a code.
    interactive: int
    #: The last event, RFC 3339.
    lastSeen: str | None
    #: The name people know them by; may be empty.
    name: str
    #: How often a waiting client took its token.
    redemptions: int
    #: How regularly they use it.
    regularity: Regularity
    #: How many runs they belong to, by correlation id.
    runs: int
    #: How they stand.
    standing: PrincipalStanding
    #: How often a session that began with device code flow went on.
    tracked: int


#: How a user of device code flow stands in the settings.
PrincipalStanding: TypeAlias = Literal[
    "undecided",
    "meantToBeBlocked",
    "exception",
    "emergencyAccess",
]


#: A failure, or a limit of an export: a stable code, what was found, and what to do. Messages are
#: lowercase, without a full stop, and hold no tenant data beyond ids, names of policies and JSON
#: pointers.
class Problem(TypedDict):
    #: The stable name of this kind of problem, such as `duplicate-key`; `flowlock explain` says more.
    code: ProblemCode
    #: What to do about it.
    help: str
    #: The line it concerns, counted from one.
    line: NotRequired[int | None]
    #: What was found, and what was expected.
    message: str
    #: The member it concerns, as a JSON pointer into that file.
    pointer: NotRequired[str | None]
    #: The file it concerns.
    source: NotRequired[str | None]


#: Why something could not be read or used.
ProblemCode: TypeAlias = Literal[
    "not-found",
    "unreadable-file",
    "bad-compression",
    "compression-not-read",
    "archive-not-read",
    "sandbox-missing",
    "sandbox-limit",
    "sandbox-fault",
    "too-large",
    "not-text",
    "not-json",
    "relaxed-json",
    "too-deep",
    "too-long",
    "too-many-policies",
    "too-many-changes",
    "duplicate-key",
    "policy-conflict",
    "duplicate-policy",
    "graph-error",
    "next-page-missing",
    "partial-answer",
    "malformed-record",
    "csv-without-results",
    "ambiguous-dates",
    "foreign-table",
    "other-logs",
    "not-yet-read",
    "empty-list",
    "flow-not-shown",
    "truncated-export",
    "wrong-type",
    "missing-member",
    "unknown-state",
    "bad-date",
    "unknown-record",
    "deleted-policies",
    "names-not-ids",
    "no-id",
    "not-an-id",
    "records-inside",
    "sign-ins-inside",
    "other-syntax",
    "undocumented-shape",
    "no-policies-in-it",
    "plan-not-tenant",
    "state-not-tenant",
    "collection-failed",
    "applying-only",
    "own-report",
    "own-settings",
    "own-decisions",
    "group-unknown",
    "membership-differs",
    "no-tenants",
    "not-an-export",
    "no-change",
    "no-policies",
    "different-watch",
    "call-unknown-key",
    "call-wrong-type",
    "call-invalid",
    "as-of-missing",
    "foreign-text",
    "damaged-text",
    "not-a-log",
    "abi-misuse",
    "settings-unknown-key",
    "settings-wrong-type",
    "settings-invalid",
    "settings-twice",
    "settings-not-toml",
    "decision-unknown-key",
    "decision-wrong-type",
    "decision-invalid",
    "allowed-signers-invalid",
    "nothing-to-decide",
    "several-formats",
    "format-of-one-tenant",
    "out-of-order",
    "module-not-loaded",
    "stopped",
    "unwritable",
    "request-unknown-key",
    "request-wrong-type",
    "request-invalid",
    "no-answer",
    "no-proposal",
    "no-such-policy",
    "no-such-gap",
    "no-report",
    "notifiers-unknown-key",
    "notifiers-wrong-type",
    "notifiers-invalid",
    "no-such-notifier",
    "no-secret",
    "no-database",
    "not-notified",
    "no-such-code",
    "no-such-command",
]


#: A change of the tenant's policies, and what becomes of the verdict.
class Proposal(TypedDict):
    #: How the same evaluation judges it with the changes made.
    after: Judged
    #: How the tenant stands now.
    before: Judged
    #: One request for each policy.
    changes: list[Change]


#: Whether a report-only policy may be turned on.
Ready: TypeAlias = Literal["yes", "no", "insufficient"]


#: One reason or warning, by a stable code.
class Reason(TypedDict):
    #: The stable name of the reason; `flowlock explain` says more.
    code: ReasonCode
    #: The reason in words.
    words: str


#: A reason, a warning, or what a review lacks.
ReasonCode: TypeAlias = Literal[
    "contradicted",
    "proof-cut-off",
    "incomplete-export",
    "blocked-by-others",
    "enabled-candidates",
    "open-gaps",
    "undeclared",
    "stage",
    "nearest-miss",
    "plan-judged",
    "no-exclusion",
    "single-emergency-account",
    "crowded-exclusion",
    "settings-entry",
    "decision-idle",
    "export-outdated",
    "security-defaults",
    "declared-elsewhere",
    "replay-disagrees",
    "would-block",
    "no-sign-ins",
    "too-short",
    "days-missing",
    "use-not-listed",
    "sign-ins-ahead",
    "undetermined",
    "not-watched",
    "since-unknown",
    "changed-since-export",
    "accepted-would-block",
    "no-results",
    "no-events",
    "not-tried",
    "no-interactive",
    "no-non-interactive",
    "incomplete-log",
    "flow-not-shown",
    "may-be-transfer",
    "results-not-shown",
    "policy-undated",
    "outcome-not-shown",
    "undated",
    "duplicates-bound",
    "without-id",
    "no-emergency-access",
    "user-or-group",
    "not-changed",
    "not-ready",
    "not-decided",
    "no-smaller-change",
    "name-not-known",
    "against-the-exports",
    "client-not-resource",
    "stand-in",
    "fill-in",
    "not-in-a-request",
]


#: How regularly somebody uses device code flow, as far as the log goes. Sessions that go on do not
#: count. The control lets those use it who regularly need it; who does, a person decides.
Regularity: TypeAlias = Literal["once", "sometimes", "regularly", "continued"]


#: One control, test or technique that is about device code flow, too.
class Related(TypedDict):
    #: Who publishes it.
    framework: str
    #: Its number there.
    id: str
    #: How its reading differs from the control that is evaluated.
    reading: str
    #: Its title there.
    title: str
    #: The version of the publication; null where it has none.
    version: str | None


#: What a log recorded of each candidate, held against what the candidate does as exported. A
#: result counts where the sign-in is later than the policy's last change, and is one through
#: device code flow that is kept one by one. Only certain answers are compared.
class Replay(TypedDict):
    #: Of these, those that agree.
    agreed: int
    #: Recorded results of a candidate for a sign-in that could be compared.
    compared: int
    #: Those that do not agree, by policy and time: either an export is of another time, or Flowlock
    #: reads the policy wrongly.
    disagreements: list[Disagreement]
    #: How many more do not agree.
    notListed: int
    #: Recorded results that could not be compared: what was exported does not tell whether the policy
    #: applies.
    undecided: int


#: The whole answer for one tenant. The same exports and settings give the same bytes on every
#: host.
class Report(TypedDict):
    #: The settings' entries: what each resolved to.
    acceptance: list[Acceptance]
    #: The moment the report speaks of, RFC 3339.
    asOf: str
    #: The control that was evaluated.
    control: Control
    #: Where else the same question is asked, and how it is asked there.
    crosswalk: list[Related]
    #: What people decided, and whether it counts, sorted by id; empty where no decisions were given.
    decisions: list[DecisionReport]
    #: Who could still obtain a token through device code flow.
    gaps: list[Gap]
    #: How many gaps are not listed because there are too many; at least so many where cut off.
    gapsNotListed: int
    #: What to do now.
    nextStep: NextStep
    #: What other tools' checks would say of this tenant; only where it was asked for.
    peers: NotRequired[list[Peer] | None]
    #: The policies: candidates first, the nearest to what the control asks at the top.
    policies: list[PolicyReport]
    #: Why, most important first.
    reasons: list[Reason]
    #: What the log recorded, held against what the policies do; null where no sign-ins were read.
    replay: Replay | None
    #: The report-only review, one entry per report-only candidate.
    rollout: list[Rollout]
    #: The version of this shape.
    schemaVersion: int
    #: The files, and what each could show.
    sources: list[Source]
    #: How far the tenant has come.
    stage: Stage
    #: The verdict.
    status: Status
    #: The verdict in one sentence.
    summary: str
    #: The numbers that the review and the verdict were held against.
    thresholds: Thresholds
    #: Device code use across the tenant; null where no sign-ins were read.
    usage: Usage | None
    #: What an administrator should know although it changes no verdict.
    warnings: list[Reason]


#: One step of the control's Part 1, held against one policy.
class Requirement(TypedDict):
    #: What the control asks for.
    expected: str
    #: What the policy has.
    found: str
    #: The stable name of the step.
    id: RequirementId
    #: Whether the policy meets it.
    met: bool
    #: The member that decides it, as a JSON pointer into the policy's file.
    pointer: str
    #: The step as the control words it, shortened.
    title: str


#: A step of the control's Part 1, held against one policy.
RequirementId: TypeAlias = Literal[
    "all-users",
    "only-emergency-access-excluded",
    "all-applications",
    "no-undeclared-application-excluded",
    "device-code-flow",
    "block",
    "nothing-else-narrows",
    "enabled",
]


#: A report-only policy, and whom it would have blocked. How many days and sign-ins were read is
#: not part of it: the review is held against the settings each time, and a decision stands while
#: the log grows quietly.
class Reviewed(TypedDict):
    #: Who would have been blocked, by id, sorted.
    affected: list[str]
    #: SHA-256 of everything that bears on whom the policy applies to and what it does.
    content: str
    #: The policy, by id.
    policy: str
    #: Since when it has been so, RFC 3339.
    since: str | None


#: A sign-in risk or user risk.
Risk: TypeAlias = Literal["none", "low", "medium", "high"]


#: The report-only review of one candidate.
class Rollout(TypedDict):
    #: Who would have been blocked: first those of whom the settings decide nothing.
    affected: list[Principal]
    #: How many would-be-blocked events are not listed because there are too many principals.
    affectedNotListed: int
    #: Whole days from that moment, or from the first sign-in that was read, to the last one.
    daysObserved: int
    #: On how many UTC days some event lists the policy.
    daysWithEvents: int
    #: Events after that moment that list the policy.
    events: int
    #: Events after that moment that do not list the policy: they say nothing of it.
    noEvidence: int
    #: Events it did not apply to.
    notApplied: int
    #: The policy.
    policyId: Id
    #: Whether it may be turned on.
    ready: Ready
    #: Why, or what is missing.
    reasons: list[Reason]
    #: Since when it has been in report-only and covers what it does, RFC 3339; null where nothing
    #: says.
    since: str | None
    #: What says so; null where nothing does.
    sinceBasis: SinceBasis | None
    #: Events whose result cannot be told.
    undetermined: int
    #: Events it would have blocked.
    wouldBlock: int


#: One signature, and whether it counts.
class SignatureReport(TypedDict):
    #: SHA-256 of the key; null where no known key signed.
    fingerprint: str | None
    #: Who signed, by the allowed signers; null where nobody is known to have.
    principal: str | None
    #: Whether it counts, or why not.
    standing: SignatureStanding
    #: The same in words.
    words: str


#: Whether an approver's signature counts, or why not.
SignatureStanding: TypeAlias = Literal[
    "counts",
    "unreadable-signature",
    "wrong-namespace",
    "unknown-signer",
    "bad-signature",
    "key-not-valid",
    "not-an-approver",
    "own-decision",
    "approved-twice",
    "other-tenant",
    "other-decision",
    "retargeted",
    "evidence-changed",
    "altered",
    "not-checked",
]


#: What was signed, and the signature.
class Signed(TypedDict):
    #: The payload of the decision, byte for byte as it was signed.
    payload: str
    #: The signature that `ssh-keygen -Y sign -n flowlock` wrote.
    signature: str


#: What says since when a policy has been as it is.
SinceBasis: TypeAlias = Literal["settings", "auditLog", "modified", "created"]


#: One file, and what was made of it.
class Source(TypedDict):
    #: Whether it is whole: no page missing, nothing truncated, nothing unreadable.
    complete: bool
    #: What it was recognised as, by its content.
    kind: SourceKind
    #: The name that the host gave it, usually a path.
    name: str
    #: What was found wrong with it.
    problems: list[Problem]
    #: How many records of that kind were read.
    records: int


#: What a file was recognised as.
SourceKind: TypeAlias = Literal[
    "policies",
    "whatIf",
    "scubaGear",
    "terraform",
    "steampipe",
    "users",
    "groups",
    "groupMembers",
    "roles",
    "namedLocations",
    "securityDefaults",
    "migrationTable",
    "names",
    "hints",
    "signIns",
    "auditLogs",
    "ignored",
    "unreadable",
]


#: How far the tenant has come.
Stage: TypeAlias = Literal["absent", "partial", "drafted", "report-only", "enforced"]


#: How a gap stands.
Standing: TypeAlias = Literal["open", "doubtful", "accepted"]


#: How one side stands.
class Standpoint(TypedDict):
    #: The moment that it is judged at, RFC 3339.
    asOf: str
    #: How many policies were read.
    policies: int
    #: Why, most important first.
    reasons: list[Reason]
    #: How far the tenant had come.
    stage: Stage
    #: The verdict.
    status: Status
    #: The verdict in one sentence.
    summary: str


#: The verdict.
Status: TypeAlias = Literal["pass", "review", "fail"]


#: For whom or for what a decision is. All that it names must match.
class Target(TypedDict):
    #: An application by its id, or `Office365`, `MicrosoftAdminPortals`; for an exception.
    application: NotRequired[str | None]
    #: A group, by object id; for an exception.
    group: NotRequired[str | None]
    #: A named location by its id, or `AllTrusted`; for an exception.
    location: NotRequired[str | None]
    #: A platform as Graph spells it, or `unrecognised`; for an exception.
    platform: NotRequired[str | None]
    #: A policy, by object id; to turn it on.
    policy: NotRequired[str | None]
    #: A user, by object id.
    user: NotRequired[str | None]


#: The home tenants of guests.
TenantsBody = TypedDict(
    "TenantsBody",
    {
        #: The type of Graph.
        "@odata.type": "str",
        #: The tenants, where they are enumerated.
        "members": "NotRequired[list[Id] | None]",
        #: `all` or `enumerated`.
        "membershipKind": "str",
    },
)


#: The numbers of the settings, given or by default.
class Thresholds(TypedDict):
    #: How many members an excluded group may have to be taken for emergency access.
    maxEmergencyAccounts: int
    #: For how many days a report-only policy is observed before it may be turned on.
    minObservationDays: int


#: The transfer method of an attempt.
TransferMethod: TypeAlias = Literal["deviceCodeFlow"]


#: A condition that this version does not know, by policy and member.
class UnknownCondition(TypedDict):
    #: The member's path inside the policy.
    member: str
    #: The policy.
    policyId: Id


#: Something that the comparison cannot tell.
class Untold(TypedDict):
    #: Its stable name; `flowlock explain` says more.
    code: UntoldCode
    #: What it is, in words.
    words: str


#: What a comparison of two exports cannot tell.
UntoldCode: TypeAlias = Literal[
    "side-incomplete",
    "compare-cut-off",
    "not-listed",
    "members-not-told",
    "trust-not-told",
    "condition-not-known",
]


#: Device code use across the tenant.
class Usage(TypedDict):
    #: Who succeeded, accepted by nothing, after every enabled candidate was last modified; where there
    #: is none and the enabled policies block the flow with everything else, after those were.
    contradictions: list[Principal]
    #: Use by UTC day, days without any left out. What `events` counts beyond these has no time, or
    #: found no room.
    days: list[DayOfUse]
    #: Whether there were too many sign-ins to tell duplicates among all of them.
    duplicatesBoundPassed: bool
    #: Device code sign-ins.
    events: int
    #: Of these, how often a person entered a code.
    interactive: int
    #: How many events are not listed because there are too many principals.
    notListed: int
    #: What the exports could not show.
    notShown: list[Reason]
    #: Who used it: first those of whom the settings decide nothing.
    principals: list[Principal]
    #: How often a waiting client took its token.
    redemptions: int
    #: Every sign-in that was read, whatever the flow.
    signIns: int
    #: How often a session that began with device code flow went on.
    tracked: int
    #: Sign-ins without an id: duplicates among them count each time.
    withoutId: int


#: What a user asked tokens for whom a report-only policy would have blocked.
class Used(TypedDict):
    #: The applications that they signed in with, by id, sorted.
    applications: list[str]
    #: The user, by id.
    principal: str


#: What a user is to the tenant: a member, or one of the six external kinds.
UserKind: TypeAlias = Literal[
    "member",
    "internalGuest",
    "b2bCollaborationGuest",
    "b2bCollaborationMember",
    "b2bDirectConnectUser",
    "otherExternalUser",
    "serviceProvider",
]


#: `conditions.users`.
class UsersBody(TypedDict):
    #: Group ids.
    excludeGroups: NotRequired[list[Id] | None]
    #: Kinds of guests.
    excludeGuestsOrExternalUsers: NotRequired[GuestsBody | None]
    #: Role template ids.
    excludeRoles: NotRequired[list[Id] | None]
    #: User ids, or `GuestsOrExternalUsers`.
    excludeUsers: NotRequired[list[Id] | None]
    #: Group ids.
    includeGroups: NotRequired[list[Id] | None]
    #: Kinds of guests.
    includeGuestsOrExternalUsers: NotRequired[GuestsBody | None]
    #: Role template ids.
    includeRoles: NotRequired[list[Id] | None]
    #: User ids, or `All`, `None`, `GuestsOrExternalUsers`.
    includeUsers: NotRequired[list[Id] | None]
