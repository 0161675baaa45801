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
            NotApproved = "not-approved" {
                title: "too few approvers signed it",
                meaning: "The settings say how many of whom are needed, and fewer signatures count.",
                help: "See `approvals` for why some do not, and ask the approvers to sign: `flowlock approve`.",
                example: "1 of the 2 approvals that it needs, of ben@contoso.example, carla@contoso.example",
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

codes! {
    /// Whether an approver's signature counts, or why not.
    SignatureStanding {
        Signature {
            Counts = "counts" {
                title: "it counts",
                meaning: "An approver signed this decision, with a key that was theirs at the moment of the report.",
                help: "Nothing.",
                example: "ben@contoso.example: an approver signed this decision",
            }
            UnreadableSignature = "unreadable-signature" {
                title: "it is no signature that can be read",
                meaning: "It is cut off, or of a kind of key that is not read: Ed25519, ECDSA on P-256 and P-384, and RSA are.",
                help: "Sign again with `ssh-keygen -Y sign -n flowlock`.",
                example: "the first half of a `.sig` file",
            }
            WrongNamespace = "wrong-namespace" {
                title: "it was made for something else than Flowlock",
                meaning: "A signature names what it is for, so that one of a commit or a mail is no approval. Or the allowed \
                          signers do not allow the key to sign for `flowlock`.",
                help: "Sign with `-n flowlock`; see `namespaces` in the allowed signers.",
                example: "a payload that was signed with `-n git`",
            }
            UnknownSigner = "unknown-signer" {
                title: "no allowed signer has the key",
                meaning: "The key is in no line of the allowed signers, so nobody is known to have signed.",
                help: "Add the key to the allowed signers, if it is an approver's.",
                example: "a key that was made to approve this",
            }
            BadSignature = "bad-signature" {
                title: "it is forged or damaged",
                meaning: "The key did not sign these bytes: the payload or the signature was changed.",
                help: "Ask the approver to sign again, and find out who changed it.",
                example: "a payload in which the date was changed after it was signed",
            }
            KeyNotValid = "key-not-valid" {
                title: "the key is not valid at the moment of the report",
                meaning: "The allowed signers say from when or until when the key is valid, and the report speaks of a moment \
                          outside.",
                help: "Sign with a key that is valid.",
                example: "a key with valid-before=\"20260101Z\" in a report on February",
            }
            NotAnApprover = "not-an-approver" {
                title: "the settings do not name the signer",
                meaning: "The signer is known, and is not one of those who approve this kind of decision.",
                help: "Ask somebody whom `approvals` in the settings names.",
                example: "dora@contoso.example: the settings do not name the signer",
            }
            OwnDecision = "own-decision" {
                title: "the one who decided signed it",
                meaning: "Approving is for somebody else than deciding.",
                help: "Ask another approver.",
                example: "anna@contoso.example: the one who decided signed it",
            }
            ApprovedTwice = "approved-twice" {
                title: "the same person or key signed before",
                meaning: "A person counts once, with however many keys, and a key counts once, whoever has it.",
                help: "Ask another approver.",
                example: "ben@contoso.example: the same person or key signed before",
            }
            OtherTenant = "other-tenant" {
                title: "it was made for another tenant",
                meaning: "What was signed is a decision of another tenant.",
                help: "Ask the approver to sign the payload of this decision.",
                example: "a decision of fabrikam.example, replayed for contoso.example",
            }
            OtherDecision = "other-decision" {
                title: "it was made for another decision",
                meaning: "What was signed has another id.",
                help: "Ask the approver to sign the payload of this decision.",
                example: "the signature of an earlier decision, replayed for this one",
            }
            Retargeted = "retargeted" {
                title: "what was signed is about somebody or something else",
                meaning: "The decision had another target or was of another kind when it was signed.",
                help: "Find out who changed it, and decide again.",
                example: "an exception for one user that became one for another",
            }
            EvidenceChanged = "evidence-changed" {
                title: "what was signed rests on other evidence",
                meaning: "The decision held another digest when it was signed.",
                help: "Ask the approver to look again, and to sign the payload of this decision.",
                example: "a digest that was put in place of the one that was signed",
            }
            Altered = "altered" {
                title: "the decision is not what was signed",
                meaning: "Somebody changed by whom, why or until when it is, or what was signed is no payload.",
                help: "Find out who changed it, and decide again.",
                example: "a later end of an exception",
            }
            NotChecked = "not-checked" {
                title: "it was not checked",
                meaning: "No allowed signers were given, or the host does not check signatures: the command line does.",
                help: "Give `--allowed-signers`.",
                example: "a report of the plugin on a decision that needs approvals",
            }
        }
    }
}

impl SignatureStanding {
    /// The standing in words.
    pub fn words(self) -> &'static str {
        Self::ENTRIES.iter().find(|entry| entry.code == self.as_str()).map_or("", |entry| entry.title)
    }
}
