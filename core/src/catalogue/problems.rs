//! What can be wrong with a file, with the settings, or with a call.
//!
//! The example of a problem is an input that leads to it where it begins with a brace or a bracket.

use super::codes;

codes! {
    /// Why something could not be read or used.
    ProblemCode {
        Problem {
            NotFound = "not-found" {
                title: "there is no such file or folder",
                meaning: "A path that was given leads nowhere.",
                help: "Check the path. Paths are relative to the current folder.",
                example: "a misspelt path",
            }
            UnreadableFile = "unreadable-file" {
                title: "a file cannot be read",
                meaning: "The system refuses to open it. Named on the command line that ends the evaluation; inside a \
                          folder the file is listed as unreadable, and it may have held policies.",
                help: "Check the permissions of the file and of the folders above it.",
                example: "a file that belongs to somebody else",
            }
            BadCompression = "bad-compression" {
                title: "compressed data is damaged or cut off",
                meaning: "The file begins as gzip or zstd and does not end as such.",
                help: "Copy the file again, or compress it again.",
                example: "the first half of a `.gz` file",
            }
            CompressionNotRead = "compression-not-read" {
                title: "a file is compressed in a way that this host does not read",
                meaning: "The command line reads gzip and zstd, the npm package gzip. The file may hold policies, so it \
                          is listed as unreadable.",
                help: "Decompress it first, or compress it with gzip.",
                example: "a `.zst` file that is dropped on the page",
            }
            ArchiveNotRead = "archive-not-read" {
                title: "a file is a zip archive",
                meaning: "Nothing looks into it. If it holds policies, they are not in the verdict.",
                help: "Unpack it and give the folder.",
                example: "`export.zip`, as a repository is downloaded",
            }
            SandboxMissing = "sandbox-missing" {
                title: "this build of the command line has no sandbox",
                meaning: "The sandbox is a WebAssembly runtime with the plugin inside, which takes minutes to build. It is \
                          left out unless it is asked for.",
                help: "In a checkout, run `cargo xtask sandbox`, which builds one that has it. The Python package always \
                       reads exports in a sandbox.",
                example: "`flowlock evaluate --sandbox` after a plain `cargo install`",
            }
            SandboxLimit = "sandbox-limit" {
                title: "the sandbox ended the evaluation at one of its limits",
                meaning: "Work, memory and time are bounded, so that no export can hang the machine. Nothing was decided.",
                help: "Find out what is special about the files. Leave out the log of sign-ins, or cut it by time; or, if \
                       you trust the files, run without `--sandbox`.",
                example: "a log of a gigabyte in one piece",
            }
            SandboxFault = "sandbox-fault" {
                title: "the module inside the sandbox stopped where it never should",
                meaning: "That is a bug of Flowlock, which the sandbox contained. Nothing was decided.",
                help: "Report it, if you can with the export that does it.",
                example: "a trap of the module",
            }
            TooLarge = "too-large" {
                title: "a file is larger than any export",
                meaning: "All but logs of sign-ins are read as a whole, and bounded, so that no file can take all memory. \
                          A log of sign-ins has no such bound.",
                help: "Split the export, or export fewer members of each record.",
                example: "300 MiB of policies, once decompressed",
            }
            NotText = "not-text" {
                title: "a file is neither UTF-8 nor UTF-16",
                meaning: "Its bytes are no text in any encoding that exports have. What cannot be read for certain is not \
                          read at all.",
                help: "Save it as UTF-8, or export it again.",
                example: "an export in Windows-1252",
            }
            NotJson = "not-json" {
                title: "a file is not valid JSON",
                meaning: "It begins as JSON and breaks off, or has a mistake. Nothing of it is kept.",
                help: "Export it again, and leave the file as it is.",
                example: r#"{"value": ["#,
            }
            RelaxedJson = "relaxed-json" {
                title: "a file has comments or trailing commas",
                meaning: "JSON has neither. People write them, and some tools leave them behind when they delete lines from an \
                          export. What they mean is certain, so the file is read as if they were blanks.",
                help: "Nothing; other tools may refuse the file.",
                example: r#"[{"id": "p", "state": "enabled", "conditions": {},}]"#,
            }
            TooDeep = "too-deep" {
                title: "objects and arrays are nested deeper than in any export",
                meaning: "Such nesting is made to exhaust a reader. The evaluation ends.",
                help: "Check where the file comes from.",
                example: "a thousand brackets, one inside the other",
            }
            TooLong = "too-long" {
                title: "a string is longer than in any export",
                meaning: "Such a string is made to exhaust a reader. The evaluation ends.",
                help: "Check where the file comes from.",
                example: "a display name of two million characters",
            }
            TooManyPolicies = "too-many-policies" {
                title: "there are more policies than any tenant has",
                meaning: "Entra allows a few hundred. Perhaps the files are of several tenants.",
                help: "Evaluate one tenant at a time.",
                example: "the policies of a hundred tenants in one folder",
            }
            TooManyChanges = "too-many-changes" {
                title: "the audit log tells of more changes of policies than are read",
                meaning: "The number of changes is bounded. Those beyond it are left out, so that less may be known of \
                          since when a policy has been as it is.",
                help: "Export the audit log of fewer days.",
                example: "an audit log with ten thousand changes of policies",
            }
            DuplicateKey = "duplicate-key" {
                title: "a member stands twice in one object",
                meaning: "Readers differ in which of the two they take, so the file means one thing here and another \
                          there. In a verdict that is an attack, and no exporter does it. The evaluation ends.",
                help: "Find out which of the two is right and where the other comes from, or export again.",
                example: r#"[{"id": "p", "state": "enabled", "State": "disabled", "conditions": {}}]"#,
            }
            PolicyConflict = "policy-conflict" {
                title: "two exports disagree on one policy",
                meaning: "They have the same policy with another content, and neither is known to be newer. Which one \
                          holds in the tenant cannot be told. The evaluation ends.",
                help: "Leave out the older export.",
                example: r#"[{"id": "p", "state": "enabled", "conditions": {}}, {"id": "p", "state": "disabled", "conditions": {}}]"#,
            }
            DuplicatePolicy = "duplicate-policy" {
                title: "a policy stands in two files",
                meaning: "Both say the same, or one is known to be newer and was taken.",
                help: "Nothing, if both are exports of the same tenant.",
                example: "one policy in `policies.json` and again in `backup/policies.json`",
            }
            GraphError = "graph-error" {
                title: "a file holds an error of Graph, not an export",
                meaning: "The answer that was saved says that the caller was refused, or that the request was wrong; or it \
                          is the page that asks to log in.",
                help: "Grant the permission that the error asks for, such as Policy.Read.All, and export again.",
                example: r#"{"error": {"code": "Authorization_RequestDenied", "message": "Insufficient privileges"}}"#,
            }
            NextPageMissing = "next-page-missing" {
                title: "the list goes on, and the next page is not there",
                meaning: "Graph gives lists in pages. A policy on a page that is missing can only block more, so a fail \
                          becomes a review. A user on a page of sign-ins that is missing may be the one that matters.",
                help: "Follow `@odata.nextLink` until it is gone and put all pages, one after the other, into one file.",
                example: r#"{"@odata.nextLink": "https://graph.microsoft.com/beta/...", "value": [{"id": "p", "state": "enabled", "conditions": {}}]}"#,
            }
            PartialAnswer = "partial-answer" {
                title: "the service says that its answer is not whole",
                meaning: "Log Analytics answered with a part and an error beside it.",
                help: "Ask for a shorter time, several times, and give all answers.",
                example: r#"{"tables": [{"columns": [{"name": "Id"}, {"name": "AuthenticationProtocol"}], "rows": [["s", "deviceCode"]]}], "error": {"code": "PartialError"}}"#,
            }
            MalformedRecord = "malformed-record" {
                title: "records of a log are malformed and do not count",
                meaning: "They are counted and named by line, the others are read, and the log is not whole: a review \
                          that rests on it is not sufficient.",
                help: "Find out what damaged the file, or export again.",
                example: r#"[{"id": "s", "authenticationProtocol": "deviceCode"}, {"id": "t", "id": "u", "authenticationProtocol": "deviceCode"}]"#,
            }
            CsvWithoutResults = "csv-without-results" {
                title: "a table of sign-ins has no column for what policies did",
                meaning: "The portal's CSV shows by which flow a sign-in came, and no policy by policy result. So it counts for \
                          use of the flow and never for the review of a report-only policy.",
                help: "For the review, download the same log as JSON, or export it from Graph or Log Analytics.",
                example: "InteractiveSignIns_2026-01-02_2026-01-31.csv",
            }
            AmbiguousDates = "ambiguous-dates" {
                title: "the times of rows count as unknown",
                meaning: "3/12/2025 is the third of December or the twelfth of March. It is read only where another row of the \
                          same file has a number above twelve that tells, and never guessed. A time without a zone is \
                          not known either.",
                help: "Download the table again with dates as 2026-12-31T23:59:59Z, or as JSON.",
                example: "a download of the first twelve days of a month, with dates such as 3/12/2025 7:22:01 AM",
            }
            ForeignTable = "foreign-table" {
                title: "a table looks like a log of sign-ins in a language that is not read",
                meaning: "The portal translates the names of the columns. Those of English are known, and of French those \
                          that are certain; a column is never guessed.",
                help: "Set the language of the portal to English and download the log again, or download JSON.",
                example: "a CSV whose first column is 日付 (UTC)",
            }
            OtherLogs = "other-logs" {
                title: "records of other logs stand among the sign-ins",
                meaning: "An Event Hub or a storage account may carry every log of Entra. Audit records, and sign-ins of service \
                          principals and managed identities, say nothing of device code flow; they are counted and \
                          stepped over.",
                help: "Nothing. Give an audit log as a file of its own, so that it is read.",
                example: "2 records are of other logs, not sign-ins of people: they were stepped over",
            }
            NotYetRead = "not-yet-read" {
                title: "a file is recognised, and not all of it is read",
                meaning: "The verdict on the policies does not depend on it; the review may.",
                help: "Nothing, or give an export that is read: see the page on exports.",
                example: r#"[{"id": "u", "userPrincipalName": "ada@contoso.example"}, {"id": "s", "isInteractive": true, "clientAppUsed": ""}]"#,
            }
            EmptyList = "empty-list" {
                title: "a list is empty, and nothing says what it is a list of",
                meaning: "An export of zero policies is an answer, but this may be a list of anything. It is ignored.",
                help: "Keep `@odata.context` when exporting, or leave the file out.",
                example: r#"{"value": []}"#,
            }
            FlowNotShown = "flow-not-shown" {
                title: "an export cannot show whether the flow is a condition",
                meaning: "The tool that wrote it knows no authentication flows: Steampipe's table has no column for them, \
                          old Graph PowerShell modules and Terraform providers drop them. Each policy may have the \
                          condition or not, which leads to a review at best.",
                help: "Export with Graph itself (`az rest`, Graph Explorer) or with a current version of the tool.",
                example: r#"[{"Id": "p", "State": "enabled", "AdditionalProperties": {}, "Conditions": {"Times": null}}]"#,
            }
            TruncatedExport = "truncated-export" {
                title: "an export was cut off at a depth",
                meaning: "A text stands where an object or a list belongs, as `ConvertTo-Json` writes beyond its depth. \
                          What the policy says there is lost, so it covers nothing.",
                help: "Export again with `ConvertTo-Json -Depth 10`.",
                example: r#"[{"id": "p", "state": "enabled", "conditions": {"users": "System.Collections.Hashtable"}}]"#,
            }
            WrongType = "wrong-type" {
                title: "a member is not of the type that belongs there",
                meaning: "What it means is not certain, so the policy covers nothing.",
                help: "Export it again, and leave the file as it is.",
                example: r#"[{"id": "p", "state": "enabled", "conditions": {"users": {"includeUsers": ["All", 7]}}}]"#,
            }
            MissingMember = "missing-member" {
                title: "a policy lacks a member that says what it does",
                meaning: "Without conditions nothing can be said of whom the policy applies to, so it covers nothing. One about the \
                          flow that shows neither a grant nor controls of the session may block it, and counts as one that was \
                          not read.",
                help: "Export whole policies, without `$select`.",
                example: r#"[{"id": "p", "state": "enabled", "conditions": null}]"#,
            }
            UnknownState = "unknown-state" {
                title: "a policy does not say whether it is on",
                meaning: "Its state is missing or not one of enabled, report-only and disabled, so it is not counted.",
                help: "Export whole policies. A state that Graph added lately needs a newer version of Flowlock.",
                example: r#"[{"id": "p", "state": "someday", "conditions": {}}]"#,
            }
            BadDate = "bad-date" {
                title: "a date cannot be read for certain",
                meaning: "Formats such as 3/12/2025 mean two days. The date counts as missing.",
                help: "Export again without changing the format of dates; RFC 3339 is read for certain.",
                example: r#"[{"id": "p", "state": "enabled", "conditions": {}, "modifiedDateTime": "3/12/2025"}]"#,
            }
            UnknownRecord = "unknown-record" {
                title: "a record among others is of no known kind",
                meaning: "It was left out. Among policies it may have been one, so the export is not whole.",
                help: "Check whether the record was cut off or belongs elsewhere.",
                example: r#"[{"id": "p", "state": "enabled", "conditions": {}}, {"colour": "blue"}]"#,
            }
            DeletedPolicies = "deleted-policies" {
                title: "a file lists deleted policies",
                meaning: "Deleted policies block nothing, so the file is ignored.",
                help: "Give the export of `/identity/conditionalAccess/policies` for the verdict.",
                example: r#"{"@odata.context": "https://graph.microsoft.com/beta/$metadata#identity/conditionalAccess/deletedItems/policies", "value": []}"#,
            }
            NamesNotIds = "names-not-ids" {
                title: "an export holds names instead of ids",
                meaning: "Microsoft365DSC writes names, and so do the snapshots of Tenant Configuration Management. Two objects \
                          may share one, so such an export is not evaluated.",
                help: "Export the policies with Graph or with EntraExporter.",
                example: r#"[{"IncludeUsers": ["ada@contoso.example"], "BuiltInControls": ["block"]}]"#,
            }
            NoId = "no-id" {
                title: "a policy has no id",
                meaning: "Every policy that a tenant holds has one. Without it, it may be a template or a request that was \
                          never sent, and the verdict is on what would be. It is read all the same: some tools leave ids out.",
                help: "For a verdict on a tenant, give an export of the tenant.",
                example: r#"[{"displayName": "CA-Block-DeviceCodeFlow", "state": "enabled", "conditions": {}}]"#,
            }
            NotAnId = "not-an-id" {
                title: "a name or a placeholder stands where an id belongs",
                meaning: "Templates hold names, or placeholders such as `<ExclusionGroup>`, that a script replaces. Each is \
                          taken for the id of something unknown: excluded, it may be anybody; included, nobody that is known.",
                help: "Put the ids in, or give an export of the tenant, which has them.",
                example: r#"[{"id": "p", "state": "enabled", "conditions": {"users": {"excludeGroups": ["<ExclusionGroup>"]}}}]"#,
            }
            RecordsInside = "records-inside" {
                title: "records stand inside something of no known kind",
                meaning: "They look like policies, and what is around them is no export that is known. Nothing says whether they \
                          are the tenant's, or what somebody wants them to be, or what they were once, so they are not read.",
                help: "If they are the tenant's, take them out of what is around them, such as with `jq`, and give that.",
                example: r#"{"comparison": {"wanted": [{"id": "p", "state": "enabled", "conditions": {}}]}}"#,
            }
            SignInsInside = "sign-ins-inside" {
                title: "sign-ins stand inside something of no known kind",
                meaning: "What is around them is no log that is known, so they are not read. As long as they may be the tenant's, \
                          no policy is ready to be turned on: they may tell who would be blocked.",
                help: "If they are the tenant's, take them out of what is around them, such as with `jq`, and give that; else \
                       take the file away.",
                example: r#"{"events": [{"id": "s", "conditionalAccessStatus": "success"}]}"#,
            }
            OtherSyntax = "other-syntax" {
                title: "a file about policies is not JSON",
                meaning: "It is Terraform code, XML of PowerShell, YAML or a table. Those say what somebody wants, or show names \
                          and not all members, or need a reader that Flowlock does not bring.",
                help: "Convert it to JSON, or export the policies with Graph.",
                example: "a `.tf` file with `resource \"azuread_conditional_access_policy\"`",
            }
            UndocumentedShape = "undocumented-shape" {
                title: "policies are in the shape of Azure AD Graph",
                meaning: "ROADtools and AADInternals keep policies as the portal's own service has them. That shape is \
                          documented nowhere and changes without notice, so no verdict rests on it.",
                help: "Export the policies with Graph.",
                example: r#"[{"policyType": 18, "policyDetail": ["{}"]}]"#,
            }
            NoPoliciesInIt = "no-policies-in-it" {
                title: "a Terraform state holds no Conditional Access policy",
                meaning: "It says nothing of the tenant's policies, which may all be made by hand.",
                help: "Export the policies with Graph.",
                example: r#"{"values": {"root_module": {"resources": []}}}"#,
            }
            PlanNotTenant = "plan-not-tenant" {
                title: "a Terraform plan is not what the tenant holds",
                meaning: "It shows what Terraform would make. It is evaluated as if it were applied.",
                help: "For the tenant itself, apply the plan and give the output of `terraform show -json`, or an export.",
                example: r#"{"planned_values": {"root_module": {"resources": [{"address": "a", "type": "azuread_conditional_access_policy", "values": {"id": "p", "state": "enabled", "conditions": [{}]}}]}}}"#,
            }
            StateNotTenant = "state-not-tenant" {
                title: "a Terraform state is not all that the tenant holds",
                meaning: "It holds the policies that Terraform manages, as of its last refresh. Policies made by hand are not \
                          in it; those can only block more.",
                help: "Give an export of the tenant beside it, if policies are also made by hand.",
                example: r#"{"values": {"root_module": {"resources": [{"address": "a", "type": "azuread_conditional_access_policy", "values": {"id": "p", "state": "enabled", "conditions": [{}]}}]}}}"#,
            }
            CollectionFailed = "collection-failed" {
                title: "the tool says that it could not fetch the policies",
                meaning: "ScubaGear writes an empty list then, which is not an export of zero policies.",
                help: "Grant the tool the permission Policy.Read.All and run it again.",
                example: r#"{"conditional_access_policies": [], "scuba_config": {}, "aad_unsuccessful_commands": ["Get-MgBetaIdentityConditionalAccessPolicy"]}"#,
            }
            ApplyingOnly = "applying-only" {
                title: "a What If response lists only policies that apply",
                meaning: "Those that do not apply may have been left out, so policies may be missing.",
                help: "Ask with `appliedPoliciesOnly` set to false, or give an export of all policies.",
                example: r#"{"value": [{"id": "p", "state": "enabled", "conditions": {}, "policyApplies": true}]}"#,
            }
            OwnReport = "own-report" {
                title: "a file is a report of Flowlock, not an export",
                meaning: "A report cannot be evaluated again: it holds what was decided, not the policies.",
                help: "Leave it out; evaluate the exports it was made from.",
                example: r#"{"schemaVersion": 1, "control": {}, "stage": "absent"}"#,
            }
            OwnSettings = "own-settings" {
                title: "a file holds settings of Flowlock",
                meaning: "Settings are never taken from among the exports: who can write an export could then accept \
                          anything.",
                help: "Pass the file with `--settings`.",
                example: r#"{"emergencyAccess": {}}"#,
            }
            OwnDecisions = "own-decisions" {
                title: "a file holds decisions of Flowlock",
                meaning: "Decisions are never taken from among the exports by themselves: who can write an export could then \
                          accept anything.",
                help: "Pass the file with `--decisions`; it may lie among the exports all the same.",
                example: r#"{"decisions": []}"#,
            }
            GroupUnknown = "group-unknown" {
                title: "members are listed, but nothing says of which group",
                meaning: "Graph's answer names the group in its address only. Without it the members say nothing.",
                help: "Keep `@odata.context`, or give them as `{\"groupId\": \"...\", \"transitiveMembers\": [...]}`.",
                example: r#"{"@odata.context": "https://graph.microsoft.com/v1.0/$metadata#directoryObjects", "value": [{"id": "u"}]}"#,
            }
            MembershipDiffers = "membership-differs" {
                title: "two exports disagree on who is in a group",
                meaning: "One may be older, or lack a page. The group may then hold anyone of either.",
                help: "Give one whole export of `/groups/<id>/transitiveMembers`.",
                example: r#"[{"groupId": "g", "transitiveMembers": [{"id": "u", "userPrincipalName": "u@contoso.example"}]}, {"groupId": "g", "transitiveMembers": []}]"#,
            }
            NoTenants = "no-tenants" {
                title: "a folder holds no folder of a tenant",
                meaning: "With `--each` every folder inside the one that is named is a tenant. Files beside them are not read.",
                help: "Give the folder that holds a folder for each tenant. For one tenant leave out `--each`.",
                example: "`flowlock evaluate --each export/` where `export/` holds files only",
            }
            NotAnExport = "not-an-export" {
                title: "a file is none of the exports that Flowlock reads",
                meaning: "It was named on the command line, and its content is not recognised. Inside a folder such a file is \
                          ignored.",
                help: "Check that it is the right file; export the policies with Graph.",
                example: "`flowlock evaluate README.md`",
            }
            NoChange = "no-change" {
                title: "there is no change to write down",
                meaning: "`flowlock next-step` was asked for a command, and the next step changes no policy, or the change is \
                          withheld for a reason.",
                help: "`flowlock next-step` without a format says what to do.",
                example: "`flowlock next-step export/ --format az` for a tenant that passes",
            }
            NoPolicies = "no-policies" {
                title: "no export of policies was given",
                meaning: "Without policies there is no verdict. An export of zero policies is one; this is none at all.",
                help: "Export them with `az rest --method get --url \
                       https://graph.microsoft.com/beta/identity/conditionalAccess/policies`",
                example: r#"[{"id": "u", "userPrincipalName": "ada@contoso.example"}]"#,
            }
            DifferentWatch = "different-watch" {
                title: "evidence was gathered for other policies",
                meaning: "A summary of sign-ins fits only the policies it was made for. A host that gathers evidence in parts \
                          must give every part the same policies.",
                help: "Gather the evidence again, with the policies of this evaluation.",
                example: "two parts of one log, read before and after a policy was added",
            }
            CallUnknownKey = "call-unknown-key" {
                title: "a member of a program's request is not known",
                meaning: "A program that embeds Flowlock sent it. What is silently not read could change a verdict.",
                help: "Write the member that is offered; `describe` gives the schema of requests.",
                example: "`exprots` in place of `exports`",
            }
            CallWrongType = "call-wrong-type" {
                title: "a member of a program's request is not of its type",
                meaning: "A program that embeds Flowlock sent a list where a text belongs, or the like.",
                help: "Send what is asked for; `describe` gives the schema of requests.",
                example: "a file that is sent as a list of numbers and not as text or Base64",
            }
            CallInvalid = "call-invalid" {
                title: "a program's request says nothing that can be answered",
                meaning: "It lacks a member, asks for two things at once, or holds a file whose content is given twice.",
                help: "Send what is asked for; `describe` gives the schema of requests.",
                example: "an export without a name",
            }
            AsOfMissing = "as-of-missing" {
                title: "a request does not fix the moment to speak of",
                meaning: "Exceptions expire and days of observation are counted up to a moment, and the core has no clock: \
                          the same request is to give the same report tomorrow.",
                help: "Send `asOf`, or `now` with what your clock says.",
                example: "a request of nothing but exports",
            }
            ForeignText = "foreign-text" {
                title: "a watch or a summary is of another version",
                meaning: "Their shape belongs to the version that wrote them, so nothing of it is taken for certain.",
                help: "Read the log again with the version that is to evaluate it.",
                example: "a summary that was kept over an upgrade",
            }
            DamagedText = "damaged-text" {
                title: "a watch or a summary is damaged",
                meaning: "It was changed on the way. A part of a log that is lost must not look like one in which nothing \
                          happened.",
                help: "Carry it as it is, or read the log again.",
                example: "the first half of a summary",
            }
            NotALog = "not-a-log" {
                title: "something else than a log of sign-ins is to be summarised",
                meaning: "A summary holds what a log says, and would lose what any other export says.",
                help: "Send it among the exports of the evaluation.",
                example: "policies in the folder of the logs",
            }
            AbiMisuse = "abi-misuse" {
                title: "a request does not stand where the module lent room for it",
                meaning: "The program that runs the WebAssembly module made up an address or a length, or sent one buffer \
                          twice.",
                help: "Pass what `try_alloc` gave and the length that it was asked for, once.",
                example: "an address that was freed before",
            }
            SettingsUnknownKey = "settings-unknown-key" {
                title: "a setting is not known",
                meaning: "It is misspelt, or belongs to another version. A setting that is silently not read would change a \
                          verdict.",
                help: "Write the key that is offered, or see `flowlock schema settings`",
                example: r#"{"emergencyAcess": {"users": []}}"#,
            }
            SettingsWrongType = "settings-wrong-type" {
                title: "a setting is not of its type",
                meaning: "A list where a text belongs, a text where a number belongs.",
                help: "Write what is asked for; `flowlock schema settings` describes every setting.",
                example: r#"{"minObservationDays": "seven"}"#,
            }
            SettingsInvalid = "settings-invalid" {
                title: "a setting says nothing that can be used",
                meaning: "An exception that names nothing it is for, a date that is none, a platform that does not exist.",
                help: "Write what is asked for; `flowlock schema settings` describes every setting.",
                example: r#"{"exceptions": [{"id": "e", "justification": "j", "approvedBy": "a", "expires": "soon", "users": ["u"]}]}"#,
            }
            SettingsTwice = "settings-twice" {
                title: "a tenant has two files of settings",
                meaning: "With `--each` a tenant's own settings lie at the top of its folder, and which of two counts is not \
                          certain.",
                help: "Leave one of `flowlock.toml`, `flowlock.json` and `settings.json` in the folder.",
                example: "`tenants/contoso/flowlock.toml` and `tenants/contoso/settings.json`",
            }
            SettingsNotToml = "settings-not-toml" {
                title: "the settings are not valid TOML",
                meaning: "A file whose name ends in `.toml`, or that does not begin as JSON does, is read as TOML.",
                help: "Correct the line that is named; `flowlock schema settings` describes every setting.",
                example: "`minObservationDays = = 7`",
            }
            DecisionUnknownKey = "decision-unknown-key" {
                title: "a member of a decision is not known",
                meaning: "It is misspelt, or belongs to another version. What is silently not read could change what was \
                          decided.",
                help: "Write the key that is offered, or see `flowlock schema decisions`",
                example: r#"{"decision": []}"#,
            }
            DecisionWrongType = "decision-wrong-type" {
                title: "a member of a decision is not of its type",
                meaning: "A list where a text belongs, a text where a list belongs.",
                help: "Write what is asked for; `flowlock schema decisions` describes every member.",
                example: r#"{"decisions": {}}"#,
            }
            DecisionInvalid = "decision-invalid" {
                title: "a decision says nothing that can be used",
                meaning: "It lacks a member, its target does not fit its kind, it has no end or too late a one, or two have \
                          the same id.",
                help: "Let `flowlock decide` record it.",
                example: r#"{"decisions": [{"id": "d"}]}"#,
            }
            AllowedSignersInvalid = "allowed-signers-invalid" {
                title: "the allowed signers cannot be followed",
                meaning: "A line is not as ssh-keygen(1) describes it, or says something that is not supported: certificates, \
                          patterns of principals, times without a zone. What is not followed could let somebody approve.",
                help: "Write one line for each key: whose it is, options, the public key.",
                example: "`*@contoso.example ssh-ed25519 AAAA...`",
            }
            NothingToDecide = "nothing-to-decide" {
                title: "there is no evidence for a decision",
                meaning: "A decision rests on what the files show: a gap for an exception, a sign-in that would be blocked, a \
                          review that is ready. Without it there is nothing to decide, and nothing to hold the decision against.",
                help: "Give the files that show it; `flowlock evaluate` with the same files says what there is.",
                example: "an exception for a user whom every policy blocks",
            }
            SeveralFormats = "several-formats" {
                title: "several formats were asked for, and there is one place to write to",
                meaning: "`--format` was given more than once without `--output-dir`. One after the other in one stream \
                          they could not be told apart.",
                help: "Give `--output-dir` a folder, which gets a file for each format.",
                example: "`flowlock evaluate policies.json --format json --format html`",
            }
            FormatOfOneTenant = "format-of-one-tenant" {
                title: "the format tells of one tenant",
                meaning: "With `--each` there are many tenants, and only the text for people, JSON, SARIF and HTML tell of many.",
                help: "Leave out `--format`, use one of these, or run once for each tenant.",
                example: "`flowlock evaluate --each tenants/ --format junit`",
            }
            OutOfOrder = "out-of-order" {
                title: "a program gave files out of order",
                meaning: "Files come one at a time, logs of sign-ins after all others, since the policies say what to \
                          look for in them, and the verdict is asked for at the end.",
                help: "Open, write and close one file after the other, logs last.",
                example: "an export of policies that is given after a log",
            }
            ModuleNotLoaded = "module-not-loaded" {
                title: "the WebAssembly module of the npm package could not be loaded",
                meaning: "The browser did not find it where the package has it, or may not run it.",
                help: "Serve `flowlock/flowlock.wasm` beside the script, pass its place to `init`, or import `flowlock/inline`; \
                       a content security policy has to allow `'wasm-unsafe-eval'`.",
                example: "a bundler that does not copy the module",
            }
            Stopped = "stopped" {
                title: "the evaluation stopped before its end",
                meaning: "The WebAssembly module ran out of memory, or met a bug. There is no verdict. What was being read \
                          is lost; the next evaluation starts afresh.",
                help: "Evaluate fewer or smaller files. If that does not help, report a bug.",
                example: "more exports than the four gigabytes that such a module can have",
            }
            Unwritable = "unwritable" {
                title: "the report cannot be written",
                meaning: "The file or the folder of `--output` may not be written to.",
                help: "Check that the folder is there and may be written to.",
                example: "`flowlock evaluate policies.json --output /missing/report.txt`",
            }
            RequestUnknownKey = "request-unknown-key" {
                title: "a member of a What If request is not known",
                meaning: "A condition that is silently not read would change the answer, so that what is not known is \
                          refused.",
                help: "Take the member that is offered; the request is that of `conditionalAccess/evaluate` in Graph.",
                example: "`\"signInCondition\": {}` in a request, in place of `signInConditions`",
            }
            RequestWrongType = "request-wrong-type" {
                title: "a member of a What If request is not of its type",
                meaning: "A list where a text belongs, a text where an object belongs.",
                help: "Write what is asked for; the request is that of `conditionalAccess/evaluate` in Graph.",
                example: "`\"includeApplications\": \"All\"` in a request, in place of a list",
            }
            RequestInvalid = "request-invalid" {
                title: "a What If request asks for something else than one device code sign-in",
                meaning: "It is about another flow, a service principal, a user action, several applications, or has a \
                          value that no device code sign-in can have.",
                help: "Ask for one device code sign-in of one user to one application.",
                example: "`\"authenticationFlow\": {\"transferMethod\": \"authenticationTransfer\"}` in a request",
            }
            NoAnswer = "no-answer" {
                title: "a file is no answer of What If",
                meaning: "An answer of `conditionalAccess/evaluate` lists policies, each once and with `policyApplies`.",
                help: "Save what Graph answered to `flowlock what-if … --print-request`.",
                example: "an export of policies given to `--compare`",
            }
            NoProposal = "no-proposal" {
                title: "there is nothing that can be proposed",
                meaning: "The file holds no policy, nothing is asked for, or the policy that the control asks for cannot be \
                          proposed: without a declared emergency access it could lock everyone out.",
                help: "Give a policy with `--policy`, name one with `--enable`, or declare emergency access for `--as-cis`.",
                example: "`flowlock simulate exports/ --as-cis` without `--emergency-access`",
            }
            NoSuchPolicy = "no-such-policy" {
                title: "there is no such policy",
                meaning: "No policy of the exports has this object id or this name, or more than one has.",
                help: "Take the name that is offered, or give the object id.",
                example: "`flowlock simulate exports/ --enable 'Block device cod flow'`",
            }
            NoSuchGap = "no-such-gap" {
                title: "there is no such gap",
                meaning: "The report lists fewer gaps than the number that was given.",
                help: "Take one of the numbers of `flowlock evaluate` for the same exports and settings.",
                example: "`flowlock what-if exports/ --gap 9`",
            }
            NoReport = "no-report" {
                title: "a file is no report of Flowlock",
                meaning: "What is to be told is read from a report as JSON, or from the failure that stands in its place.",
                help: "Give what `flowlock evaluate --format json` printed.",
                example: "an export of policies given to `flowlock notify`",
            }
            NotifiersUnknownKey = "notifiers-unknown-key" {
                title: "a member of a notifier is not known",
                meaning: "A member that is silently not read could keep somebody from being told, so that what is not \
                          known, or belongs to another kind of notifier, is refused.",
                help: "Take the member that is offered; `flowlock schema notifiers` lists all of them.",
                example: "`timeoutSecond = 5` for a notifier, in place of `timeoutSeconds`",
            }
            NotifiersWrongType = "notifiers-wrong-type" {
                title: "a member of a notifier is not of its type",
                meaning: "A list where a text belongs, a text where a number belongs.",
                help: "Write what is asked for; `flowlock schema notifiers` describes each member.",
                example: "`to = \"soc@contoso.example\"` for a notifier, in place of a list",
            }
            NotifiersInvalid = "notifiers-invalid" {
                title: "a notifier lacks something, or contradicts itself",
                meaning: "The kind is not known, a member is missing, a secret stands in the file itself, or what is sent \
                          would go unprotected to another machine.",
                help: "Each message names the member. Secrets are found in an environment variable or a file of their own.",
                example: "`url = \"https://hooks.slack.com/services/…\"` in place of `url.env = \"SLACK_URL\"`",
            }
            NoSuchNotifier = "no-such-notifier" {
                title: "there is no such notifier",
                meaning: "The file of notifiers has none of this name.",
                help: "Take the name that is offered.",
                example: "`flowlock notify report.json --config notifiers.toml --to securty`",
            }
            NoSecret = "no-secret" {
                title: "a secret that a notifier or a database needs is not there",
                meaning: "The environment variable is not set, the file cannot be read, or what it holds is empty or of \
                          several lines. What it holds is never printed.",
                help: "Set the variable, or write the file, for the process that runs Flowlock.",
                example: "the environment variable `SLACK_URL` is not set",
            }
            NoDatabase = "no-database" {
                title: "the database cannot be asked",
                meaning: "It cannot be reached, its certificate is not trusted, it refused the log-in or a query, or it has \
                          no table of policies. The address and the password are never printed.",
                help: "Check that Steampipe runs, the address, `PGPASSWORD`, and `--steampipe-ca` for a certificate of your \
                       own. A database on another machine is asked over TLS only.",
                example: "`flowlock evaluate --steampipe postgres://127.0.0.1:1/steampipe`",
            }
            NotNotified = "not-notified" {
                title: "somebody was not told",
                meaning: "The notifier could not be reached, or refused the message, and trying again did not help. The \
                          verdict stands as it is. `flowlock notify` ends with status 4, and `flowlock pipeline` too \
                          where the verdict is a pass.",
                help: "The message says what was answered. A redirect is not followed: give the address that it leads to.",
                example: "`security` was not told: the server answered 403",
            }
            NoSuchCode = "no-such-code" {
                title: "there is no such code",
                meaning: "No report and no error of this version names it. It may be misspelt, or of another version.",
                help: "Take the code that is offered, or look through `flowlock explain --list`",
                example: "`flowlock explain duplicate-kee`",
            }
            NoSuchCommand = "no-such-command" {
                title: "there is no such command",
                meaning: "The manual has a page for each command, and none for this word.",
                help: "Write one of the commands that are offered.",
                example: "`flowlock man evaluat`",
            }
        }
    }
}
