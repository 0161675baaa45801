//! What a file was recognised as, and what says since when a policy has been as it is.

use super::codes;

codes! {
    /// What a file was recognised as.
    SourceKind {
        SourceKind {
            Policies = "policies" {
                title: "policies, as Graph, PowerShell, EntraExporter or IntuneManagement write them",
                meaning: "The question itself. Pages, arrays, single policies, JSON lines and folders with a file for each are read.",
                help: "Give all of them: a policy that is missing can only block more.",
                example: "policies.json  policies, 4 records",
            }
            WhatIf = "whatIf" {
                title: "a response of `conditionalAccess/evaluate`: policies with what the service said of each",
                meaning: "The policies in it count. A response that lists only what applies may lack others.",
                help: "Ask with `appliedPoliciesOnly` set to false.",
                example: "what-if.json  whatIf, 3 records",
            }
            ScubaGear = "scubaGear" {
                title: "the `ProviderSettingsExport.json` of ScubaGear",
                meaning: "The policies in it count. The exclusions that its configuration declares are a hint, never acceptance.",
                help: "Declare emergency access in the settings, too.",
                example: "ProviderSettingsExport.json  ScubaGear, 20 records",
            }
            Terraform = "terraform" {
                title: "`terraform show -json`, or the state file itself",
                meaning: "A state holds what Terraform manages, a plan what it would make.",
                help: "Give an export of the tenant beside it, if policies are also made by hand.",
                example: "state.json  Terraform, 2 records",
            }
            Steampipe = "steampipe" {
                title: "rows of Steampipe's `azuread_conditional_access_policy`",
                meaning: "The table has no column for authentication flows, so it leads to a review at best.",
                help: "Export the policies with Graph.",
                example: "rows.json  Steampipe, 4 records",
            }
            Users = "users" {
                title: "users",
                meaning: "Names for ids, user principal names for the settings, and who is a guest.",
                help: "Nothing; it makes the answer sharper.",
                example: "users.json  users, 240 records",
            }
            Groups = "groups" {
                title: "groups, or counts of their members",
                meaning: "Names for ids. A count above `maxEmergencyAccounts` takes the benefit of the doubt from an excluded group.",
                help: "Give the members of excluded groups as well.",
                example: "groups.json  groups, 3 records",
            }
            GroupMembers = "groupMembers" {
                title: "the members of a group",
                meaning: "Who an exclusion really lets through. Where the transitive members are whole, the group holds nobody else.",
                help: "Export `transitiveMembers`, and keep `@odata.context`.",
                example: "members.json  group members, 2 records",
            }
            Roles = "roles" {
                title: "role assignments, role definitions or directory roles",
                meaning: "Names of roles, and who holds them.",
                help: "Nothing; it makes the answer sharper.",
                example: "roles.json  roles, 12 records",
            }
            NamedLocations = "namedLocations" {
                title: "named locations",
                meaning: "Which locations are trusted, and so lie in `AllTrusted`.",
                help: "Nothing; it makes the answer sharper.",
                example: "named-locations.json  named locations, 1 record",
            }
            SecurityDefaults = "securityDefaults" {
                title: "the security defaults policy",
                meaning: "Whether security defaults are on. They do not block the flow.",
                help: "Nothing.",
                example: "security-defaults.json  security defaults, 1 record",
            }
            MigrationTable = "migrationTable" {
                title: "the `MigrationTable.json` of IntuneManagement: names for ids",
                meaning: "It names the objects that policies name by id.",
                help: "Nothing.",
                example: "MigrationTable.json  migration table, 14 records",
            }
            Names = "names" {
                title: "names for ids: service principals, applications, other directory objects",
                meaning: "They name the objects that policies name by id.",
                help: "Nothing.",
                example: "servicePrincipals.json  names, 96 records",
            }
            Hints = "hints" {
                title: "another tool's configuration that names emergency access accounts",
                meaning: "A hint, shown as a warning. Only your own settings accept anything.",
                help: "If it is right, declare it in the settings.",
                example: "maester-config.json  hints, 2 records",
            }
            SignIns = "signIns" {
                title: "sign-in events",
                meaning: "What the report-only review rests on, and who uses the flow.",
                help: "Give both the interactive and the non-interactive log.",
                example: "sign-ins.json  sign-ins, 12 records",
            }
            AuditLogs = "auditLogs" {
                title: "directory audit events: what they tell of changes of policies",
                meaning: "They say since when a report-only policy has been as it is.",
                help: "Nothing; it makes the review longer.",
                example: "audits.json  audit logs, 3 records",
            }
            Ignored = "ignored" {
                title: "none of the above",
                meaning: "The content is of no known kind. Inside a folder such a file is listed and left out.",
                help: "Nothing, unless it should have been an export.",
                example: "README.md  ignored",
            }
            Unreadable = "unreadable" {
                title: "looks like an export and cannot be read",
                meaning: "It may have held policies, so a fail becomes a review. It never makes a verdict pass.",
                help: "Look at its problem, and export it again.",
                example: "policies.json  unreadable",
            }
        }
    }
}

codes! {
    /// What says since when a policy has been as it is.
    SinceBasis {
        SinceBasis {
            Settings = "settings" {
                title: "`reportOnlySince` of the settings",
                meaning: "Somebody declared it, and no log proves it wrong.",
                help: "Give the directory audit log, which proves it.",
                example: "unchanged since 2026-01-02T03:04:05Z (by the settings)",
            }
            AuditLog = "auditLog" {
                title: "a directory audit log: only names changed since",
                meaning: "The log holds the policy before and after each change, and nothing but a name differs.",
                help: "Nothing.",
                example: "unchanged since 2026-01-02T03:04:05Z (by the audit log)",
            }
            Modified = "modified" {
                title: "`modifiedDateTime` of the policy, whatever was modified then",
                meaning: "A new name counts as a change here, so the review may be shorter than it need be.",
                help: "Give the directory audit log, or `reportOnlySince` in the settings.",
                example: "unchanged since 2026-01-02T03:04:05Z (when it was last modified)",
            }
            Created = "created" {
                title: "`createdDateTime` of the policy, which was never modified",
                meaning: "The policy has been as it is since it was made.",
                help: "Nothing.",
                example: "unchanged since 2026-01-02T03:04:05Z (when it was made)",
            }
        }
    }
}

codes! {
    /// How regularly somebody uses device code flow, as far as the log goes. Sessions that go on do not count.
    ///
    /// The control lets those use it who regularly need it; who does, a person decides.
    Regularity {
        Regularity {
            Once = "once" {
                title: "on a single day, or no event has a time",
                meaning: "One use tells little. Perhaps it was a trial, perhaps an attack.",
                help: "Ask what it was for.",
                example: "ada@contoso.example (undecided), once",
            }
            Sometimes = "sometimes" {
                title: "on several days, but fewer than three or within less than a week",
                meaning: "The user may need the flow, or needed it for one piece of work.",
                help: "Ask what it was for.",
                example: "ada@contoso.example (undecided), sometimes",
            }
            Regularly = "regularly" {
                title: "on three days or more, the last a week or more after the first",
                meaning: "The control lets those use the flow who regularly need it. Whether they need it, a person decides.",
                help: "Move them to another way to sign in, or declare an exception.",
                example: "room-4@contoso.example (undecided), regularly",
            }
            Continued = "continued" {
                title: "all there is are sessions that began before the log and went on",
                meaning: "The user began with the flow once, and refreshes the session since.",
                help: "When the policy is on, such sessions end; they have to sign in anew.",
                example: "ada@contoso.example (undecided), only in sessions that went on",
            }
        }
    }
}
