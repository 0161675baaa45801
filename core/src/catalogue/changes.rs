//! What changed between two exports of one tenant, and what a comparison of them cannot tell.

use super::codes;

codes! {
    /// What changed for the control between two exports of one tenant.
    ChangeCode {
        Change {
            PolicyAdded = "policy-added" {
                title: "a policy is there that was not",
                meaning: "Only the newer export holds it.",
                help: "Look at what it blocks, and whether it is on.",
                example: "it was added, report-only",
            }
            PolicyRemoved = "policy-removed" {
                title: "a policy is gone",
                meaning: "Only the older export holds it. Where it blocked something that nothing else blocks, a gap opened.",
                help: "Check that it was meant to go, and that the newer export is whole.",
                example: "it is gone; it was on",
            }
            StateChanged = "state-changed" {
                title: "a policy was turned on, off, or to report-only",
                meaning: "Only a policy that is on blocks. One that went back to report-only blocks no more.",
                help: "Check who turned it and why, in the directory audit log.",
                example: "the state went from on to report-only",
            }
            GrantChanged = "grant-changed" {
                title: "the grant of a policy is another one",
                meaning: "A policy whose grant is not exactly block blocks nothing for certain.",
                help: "Check that it was meant.",
                example: "the grant went from block to mfa",
            }
            ExclusionAdded = "exclusion-added" {
                title: "a policy excludes something more",
                meaning: "What is excluded is not blocked by this policy any more.",
                help: "Declare it in the settings if it is well founded, or take it out again.",
                example: "it excludes group 0f10c000-0000-4000-8000-0000000000b6 now",
            }
            ExclusionRemoved = "exclusion-removed" {
                title: "a policy excludes something less",
                meaning: "What was excluded is blocked by this policy now, if its other conditions hold.",
                help: "Check that it was no emergency access.",
                example: "it excludes group 0f10c000-0000-4000-8000-0000000000b6 no more",
            }
            InclusionAdded = "inclusion-added" {
                title: "a policy includes something more",
                meaning: "The policy reaches further than it did.",
                help: "Check that it was meant.",
                example: "it includes user All now",
            }
            InclusionRemoved = "inclusion-removed" {
                title: "a policy includes something less",
                meaning: "The policy does not reach as far as it did.",
                help: "Check that it was meant.",
                example: "it includes user All no more",
            }
            ConditionAdded = "condition-added" {
                title: "a policy has a condition more",
                meaning: "Each condition narrows a policy, and with it what the policy blocks.",
                help: "Check that it was meant.",
                example: "sign-in risk is a condition now: high",
            }
            ConditionRemoved = "condition-removed" {
                title: "a policy has a condition less",
                meaning: "The policy applies whatever the condition would have asked.",
                help: "Check that it was meant.",
                example: "sign-in risk is no condition any more",
            }
            ConditionChanged = "condition-changed" {
                title: "a condition of a policy is another one",
                meaning: "The policy applies to other sign-ins than it did.",
                help: "Look at what opened and what closed.",
                example: "sign-in risk went from high to high, medium",
            }
            MembersChanged = "members-changed" {
                title: "a group that a policy names has other members",
                meaning: "A group can be filled or emptied without any policy being touched: who is in it is what its \
                          exclusion is worth.",
                help: "Check who was added, and that no emergency access account was taken out.",
                example: "members of group 0f10c000-0000-4000-8000-0000000000b6 went from 1 to 2: + \
                          0f10c000-0000-4000-8000-000000000bb2",
            }
            LocationChanged = "location-changed" {
                title: "a named location that policies reach is another one",
                meaning: "It is trusted and was not, or the other way round, or it has other addresses or countries. What a \
                          policy says of it reaches other sign-ins without any policy being touched.",
                help: "Check that it was meant.",
                example: "location 0f10c000-0000-4000-8000-0000000000a1 is trusted now",
            }
            DecisionChanged = "decision-changed" {
                title: "a decision came, went, or stands otherwise",
                meaning: "What people decided counts on one side and not on the other: its date passed between the two, what it rests \
                          on changed, approvals came or went, or the decision itself was made, changed or removed.",
                help: "See why it does not count, and decide again if it is still needed.",
                example: "decision emergency went from counts to evidence-changed: what it rests on is not what it was: decide again",
            }
            AcceptanceChanged = "acceptance-changed" {
                title: "an entry of the settings resolves to something else",
                meaning: "Both exports are judged by the same settings at the same moment. A user principal name is looked \
                          up in the export of users of each side, so the same entry may stand for somebody on one side \
                          and for nobody on the other.",
                help: "Write object ids, or give an export of users for both sides.",
                example: "`bg1@contoso.example` of the settings stands for 0f10c000-0000-4000-8000-000000000bb1 now, and stood for \
                          nobody before",
            }
        }
    }
}

codes! {
    /// What a comparison of two exports cannot tell.
    UntoldCode {
        Untold {
            SideIncomplete = "side-incomplete" {
                title: "one side is not whole",
                meaning: "A policy that is missing can only block more. Where the older side is not whole, what closed may \
                          have been blocked before; where the newer one is not, what opened may still be blocked, and \
                          then an open gap alone does not make the exit status 1.",
                help: "Look at the problems of the named files with `flowlock evaluate`, and export them again.",
                example: "the older exports are not whole (old/policies.json): what closed may have been blocked before",
            }
            CompareCutOff = "compare-cut-off" {
                title: "the comparison reached the work limit",
                meaning: "The search is bounded, so that no export can make it run for ever. It ended before everything was \
                          compared: what is listed is certain, and there may be more.",
                help: "Merge the policies that block the flow into fewer. If yours are not many, please report it.",
                example: "the comparison reached the work limit: more may have opened",
            }
            NotListed = "not-listed" {
                title: "there are too many regions to list them all",
                meaning: "A comparison lists a bounded number of regions of each standing. What is listed is certain, and \
                          there is more.",
                help: "Look at the changes that are listed first: one of them often explains the rest.",
                example: "at least 1 more region opened",
            }
            MembersNotTold = "members-not-told" {
                title: "who is in a group is exported on one side only",
                meaning: "Where one side does not tell the members of a group, they are taken to be those that the other side \
                          tells, so that no change of them is seen.",
                help: "Export the transitive members of the groups that policies name, each time.",
                example: "the older exports do not tell who is in group 0f10c000-0000-4000-8000-0000000000b6: its members \
                          are taken to be those of the newer ones",
            }
            TrustNotTold = "trust-not-told" {
                title: "whether a location is trusted is exported on one side only",
                meaning: "Where one side does not tell whether a named location is trusted, it is taken to be as the other side \
                          tells, so that no change is seen. A location that is gone looks the same.",
                help: "Export the named locations each time.",
                example: "the newer exports do not tell whether location 0f10c000-0000-4000-8000-0000000000a1 is trusted: it is \
                          taken to be as in the older ones",
            }
            ConditionNotKnown = "condition-not-known" {
                title: "a condition that this version does not know is taken to be the same on both sides",
                meaning: "The policy has a condition whose meaning is not known. Where it stands on both sides, a sign-in is \
                          taken to meet it on both or on neither, whatever its value is.",
                help: "Compare the member in both files yourself, or use a newer version.",
                example: "conditions.times of `CA-Block-DeviceCodeFlow` (0f10c000-0000-4000-8000-000000000ca1) is not shown or \
                          not understood: it is taken to ask the same on both sides",
            }
        }
    }
}
