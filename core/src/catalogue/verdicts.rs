//! The words of a verdict.

use super::codes;

codes! {
    /// The verdict.
    Status {
        Status {
            Pass = "pass" {
                title: "every attempt outside what is accepted is blocked",
                meaning: "It is proved, for every combination of user, application, platform, location, client app \
                          and risk, that an enabled policy blocks device code flow, or that your settings accept \
                          the attempt. The exit status is 0.",
                help: "Nothing. Keep the report as evidence, and evaluate again when policies change.",
                example: "PASS device code flow is locked (CIS 2.2.3, stage enforced)",
            }
            Review = "review" {
                title: "a person has to look: the exports or the settings leave it open",
                meaning: "It would pass if something held that the files do not say: an exclusion that nothing \
                          declares, a condition newer than this version, a page of the export that is missing. Or \
                          the sign-in log contradicts the proof. Unknown is never safe, so this is no pass. The exit \
                          status is 3.",
                help: "Read the reasons: each names what to declare, to export again or to look at.",
                example: "REVIEW device code flow may not be locked (CIS 2.2.3, stage enforced)",
            }
            Fail = "fail" {
                title: "someone who is not accepted can obtain a token through device code flow",
                meaning: "There is a gap, and a witness for it: one concrete sign-in that no enabled policy blocks and \
                          nothing in the settings accepts. The exit status is 1.",
                help: "Look at the open gaps: each names the member of a policy that lets it through. The next step \
                       says what to change.",
                example: "FAIL device code flow is not locked (CIS 2.2.3, stage partial)",
            }
        }
    }
}

codes! {
    /// How far the tenant has come.
    Stage {
        Stage {
            Absent = "absent" {
                title: "no policy names device code flow and blocks it",
                meaning: "There is no candidate at all, in any state, and no other policies are enough either.",
                help: "Make a policy: all users but emergency access, all applications, device code flow, block, \
                       in report-only first.",
                example: "FAIL device code flow is not locked (CIS 2.2.3, stage absent)",
            }
            Partial = "partial" {
                title: "some policy does, and all policies together, even turned on, would not be enough",
                meaning: "There is a candidate, but with every policy turned on there would still be a gap.",
                help: "Close the open gaps; turning policies on is not enough.",
                example: "FAIL device code flow is not locked (CIS 2.2.3, stage partial)",
            }
            Drafted = "drafted" {
                title: "with the disabled policies turned on it would be enough",
                meaning: "The right policies are there, and some that are needed are disabled.",
                help: "Set them to report-only, watch the sign-ins, then turn them on.",
                example: "FAIL device code flow is not locked (CIS 2.2.3, stage drafted)",
            }
            ReportOnly = "report-only" {
                title: "with the report-only policies turned on it would be enough",
                meaning: "The right policies are there, and some that are needed only report. They block nobody yet.",
                help: "Give the sign-in log to the same command: the review says whether they may be turned on, and \
                       whom they would hit.",
                example: "FAIL device code flow is not locked (CIS 2.2.3, stage report-only)",
            }
            Enforced = "enforced" {
                title: "the enabled policies are enough",
                meaning: "The enabled policies pass, or would if what is doubtful is well founded.",
                help: "With status `pass`, nothing. With `review`, settle what the reasons name.",
                example: "PASS device code flow is locked (CIS 2.2.3, stage enforced)",
            }
        }
    }
}

codes! {
    /// How a gap stands.
    Standing {
        Standing {
            Open = "open" {
                title: "nothing accepts it",
                meaning: "Someone can obtain a token here, and neither the settings nor the benefit of the doubt \
                          explain it. One open gap makes the verdict a fail.",
                help: "Close it in the policy that the gap names, or declare an exception, if somebody approved it.",
                example: "holders of Global Administrator, any application, any platform",
            }
            Doubtful = "doubtful" {
                title: "an undeclared exclusion or an unknown condition: well founded or not, the exports do not say",
                meaning: "The gap is there because a candidate excludes a user, a group or an application that \
                          nothing declares, or because it has a condition that this version does not know. If that is \
                          well founded, there is no gap. Doubtful gaps alone make the verdict a review.",
                help: "Declare emergency access and exceptions in the settings, give exports of the members of \
                       excluded groups, or remove the exclusion.",
                example: "doubtful through excluded group 0f10c000-0000-4000-8000-0000000000b6",
            }
            Accepted = "accepted" {
                title: "the settings accept it",
                meaning: "An entry of the settings declares it: emergency access, or an exception that has not \
                          expired. It is listed so that nobody forgets it.",
                help: "Nothing. Check now and then that the entry is still needed.",
                example: "accepted by emergency access group Emergency access accounts",
            }
        }
    }
}

codes! {
    /// Whether a report-only policy may be turned on.
    Ready {
        Ready {
            Yes = "yes" {
                title: "the evidence is enough, and nobody undecided would be blocked",
                meaning: "The sign-in log was read for long enough after the policy's last change, every result can be \
                          told, and whoever would have been blocked is accepted or meant to be blocked.",
                help: "Turn the policy on, and evaluate again.",
                example: "`CA-Block-DeviceCodeFlow` is ready: the sign-in log shows nobody whom it should not block",
            }
            No = "no" {
                title: "somebody undecided would be blocked",
                meaning: "The log shows sign-ins that the policy would have blocked, of users of whom the \
                          settings decide nothing. They are listed, with applications, counts, first and last seen.",
                help: "For each of them: move them to another way to sign in and declare them as `meantToBeBlocked`, \
                       accept them with an exception, or find out that it was an attack.",
                example: "one user would be blocked of whom the settings decide nothing",
            }
            Insufficient = "insufficient" {
                title: "the evidence is not enough",
                meaning: "Nobody undecided would be blocked, as far as was read. But something is missing: days, the \
                          non-interactive log, the results of policies. What was not read is never taken for quiet.",
                help: "The reasons say what is missing, and how to export it.",
                example: "no sign-in was read",
            }
        }
    }
}

codes! {
    /// How a user of device code flow stands in the settings.
    PrincipalStanding {
        Principal {
            Undecided = "undecided" {
                title: "the settings decide nothing about them, or not about all that they did",
                meaning: "The user signed in through device code flow, and no entry of the settings covers all of it.",
                help: "Decide: another way to sign in (then declare them as `meantToBeBlocked`), an exception, or an \
                       investigation.",
                example: "ada@contoso.example: undecided",
            }
            MeantToBeBlocked = "meantToBeBlocked" {
                title: "the settings say that they are meant to be blocked",
                meaning: "An entry of `meantToBeBlocked` that has not expired covers everything they did: they do not \
                          hold a report-only policy back. It accepts nothing: where they succeed although the flow \
                          should be blocked, that is told.",
                help: "Nothing, if they know. Take the entry out once the policy is on.",
                example: "ada@contoso.example: meant to be blocked",
            }
            Exception = "exception" {
                title: "an exception accepts them",
                meaning: "An exception of the settings that has not expired covers everything they did.",
                help: "Nothing. Check now and then that the exception is still needed.",
                example: "room-4@contoso.example: exception",
            }
            EmergencyAccess = "emergencyAccess" {
                title: "they are declared as emergency access",
                meaning: "The user is one of the declared emergency access accounts, or in a declared group. Such \
                          accounts should hardly ever sign in.",
                help: "Find out why an emergency access account signed in.",
                example: "bg1@contoso.example: emergency access",
            }
        }
    }
}

codes! {
    /// What a check of another tool would say.
    PeerAnswer {
        PeerAnswer {
            Pass = "pass" {
                title: "it would pass",
                meaning: "Some policy meets all that the check asks.",
                help: "See how that compares with the verdict.",
                example: "Prowler entra_conditional_access_policy_device_code_flow_blocked: pass",
            }
            Fail = "fail" {
                title: "it would fail",
                meaning: "No policy meets all that the check asks.",
                help: "See how that compares with the verdict.",
                example: "ScubaGear MS.AAD.3.9v1: fail",
            }
            Manual = "manual" {
                title: "it asks a person",
                meaning: "The tool carries the control and decides nothing.",
                help: "Give this report to that person.",
                example: "Monkey365 CIS Azure 3.0.0 2.2.3: manual",
            }
            Nothing = "nothing" {
                title: "it says nothing at all",
                meaning: "The check goes through the policies, and without any it has no result.",
                help: "Do not take silence for a pass.",
                example: "Monkey365 CIS Microsoft 365 5.2.2.12: nothing",
            }
        }
    }
}

codes! {
    /// How the answer of another tool compares with the verdict.
    Comparison {
        Comparison {
            Agrees = "agrees" {
                title: "it agrees",
                meaning: "It gives the same verdict, if perhaps for fewer reasons.",
                help: "Nothing.",
                example: "Prowler: pass, agrees",
            }
            FalsePass = "falsePass" {
                title: "it passes wrongly",
                meaning: "It takes one policy for enough, and there is a witness that gets through.",
                help: "Try the witness in the portal's What If tool.",
                example: "Zero Trust Assessment 21808: pass, wrong",
            }
            FalseFail = "falseFail" {
                title: "it fails wrongly",
                meaning: "No single policy is what it asks for, and yet the enabled policies together block every sign-in \
                          that nothing accepts.",
                help: "Hand in the proof of this report with the failed check.",
                example: "ScubaGear MS.AAD.3.9v1: fail, wrong",
            }
            Unfounded = "unfounded" {
                title: "it decides what the exports leave open",
                meaning: "A person has to look, and it decides all the same.",
                help: "Settle what the reasons name, then compare again.",
                example: "CIPP CIS_5_2_2_12: pass, unfounded",
            }
            Undecided = "undecided" {
                title: "it decides nothing",
                meaning: "It asks a person, or says nothing.",
                help: "Nothing.",
                example: "Powerpipe CIS Azure 3.0.0 2.2.3: manual",
            }
        }
    }
}
