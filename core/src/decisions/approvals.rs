//! Who approved a decision, and whether they are enough.
//!
//! An approver signs the payload, which holds all of the decision. What is kept is the payload that was
//! signed and the signature: so it can be told what a signature was made for, where it is not this.

use alloc::{borrow::Cow, collections::BTreeSet, format, string::String, vec::Vec};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Decision, DecisionKind, parse};
use crate::{
    catalogue::SignatureStanding,
    entra::Pointer,
    intake::{View, parse_json},
    order,
    settings::{Approvals, Needed},
};

/// What was signed, and the signature.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Signed {
    /// The payload of the decision, byte for byte as it was signed.
    pub payload: String,
    /// The signature that `ssh-keygen -Y sign -n flowlock` wrote.
    pub signature: String,
}

/// Whose key made a signature.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Signer {
    /// The principals that the allowed signers give the key to.
    pub principals: Vec<String>,
    /// SHA-256 of the key, as `ssh-keygen -l` shows it.
    pub fingerprint: String,
}

/// Tells whose key signed a payload, or why none did. The host does it: cryptography is no part of the
/// core.
pub type Check<'c> = &'c dyn Fn(&Signed) -> Result<Signer, SignatureStanding>;

/// Stands in where a host cannot check signatures: none counts.
///
/// # Errors
///
/// Always.
pub const fn not_checked(_: &Signed) -> Result<Signer, SignatureStanding> {
    Err(SignatureStanding::NotChecked)
}

/// One signature, and whether it counts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct SignatureReport {
    /// Who signed, by the allowed signers; null where nobody is known to have.
    pub principal: Option<String>,
    /// SHA-256 of the key; null where no known key signed.
    pub fingerprint: Option<String>,
    /// Whether it counts, or why not.
    pub standing: SignatureStanding,
    /// The same in words.
    pub words: Cow<'static, str>,
}

/// The payload of a decision: what approvers sign.
///
/// It holds all of the decision and nothing else, so that a signature is good for this tenant, this target
/// and this evidence alone.
pub fn payload(decision: &Decision) -> String {
    let unsigned = Decision { signatures: Vec::new(), ..decision.clone() };
    let json = serde_json::to_string_pretty(&Payload { flowlock_decision: unsigned });
    json.unwrap_or_default() + "\n"
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Payload {
    flowlock_decision: Decision,
}

/// What is asked of the approvers of this kind of decision; `None` where nothing is.
pub const fn needed(approvals: &Approvals, kind: DecisionKind) -> Option<&Needed> {
    match kind {
        DecisionKind::Exception => approvals.exception.as_ref(),
        DecisionKind::MeantToBeBlocked => approvals.meant_to_be_blocked.as_ref(),
        DecisionKind::TurnOn => approvals.turn_on.as_ref(),
    }
}

/// How each signature stands. A person counts once, and so does a key.
pub(super) fn weigh(decision: &Decision, needed: &Needed, check: Check<'_>) -> Vec<SignatureReport> {
    let mut counted = Counted::default();
    let mut signatures: Vec<&Signed> = decision.signatures.iter().collect();
    order::sort(&mut signatures);
    signatures.into_iter().map(|signed| counted.weigh(decision, signed, needed, check)).collect()
}

/// Who counted so far, and by which key.
#[derive(Default)]
struct Counted {
    principals: BTreeSet<String>,
    fingerprints: BTreeSet<String>,
}

impl Counted {
    fn weigh(
        &mut self,
        decision: &Decision,
        signed: &Signed,
        needed: &Needed,
        check: Check<'_>,
    ) -> SignatureReport {
        let found = match check(signed) {
            Ok(found) => found,
            Err(standing) => return report(None, None, standing),
        };
        let is_one_of = |list: &[String], who: &str| list.iter().any(|one| one.eq_ignore_ascii_case(who));
        let is_decider = is_one_of(&found.principals, &decision.decided_by);
        let approver = needed.of.iter().find(|who| is_one_of(&found.principals, who)).cloned();
        let principal = approver.clone().or_else(|| found.principals.first().cloned());
        let fingerprint = found.fingerprint;
        let standing = match (for_this(&signed.payload, decision), &approver) {
            (Err(standing), _) => standing,
            (Ok(()), _) if is_decider => SignatureStanding::OwnDecision,
            (Ok(()), None) => SignatureStanding::NotAnApprover,
            (Ok(()), Some(who)) => {
                let is_new = self.principals.insert(who.to_ascii_lowercase());
                let is_new_key = self.fingerprints.insert(fingerprint.clone());
                if is_new && is_new_key {
                    SignatureStanding::Counts
                } else {
                    SignatureStanding::ApprovedTwice
                }
            }
        };
        report(principal, Some(fingerprint), standing)
    }
}

fn report(
    principal: Option<String>,
    fingerprint: Option<String>,
    standing: SignatureStanding,
) -> SignatureReport {
    SignatureReport { principal, fingerprint, standing, words: standing.words().into() }
}

/// Whether the payload is that of the decision, or what else it was made for.
fn for_this(signed: &str, decision: &Decision) -> Result<(), SignatureStanding> {
    if signed == payload(decision) {
        return Ok(());
    }
    let other = read(signed).ok_or(SignatureStanding::Altered)?;
    Err(if other.tenant != decision.tenant {
        SignatureStanding::OtherTenant
    } else if other.id != decision.id {
        SignatureStanding::OtherDecision
    } else if (other.kind, &other.target) != (decision.kind, &decision.target) {
        SignatureStanding::Retargeted
    } else if other.evidence != decision.evidence {
        SignatureStanding::EvidenceChanged
    } else {
        SignatureStanding::Altered
    })
}

fn read(payload: &str) -> Option<Decision> {
    let documents = parse_json(payload).ok()?;
    let [document] = documents.as_slice() else { return None };
    let view = View::new(document, Pointer::root());
    parse::in_payload(&view).ok()
}

/// How many signatures count, of how many that are needed, and of whom.
pub(super) fn shortfall(needed: &Needed, signatures: &[SignatureReport]) -> Option<String> {
    let counts = signatures.iter().filter(|one| one.standing == SignatureStanding::Counts);
    let count = u64::try_from(counts.count()).unwrap_or(0);
    (count < needed.needed).then(|| {
        let refused = signatures.iter().find(|one| one.standing != SignatureStanding::Counts);
        let refused = refused.map_or_else(String::new, |one| {
            let who = one.principal.as_deref().unwrap_or("somebody");
            format!("; the signature of {who} does not count: {}", one.words)
        });
        let of = needed.of.join(", ");
        format!("{count} of the {} approvals that it needs, of {of}{refused}", needed.needed)
    })
}

/// The approvers whose signature does not count yet, without whoever decided.
pub(super) fn pending(decision: &Decision, needed: &Needed, signatures: &[SignatureReport]) -> Vec<String> {
    let has_approved = |who: &str| {
        let mut counts = signatures.iter().filter(|one| one.standing == SignatureStanding::Counts);
        counts.any(|one| one.principal.as_deref() == Some(who))
    };
    let may = |who: &&String| !who.eq_ignore_ascii_case(&decision.decided_by) && !has_approved(who);
    needed.of.iter().filter(may).cloned().collect()
}
