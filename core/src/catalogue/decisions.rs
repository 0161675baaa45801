//! What people decide, and how that stands.

use super::codes;

codes! {
    /// What was decided.
    DecisionKind {
        Decision {
            Exception = "exception" {
                title: "somebody or something may use device code flow all the same",
                meaning: "It accepts a gap as an exception of the settings does, and no more than what was open when it was \
                          made.",
                help: "Check now and then that it is still needed.",
                example: "exception for user 0f10c000-0000-4000-8000-0000000000a1",
            }
            MeantToBeBlocked = "meantToBeBlocked" {
                title: "a user is meant to be blocked",
                meaning: "Their sign-ins with the applications that were seen do not hold a report-only policy back. It \
                          accepts nothing.",
                help: "See that they know another way to sign in.",
                example: "meantToBeBlocked for user 0f10c000-0000-4000-8000-0000000000a1",
            }
            TurnOn = "turnOn" {
                title: "a report-only policy may be turned on",
                meaning: "The review said that it is ready, and somebody decided to turn it on.",
                help: "`flowlock next-step` writes the change down.",
                example: "turnOn for policy 0f10c000-0000-4000-8000-000000000ca1",
            }
        }
    }
}

codes! {
    /// Whether a decision counts, or why not.
    DecisionStanding {
        DecisionStanding {
            Counts = "counts" {
                title: "it counts",
                meaning: "It is in force, and what it rests on is what it was made for.",
                help: "Nothing.",
                example: "it rests on what it was made for",
            }
            CarriedOut = "carried-out" {
                title: "it was carried out",
                meaning: "The policy that was to be turned on is on.",
                help: "Keep it as a record, or remove it.",
                example: "the policy is on",
            }
            Expired = "expired" {
                title: "its last moment has passed",
                meaning: "Decisions run for a time, so that somebody looks again.",
                help: "Decide again, if it is still needed.",
                example: "it ran until 2026-06-30",
            }
            NotYet = "not-yet" {
                title: "it was made later than the moment that the report speaks of",
                meaning: "A report on an earlier moment does not know it.",
                help: "Leave out `--as-of`, or look at the date of the decision.",
                example: "it was made 2026-07-01T00:00:00Z, after the moment that the report speaks of",
            }
            EvidenceChanged = "evidence-changed" {
                title: "what it rests on has changed",
                meaning: "The tenant shows something else than when it was decided: more is open, other people would be \
                          blocked, the policy was edited. Or somebody changed the decision.",
                help: "See `basis` for what there is today, and decide again with `flowlock decide`.",
                example: "what it rests on is not what it was: decide again",
            }
            NoSuchTarget = "no-such-target" {
                title: "there is nothing that it could be about",
                meaning: "The gap is closed, the user would not be blocked, the policy is gone, or too little was exported.",
                help: "Give the exports that it was made with, or remove it.",
                example: "the enabled policies leave no gap there",
            }
            NotReady = "not-ready" {
                title: "the review does not say that the policy is ready",
                meaning: "It was ready when somebody decided to turn it on, and is not by what was read now.",
                help: "See `rollout` for what is missing or who would be hit.",
                example: "the review does not say that it is ready: no sign-in was read",
            }
            OtherTenant = "other-tenant" {
                title: "it was made for another tenant",
                meaning: "The settings name the tenant, and the decision names another one or none.",
                help: "Decide again for this tenant.",
                example: "it was made for another tenant than the settings name",
            }
        }
    }
}
