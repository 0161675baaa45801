//! Why a verdict or a review is what it is, and what else should be known.

use super::codes;

codes! {
    /// A reason, a warning, or what a review lacks.
    ReasonCode {
        Reason {
            Contradicted = "contradicted" {
                title: "the sign-in log shows that the flow succeeded",
                meaning: "A device code sign-in succeeded, of somebody whom nothing accepts, after every enabled policy \
                          about the flow was last modified, or, where none is about it, every one that blocks it with \
                          everything else. By the proof it should have been blocked, so one of them is \
                          wrong, and a pass becomes a review.",
                help: "Look at the sign-in in the portal: which policies did not apply, and why? Check that policies and \
                       log are of one tenant.",
                example: "ada@contoso.example succeeded through device code flow after the enabled policies that block it \
                          were last modified",
            }
            ProofCutOff = "proof-cut-off" {
                title: "the proof reached the work limit",
                meaning: "The search over all attempts is bounded, so that no export can make it run for ever. It ended \
                          before the question was settled. That is a review, never a pass.",
                help: "Merge the policies that block the flow into fewer. If yours are not many, please report it.",
                example: "the proof reached the work limit before it was settled, so a person has to look",
            }
            IncompleteExport = "incomplete-export" {
                title: "not all policies could be read",
                meaning: "A page is missing, a policy was truncated, a file could not be read. A policy that is missing \
                          can only block more, so a fail becomes a review. A pass stays one.",
                help: "Look at the problems of the named files, and export them again.",
                example: "not all policies could be read (policies.json); a policy that is missing here may block what \
                          looks open",
            }
            BlockedByOthers = "blocked-by-others" {
                title: "policies that are not about the flow block it with everything else",
                meaning: "No enabled policy names the flow, and yet everything is blocked: a policy without a flow \
                          condition applies to device code flow as to any other.",
                help: "Nothing for the verdict. A policy of its own for the flow would survive a change of the others.",
                example: "policies that are not about the flow block it with everything else",
            }
            EnabledCandidates = "enabled-candidates" {
                title: "the enabled policies about the flow",
                meaning: "These policies name device code flow, block, and are on.",
                help: "Nothing; it tells where to look.",
                example: "enabled and about the flow: `CA-Block-DeviceCodeFlow` (0f10c000-0000-4000-8000-000000000ca1)",
            }
            OpenGaps = "open-gaps" {
                title: "something is not blocked",
                meaning: "There is a region of sign-ins that no enabled policy blocks and nothing accepts. The first gap \
                          is named here, all of them stand under the gaps.",
                help: "Look at the gap: it names the member of each nearest policy that lets it through.",
                example: "not blocked: anyone, any application, on macOS or linux",
            }
            Undeclared = "undeclared" {
                title: "something is neither settled by the exports nor declared in the settings",
                meaning: "A candidate excludes a user, group or application that nothing declares, or has a condition \
                          that this version does not know. With it well founded the tenant would pass.",
                help: "Declare emergency access and exceptions, give the members of excluded groups, or remove what is \
                       not needed.",
                example: "not settled by the exports or declared in the settings: excluded group \
                          0f10c000-0000-4000-8000-0000000000b6",
            }
            Stage = "stage" {
                title: "how far the tenant has come",
                meaning: "The verdict speaks of the enabled policies. This says what the others would add.",
                help: "See the stages: `absent`, `drafted`, `report-only`.",
                example: "with the report-only policies turned on it would be enough",
            }
            NearestMiss = "nearest-miss" {
                title: "the policy nearest to what the control asks, and what it misses",
                meaning: "Of all policies this one meets the most steps of the control. What it misses need not be \
                          wrong: another policy may make up for it. But it is where to look first.",
                help: "Change the policy as the requirement says, if nothing else makes up for it.",
                example: "nearest to what the control asks is `CA-Block-DeviceCodeFlow` \
                          (0f10c000-0000-4000-8000-000000000ca1); it misses: no other condition narrows the policy \
                          (platforms are a condition)",
            }
        }
        Warning {
            PlanJudged = "plan-judged" {
                title: "the verdict is of a Terraform plan",
                meaning: "The policies are judged as if the plan were applied. What the tenant holds now may be anything else.",
                help: "For the tenant itself, apply the plan and give the output of `terraform show -json`, or an export.",
                example: "plan.json is a Terraform plan: the verdict is of what it would make, and not of what the tenant \
                          holds",
            }
            NoExclusion = "no-exclusion" {
                title: "a policy includes all users and excludes nobody",
                meaning: "Not even emergency access is excluded. If the policy locks out too much, no account is left \
                          that gets in by this flow. It changes no verdict: emergency access accounts should not use it.",
                help: "Exclude two or more emergency access accounts, and declare them.",
                example: "lockout: `CA-Block-DeviceCodeFlow` (0f10c000-0000-4000-8000-000000000ca1) includes all users and \
                          excludes nobody, not even emergency access",
            }
            SingleEmergencyAccount = "single-emergency-account" {
                title: "a single emergency access account is declared",
                meaning: "One account can be locked, lost or forgotten. Microsoft and CIS ask for two or more.",
                help: "Make a second one, exclude it from the policies, and declare it.",
                example: "lockout: a single emergency access account is declared; keep two or more",
            }
            CrowdedExclusion = "crowded-exclusion" {
                title: "an excluded group has too many members for emergency access",
                meaning: "The export of its members shows more than `maxEmergencyAccounts`, so the group gets no benefit \
                          of the doubt: it is a gap.",
                help: "Exclude a group that holds emergency access accounts only. If the group is right, declare it.",
                example: "group All staff (0f10c000-0000-4000-8000-000000000057) is excluded and has at least 5 members, too \
                          many for emergency access",
            }
            SettingsEntry = "settings-entry" {
                title: "an entry of the settings does not count, or only in part",
                meaning: "The entry has expired, a user principal name is in no export of users, or `reportOnlySince` names \
                          no report-only policy, or a time before it became what it is. Such an entry is as if absent.",
                help: "Renew or remove the exception; give an export of users, or write object ids.",
                example: "exception device-registration: expired 2025-12-31",
            }
            DecisionIdle = "decision-idle" {
                title: "a decision does not count",
                meaning: "It is in the file of decisions, and it expired, or what it rested on changed, or it was made for \
                          another tenant. Such a decision is shown and is as if absent.",
                help: "Decide again with `flowlock decide`, or remove it from the file.",
                example: "decision emergency does not count: it ran until 2026-01-30",
            }
            ExportOutdated = "export-outdated" {
                title: "the audit log shows that a policy was changed after the policies were exported",
                meaning: "The verdict is about the policies as they were exported. By the directory audit log at least one \
                          of them is another one by now: changed, or deleted.",
                help: "Export the policies again.",
                example: "the audit log shows that `CA-Block-DeviceCodeFlow` (0f10c000-0000-4000-8000-000000000ca1) \
                          changed after the policies were exported: export them again",
            }
            SecurityDefaults = "security-defaults" {
                title: "security defaults are on",
                meaning: "Security defaults do not block device code flow, so they are not credited. Conditional Access \
                          policies cannot be on beside them.",
                help: "Turn security defaults off when you turn policies on.",
                example: "security defaults are on; they are not credited, and conditional access needs them off",
            }
            DeclaredElsewhere = "declared-elsewhere" {
                title: "another tool's configuration declares an exclusion",
                meaning: "ScubaGear's or Maester's configuration calls the account emergency access or excluded on purpose. \
                          That is a hint. Only your own settings accept anything.",
                help: "If it is right, declare it in the settings or with `--emergency-access`.",
                example: "ProviderSettingsExport.json declares 0f10c000-0000-4000-8000-0000000000b6 as excluded on purpose; a \
                          hint, not accepted here",
            }
            ReplayDisagrees = "replay-disagrees" {
                title: "the sign-in log records what a policy as exported would not do",
                meaning: "For a sign-in after the policy's last change, the log says that the policy applied, and as exported \
                          it does not; or the other way round. Either the exports are of different times, or Flowlock reads \
                          the policy wrongly. It changes no verdict.",
                help: "Export policies, groups and log at one time. If they are, look at the member that the report names; \
                       if that is right, please report it.",
                example: "the sign-in log records one result that `CA-Block-DeviceCodeFlow` \
                          (0f10c000-0000-4000-8000-000000000ca1) as exported would not give: either the exports are of \
                          different times, or flowlock reads the policy wrongly",
            }
        }
        Readiness {
            WouldBlock = "would-block" {
                title: "somebody would be blocked whom nothing accepts",
                meaning: "The report-only policy answered `reportOnlyFailure` for sign-ins of these users. Turned on, it \
                          would have stopped them.",
                help: "Decide for each: another way to sign in, an exception, or an investigation.",
                example: "one user would be blocked of whom the settings decide nothing",
            }
            NoSignIns = "no-sign-ins" {
                title: "no sign-in was read",
                meaning: "Without a log nothing is known of whom the policy would hit.",
                help: "Export interactive and non-interactive sign-ins from Graph beta, and give the files to the same \
                       command.",
                example: "no sign-in was read",
            }
            TooShort = "too-short" {
                title: "the log is too short",
                meaning: "From the policy's last change, or from the first sign-in that was read if that is later, to the \
                          last one are fewer days than `minObservationDays`.",
                help: "Wait, or export the whole time since the policy's last change.",
                example: "2 of at least 7 days of sign-ins after its last change were read",
            }
            DaysMissing = "days-missing" {
                title: "sign-ins of some days are missing",
                meaning: "The window is long enough, but on fewer days than `minObservationDays` some sign-in lists the \
                          policy. A day without any was either quiet or is not in the export, and no file can tell \
                          which: two exports of a day each, a week apart, look like a quiet week. You can, so that it \
                          is said and does not by itself keep the policy from being ready. A simulation, whose policy no \
                          sign-in lists, goes by the days of those through the flow as well.",
                help: "Export the whole time in one piece and without a filter: sign-ins through other flows show that a \
                       day was watched.",
                example: "sign-ins list it on 2 of 9 days, and on none from 2026-01-04 to 2026-01-11: check that the \
                          export is whole",
            }
            UseNotListed = "use-not-listed" {
                title: "device code use does not list the policy",
                meaning: "Somebody of whom the settings decide nothing signed in through device code flow after the \
                          policy's last change, and that sign-in lists what other policies did or nothing at all. It is \
                          not taken for quiet.",
                help: "Export with the permission Policy.Read.All and a role such as Security Reader, so that every \
                       sign-in lists what policies did; or declare the user as `meantToBeBlocked` or as an exception.",
                example: "ada@contoso.example used device code flow, and the sign-in does not list the policy: whether it \
                          would be blocked cannot be told",
            }
            SignInsAhead = "sign-ins-ahead" {
                title: "a sign-in is dated after the moment that the report speaks of",
                meaning: "The log goes on beyond `asOf`, or a clock was wrong. Over how many days before that moment \
                          sign-ins were read cannot be told then, so that the log is not enough to turn a policy on.",
                help: "Give a later moment as `--as-of` or as `asOf` in the settings, or export the log again.",
                example: "a sign-in is dated 2099-01-01T00:00:00Z, after the moment that the report speaks of",
            }
            Undetermined = "undetermined" {
                title: "the result of some sign-ins cannot be told",
                meaning: "The log gives a result that this version does not know, or `unknownFutureValue`. It is neither \
                          taken for blocked nor for quiet.",
                help: "Export with the header `Prefer: include-unknown-enum-members`.",
                example: "the result of 3 sign-ins cannot be told; export them with the header \
                          `Prefer: include-unknown-enum-members`",
            }
            NotWatched = "not-watched" {
                title: "there are too many report-only policies to review them all",
                meaning: "The review follows a bounded number of policies, and this one is beyond it.",
                help: "Remove report-only policies about the flow that are not needed.",
                example: "there are too many report-only policies to review them all",
            }
            SinceUnknown = "since-unknown" {
                title: "the export does not say when the policy was made or last modified",
                meaning: "Only sign-ins after the policy's last change say anything of it, and that moment is not known.",
                help: "Export the policies with Graph, which gives `createdDateTime` and `modifiedDateTime`.",
                example: "the export does not say when the policy was made or last modified",
            }
            ChangedSinceExport = "changed-since-export" {
                title: "the audit log shows that the policy was changed after it was exported",
                meaning: "Sign-ins after that change were met by another policy than the one in the export, so the log \
                          says nothing for certain of the one that is reviewed.",
                help: "Export the policies again, and evaluate with the same logs.",
                example: "the audit log shows that it was changed after it was exported; export the policies again",
            }
            AcceptedWouldBlock = "accepted-would-block" {
                title: "somebody whom the settings accept would be blocked",
                meaning: "The policy does not exclude an account that is declared as emergency access or by an \
                          exception. It keeps nobody from turning the policy on, and would lock that account out.",
                help: "Exclude it from the policy first, or take it out of the settings.",
                example: "bg1@contoso.example would be blocked although the settings accept it: exclude it from the \
                          policy first",
            }
            NoResults = "no-results" {
                title: "no sign-in shows what policies did",
                meaning: "No record has `appliedConditionalAccessPolicies` with results. A portal CSV never has; Graph leaves \
                          them out where the caller may not read policies, and `ConvertTo-Json` cuts them off without `-Depth`.",
                help: "Export with the permission Policy.Read.All and a role such as Security Reader, and from PowerShell with \
                       `ConvertTo-Json -Depth 10`.",
                example: "no sign-in shows what policies did: a portal CSV never does, PowerShell needs `ConvertTo-Json \
                          -Depth 10`, and every export the permission Policy.Read.All and a role such as Security Reader",
            }
            NoEvents = "no-events" {
                title: "no sign-in after the policy's last change lists it",
                meaning: "The log shows results of policies, and never of this one. A policy that is absent is no evidence: \
                          it is not the same as not applied.",
                help: "Check that log and policies are of one tenant, and that the log reaches beyond the last change.",
                example: "no sign-in after its last change lists the policy",
            }
            NotTried = "not-tried" {
                title: "some device code sign-ins could not be tried",
                meaning: "A simulation tries the sign-ins that are kept one by one. Those without an id are not, and memory is \
                          bounded. What was not tried is not taken for harmless.",
                help: "Keep `id` in the export, or give a shorter log.",
                example: "12 device code sign-ins have no id, or are too many to be kept, and were not tried",
            }
            NoInteractive = "no-interactive" {
                title: "no interactive sign-in was read",
                meaning: "A device code is entered in the interactive log. Without it half of the flow is not seen.",
                help: "Export `auditLogs/signIns` from Graph beta without a filter.",
                example: "no interactive sign-in was read",
            }
            NoNonInteractive = "no-non-interactive" {
                title: "no non-interactive sign-in was read",
                meaning: "Tokens are redeemed and refreshed in a log of their own, which most exports leave out.",
                help: "Export `auditLogs/signIns` from Graph beta with the filter \
                       `signInEventTypes/any(t:t eq 'nonInteractiveUser')`.",
                example: "no non-interactive sign-in was read; they are a log of their own, and tokens are redeemed and \
                          refreshed there",
            }
            IncompleteLog = "incomplete-log" {
                title: "a log could not be read in full",
                meaning: "A page is missing, records are malformed, or sign-ins stand where none are read. Nobody may be \
                          missed, so the review is not sufficient.",
                help: "Look at the problems of the named file, and export it again.",
                example: "not all of interactive.json could be read",
            }
        }
        NotShown {
            FlowNotShown = "flow-not-shown" {
                title: "some sign-ins have no member for the flow",
                meaning: "Graph v1.0, Graph PowerShell and Defender do not say by which flow a sign-in came. There, use of \
                          the flow shows only where a policy about the flow would have blocked it.",
                help: "Export from Graph beta, whose sign-ins have `authenticationProtocol` and \
                       `originalTransferMethod`.",
                example: "some sign-ins have no member for the flow (Graph v1.0 and Defender have none): there only what a \
                          policy about the flow would have blocked can be told",
            }
            MayBeTransfer = "may-be-transfer" {
                title: "some sign-ins may be authentication transfer",
                meaning: "A policy that is about both flows, device code flow and authentication transfer, blocked them or \
                          would have, and the export has no member that tells which flow it was. They are taken for \
                          device code use, since that is the one to be found.",
                help: "Export the sign-ins from Graph beta, Azure Monitor or Log Analytics, which name the flow.",
                example: "one sign-in is told only by a policy that blocks authentication transfer, too, and may be that: \
                          exports of Graph beta, Azure Monitor and Log Analytics tell",
            }
            ResultsNotShown = "results-not-shown" {
                title: "no sign-in shows what policies did",
                meaning: "No record has `appliedConditionalAccessPolicies` with results, so nothing is known of what a policy did.",
                help: "Export with the permission Policy.Read.All and a role such as Security Reader, and from PowerShell with \
                       `ConvertTo-Json -Depth 10`.",
                example: "no sign-in shows what policies did (a portal CSV never does)",
            }
            PolicyUndated = "policy-undated" {
                title: "an enabled policy has no date",
                meaning: "A success can be held against the proof only if it came after every enabled policy about the flow \
                          was last modified. One of them has no date.",
                help: "Export the policies with Graph, which gives `createdDateTime` and `modifiedDateTime`.",
                example: "an enabled policy has no date, so no success can be held against it",
            }
            OutcomeNotShown = "outcome-not-shown" {
                title: "some sign-ins do not say whether they succeeded",
                meaning: "A success can be held against the proof only where the export gives `status.errorCode`, or \
                          `ResultType`. Without it nobody knows, and a pass stays one.",
                help: "Keep `status` in the export, and `ResultType` in a query.",
                example: "the export does not say how one sign-in through device code flow ended, so that nothing is held \
                          against the proof there",
            }
            Undated = "undated" {
                title: "some sign-ins have no time",
                meaning: "They count as use of the flow, and never as evidence for or against a policy.",
                help: "Keep `createdDateTime` in the export.",
                example: "some sign-ins have no time",
            }
            DuplicatesBound = "duplicates-bound" {
                title: "there are too many sign-ins to tell all duplicates",
                meaning: "Memory is bounded. Beyond the bound a sign-in that stands in two files counts twice; none is lost.",
                help: "Give each log once.",
                example: "there are too many sign-ins to tell all duplicates: one that stands in two files may count twice",
            }
            WithoutId = "without-id" {
                title: "some sign-ins have no id",
                meaning: "Without an id nobody can say whether two records are one sign-in, so both count.",
                help: "Keep `id` in the export, and give each log once.",
                example: "some sign-ins have no id: one that stands in two files counts twice",
            }
        }
        Withheld {
            NoEmergencyAccess = "no-emergency-access" {
                title: "no emergency access is declared, so no policy that blocks is proposed",
                meaning: "A proposed policy excludes the declared emergency access and nobody else. Where none is declared, \
                          where no export resolves the names that are, or where the only group has no members, the policy \
                          could lock everyone out.",
                help: "Declare two or more accounts in `emergencyAccess` of the settings, or with `--emergency-access`, by \
                       object id.",
                example: "no emergency access is declared, so a policy that blocks could lock everyone out: declare two or \
                          more accounts with `--emergency-access` or in the settings",
            }
            UserOrGroup = "user-or-group" {
                title: "no export says whether an emergency access id is a user or a group",
                meaning: "Given with `--emergency-access`, an id that no export names is taken for either. A policy excludes \
                          users and groups in two lists, and Graph refuses an id in the wrong one.",
                help: "Declare it in the settings, under `users` or under `groups` of `emergencyAccess`, or give an export of \
                       users and groups.",
                example: "no export says whether 0f0f0f0f-0000-4000-8000-0000000000b1 is a user or a group",
            }
            NotChanged = "not-changed" {
                title: "a policy is left as it is",
                meaning: "A change is written only for a policy that an export shows whole, in the shape of Graph and under \
                          its object id, and that Microsoft does not manage. Of a Microsoft-managed policy only the state and \
                          the excluded users and groups can be changed.",
                help: "Export it again from Graph, with every member; or take the new policy that is proposed in its place.",
                example: "`Microsoft-managed: Block device code flow` is left as it is: Microsoft manages it",
            }
            NotReady = "not-ready" {
                title: "a report-only policy is not ready to be turned on",
                meaning: "It is needed, and the review of the sign-in log has not said `yes`. Turning it on could lock people \
                          out of what they use.",
                help: "See `rollout` for what is missing or who would be hit, and evaluate again with the logs.",
                example: "`CA-Block-DeviceCodeFlow` (0f10c000-0000-4000-8000-000000000ca1) is not ready: no sign-in was read",
            }
            NotDecided = "not-decided" {
                title: "nobody decided yet that a report-only policy is turned on",
                meaning: "The review says that it is ready, and the settings ask that people decide and approve it first.",
                help: "Record it with `flowlock decide --turn-on`, and have it signed with `flowlock approve`.",
                example: "`CA-Block-DeviceCodeFlow` (0f10c000-0000-4000-8000-000000000ca1) is ready and may not be turned on \
                          yet: decision block-on does not count: 1 of the 2 approvals that it needs, of ben@contoso.example, \
                          carla@contoso.example",
            }
            NoSmallerChange = "no-smaller-change" {
                title: "no change of the policies there are is enough",
                meaning: "Every set of changes was ruled out, or the search reached its bound: each would leave a gap, open \
                          what is blocked, or block what the settings accept. A new policy is proposed instead where one can \
                          be.",
                help: "Take the new policy. An export of the members of groups may show a smaller change.",
                example: "no change of the policies there are closes the gaps without blocking what the settings accept, or \
                          opening what is blocked; an export of the members of groups may show one",
            }
        }
        Note {
            NameNotKnown = "name-not-known" {
                title: "something that was said of the attempt is not known",
                meaning: "No export names the user, the group, the role, the application, the location, and no platform is \
                          called so. It stays unknown, and the answer says what that leaves open.",
                help: "Take the name that is offered, give the id, or add the export that names it.",
                example: "no role is known as `Global Adminstrator`, so it is left out; did you mean `Global Administrator`?",
            }
            AgainstTheExports = "against-the-exports" {
                title: "what was said is not so by the exports",
                meaning: "A What If may ask about a member of a group who is none. What is said counts.",
                help: "Nothing, if you mean it.",
                example: "by the exports the user is not in group 0f10c000-0000-4000-8000-0000000000b6; it is taken as said",
            }
            ClientNotResource = "client-not-resource" {
                title: "the application asks for tokens, and policies ask what a token is for",
                meaning: "Azure CLI, say, is a client. Policies speak of the resource that it asks a token for, and that is \
                          what a What If must name.",
                help: "Name the application that the token is for.",
                example: "Microsoft Azure CLI (04b07795-8ddb-461a-bbee-02f9e1bf7b46) asks for tokens; policies ask about the \
                          application that the token is for, such as Windows Azure Service Management API",
            }
            StandIn = "stand-in" {
                title: "somebody or something stands for any that no policy names",
                meaning: "A request to Graph names a user and an application. Where it is known only that no policy names \
                          them, one of the exports that is as the attempt says is taken.",
                help: "Nothing; any other that no policy names does as well.",
                example: "Ada (0f10c000-0000-4000-8000-000000000ada) stands for any user whom no policy names",
            }
            FillIn = "fill-in" {
                title: "the request has to be filled in before it can be sent",
                meaning: "What the request must name is in no export.",
                help: "Put it in where the request has angle brackets, or as the note says.",
                example: "put the object id of a user into `userId`",
            }
            NotInARequest = "not-in-a-request" {
                title: "not all of the attempt can be asked of Graph",
                meaning: "Graph takes groups and roles from the directory, and knows no platform that is not recognised. Its \
                          answer may be another for that reason.",
                help: "See that the directory is as the note says, or bear it in mind when you compare.",
                example: "Graph cannot be asked about a device that Entra does not recognise; `devicePlatform` is left out",
            }
        }
    }
}
