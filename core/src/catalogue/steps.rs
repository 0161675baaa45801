//! The steps of the control, and the steps to take.

use super::codes;

codes! {
    /// A step of the control's Part 1, held against one policy.
    RequirementId {
        Requirement {
            AllUsers = "all-users" {
                title: "all users are included",
                meaning: "The control asks for a policy that includes all users, guests among them. Several policies \
                          may do it together, so a policy that misses this step alone decides nothing.",
                help: "Include `All` users in the policy, or see to it that another policy blocks the rest.",
                example: "all users are included (1 group)",
            }
            OnlyEmergencyAccessExcluded = "only-emergency-access-excluded" {
                title: "only emergency access accounts are excluded",
                meaning: "Every user, group, role or kind of guest that the policy excludes must be declared as \
                          emergency access. Excluded roles and guests can never be: roles are what attackers phish \
                          for, and a kind of guest is anyone.",
                help: "Declare the accounts with `--emergency-access` or in the settings, or remove the exclusion.",
                example: "only emergency access accounts are excluded (excludes guests and external users)",
            }
            AllApplications = "all-applications" {
                title: "all applications are included",
                meaning: "The control asks for all resources. A suite such as Office 365 leaves every other one open.",
                help: "Include `All` applications.",
                example: "all applications are included (Office365)",
            }
            NoUndeclaredApplicationExcluded = "no-undeclared-application-excluded" {
                title: "no application is excluded without a well defined exception",
                meaning: "An excluded application is open to whoever signs in to it. The control allows exceptions \
                          that are well defined: for what, why, by whose word and until when.",
                help: "Remove the excluded application, or declare an exception for it in the settings.",
                example: "no application is excluded without a well defined exception (excludes Device Registration \
                          Service (01cb2876-7ebd-4aa4-9cc9-d28bd4d359a9))",
            }
            DeviceCodeFlow = "device-code-flow" {
                title: "the policy is about device code flow",
                meaning: "The flow is a condition and names device code flow, or no flow is a condition, so that every \
                          flow is meant. A policy about authentication transfer alone does not do.",
                help: "Under conditions, authentication flows, choose device code flow.",
                example: "the policy is about device code flow (authenticationTransfer)",
            }
            Block = "block" {
                title: "the grant is block",
                meaning: "Requiring a compliant device or multifactor authentication does not stop the flow: the victim \
                          satisfies it on the genuine page.",
                help: "Under grant, choose block access.",
                example: "the grant is block (compliantDevice)",
            }
            NothingElseNarrows = "nothing-else-narrows" {
                title: "no other condition narrows the policy",
                meaning: "Every further condition leaves attempts out. A platform is read off the user agent, which the \
                          attacker chooses; a trusted location is where the victim sits; risk is often none.",
                help: "Remove the condition, or see to it that another policy blocks the rest.",
                example: "no other condition narrows the policy (platforms are a condition)",
            }
            Enabled = "enabled" {
                title: "the policy is on",
                meaning: "A policy that is report-only or disabled blocks nobody.",
                help: "Turn it on, after the report-only review.",
                example: "the policy is on (report-only)",
            }
        }
    }
}

codes! {
    /// What to do now.
    Action {
        NextStep {
            Nothing = "nothing" {
                title: "there is nothing to do",
                meaning: "The verdict is a pass.",
                help: "Evaluate again when policies change.",
                example: "Next step: nothing",
            }
            ExportAgain = "export-again" {
                title: "export again, as not everything could be read",
                meaning: "What was read does not lock the flow, but a policy that is missing from the export may do so.",
                help: "Each step names a file and what to do about it.",
                example: "policies.json: export again with `ConvertTo-Json -Depth 10`",
            }
            Simplify = "simplify" {
                title: "simplify the policies, as the proof was cut off",
                meaning: "The policies are so many and so entangled that the proof reached the work limit.",
                help: "Merge the policies that block device code flow into one that includes all users and all \
                       applications.",
                example: "merge policies that block device code flow into one that includes all users and all applications",
            }
            Investigate = "investigate" {
                title: "look at sign-ins that should have been blocked",
                meaning: "The proof says locked, and the log shows a sign-in through device code flow that succeeded \
                          after the enabled policies that block it were last modified.",
                help: "Look at these sign-ins in the sign-in log, under Conditional Access. Perhaps the exports are of \
                       two tenants, perhaps one is older than the other.",
                example: "check that the export of policies is of the same tenant, and whole",
            }
            Declare = "declare" {
                title: "declare what is well founded",
                meaning: "The flow is locked, if what the policies exclude is emergency access or a well defined \
                          exception. Only you can say so.",
                help: "Check who is excluded, then declare it with `--emergency-access` or in the settings.",
                example: "remove the excluded applications, or declare an exception for each in the settings",
            }
            TurnOn = "turn-on" {
                title: "turn the report-only policies on, after their review",
                meaning: "The report-only policies would be enough. Part 2 of the control asks for a look at the sign-in \
                          log before they are turned on.",
                help: "Give the sign-in log to the same command, and follow the steps.",
                example: "exclude two or more emergency access accounts, and nobody else, if that is not so yet",
            }
            Watch = "watch" {
                title: "set the disabled policies to report-only and watch",
                meaning: "The disabled policies would be enough. What they would hit is not known yet.",
                help: "Set them to report-only, export the sign-ins after some days, and evaluate again.",
                example: "review the sign-ins for 7 days, then turn it on",
            }
            CreatePolicy = "create-policy" {
                title: "create a policy",
                meaning: "No policy names device code flow and blocks it.",
                help: "Create one as the steps say, in report-only first, with emergency access excluded.",
                example: "create a conditional access policy: all users but emergency access, all resources, \
                          authentication flows: device code flow, grant: block, state: report-only",
            }
            CloseGaps = "close-gaps" {
                title: "close the gaps",
                meaning: "There is a policy about the flow, and it does not block everyone that it should.",
                help: "Each step names a gap, or a member of the nearest policy and what it should say.",
                example: "close: anyone, any application, on macOS or linux",
            }
        }
    }
}
